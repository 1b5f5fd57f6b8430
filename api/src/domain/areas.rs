//! Which of many areas holds a point: boroughs and neighbourhoods found from a position.

use geo::kernels::{Kernel, RobustKernel};
use geo::{Coord, Orientation};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree, RTreeObject};

use super::place::{Area, Point};

/// An index of areas by position.
///
/// The edges of all areas lie in one R-tree. A point is in an area where the half line from it to the east crosses an
/// odd number of the area's edges (the even-odd rule: Shimrat, "Algorithm 112: Position of point relative to polygon",
/// Communications of the ACM 5(8), 1962), each crossing decided by an exact orientation test (Shewchuk 1997).
/// Building takes O(e log e) for e edges, a look-up O(log e + c) for the c edges that the half line meets.
///
/// An edge counts its southern end and not its northern one, and a point on an edge lies to the east of it: areas that
/// share a border part the points on it between them, each point to exactly one.
///
/// ```
/// use riverain::domain::areas::AreaIndex;
/// use riverain::domain::place::{Area, Point};
///
/// let square = serde_json::json!({ "type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]] });
/// let index = AreaIndex::new(vec![(7, Area::from_geojson("area", &square)?)]);
/// assert_eq!(index.locate(Point::new("place", 0.5, 0.5)?), Some(7));
/// assert_eq!(index.locate(Point::new("place", 1.5, 0.5)?), None);
/// # Ok::<(), riverain::domain::fault::Fault>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct AreaIndex {
    edges: RTree<GeomWithData<Edge, i64>>,
    easternmost: f64,
}

impl AreaIndex {
    /// The index of areas, each under its key.
    pub fn new(areas: Vec<(i64, Area)>) -> Self {
        let easternmost = areas.iter().map(|(_, area)| area.bounds().east).fold(f64::NEG_INFINITY, f64::max);
        let edges = areas
            .iter()
            .flat_map(|(key, area)| area.edges().map(|(start, end)| GeomWithData::new(Edge::new(start, end), *key)))
            .collect();
        Self { edges: RTree::bulk_load(edges), easternmost }
    }

    /// The key of the area that holds the point, none where no area does; the least key where areas overlap.
    pub fn locate(&self, point: Point) -> Option<i64> {
        let position = Coord { x: point.longitude(), y: point.latitude() };
        if position.x > self.easternmost {
            return None;
        }
        let half_line = AABB::from_corners([position.x, position.y], [self.easternmost, position.y]);
        let mut crossed: Vec<i64> = self
            .edges
            .locate_in_envelope_intersecting(&half_line)
            .filter(|edge| edge.geom().is_crossed_east_of(position))
            .map(|edge| edge.data)
            .collect();
        crossed.sort_unstable();
        crossed
            .chunk_by(|one, other| one == other)
            .find(|crossings| crossings.len() % 2 == 1)
            .map(|crossings| crossings[0])
    }

    /// Whether the index holds no area.
    pub fn is_empty(&self) -> bool {
        self.edges.size() == 0
    }
}

/// An edge of a ring from its southern to its northern end, so that it is the same edge for the areas on both sides.
#[derive(Debug, Clone)]
struct Edge {
    south: Coord<f64>,
    north: Coord<f64>,
}

impl Edge {
    fn new(start: Coord<f64>, end: Coord<f64>) -> Self {
        if start.y <= end.y { Self { south: start, north: end } } else { Self { south: end, north: start } }
    }

    fn is_crossed_east_of(&self, point: Coord<f64>) -> bool {
        self.south.y <= point.y
            && point.y < self.north.y
            && RobustKernel::orient2d(self.south, self.north, point) == Orientation::CounterClockwise
    }
}

impl RTreeObject for Edge {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners([self.south.x, self.south.y], [self.north.x, self.north.y])
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use serde_json::json;

    use super::*;

    fn area(rings: &serde_json::Value) -> Area {
        Area::from_geojson("area", &json!({ "type": "Polygon", "coordinates": rings })).unwrap()
    }

    fn rectangle(west: f64, south: f64, east: f64, north: f64) -> serde_json::Value {
        json!([[west, south], [east, south], [east, north], [west, north], [west, south]])
    }

    fn at(longitude: f64, latitude: f64) -> Point {
        Point::new("point", longitude, latitude).unwrap()
    }

    #[test]
    fn a_hole_is_outside() {
        let index =
            AreaIndex::new(vec![(1, area(&json!([rectangle(0.0, 0.0, 9.0, 9.0), rectangle(3.0, 3.0, 6.0, 6.0)])))]);
        assert_eq!(index.locate(at(1.0, 4.0)), Some(1));
        assert_eq!(index.locate(at(4.0, 4.0)), None);
        assert_eq!(index.locate(at(7.0, 4.0)), Some(1));
    }

    #[test]
    fn each_point_of_a_shared_border_is_in_exactly_one_area() {
        let west = area(&json!([rectangle(0.0, 0.0, 1.0, 2.0)]));
        let east = area(&json!([rectangle(1.0, 0.0, 2.0, 2.0)]));
        let alone = |own: &Area, point| AreaIndex::new(vec![(1, own.clone())]).locate(point).is_some();
        for step in 0..16 {
            let point = at(1.0, f64::from(step) / 8.0);
            assert_ne!(alone(&west, point), alone(&east, point), "{point:?}");
        }
    }

    #[test]
    fn the_least_key_wins_where_areas_overlap() {
        let index = AreaIndex::new(vec![
            (5, area(&json!([rectangle(0.0, 0.0, 2.0, 2.0)]))),
            (3, area(&json!([rectangle(1.0, 1.0, 3.0, 3.0)]))),
        ]);
        assert_eq!(index.locate(at(1.5, 1.5)), Some(3));
        assert_eq!(index.locate(at(0.5, 0.5)), Some(5));
    }

    #[test]
    fn no_area_holds_nothing() {
        assert!(AreaIndex::default().is_empty());
        assert_eq!(AreaIndex::default().locate(at(0.0, 0.0)), None);
    }
}
