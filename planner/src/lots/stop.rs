//! Projects as stops of a lot, and what a set of stops weighs against the limits.

use super::{LotProject, LotRules};
use crate::extent::{Extent, LocalFrame};
use crate::proximity::Position;

/// A project on the map.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stop {
    /// The project's index.
    pub(super) index: usize,
    pub(super) position: Position,
    /// Metres east and north of the middle of the group.
    pub(super) plane: [f64; 2],
    pub(super) cost: i64,
}

/// The projects of these indices as stops in one plane.
pub(super) fn stops(projects: &[LotProject], indices: &[usize]) -> Vec<Stop> {
    let positions: Vec<Position> = indices
        .iter()
        .map(|&index| {
            let [lon, lat] = projects[index].place;
            Position::new(lon, lat)
        })
        .collect();
    let frame = LocalFrame::of(&positions);
    let stop = |(&index, position): (&usize, Position)| {
        let [east, north, _] = frame.coordinates(&position);
        Stop { index, position, plane: [east, north], cost: projects[index].cost }
    };
    indices.iter().zip(positions).map(stop).collect()
}

impl LotRules {
    /// Whether a lot may have this many projects of this cost.
    pub(super) fn carries(&self, count: usize, cost: i64) -> bool {
        self.max_projects.is_none_or(|limit| count <= limit.get() as usize)
            && self.max_cost.is_none_or(|limit| cost <= limit)
    }

    /// Whether these stops are a lot as they are; one stop always is.
    pub(super) fn holds(&self, stops: &[Stop]) -> bool {
        stops.len() <= 1 || (self.carries(stops.len(), cost(stops)) && self.spans(stops))
    }

    /// Whether no two of the stops are farther apart than a lot may reach.
    pub(super) fn spans(&self, stops: &[Stop]) -> bool {
        self.max_span_m.is_none_or(|limit| Extent::of(positions(stops)).spans_at_most(limit))
    }

    /// The share of a full lot that so much is: of its cost or of its number, whichever is more.
    #[expect(clippy::cast_precision_loss, reason = "shares of money and of counts need no more")]
    pub(super) fn load(&self, count: usize, cost: i64) -> f64 {
        let of_cost = self.max_cost.map_or(0.0, |limit| cost as f64 / limit.max(1) as f64);
        let of_count = self.max_projects.map_or(0.0, |limit| count as f64 / f64::from(limit.get()));
        of_cost.max(of_count)
    }
}

/// Cents of the stops together.
pub(super) fn cost(stops: &[Stop]) -> i64 {
    stops.iter().fold(0, |total, stop| total.saturating_add(stop.cost))
}

/// The middle of a non-empty set of stops.
#[expect(clippy::cast_precision_loss, reason = "counts of projects are far below 2⁵²")]
pub(super) fn centre(stops: &[Stop]) -> [f64; 2] {
    let sum = stops.iter().fold([0.0, 0.0], |sum, stop| [sum[0] + stop.plane[0], sum[1] + stop.plane[1]]);
    sum.map(|sum| sum / stops.len() as f64)
}

fn positions(stops: &[Stop]) -> Vec<Position> {
    stops.iter().map(|stop| stop.position).collect()
}
