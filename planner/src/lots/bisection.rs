//! Divides stops into lots by recursive inertial bisection: across the axis along which they lie farthest apart, where
//! both sides hold their share.

use super::LotRules;
use super::stop::{Stop, cost};

/// The lots of some stops, neighbours one after another: O(n log n) a level, about log n levels.
pub(super) fn divide(stops: Vec<Stop>, rules: &LotRules) -> Vec<Vec<Stop>> {
    let mut open = vec![stops];
    let mut lots = Vec::new();
    while let Some(stops) = open.pop() {
        if rules.holds(&stops) {
            lots.push(stops);
            continue;
        }
        let (first, second) = bisect(stops, rules);
        open.push(second);
        open.push(first);
    }
    lots
}

/// What decides where stops are cut.
#[derive(Debug, Clone, Copy)]
enum Measure {
    /// Cents.
    Cost,
    /// Projects.
    Count,
    /// Metres along the axis.
    Length,
}

/// Cuts two stops or more into two sets that are not empty.
fn bisect(mut stops: Vec<Stop>, rules: &LotRules) -> (Vec<Stop>, Vec<Stop>) {
    let axis = longest_axis(&stops);
    let along = |stop: &Stop| stop.plane[0] * axis[0] + stop.plane[1] * axis[1];
    stops.sort_by(|a, b| along(a).total_cmp(&along(b)).then(a.index.cmp(&b.index)));
    let (parts, measure) = parts(&stops, along(&stops[stops.len() - 1]) - along(&stops[0]), rules);
    let first_parts = parts / 2;
    let total = Sum { count: stops.len(), cost: cost(&stops) };
    let mut before = Sum { count: 0, cost: 0 };
    let mut best = (true, f64::INFINITY, 1);
    for cut in 1..stops.len() {
        before.add(&stops[cut - 1]);
        let after = Sum { count: total.count - before.count, cost: total.cost - before.cost };
        let breaks = !before.fits(first_parts, rules) || !after.fits(parts - first_parts, rules);
        let share = first_parts as f64 / parts as f64;
        let miss = match measure {
            Measure::Cost => before.cost as f64 - share * total.cost as f64,
            Measure::Count => before.count as f64 - share * total.count as f64,
            Measure::Length => {
                let (start, end) = (along(&stops[0]), along(&stops[stops.len() - 1]));
                f64::midpoint(along(&stops[cut - 1]), along(&stops[cut])) - (start + share * (end - start))
            }
        };
        if (breaks, miss.abs()) < (best.0, best.1) {
            best = (breaks, miss.abs(), cut);
        }
    }
    let second = stops.split_off(best.2);
    (stops, second)
}

/// How many lots the stops need at the least, two or more, and by which measure.
fn parts(stops: &[Stop], length_m: f64, rules: &LotRules) -> (usize, Measure) {
    let by_cost = rules.max_cost.map_or(1, |limit| ceiling_ratio(cost(stops).max(0), limit.max(1)));
    let by_count = rules.max_projects.map_or(1, |limit| stops.len().div_ceil(limit.get() as usize));
    if by_cost.max(by_count) < 2 {
        let by_length = rules.max_span_m.map_or(2.0, |limit| (length_m / limit.max(1.0)).ceil());
        return (whole(by_length).max(2), Measure::Length);
    }
    let parts = by_cost.max(by_count).min(stops.len());
    (parts, if by_cost >= by_count { Measure::Cost } else { Measure::Count })
}

fn ceiling_ratio(cost: i64, limit: i64) -> usize {
    usize::try_from(cost / limit + i64::from(cost % limit > 0)).unwrap_or(usize::MAX)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number of lots")]
fn whole(number: f64) -> usize {
    number.clamp(0.0, 1e6) as usize
}

/// The direction along which the stops vary the most: the main axis of their inertia.
fn longest_axis(stops: &[Stop]) -> [f64; 2] {
    let middle = super::stop::centre(stops);
    let (mut east, mut north, mut both) = (0.0, 0.0, 0.0);
    for stop in stops {
        let [x, y] = [stop.plane[0] - middle[0], stop.plane[1] - middle[1]];
        (east, north, both) = (east + x * x, north + y * y, both + x * y);
    }
    let angle = 0.5 * f64::atan2(2.0 * both, east - north);
    [angle.cos(), angle.sin()]
}

/// What some stops add up to.
#[derive(Debug, Clone, Copy)]
struct Sum {
    count: usize,
    cost: i64,
}

impl Sum {
    fn add(&mut self, stop: &Stop) {
        self.count += 1;
        self.cost = self.cost.saturating_add(stop.cost);
    }

    /// Whether so many lots can carry it.
    fn fits(self, lots: usize, rules: &LotRules) -> bool {
        let of_cost = |limit: i64| limit.saturating_mul(i64::try_from(lots).unwrap_or(i64::MAX));
        rules.max_cost.is_none_or(|limit| self.cost <= of_cost(limit))
            && rules.max_projects.is_none_or(|limit| self.count <= lots.saturating_mul(limit.get() as usize))
    }
}
