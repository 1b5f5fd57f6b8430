//! Cutting a component that breaks a limit: planes across its longest side until every piece keeps to the limits.

use super::Grouper;
use crate::extent::{Extent, LocalFrame};
use crate::proximity::{chord_of_arc, chord_squared};

/// A request with its coordinates in the frame of its component.
#[derive(Clone, Copy)]
struct Item {
    request: usize,
    at: [f64; 3],
    cost: i64,
}

impl Grouper<'_> {
    /// Connected pieces that keep to the limits. Whatever keeps to the limits keeps to them in part, so pieces are
    /// taken apart where they are not connected only at the end. O(n log n) a level, and each cut aims at equal shares.
    pub(super) fn split(&self, component: &[usize]) -> Vec<Vec<usize>> {
        let frame = LocalFrame::of(&self.positions(component));
        let items: Vec<Item> = component
            .iter()
            .map(|&request| Item {
                request,
                at: frame.coordinates(&self.traits.position[request]),
                cost: self.instance.requests[request].cost,
            })
            .collect();
        let mut pending = vec![items];
        let mut pieces = Vec::new();
        let mut is_whole = true;
        while let Some(mut items) = pending.pop() {
            if let Some(position) = self.cut_position(&mut items) {
                pending.push(items.split_off(position));
                pending.push(items);
                is_whole = false;
                continue;
            }
            let requests: Vec<usize> = items.iter().map(|item| item.request).collect();
            if is_whole || items.len() == 1 || self.is_surely_connected(&items) {
                pieces.push(requests);
            } else {
                pieces.extend(self.connected(&requests));
            }
        }
        pieces
    }

    /// Where to cut the items, which it sorts along their longest side; `None` where they keep to the limits.
    fn cut_position(&self, items: &mut [Item]) -> Option<usize> {
        if items.len() < 2 {
            return None;
        }
        let sides = sides(items);
        let mut by_side = [0, 1, 2];
        by_side.sort_by(|&a, &b| sides[b].total_cmp(&sides[a]));
        let breaks_span = self.rules.max_span_m.is_some_and(|limit| !self.keeps_span(items, sides, limit));
        let shares = self.shares_by_number(items);
        if !breaks_span && shares < 2 {
            return None;
        }
        let axis = by_side[0];
        items.sort_unstable_by(|a, b| a.at[axis].total_cmp(&b.at[axis]).then(a.request.cmp(&b.request)));
        let position = match self.rules.max_span_m {
            Some(limit) if breaks_span => cut_by_length(items, axis, sides[by_side[1]], chord_of_arc(limit)),
            _ => self.cut_by_number(items, shares),
        };
        Some(position.clamp(1, items.len() - 1))
    }

    fn keeps_span(&self, items: &[Item], sides: [f64; 3], limit_m: f64) -> bool {
        let chord = chord_of_arc(limit_m);
        if sides.iter().any(|&side| side > chord + 1e-6) {
            return false;
        }
        sides.iter().map(|side| side * side).sum::<f64>() <= chord * chord
            || Extent::of(items.iter().map(|item| self.traits.position[item.request]).collect()).spans_at_most(limit_m)
    }

    /// The least number of projects that the limits on number and cost ask for.
    fn shares_by_number(&self, items: &[Item]) -> usize {
        let by_count = self.rules.max_requests.map_or(1, |limit| items.len().div_ceil(limit as usize));
        let total: i64 = items.iter().map(|item| item.cost).sum();
        let by_cost = match self.rules.max_cost {
            Some(limit) if total > limit => {
                usize::try_from(total.checked_div(limit).unwrap_or(i64::MAX)).unwrap_or(usize::MAX).saturating_add(1)
            }
            _ => 1,
        };
        by_count.max(by_cost).min(items.len())
    }

    /// The most of the first items that half of the shares can hold.
    fn cut_by_number(&self, items: &[Item], shares: usize) -> usize {
        let half = shares / 2;
        let by_count = self.rules.max_requests.map_or(usize::MAX, |limit| half.saturating_mul(limit as usize));
        let most = self.rules.max_cost.map_or(i128::MAX, |limit| i128::from(limit) * half as i128);
        let mut total = 0;
        let by_cost = items
            .iter()
            .take_while(|item| {
                total += i128::from(item.cost);
                total <= most
            })
            .count();
        by_count.min(by_cost)
    }

    fn is_surely_connected(&self, items: &[Item]) -> bool {
        let chord = chord_of_arc(self.rules.radius_m);
        let sides = sides(items);
        chord_squared(&sides, &[0.0; 3]) <= chord * chord
    }
}

/// Cuts a length into equal slabs, as wide as the limit on the span allows for a piece as high as `other_side` or as
/// half of a square with that diagonal, and gives the position of the middle slab's edge.
fn cut_by_length(items: &[Item], axis: usize, other_side: f64, chord: f64) -> usize {
    let height = other_side.min(chord * std::f64::consts::FRAC_1_SQRT_2);
    let width = (chord * chord - height * height).max(0.0).sqrt();
    let first = items[0].at[axis];
    let length = items[items.len() - 1].at[axis] - first;
    let slabs = if width > 0.0 { (length / width - 0.01).ceil().clamp(2.0, 1e6) } else { 2.0 };
    let edge = first + length * (slabs / 2.0).floor() / slabs;
    let position = items.partition_point(|item| item.at[axis] < edge);
    // Coincident requests stay together; where the length is noise, the number decides.
    if position == 0 || position == items.len() { items.len() / 2 } else { position }
}

fn sides(items: &[Item]) -> [f64; 3] {
    std::array::from_fn(|axis| {
        let values = items.iter().map(|item| item.at[axis]);
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        high - low
    })
}
