//! Cutting a component that breaks a limit: projects grow one after the other, from the border inwards.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use rstar::RTree;

use super::{Grouper, Piece};
use crate::agglomeration::{Content, Limits, Part};
use crate::metric::Places;
use crate::proximity::{Around, Nearness, Node, Position, chord_squared};

/// How many neighbours of a place growth looks at: places that crowd by the thousand would otherwise cost the square of
/// their number.
const VISITED_NEIGHBOURS: usize = 256;

impl Grouper<'_> {
    /// Connected parts that keep to the limits.
    ///
    /// A project begins at the free place that is farthest from the middle of the component, and takes in the nearest free
    /// neighbours of what it holds, as long as the limits allow: it is compact and as full as it can be, and leaves no
    /// thin border behind that would need projects of its own. O(n log n), each place looking at a bounded number of others.
    pub(super) fn grow(&self, component: &[usize]) -> Vec<Part<Piece>> {
        let waiting = self.parts_by_place(component);
        let places = self.traits.places(self.metric, component).without_repetition();
        let node = |(index, position): (usize, &Position)| Node { index, position: *position };
        let free = RTree::bulk_load(places.positions.iter().enumerate().map(node).collect());
        let limits = self.limits();
        let near = Nearness::new(limits.radius_m);
        let queued_for = vec![None; waiting.len()];
        let mut growth = Growth { limits, near, places: &places, waiting, free, queued_for };
        let mut parts = Vec::new();
        for seed in from_the_border(&places.positions) {
            while let Some(part) = growth.take(seed) {
                parts.push(growth.grow(seed, part));
            }
        }
        parts
    }

    /// The requests of each place in parts that keep to the limits, filled one after the other; places in order of first
    /// appearance.
    fn parts_by_place(&self, requests: &[usize]) -> Vec<Vec<Part<Piece>>> {
        let mut number = HashMap::new();
        let mut by_place: Vec<Vec<usize>> = Vec::new();
        for &request in requests {
            let place = *number.entry(self.traits.position[request].place()).or_insert_with(|| {
                by_place.push(Vec::new());
                by_place.len() - 1
            });
            by_place[place].push(request);
        }
        let parts = |requests: Vec<usize>| self.fill(&requests).into_iter().map(|part| self.part(part)).collect();
        by_place.into_iter().map(parts).collect()
    }

    fn fill(&self, requests: &[usize]) -> Vec<Vec<usize>> {
        let mut parts: Vec<(Vec<usize>, i64)> = Vec::new();
        for &request in requests {
            let cost = self.instance.requests[request].cost;
            match parts.last_mut() {
                Some((part, total)) if self.has_room(part.len(), *total, cost) => {
                    part.push(request);
                    *total += cost;
                }
                _ => parts.push((vec![request], cost)),
            }
        }
        parts.into_iter().map(|(part, _)| part).collect()
    }

    fn has_room(&self, count: usize, total: i64, cost: i64) -> bool {
        self.rules.max_requests.is_none_or(|limit| count < limit as usize)
            && self.rules.max_cost.is_none_or(|limit| total + cost <= limit)
    }
}

/// The positions from the farthest from their middle to the nearest.
fn from_the_border(positions: &[Position]) -> Vec<usize> {
    let sum =
        positions.iter().fold([0.0; 3], |sum: [f64; 3], p| std::array::from_fn(|axis| sum[axis] + p.vector[axis]));
    let middle = sum.map(|c| c / positions.len() as f64);
    let mut order: Vec<(f64, usize)> =
        positions.iter().enumerate().map(|(index, p)| (chord_squared(&p.vector, &middle), index)).collect();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    order.into_iter().map(|(_, index)| index).collect()
}

struct Growth<'a> {
    limits: Limits<'a>,
    near: Nearness,
    places: &'a Places,
    /// The parts of each place that no project has taken yet.
    waiting: Vec<Vec<Part<Piece>>>,
    /// The places that still have some.
    free: RTree<Node>,
    /// The part that each place was last queued for, by the number of its first request.
    queued_for: Vec<Option<usize>>,
}

impl Growth<'_> {
    fn take(&mut self, place: usize) -> Option<Part<Piece>> {
        let part = self.waiting[place].pop()?;
        if self.waiting[place].is_empty() {
            self.free.remove(&Node { index: place, position: self.places.positions[place] });
        }
        Some(part)
    }

    fn grow(&mut self, seed: usize, mut part: Part<Piece>) -> Part<Piece> {
        let first = part.content.requests.first().copied();
        self.queued_for[seed] = first;
        let mut queue = BinaryHeap::new();
        let mut reached = seed;
        while !part.content.is_full() {
            self.look_around(reached, seed, first, &mut queue);
            // Limits only tighten as the part grows: what does not fit now never will.
            let fitting = std::iter::from_fn(|| queue.pop()).find(|Reverse((_, place))| {
                let fits =
                    |other: &Part<Piece>| part.content.may_join(&other.content) && self.limits.keep_span(&part, other);
                self.waiting[*place].last().is_some_and(fits)
            });
            let Some(Reverse((_, place))) = fitting else { break };
            if let Some(other) = self.take(place) {
                part = part.joined(other);
            }
            reached = place;
        }
        part
    }

    /// Queues the free places around one that were not queued for the part yet, by their distance from the seed.
    fn look_around(
        &mut self,
        place: usize,
        seed: usize,
        part: Option<usize>,
        queue: &mut BinaryHeap<Reverse<(u64, usize)>>,
    ) {
        let around = Around::near(self.places.positions[place], self.near);
        for node in self.free.locate_with_selection_function(around).take(VISITED_NEIGHBOURS) {
            let metric = self.limits.metric;
            if self.queued_for[node.index] != part && metric.is_near(self.places, (place, node.index), self.near) {
                self.queued_for[node.index] = part;
                // Never negative: the bits are in the order of the numbers.
                let distance = metric.rank(self.places, (seed, node.index));
                queue.push(Reverse((distance.to_bits(), node.index)));
            }
        }
    }
}
