//! `city.toml`: the city that the service answers for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::data_file::Code;

/// The city: its name, its time, its territory and its boroughs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "city.toml")]
pub struct City {
    /// Code of the city.
    pub code: Code,
    /// The city's name, as its citizens write it.
    #[schemars(regex(pattern = r"\S"))]
    pub name: String,
    /// IANA name of the time zone in which days begin and end, such as `America/Toronto`.
    pub time_zone: String,
    /// Whether a citizen may see the year for which their request is planned, once a published programme holds it.
    #[serde(default)]
    pub show_planned_year: bool,
    /// A box around the territory: a position outside of it is refused.
    pub bounds: Bounds,
    /// The boroughs, whose outlines are imported from a GeoJSON file.
    #[serde(default)]
    pub boroughs: Vec<Borough>,
}

/// A box in WGS 84 degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// Western bound, degrees of longitude.
    #[schemars(range(min = -180, max = 180))]
    pub min_lon: f64,
    /// Southern bound, degrees of latitude.
    #[schemars(range(min = -90, max = 90))]
    pub min_lat: f64,
    /// Eastern bound, degrees of longitude.
    #[schemars(range(min = -180, max = 180))]
    pub max_lon: f64,
    /// Northern bound, degrees of latitude.
    #[schemars(range(min = -90, max = 90))]
    pub max_lat: f64,
}

/// A borough of the city.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Borough {
    /// Code of the borough.
    pub code: Code,
    /// The borough's name, as the files of areas and of requests write it.
    #[schemars(regex(pattern = r"\S"))]
    pub name: String,
    /// Weight of the borough in the equity part of a priority: 1 is neutral, more favours it.
    #[serde(default = "neutral")]
    #[schemars(range(max = 1_000_000), extend("exclusiveMinimum" = 0))]
    pub equity_weight: f64,
}

fn neutral() -> f64 {
    1.0
}
