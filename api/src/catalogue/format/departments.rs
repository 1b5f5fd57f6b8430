//! `departments.toml`: who answers, to which teams requests are given, and who does the work.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::data_file::{Code, Text};

/// The departments and their crews.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "departments.toml")]
pub struct DepartmentsFile {
    /// The departments.
    #[schemars(length(min = 1))]
    pub departments: Vec<Department>,
}

/// A municipal department.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Code of the department.
    pub code: Code,
    /// Its name.
    pub name: Text,
    /// Budget of a year of planned work where a programme does not say otherwise, cents.
    #[serde(default)]
    #[schemars(range(min = 0))]
    pub yearly_budget_cents: i64,
    /// Its teams, to which requests are given.
    #[serde(default)]
    pub teams: Vec<Team>,
    /// Its crews, whose hours limit a work programme.
    #[serde(default)]
    pub crews: Vec<Crew>,
}

/// A team of a department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Code of the team, unique among all departments.
    pub code: Code,
    /// Its name.
    pub name: Text,
}

/// A crew of a department.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Crew {
    /// Code of the crew, unique among all departments.
    pub code: Code,
    /// Its name.
    pub name: Text,
    /// Working hours of a year where a programme does not say otherwise.
    #[schemars(range(min = 0))]
    pub yearly_hours: f64,
}
