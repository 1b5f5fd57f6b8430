//! Places in WGS 84, checked once at the edge: a point, a box, a circle, an area.

use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{BoundingRect, Validation};
use geojson::GeoJson;
use serde::{Deserialize, Serialize};

use super::fault::{Fault, FaultKind};

/// The most vertices of an area that is given as a filter; a city's outline needs fewer.
pub const MAXIMUM_FILTER_VERTICES: usize = 2_000;

/// The greatest radius of a circle that is given as a filter, in metres.
pub const MAXIMUM_RADIUS_M: f64 = 50_000.0;

/// A position: longitude and latitude in WGS 84 degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    longitude: f64,
    latitude: f64,
}

impl Point {
    /// A checked position, whose fields the caller named `{field}.longitude` and `{field}.latitude`.
    ///
    /// # Errors
    /// The coordinate that is not a number within its range.
    pub fn new(field: &str, longitude: f64, latitude: f64) -> Result<Self, Fault> {
        in_range(&format!("{field}.longitude"), longitude, -180.0, 180.0)?;
        in_range(&format!("{field}.latitude"), latitude, -90.0, 90.0)?;
        Ok(Self { longitude, latitude })
    }

    /// Degrees east.
    pub fn longitude(self) -> f64 {
        self.longitude
    }

    /// Degrees north.
    pub fn latitude(self) -> f64 {
        self.latitude
    }
}

/// A box between two meridians and two parallels, degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BoundingBox {
    /// Least longitude.
    pub west: f64,
    /// Least latitude.
    pub south: f64,
    /// Greatest longitude.
    pub east: f64,
    /// Greatest latitude.
    pub north: f64,
}

impl BoundingBox {
    /// A checked box, whose fields the caller named `{field}.west` and so on.
    ///
    /// # Errors
    /// The side that is out of range, or that lies before its opposite.
    pub fn new(field: &str, west: f64, south: f64, east: f64, north: f64) -> Result<Self, Fault> {
        for (name, value, limit) in
            [("west", west, 180.0), ("east", east, 180.0), ("south", south, 90.0), ("north", north, 90.0)]
        {
            in_range(&format!("{field}.{name}"), value, -limit, limit)?;
        }
        for (later, value, earlier, least) in [("east", east, "west", west), ("north", north, "south", south)] {
            if value < least {
                let kind = FaultKind::Reversed { earlier_field: format!("{field}.{earlier}") };
                return Err(Fault::new(format!("{field}.{later}"), value, kind));
            }
        }
        Ok(Self { west, south, east, north })
    }

    /// Whether the point lies in the box or on its edge.
    pub fn contains(&self, point: Point) -> bool {
        (self.west..=self.east).contains(&point.longitude) && (self.south..=self.north).contains(&point.latitude)
    }
}

/// All points at most `radius_m` metres (great circle) from `centre`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Circle {
    /// The centre.
    pub centre: Point,
    /// The radius in metres.
    pub radius_m: f64,
}

impl Circle {
    /// A checked circle, whose radius the caller named `{field}.metres`.
    ///
    /// # Errors
    /// A radius that is not positive or is above [`MAXIMUM_RADIUS_M`].
    pub fn new(field: &str, centre: Point, radius_m: f64) -> Result<Self, Fault> {
        in_range(&format!("{field}.metres"), radius_m, 0.0, MAXIMUM_RADIUS_M)?;
        Ok(Self { centre, radius_m })
    }

    /// The smallest box around the circle; it widens to the whole circle of latitude near a pole.
    pub fn bounding_box(&self) -> BoundingBox {
        let degrees_north = (self.radius_m / geo::HaversineMeasure::GRS80_MEAN_RADIUS.radius()).to_degrees();
        let degrees_east = (degrees_north / self.centre.latitude.to_radians().cos().max(1e-3)).min(180.0);
        BoundingBox {
            west: (self.centre.longitude - degrees_east).max(-180.0),
            south: (self.centre.latitude - degrees_north).max(-90.0),
            east: (self.centre.longitude + degrees_east).min(180.0),
            north: (self.centre.latitude + degrees_north).min(90.0),
        }
    }
}

/// A valid area: one or more polygons, with holes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "serde_json::Value", into = "serde_json::Value")]
pub struct Area {
    polygons: geo::MultiPolygon<f64>,
    bounds: BoundingBox,
}

impl Area {
    /// A checked area from a GeoJSON `Polygon`, `MultiPolygon` or a `Feature` of one (RFC 7946).
    ///
    /// # Errors
    /// GeoJSON that cannot be read, is no area, has a position out of range, or crosses itself.
    pub fn from_geojson(field: &str, value: &serde_json::Value) -> Result<Self, Fault> {
        let area = Self::read(field, value)?;
        if area.polygons.is_valid() {
            return Ok(area);
        }
        let Some(crossing) = area.polygons.iter().find_map(crossing) else {
            return Err(no_area(field, value));
        };
        let at = format!("{:.5}, {:.5}", crossing.x, crossing.y);
        Err(Fault::new(field, at.clone(), FaultKind::SelfIntersecting { at }))
    }

    /// A checked area of a filter: the same, of at most [`MAXIMUM_FILTER_VERTICES`] edges, since checking an outline
    /// costs the square of its edges.
    ///
    /// # Errors
    /// Too many edges, or what [`Self::from_geojson`] refuses.
    pub fn of_filter(field: &str, value: &serde_json::Value) -> Result<Self, Fault> {
        let length = Self::read(field, value)?.edges().count();
        if length > MAXIMUM_FILTER_VERTICES {
            return Err(Fault::new(field, length, FaultKind::TooMany { maximum: MAXIMUM_FILTER_VERTICES, length }));
        }
        Self::from_geojson(field, value)
    }

    /// An area that was checked before it was stored.
    ///
    /// # Errors
    /// GeoJSON that cannot be read or is no area.
    pub fn from_stored(value: &serde_json::Value) -> Result<Self, Fault> {
        Self::read("geometry", value)
    }

    /// The polygons of the area.
    pub fn polygons(&self) -> &geo::MultiPolygon<f64> {
        &self.polygons
    }

    /// The smallest box around the area.
    pub fn bounds(&self) -> BoundingBox {
        self.bounds
    }

    /// Every straight edge of every ring, as (longitude, latitude) pairs.
    pub fn edges(&self) -> impl Iterator<Item = (geo::Coord<f64>, geo::Coord<f64>)> + '_ {
        self.polygons
            .iter()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
            .flat_map(geo::LineString::lines)
            .map(|line| (line.start, line.end))
    }

    fn read(field: &str, value: &serde_json::Value) -> Result<Self, Fault> {
        let geojson: GeoJson = serde_json::from_value(value.clone()).map_err(|_| no_area(field, value))?;
        let polygons = match geo::Geometry::<f64>::try_from(geojson) {
            Ok(geo::Geometry::Polygon(polygon)) => geo::MultiPolygon(vec![polygon]),
            Ok(geo::Geometry::MultiPolygon(polygons)) => polygons,
            _ => return Err(no_area(field, value)),
        };
        let rectangle = polygons.bounding_rect().ok_or_else(|| no_area(field, value))?;
        let (least, greatest) = (rectangle.min(), rectangle.max());
        let bounds = BoundingBox::new(field, least.x, least.y, greatest.x, greatest.y)?;
        Ok(Self { polygons, bounds })
    }
}

impl TryFrom<serde_json::Value> for Area {
    type Error = String;

    fn try_from(geometry: serde_json::Value) -> Result<Self, Self::Error> {
        Self::from_geojson("polygon", &geometry).map_err(|fault| format!("{fault:?}"))
    }
}

impl From<Area> for serde_json::Value {
    fn from(area: Area) -> Self {
        (&geojson::Geometry::from(&area.polygons).value).into()
    }
}

fn no_area(field: &str, value: &serde_json::Value) -> Fault {
    let expected =
        r#"GeoJSON: {"type":"Polygon","coordinates":[[[-71.25,46.80],[-71.20,46.80],[-71.20,46.83],[-71.25,46.80]]]}"#;
    Fault::new(field, value, FaultKind::Malformed { expected: expected.to_owned() })
}

/// Where the outline of a polygon meets itself, within one of its rings or between two of them: looked for only once the
/// polygon is known to be invalid.
fn crossing(polygon: &geo::Polygon<f64>) -> Option<geo::Coord<f64>> {
    let rings: Vec<&geo::LineString<f64>> = std::iter::once(polygon.exterior()).chain(polygon.interiors()).collect();
    let within = rings.iter().find_map(|ring| crossing_of_ring(ring));
    within.or_else(|| {
        let pairs = rings
            .iter()
            .enumerate()
            .flat_map(|(index, ring)| rings[index + 1..].iter().map(move |other| (ring, other)));
        pairs.into_iter().find_map(|(ring, other)| crossing_of_rings(ring, other))
    })
}

/// Where two edges of a ring that are not neighbours meet.
fn crossing_of_ring(ring: &geo::LineString<f64>) -> Option<geo::Coord<f64>> {
    let edges: Vec<geo::Line<f64>> = ring.lines().collect();
    for (index, edge) in edges.iter().enumerate() {
        for other in edges.iter().skip(index + 2) {
            match line_intersection(*edge, *other) {
                Some(LineIntersection::SinglePoint { intersection, .. }) if intersection != ring.0[0] => {
                    return Some(intersection);
                }
                Some(LineIntersection::Collinear { intersection }) => return Some(intersection.start),
                _ => {}
            }
        }
    }
    None
}

/// Where two rings cross, rather than touch in a corner.
fn crossing_of_rings(ring: &geo::LineString<f64>, other: &geo::LineString<f64>) -> Option<geo::Coord<f64>> {
    ring.lines().find_map(|edge| {
        other.lines().find_map(|crossed| match line_intersection(edge, crossed)? {
            LineIntersection::SinglePoint { intersection, is_proper } => is_proper.then_some(intersection),
            LineIntersection::Collinear { intersection } => Some(intersection.start),
        })
    })
}

fn in_range(field: &str, value: f64, minimum: f64, maximum: f64) -> Result<(), Fault> {
    if (minimum..=maximum).contains(&value) {
        return Ok(());
    }
    let kind = FaultKind::OutOfRange { minimum: minimum.to_string(), maximum: maximum.to_string() };
    Err(Fault::new(field, value, kind))
}
