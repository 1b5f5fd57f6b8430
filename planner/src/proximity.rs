//! Points of the sphere, their distances and the components of their proximity graph.
//!
//! Points are held as vectors from the centre of the Earth, in metres: neighbours across the antimeridian, at a pole or
//! at the same place need no special case.

use geo::{Distance, Haversine, Point};
use petgraph::unionfind::UnionFind;
use rstar::{AABB, PointDistance, RTree, RTreeObject, SelectionFunction};

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

/// The connected components of the graph that joins points at most `radius_m` apart (what DBSCAN gives with
/// `min_samples` 1): a label a point, numbered from 0 in order of first appearance.
///
/// Breadth first; the neighbours of a point are taken out of the R-tree as they are found, so that each point is found
/// once: O(n log n) however dense the points are. Coincident points are one point of the tree.
pub(crate) fn components(positions: &[Position], radius_m: f64) -> Vec<usize> {
    let (place_of, places) = distinct_places(positions);
    let mut forest: UnionFind<usize> = UnionFind::new(places.len());
    let mut tree = RTree::bulk_load(places.iter().enumerate().map(|(index, p)| Node { index, position: *p }).collect());
    let mut queue = Vec::new();
    for start in 0..places.len() {
        if forest.find(start) != start || tree.remove(&Node { index: start, position: places[start] }).is_none() {
            continue;
        }
        queue.push(start);
        while let Some(at) = queue.pop() {
            for neighbour in tree.drain_with_selection_function(Around::new(places[at], radius_m)) {
                forest.union(at, neighbour.index);
                queue.push(neighbour.index);
            }
        }
    }
    let roots = forest.into_labeling();
    number_in_order(place_of.iter().map(|&place| roots[place]), places.len())
}

/// Whether some point of one set is at most `radius_m` from some point of the other.
pub(crate) fn are_near(a: &[Position], b: &[Position], radius_m: f64) -> bool {
    const BRUTE_FORCE_PAIRS: usize = 4096;
    let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let large = near_box_of(small, large, radius_m);
    if small.len() * large.len() <= BRUTE_FORCE_PAIRS {
        let around = |p: &Position| Around::new(*p, radius_m);
        return small.iter().map(around).any(|near| large.iter().any(|q| near.holds(q)));
    }
    let tree = RTree::bulk_load(large.iter().enumerate().map(|(index, p)| Node { index, position: *p }).collect());
    small.iter().any(|p| tree.locate_with_selection_function(Around::new(*p, radius_m)).next().is_some())
}

/// The points of the second set that are not farther from the box of the first than the radius.
fn near_box_of(small: &[Position], large: &[Position], radius_m: f64) -> Vec<Position> {
    let margin = chord_of_arc(radius_m) + 1e-3;
    let boxed = AABB::from_points(small.iter().map(|p| &p.vector));
    large.iter().filter(|q| boxed.distance_2(&q.vector) <= margin * margin).copied().collect()
}

/// Each point's place and the distinct places, in order of first appearance.
pub(crate) fn distinct_places(positions: &[Position]) -> (Vec<usize>, Vec<Position>) {
    let mut found = std::collections::HashMap::with_capacity(positions.len());
    let mut places = Vec::new();
    let place_of = positions
        .iter()
        .map(|position| {
            *found.entry(position.place()).or_insert_with(|| {
                places.push(*position);
                places.len() - 1
            })
        })
        .collect();
    (place_of, places)
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

/// Selects the points at most a distance from a centre: by the chord where it decides, by haversine near the limit.
pub(crate) struct Around {
    centre: Position,
    radius_m: f64,
    surely_inside: f64,
    surely_outside: f64,
}

impl Around {
    pub(crate) fn new(centre: Position, radius_m: f64) -> Self {
        // The noise of a chord is some nanometres; ten micrometres of doubt are left to the haversine formula.
        const DOUBT_M: f64 = 1e-5;
        let inner = chord_of_arc(radius_m) - DOUBT_M;
        let outer = chord_of_arc(radius_m) + DOUBT_M;
        // Near the antipode, a small change of the chord is a large one of the arc: let haversine decide there.
        let inner = if radius_m > 1e7 { -1.0 } else { inner };
        let outer = if radius_m > 1e7 { f64::INFINITY } else { outer };
        let surely_inside = if inner < 0.0 { -1.0 } else { inner * inner };
        Self { centre, radius_m, surely_inside, surely_outside: outer * outer }
    }

    pub(crate) fn holds(&self, position: &Position) -> bool {
        let chord = chord_squared(&self.centre.vector, &position.vector);
        chord <= self.surely_inside || (chord <= self.surely_outside && self.centre.is_within(position, self.radius_m))
    }
}

impl SelectionFunction<Node> for Around {
    fn should_unpack_parent(&self, envelope: &AABB<[f64; 3]>) -> bool {
        envelope.distance_2(&self.centre.vector) <= self.surely_outside
    }

    fn should_unpack_leaf(&self, leaf: &Node) -> bool {
        self.holds(&leaf.position)
    }
}
