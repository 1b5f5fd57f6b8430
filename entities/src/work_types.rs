//! Types of planned work.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A version of a type of work: how its requests are grouped, what it costs, and what it must follow.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "work_types")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Stable code in the catalogue.
    pub code: String,
    /// Version of the code's content, from 1.
    pub version: i32,
    /// Since when this version holds.
    pub valid_from: DateTimeUtc,
    /// Since when a later version replaces it.
    pub superseded_at: Option<DateTimeUtc>,
    /// SHA-256 of the content, hexadecimal.
    pub digest: String,
    /// The department that does the work.
    pub department_id: i64,
    /// Name in French.
    pub name_fr: String,
    /// Name in English.
    pub name_en: String,
    /// Largest distance between neighbouring requests of a project, metres.
    pub radius_m: f64,
    /// Largest distance between two requests of a project, metres; no limit where absent.
    pub max_span_m: Option<f64>,
    /// Most requests of a project; no limit where absent.
    pub max_requests: Option<i32>,
    /// Largest sum of the costs of a project's requests, cents; no limit where absent.
    pub max_cost_cents: Option<i64>,
    /// What the distances of its grouping are.
    pub distance: Distance,
    /// Cost of bringing the crews to a site, cents.
    pub mobilization_cost_cents: i64,
    /// The same where another project of the site is done in the same year, cents.
    pub mobilization_shared_cost_cents: i64,
    /// Codes of the work types that it comes after on a site, an array.
    #[sea_orm(column_type = "JsonBinary")]
    pub after: Json,
    /// Whether it opens the ground.
    pub breaks_ground: bool,
    /// Years after it during which no work of its site may open the ground.
    pub moratorium_years: i32,
    /// Mean cost of one request, cents.
    pub mean_cost_cents: i64,
    /// What `cost_per_unit_cents` counts, such as `m²`.
    pub unit: Option<String>,
    /// Cost of a unit, cents.
    pub cost_per_unit_cents: Option<i64>,
    /// Mean hours of one request by crew code.
    #[sea_orm(column_type = "JsonBinary")]
    pub mean_crew_hours: Json,
    /// Hours of a unit by crew code.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub crew_hours_per_unit: Option<Json>,
    /// The department that does the work.
    #[sea_orm(belongs_to, from = "department_id", to = "id")]
    pub department: BelongsTo<super::departments::Entity>,
}

/// What a distance between two requests is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Distance {
    /// Along a great circle.
    #[default]
    GreatCircle,
    /// From a request to the nearest street, along the streets, and to the other request.
    StreetNetwork,
}

impl ActiveModelBehavior for ActiveModel {}
