//! A position on the Earth.

use async_graphql::SimpleObject;
use riverain_entities::service_requests;

use crate::domain::place::Point;

/// A position in WGS 84 degrees.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct Place {
    /// Degrees east, negative in the Americas.
    pub longitude: f64,
    /// Degrees north.
    pub latitude: f64,
}

impl From<Point> for Place {
    fn from(point: Point) -> Self {
        Self { longitude: point.longitude(), latitude: point.latitude() }
    }
}

impl Place {
    /// The position of a request, where it is known.
    pub fn of_request(row: &service_requests::Model) -> Option<Self> {
        Some(Self { longitude: row.lon?, latitude: row.lat? })
    }
}
