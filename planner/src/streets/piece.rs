//! A piece of a centre-line between two vertices, an arc of a great circle.

use rstar::{AABB, PointDistance, RTreeObject};

use super::network::Stop;
use crate::proximity::{EARTH_RADIUS_M, Position, arc_of_chord, chord_squared};

/// The arc between two vertices of an edge.
pub(super) struct Piece {
    edge: usize,
    /// Metres along the edge before it.
    before: f64,
    from: [f64; 3],
    to: [f64; 3],
}

impl Piece {
    pub(super) fn new(edge: usize, before: f64, from: Position, to: Position) -> Self {
        Self { edge, before, from: from.vector, to: to.vector }
    }

    pub(super) fn metres(&self) -> f64 {
        arc_of_chord(chord_squared(&self.from, &self.to).sqrt())
    }

    /// The nearest point of the arc to a position.
    pub(super) fn stop(&self, position: &Position) -> Stop {
        let foot = self.foot(&position.vector);
        let along = |a: &[f64; 3], b: &[f64; 3]| arc_of_chord(chord_squared(a, b).sqrt());
        let offset = self.before + along(&self.from, &foot);
        Stop { edge: self.edge, offset, access: along(&foot, &position.vector) }
    }

    /// The nearest point of the arc: where the plane across the arc through the point meets it, or an end.
    fn foot(&self, point: &[f64; 3]) -> [f64; 3] {
        let direction = difference(&self.to, &self.from);
        // Of the difference rather than of both ends, which would lose the digits of short pieces.
        let normal = cross(&self.from, &direction);
        let square = dot(&normal, &normal);
        if square > 0.0 {
            let height = dot(&difference(point, &self.from), &normal) / square;
            let in_plane: [f64; 3] = std::array::from_fn(|axis| point[axis] - height * normal[axis]);
            let length = dot(&in_plane, &in_plane).sqrt();
            let is_after = |end: &[f64; 3], other: &[f64; 3]| dot(&cross(end, &difference(other, end)), &normal) >= 0.0;
            if length > 1e-3 && is_after(&self.from, &in_plane) && is_after(&in_plane, &self.to) {
                return in_plane.map(|c| c * EARTH_RADIUS_M / length);
            }
        }
        if chord_squared(point, &self.from) <= chord_squared(point, &self.to) { self.from } else { self.to }
    }
}

impl RTreeObject for Piece {
    type Envelope = AABB<[f64; 3]>;

    /// The box of the chord, widened by what the arc rises above it.
    fn envelope(&self) -> Self::Envelope {
        let rise = chord_squared(&self.from, &self.to) / (4.0 * EARTH_RADIUS_M) + 1e-6;
        let lower = std::array::from_fn(|axis| self.from[axis].min(self.to[axis]) - rise);
        let upper = std::array::from_fn(|axis| self.from[axis].max(self.to[axis]) + rise);
        AABB::from_corners(lower, upper)
    }
}

impl PointDistance for Piece {
    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        chord_squared(&self.foot(point), point)
    }
}

fn difference(a: &[f64; 3], b: &[f64; 3]) -> [f64; 3] {
    std::array::from_fn(|axis| a[axis] - b[axis])
}

fn dot(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn cross(a: &[f64; 3], b: &[f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}
