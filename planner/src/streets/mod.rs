//! Distances along the streets: from a request to the nearest street, along the network, and from the street to the
//! other request.

mod components;
mod network;
mod piece;
mod routes;

pub(crate) use components::components;
pub use network::MAX_ACCESS_M;
pub(crate) use network::{Stop, StreetNetwork};
pub(crate) use routes::Routes;

/// The greatest radius or span whose distances may follow the streets, metres: routes are searched no farther.
pub const MAX_STREET_REACH_M: f64 = 3_000.0;
