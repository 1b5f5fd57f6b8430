//! `work-types.toml`: the work that is planned over several years.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::data_file::{Code, CrewHours, Text};

/// The types of planned work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "work-types.toml")]
pub struct WorkTypesFile {
    /// The work types.
    pub work_types: Vec<WorkType>,
}

/// A type of work: how its requests are grouped, what it costs, and what it must follow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkType {
    /// Code of the work type.
    pub code: Code,
    /// Its name.
    pub name: Text,
    /// Code of the department that does the work.
    pub department: Code,
    /// How its requests make a project.
    pub grouping: Grouping,
    /// What it costs to bring the crews to a site.
    pub mobilization: Mobilization,
    /// Codes of the work types that it comes after on a site, so that none of them spoils it.
    #[serde(default)]
    pub after: Vec<Code>,
    /// Whether it opens the ground.
    #[serde(default)]
    pub breaks_ground: bool,
    /// Years after it during which no work of its site may open the ground.
    #[serde(default)]
    #[schemars(range(min = 0, max = 50))]
    pub moratorium_years: i32,
    /// What a request costs where nothing better is known.
    pub estimate: Estimate,
}

/// The limits within which requests make one project. A limit that is absent is lifted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grouping {
    /// Largest distance between neighbouring requests, metres.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub radius_m: f64,
    /// Largest distance between any two requests, metres.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub max_span_m: Option<f64>,
    /// Most requests.
    #[schemars(range(min = 1))]
    pub max_requests: Option<i32>,
    /// Largest sum of the requests' costs, cents.
    #[schemars(range(min = 1))]
    pub max_cost_cents: Option<i64>,
    /// What the distances are.
    #[serde(default, skip_serializing_if = "Distance::is_great_circle")]
    pub distance: Distance,
}

/// What a distance between two requests is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Distance {
    /// As the crow flies.
    #[default]
    GreatCircle,
    /// From a request to the nearest street, along the streets that were imported, and to the other request. Radius and
    /// span are then at most 3,000 m.
    StreetNetwork,
}

impl Distance {
    // A work type that was written before there was a choice keeps its digest.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_great_circle(&self) -> bool {
        *self == Self::GreatCircle
    }
}

/// What it costs to bring the crews to a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mobilization {
    /// Cost of a project alone, cents.
    #[schemars(range(min = 0))]
    pub cost_cents: i64,
    /// Cost where another project of the site is done in the same year, cents.
    #[schemars(range(min = 0))]
    pub shared_cost_cents: i64,
}

/// What a request of the work type costs, where its file or its answers say nothing better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// Mean cost of a request, cents.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub mean_cost_cents: i64,
    /// Mean hours of a request, by crew.
    #[serde(default)]
    pub mean_crew_hours: BTreeMap<Code, CrewHours>,
    /// What a unit counts, such as `m²`.
    #[schemars(regex(pattern = r"\S"))]
    pub unit: Option<String>,
    /// Cost of a unit, cents.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub cost_per_unit_cents: Option<i64>,
    /// Hours of a unit, by crew.
    pub crew_hours_per_unit: Option<BTreeMap<Code, CrewHours>>,
}
