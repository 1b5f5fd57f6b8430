//! Points of the sphere, their distances and the components of their proximity graph.
//!
//! Points are held as vectors from the centre of the Earth, in metres: neighbours across the antimeridian, at a pole or
//! at the same place need no special case.

mod cell_grid;
mod components;
mod forest;

use geo::{Distance, Haversine, Point};
use rayon::prelude::*;
use rstar::{AABB, PointDistance, RTree, RTreeObject, SelectionFunction};

pub(crate) use components::components;
pub(crate) use forest::Forest;

/// Mean radius of the Earth (GRS 80), in metres: the one of [`geo::Haversine`].
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Two points count as at most `d` metres apart up to this much more: a thousand times the noise of the arithmetic,
/// and below any survey.
pub(crate) const TOLERANCE_M: f64 = 1e-6;

/// A position on the sphere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Position {
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    /// From the centre of the Earth, in metres.
    pub(crate) vector: [f64; 3],
}

impl Position {
    pub(crate) fn new(lon: f64, lat: f64) -> Self {
        // Adding zero turns −0 into 0, so that equal places are equal bit by bit.
        let (lon, lat) = (lon + 0.0, lat + 0.0);
        let (sin_lon, cos_lon) = lon.to_radians().sin_cos();
        let (sin_lat, cos_lat) = lat.to_radians().sin_cos();
        let vector = [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat].map(|c| c * EARTH_RADIUS_M);
        Self { lon, lat, vector }
    }

    /// Great-circle (haversine) metres.
    pub(crate) fn distance(&self, other: &Self) -> f64 {
        Haversine.distance(Point::new(self.lon, self.lat), Point::new(other.lon, other.lat))
    }

    /// Whether the other point is at most `metres` away.
    pub(crate) fn is_within(&self, other: &Self, metres: f64) -> bool {
        self.distance(other) <= metres + TOLERANCE_M
    }

    pub(crate) fn place(&self) -> (u64, u64) {
        (self.lon.to_bits(), self.lat.to_bits())
    }
}

/// Square of the straight line through the Earth between two points.
pub(crate) fn chord_squared(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The straight line under an arc, in metres; infinite from half the circumference on.
pub(crate) fn chord_of_arc(metres: f64) -> f64 {
    let half_angle = metres / (2.0 * EARTH_RADIUS_M);
    if half_angle >= std::f64::consts::FRAC_PI_2 {
        f64::INFINITY
    } else {
        2.0 * EARTH_RADIUS_M * half_angle.max(0.0).sin()
    }
}

/// The connected components of the graph that joins places (pairs of WGS 84 longitude and latitude) at most `radius_m`
/// great-circle metres apart: what DBSCAN gives with `min_samples` 1. A label a place, numbered from 0 in order of first
/// appearance; O(n log n), in parallel, and the same with any number of threads.
///
/// ```
/// use riverain_planner::connected_places;
///
/// // About 76 m apart, then 7.6 km.
/// assert_eq!(connected_places(&[[-71.22, 46.81], [-71.221, 46.81], [-71.32, 46.81]], 100.0), [0, 0, 1]);
/// ```
pub fn connected_places(places: &[[f64; 2]], radius_m: f64) -> Vec<usize> {
    let positions: Vec<Position> =
        places.par_iter().with_min_len(1024).map(|&[lon, lat]| Position::new(lon, lat)).collect();
    components(&positions, radius_m)
}

/// Whether some point of one set is at most `radius_m` from some point of the other.
pub(crate) fn are_near(a: &[Position], b: &[Position], radius_m: f64) -> bool {
    const BRUTE_FORCE_PAIRS: usize = 4096;
    let near = Nearness::new(radius_m);
    let any_pair = |a: &[Position], b: &[Position]| a.iter().any(|p| b.iter().any(|q| near.holds(p, q)));
    if a.len() * b.len() <= BRUTE_FORCE_PAIRS {
        return any_pair(a, b);
    }
    let (a, b) = (near_box_of(b, a, radius_m), near_box_of(a, b, radius_m));
    if a.len() * b.len() <= BRUTE_FORCE_PAIRS {
        return any_pair(&a, &b);
    }
    let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let tree = RTree::bulk_load(large.iter().enumerate().map(|(index, p)| Node { index, position: *p }).collect());
    small.iter().any(|p| tree.locate_with_selection_function(Around::new(*p, radius_m)).next().is_some())
}

/// The points of the second set that are not farther from the box of the first than the radius.
fn near_box_of(boxed: &[Position], points: &[Position], radius_m: f64) -> Vec<Position> {
    let margin = chord_of_arc(radius_m) + 1e-3;
    let boxed = AABB::from_points(boxed.iter().map(|p| &p.vector));
    points.iter().filter(|q| boxed.distance_2(&q.vector) <= margin * margin).copied().collect()
}

/// Renumbers labels below `bound` from 0 in order of first appearance.
pub(crate) fn number_in_order(labels: impl Iterator<Item = usize>, bound: usize) -> Vec<usize> {
    let mut number = vec![usize::MAX; bound];
    let mut next = 0;
    labels
        .map(|label| {
            if number[label] == usize::MAX {
                number[label] = next;
                next += 1;
            }
            number[label]
        })
        .collect()
}

/// A point of an R-tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) index: usize,
    pub(crate) position: Position,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl RTreeObject for Node {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_point(self.position.vector)
    }
}

impl PointDistance for Node {
    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        chord_squared(&self.position.vector, point)
    }
}

/// The arc over a straight line between two points of the sphere, in metres.
pub(crate) fn arc_of_chord(chord: f64) -> f64 {
    2.0 * EARTH_RADIUS_M * (chord / (2.0 * EARTH_RADIUS_M)).min(1.0).asin()
}

/// Whether two points are at most a distance apart: by the chord where it decides, by haversine near the limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Nearness {
    pub(crate) radius_m: f64,
    /// Squares of chords: up to this one two points are near.
    pub(crate) surely_inside: f64,
    /// From this one on they are not.
    pub(crate) surely_outside: f64,
}

impl Nearness {
    pub(crate) fn new(radius_m: f64) -> Self {
        // The noise of a chord is some nanometres; near the antipode, a small change of the chord is a large one of the arc.
        let doubt_m = if radius_m > 1e7 { 1e3 } else { 1e-5 };
        let square = |chord: f64| chord * chord;
        let surely_inside = if radius_m > doubt_m { square(chord_of_arc(radius_m - doubt_m)) } else { -1.0 };
        Self { radius_m, surely_inside, surely_outside: square(chord_of_arc(radius_m + doubt_m)) }
    }

    pub(crate) fn holds(&self, a: &Position, b: &Position) -> bool {
        let chord = chord_squared(&a.vector, &b.vector);
        chord <= self.surely_inside || (chord <= self.surely_outside && a.is_within(b, self.radius_m))
    }
}

/// Selects the points at most a distance from a centre.
pub(crate) struct Around {
    centre: Position,
    near: Nearness,
}

impl Around {
    pub(crate) fn new(centre: Position, radius_m: f64) -> Self {
        Self::near(centre, Nearness::new(radius_m))
    }

    pub(crate) fn near(centre: Position, near: Nearness) -> Self {
        Self { centre, near }
    }

    pub(crate) fn holds(&self, position: &Position) -> bool {
        self.near.holds(&self.centre, position)
    }
}

impl SelectionFunction<Node> for Around {
    fn should_unpack_parent(&self, envelope: &AABB<[f64; 3]>) -> bool {
        envelope.distance_2(&self.centre.vector) <= self.near.surely_outside
    }

    fn should_unpack_leaf(&self, leaf: &Node) -> bool {
        self.holds(&leaf.position)
    }
}
