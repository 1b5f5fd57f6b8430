//! The centre-line of a street segment.

use geo::{BoundingRect, Euclidean, InterpolateLine, Length, LineString, MultiLineString};
use serde_json::Value;

use super::fault::{Fault, FaultKind};
use super::place::{BoundingBox, Point};

/// One line, or several that make one segment; each of two vertices or more, in the world.
#[derive(Debug, Clone, PartialEq)]
pub struct CentreLine(MultiLineString<f64>);

impl CentreLine {
    /// The line that a GeoJSON geometry draws; `field` is what its sender calls it.
    ///
    /// # Errors
    /// A geometry that is no line, or lies outside the world.
    pub fn from_geojson(field: &str, geometry: &Value) -> Result<Self, Fault> {
        let malformed = || {
            let expected = r#"{"type":"LineString","coordinates":[[-71.25,46.80],[-71.24,46.81]]}"#.to_owned();
            Fault::new(field, geometry, FaultKind::Malformed { expected })
        };
        let parsed = serde_json::from_value::<geojson::Geometry>(geometry.clone()).map_err(|_| malformed())?;
        let lines = match geo::Geometry::<f64>::try_from(parsed).map_err(|_| malformed())? {
            geo::Geometry::LineString(line) => MultiLineString(vec![line]),
            geo::Geometry::MultiLineString(lines) => lines,
            _ => return Err(malformed()),
        };
        if lines.0.is_empty() || lines.iter().any(|line| line.0.len() < 2) {
            return Err(malformed());
        }
        let line = Self(lines);
        let BoundingBox { west, south, east, north } = line.bounds();
        BoundingBox::new(field, west, south, east, north)?;
        Ok(line)
    }

    /// The point half-way along it; along its longest part where it has several.
    pub fn midpoint(&self) -> Option<Point> {
        let longest = self.0.iter().max_by(|a, b| Euclidean.length(*a).total_cmp(&Euclidean.length(*b)))?;
        let middle = Euclidean.point_at_ratio_from_start(longest, 0.5)?;
        Point::new("", middle.x(), middle.y()).ok()
    }

    /// The smallest box around it.
    pub fn bounds(&self) -> BoundingBox {
        let corners = self.0.bounding_rect().map_or_else(Default::default, |rect| [rect.min(), rect.max()]);
        BoundingBox { west: corners[0].x, south: corners[0].y, east: corners[1].x, north: corners[1].y }
    }

    /// The longitudes and latitudes of the vertices of each line.
    pub fn coordinates(&self) -> impl Iterator<Item = Vec<[f64; 2]>> {
        let vertices = |line: &LineString<f64>| line.coords().map(|place| [place.x, place.y]).collect();
        self.0.iter().map(vertices)
    }
}
