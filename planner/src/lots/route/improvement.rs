//! Shortens a way by moves of two kinds: 2-opt turns a part of it round, Or-opt takes up to three stops elsewhere.

use super::distance;

/// Rounds over all stops, at most.
const ROUNDS: usize = 30;

/// The longest part of a way that a move may touch: what keeps a round over a long way near linear.
const LONGEST_MOVE: usize = 1_000;

/// Stops that Or-opt takes along, at most.
const LONGEST_CHAIN: usize = 3;

/// Metres below which a gain is noise.
const LEAST_GAIN_M: f64 = 1e-6;

/// A way through stops, and where each stop is on it.
pub(super) struct Way<'a> {
    stops: &'a [[f64; 2]],
    neighbours: &'a [Vec<usize>],
    order: Vec<usize>,
    place: Vec<usize>,
}

impl<'a> Way<'a> {
    pub(super) fn new(stops: &'a [[f64; 2]], neighbours: &'a [Vec<usize>], order: Vec<usize>) -> Self {
        let mut place = vec![0; order.len()];
        for (at, &stop) in order.iter().enumerate() {
            place[stop] = at;
        }
        Self { stops, neighbours, order, place }
    }

    /// The way once no move shortens it, or its rounds are over.
    pub(super) fn improved(mut self) -> Vec<usize> {
        for _ in 0..ROUNDS {
            let mut is_better = false;
            for stop in 0..self.order.len() {
                is_better |= self.turn_round(stop);
                is_better |= self.take_elsewhere(stop);
            }
            if !is_better {
                break;
            }
        }
        self.order
    }

    /// 2-opt: joins a stop to a near one, and turns round what lies between; whether that was shorter.
    fn turn_round(&mut self, stop: usize) -> bool {
        for near in 0..self.neighbours[stop].len() {
            let other = self.neighbours[stop][near];
            let (low, high) = ordered(self.place[stop], self.place[other]);
            // The two become neighbours by turning what follows the lower, or what precedes the higher.
            for (start, end) in [(low + 1, high), (low, high - 1)] {
                if start < end && end - start < LONGEST_MOVE && self.gain_of_turn(start, end) > LEAST_GAIN_M {
                    self.order[start..=end].reverse();
                    self.renumber(start, end);
                    return true;
                }
            }
        }
        false
    }

    fn gain_of_turn(&self, start: usize, end: usize) -> f64 {
        let (before, after) = (self.before(start), self.after(end));
        let (first, last) = (Some(self.order[start]), Some(self.order[end]));
        self.leg(before, first) + self.leg(last, after) - self.leg(before, last) - self.leg(first, after)
    }

    /// Or-opt: takes a chain that begins or ends at a stop beside a near one, either way round; whether that was shorter.
    fn take_elsewhere(&mut self, stop: usize) -> bool {
        for length in 1..=LONGEST_CHAIN.min(self.order.len() - 1) {
            let at = self.place[stop];
            let chains = [Some(at), (length > 1).then(|| (at + 1).checked_sub(length)).flatten()];
            for start in chains.into_iter().flatten() {
                if start + length <= self.order.len() && self.take_chain(start, start + length - 1, stop) {
                    return true;
                }
            }
        }
        false
    }

    fn take_chain(&mut self, start: usize, end: usize, stop: usize) -> bool {
        let (first, last) = (Some(self.order[start]), Some(self.order[end]));
        let (before, after) = (self.before(start), self.after(end));
        let freed = self.leg(before, first) + self.leg(last, after) - self.leg(before, after);
        for near in 0..self.neighbours[stop].len() {
            let at = self.place[self.neighbours[stop][near]];
            if (start..=end).contains(&at) || at.abs_diff(start) > LONGEST_MOVE {
                continue;
            }
            // Into the gap before the near stop, and into the one after it. A gap is named by the stop that ends it.
            for gap in [at, at + 1] {
                if (start..=end + 1).contains(&gap) {
                    continue;
                }
                let (left, right) = (gap.checked_sub(1).map(|at| self.order[at]), self.order.get(gap).copied());
                let closed = self.leg(left, right);
                let forward = self.leg(left, first) + self.leg(last, right) - closed;
                let backward = self.leg(left, last) + self.leg(first, right) - closed;
                if freed - forward.min(backward) > LEAST_GAIN_M {
                    self.shift(start, end, gap, backward < forward);
                    return true;
                }
            }
        }
        false
    }

    /// Takes the stops of `start..=end` into the gap before `gap`.
    fn shift(&mut self, start: usize, end: usize, gap: usize, turned: bool) {
        let length = end - start + 1;
        let (low, high, moved) = match gap > end {
            true => {
                self.order[start..gap].rotate_left(length);
                (start, gap - 1, gap - length)
            }
            false => {
                self.order[gap..=end].rotate_right(length);
                (gap, end, gap)
            }
        };
        if turned {
            self.order[moved..moved + length].reverse();
        }
        self.renumber(low, high);
    }

    fn renumber(&mut self, start: usize, end: usize) {
        for at in start..=end {
            self.place[self.order[at]] = at;
        }
    }

    fn before(&self, at: usize) -> Option<usize> {
        at.checked_sub(1).map(|at| self.order[at])
    }

    fn after(&self, at: usize) -> Option<usize> {
        self.order.get(at + 1).copied()
    }

    /// Metres between two stops; none beyond the ends of the way.
    fn leg(&self, from: Option<usize>, to: Option<usize>) -> f64 {
        match (from, to) {
            (Some(from), Some(to)) => distance(self.stops[from], self.stops[to]),
            _ => 0.0,
        }
    }
}

fn ordered(a: usize, b: usize) -> (usize, usize) {
    if a < b { (a, b) } else { (b, a) }
}
