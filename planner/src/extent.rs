//! How far apart the points of a set are: its box and the corners of its convex hull.

use crate::proximity::{EARTH_RADIUS_M, Position, chord_of_arc, chord_squared};

/// Half of the tolerance that the rules of the format grant to a span.
const SPAN_TOLERANCE_M: f64 = 5e-7;

/// What is needed of a set of points to know its span, and the span of its union with another.
#[derive(Debug, Clone)]
pub(crate) struct Extent {
    /// Smallest coordinates of the vectors.
    pub(crate) lower: [f64; 3],
    /// Largest coordinates of the vectors.
    pub(crate) upper: [f64; 3],
    /// Points among which the two farthest are.
    corners: Vec<Position>,
}

impl Extent {
    /// The extent of a non-empty set, in O(n log n).
    ///
    /// The corners are those of the convex hull in the gnomonic projection about the middle of the set. That projection
    /// maps great circles to lines, so it keeps convexity; a spherical cap of less than a hemisphere is convex, so the
    /// farthest point from any point of the set is a corner. Sets that reach beyond 60° of their middle keep every point.
    pub(crate) fn of(positions: Vec<Position>) -> Self {
        let mut lower = [f64::INFINITY; 3];
        let mut upper = [f64::NEG_INFINITY; 3];
        for position in &positions {
            for axis in 0..3 {
                lower[axis] = lower[axis].min(position.vector[axis]);
                upper[axis] = upper[axis].max(position.vector[axis]);
            }
        }
        Self { lower, upper, corners: corners(positions) }
    }

    /// The extent of both sets together.
    pub(crate) fn union(&self, other: &Self) -> Self {
        Self::of(self.corners.iter().chain(&other.corners).copied().collect())
    }

    /// Whether no two points of the set are more than `limit_m` apart.
    pub(crate) fn spans_at_most(&self, limit_m: f64) -> bool {
        self.union_spans_at_most(self, limit_m)
    }

    /// Whether no point of one set is more than `limit_m` from a point of the other.
    pub(crate) fn union_spans_at_most(&self, other: &Self, limit_m: f64) -> bool {
        let limit = chord_of_arc(limit_m) + SPAN_TOLERANCE_M;
        if self.longest_union_side(other) > limit {
            return false;
        }
        self.union_diagonal(other) <= limit
            || self
                .corners
                .iter()
                .all(|a| other.corners.iter().all(|b| chord_squared(&a.vector, &b.vector) <= limit * limit))
    }

    /// The diagonal of the box around both sets, in metres: at least the chord of their span.
    pub(crate) fn union_diagonal(&self, other: &Self) -> f64 {
        self.union_sides(other).map(|side| side * side).iter().sum::<f64>().sqrt()
    }

    fn longest_union_side(&self, other: &Self) -> f64 {
        self.union_sides(other).into_iter().fold(0.0, f64::max)
    }

    fn union_sides(&self, other: &Self) -> [f64; 3] {
        std::array::from_fn(|axis| self.upper[axis].max(other.upper[axis]) - self.lower[axis].min(other.lower[axis]))
    }
}

/// East, north and up at the middle of a set of points: an orthonormal basis wherever the set is.
pub(crate) struct LocalFrame {
    axes: [[f64; 3]; 3],
}

impl LocalFrame {
    /// The frame of a non-empty set.
    pub(crate) fn of(positions: &[Position]) -> Self {
        let sum = positions.iter().fold([0.0; 3], |sum: [f64; 3], p| std::array::from_fn(|i| sum[i] + p.vector[i]));
        let up = unit(sum).or_else(|| positions.first().and_then(|p| unit(p.vector))).unwrap_or([0.0, 0.0, 1.0]);
        let east = unit([-up[1], up[0], 0.0]).unwrap_or([1.0, 0.0, 0.0]);
        let north =
            [up[1] * east[2] - up[2] * east[1], up[2] * east[0] - up[0] * east[2], up[0] * east[1] - up[1] * east[0]];
        Self { axes: [east, north, up] }
    }

    /// Metres east, north and up of the centre of the Earth.
    pub(crate) fn coordinates(&self, position: &Position) -> [f64; 3] {
        self.axes.map(|axis| axis.iter().zip(&position.vector).map(|(a, v)| a * v).sum())
    }
}

fn unit(vector: [f64; 3]) -> Option<[f64; 3]> {
    let length = vector.iter().map(|c| c * c).sum::<f64>().sqrt();
    // A shorter sum of vectors of the Earth's radius has no direction worth its name.
    (length > 1e-3).then(|| vector.map(|c| c / length))
}

/// Corners of the hull by Andrew's monotone chain (1979).
fn corners(mut positions: Vec<Position>) -> Vec<Position> {
    positions.sort_unstable_by(|a, b| a.lon.total_cmp(&b.lon).then(a.lat.total_cmp(&b.lat)));
    positions.dedup_by_key(|position| position.place());
    if positions.len() <= 3 {
        return positions;
    }
    let frame = LocalFrame::of(&positions);
    let mut projected = Vec::with_capacity(positions.len());
    for position in &positions {
        let [east, north, up] = frame.coordinates(position);
        if up < EARTH_RADIUS_M / 2.0 {
            return positions;
        }
        projected.push((east / up, north / up, *position));
    }
    projected.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut corners = half_hull(projected.iter());
    corners.extend(half_hull(projected.iter().rev()));
    corners
}

/// One side of the hull, without its last point.
fn half_hull<'a>(ordered: impl Iterator<Item = &'a (f64, f64, Position)>) -> Vec<Position> {
    let mut chain: Vec<&(f64, f64, Position)> = Vec::new();
    for point in ordered {
        while let [.., a, b] = chain.as_slice() {
            if (b.0 - a.0) * (point.1 - a.1) - (b.1 - a.1) * (point.0 - a.0) > 0.0 {
                break;
            }
            chain.pop();
        }
        chain.push(point);
    }
    chain.pop();
    chain.into_iter().map(|point| point.2).collect()
}
