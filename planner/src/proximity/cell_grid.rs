//! A grid over the whole sphere whose cells are so small that all the points of a cell are neighbours.

use std::f64::consts::{FRAC_PI_2, PI, SQRT_2, TAU};

use super::{EARTH_RADIUS_M, Position, TOLERANCE_M, chord_of_arc};

/// Cells are smaller, and reach farther, than exact arithmetic asks: far more than the noise of positions.
const MARGIN: f64 = 0.01;

/// Bands of latitude of the same height, each cut into columns of the same longitude, as many as keep the diagonal of
/// a cell below the radius. Angles are radians.
pub(super) struct CellGrid {
    height: f64,
    radius: f64,
}

/// How far from a cell, east and west, the cells of another row may hold a neighbour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Reach {
    /// Nowhere.
    Nothing,
    /// So many radians of longitude.
    Within(f64),
    /// Anywhere on the parallel.
    Everything,
}

impl CellGrid {
    /// The grid of a radius in metres; `None` where the radius reaches around the Earth.
    pub(super) fn new(radius_m: f64) -> Option<Self> {
        let chord = chord_of_arc(radius_m + TOLERANCE_M);
        chord.is_finite().then(|| Self {
            height: chord * (1.0 - MARGIN) / (SQRT_2 * EARTH_RADIUS_M),
            radius: ((radius_m + TOLERANCE_M) / EARTH_RADIUS_M * (1.0 + MARGIN)).min(PI),
        })
    }

    /// Row and column of a position.
    pub(super) fn cell_of(&self, position: &Position) -> (i64, i64) {
        let row = whole((position.lat.to_radians() + FRAC_PI_2) / self.height);
        let columns = self.columns(row);
        // The 180th meridian is both edges.
        let column = whole((position.lon.to_radians() + PI) / TAU * columns as f64).min(columns);
        (row, column % columns)
    }

    /// Columns of a row.
    pub(super) fn columns(&self, row: i64) -> i64 {
        let [low, high] = self.edges(row);
        let widest = if low < 0.0 && high > 0.0 { 1.0 } else { low.cos().max(high.cos()) };
        whole(TAU * widest.max(0.0) / self.height) + 1
    }

    /// How far the neighbours of a point of one row may be in another, not lower, row.
    pub(super) fn reach(&self, row: i64, other: i64) -> Reach {
        let gap = (other - row - 1).max(0) as f64 * self.height;
        // Haversines: sin²(d/2) = sin²(Δlat/2) + cos lat₁ cos lat₂ sin²(Δlon/2).
        let left = (self.radius / 2.0).sin().powi(2) - (gap / 2.0).sin().powi(2);
        if gap > self.radius {
            return Reach::Nothing;
        }
        let share = left / (self.narrowest(row) * self.narrowest(other));
        if share < 1.0 { Reach::Within(2.0 * share.max(0.0).sqrt().asin()) } else { Reach::Everything }
    }

    /// Cosine of the latitude at the edge nearer to a pole.
    fn narrowest(&self, row: i64) -> f64 {
        let [low, high] = self.edges(row);
        low.cos().min(high.cos()).max(0.0)
    }

    fn edges(&self, row: i64) -> [f64; 2] {
        [row, row + 1].map(|edge| (edge as f64 * self.height - FRAC_PI_2).clamp(-FRAC_PI_2, FRAC_PI_2))
    }
}

/// The whole part of a number between 0 and 2⁵³.
#[expect(clippy::cast_possible_truncation, reason = "rows and columns of the smallest cells, 0.7 µm, are below 2⁴⁶")]
pub(super) fn whole(number: f64) -> i64 {
    number.floor() as i64
}
