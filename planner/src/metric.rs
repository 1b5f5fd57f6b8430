//! The distance that a grouping goes by: as the crow flies, or along the streets.

use std::collections::HashMap;

use crate::extent::Extent;
use crate::proximity::{self, Nearness, Position, TOLERANCE_M, chord_squared};
use crate::streets::{self, Routes, Stop};

/// Places of requests.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    pub(crate) positions: Vec<Position>,
    /// Where each stands on the streets, if it does; empty where distances are great-circle.
    pub(crate) stops: Vec<Option<Stop>>,
}

/// How far apart places are.
#[derive(Clone, Copy)]
pub(crate) enum Metric<'a> {
    /// Along a great circle.
    GreatCircle,
    /// Along the streets, where both places are on them.
    Streets(&'a Routes),
}

impl Places {
    pub(crate) fn len(&self) -> usize {
        self.positions.len()
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.positions.extend(other.positions);
        self.stops.extend(other.stops);
    }

    /// For each place, the first one at the same position; and the list of those.
    pub(crate) fn distinct(&self) -> (Vec<usize>, Vec<usize>) {
        let mut found = HashMap::with_capacity(self.len());
        let mut firsts = Vec::new();
        let first_of = self.positions.iter().enumerate().map(|(index, position)| {
            *found.entry(position.place()).or_insert_with(|| {
                firsts.push(index);
                index
            })
        });
        (first_of.collect(), firsts)
    }

    /// One place a position.
    pub(crate) fn without_repetition(&self) -> Self {
        if self.len() < 2 {
            return self.clone();
        }
        let (_, firsts) = self.distinct();
        Self {
            positions: firsts.iter().map(|&index| self.positions[index]).collect(),
            stops: if self.stops.is_empty() {
                Vec::new()
            } else {
                firsts.iter().map(|&index| self.stops[index]).collect()
            },
        }
    }

    fn get(&self, index: usize) -> (&Position, Option<Stop>) {
        (&self.positions[index], self.stops.get(index).copied().flatten())
    }
}

impl Metric<'_> {
    /// The connected components of the graph that joins places at most `radius_m` apart, numbered from 0 in order of
    /// first appearance.
    pub(crate) fn components(self, places: &Places, radius_m: f64) -> Vec<usize> {
        match self {
            Self::GreatCircle => proximity::components(&places.positions, radius_m),
            Self::Streets(routes) => streets::components(routes, places, radius_m),
        }
    }

    /// Whether two of the places, which are near as the crow flies, are so by this distance.
    pub(crate) fn is_near(self, places: &Places, (i, j): (usize, usize), near: Nearness) -> bool {
        match self {
            Self::GreatCircle => true,
            Self::Streets(routes) => within(routes, near, places.get(i), places.get(j)),
        }
    }

    /// A number that grows with the distance of two of the places, 0 or more.
    pub(crate) fn rank(self, places: &Places, (i, j): (usize, usize)) -> f64 {
        let ((a, from), (b, to)) = (places.get(i), places.get(j));
        let chord = chord_squared(&a.vector, &b.vector);
        match (self, from, to) {
            (Self::Streets(routes), Some(from), Some(to)) => routes.metres(from, to),
            (Self::Streets(_), ..) => chord.sqrt(),
            (Self::GreatCircle, ..) => chord,
        }
    }

    /// Whether some place of one set is at most `radius_m` from some place of the other.
    pub(crate) fn are_near(self, a: &Places, b: &Places, radius_m: f64) -> bool {
        match self {
            Self::GreatCircle => proximity::are_near(&a.positions, &b.positions, radius_m),
            Self::Streets(routes) => {
                let near = Nearness::new(radius_m);
                (0..a.len()).any(|i| (0..b.len()).any(|j| within(routes, near, a.get(i), b.get(j))))
            }
        }
    }

    /// Whether no two places, whose extent is given, are more than `limit_m` apart.
    pub(crate) fn spans_at_most(self, extent: &Extent, places: &Places, limit_m: f64) -> bool {
        extent.spans_at_most(limit_m)
            && self.all_within(limit_m, || {
                (0..places.len()).flat_map(|i| (0..i).map(move |j| (places.get(i), places.get(j))))
            })
    }

    /// Whether no place of one set is more than `limit_m` from a place of the other.
    pub(crate) fn union_spans_at_most(self, a: (&Extent, &Places), b: (&Extent, &Places), limit_m: f64) -> bool {
        let pairs = || (0..a.1.len()).flat_map(|i| (0..b.1.len()).map(move |j| (a.1.get(i), b.1.get(j))));
        a.0.union_spans_at_most(b.0, limit_m) && self.all_within(limit_m, pairs)
    }

    /// Whether the pairs are within the limit where it is not the extents that say so.
    fn all_within<'p, I>(self, limit_m: f64, pairs: impl FnOnce() -> I) -> bool
    where
        I: Iterator<Item = (Spot<'p>, Spot<'p>)>,
    {
        match self {
            Self::GreatCircle => true,
            Self::Streets(routes) => {
                let near = Nearness::new(limit_m);
                pairs().all(|(a, b)| within(routes, near, a, b))
            }
        }
    }
}

type Spot<'a> = (&'a Position, Option<Stop>);

/// Whether two places are near along the streets; never nearer than as the crow flies.
fn within(routes: &Routes, near: Nearness, a: Spot<'_>, b: Spot<'_>) -> bool {
    near.holds(a.0, b.0)
        && match (a.1, b.1) {
            (Some(from), Some(to)) => {
                a.0.place() == b.0.place() || routes.metres(from, to) <= near.radius_m + TOLERANCE_M
            }
            _ => true,
        }
}
