//! Projects of the programmes.

use sea_orm::entity::prelude::*;

/// Requests of one work type that are done together, and when.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_projects")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// The site.
    pub site_id: i64,
    /// Code of the project in the programme.
    pub code: String,
    /// The version of the work type.
    pub work_type_id: i64,
    /// The department that does the work.
    pub department_id: i64,
    /// The borough of most of its requests.
    pub borough_id: Option<i64>,
    /// The year it is scheduled in; absent where it waits beyond the horizon.
    pub year: Option<i32>,
    /// Cost of its requests and of its mobilization, cents.
    pub cost_cents: i64,
    /// Hours of the work, all crews together.
    pub hours: f64,
    /// Hours by crew code.
    #[sea_orm(column_type = "JsonBinary")]
    pub crew_hours: Json,
    /// Sum of the priorities of its requests.
    pub value: f64,
    /// Number of its requests.
    pub request_count: i32,
    /// Longitude of the centroid of its requests, degrees.
    pub lon: f64,
    /// Latitude of the centroid of its requests, degrees.
    pub lat: f64,
    /// Outline of its requests as a GeoJSON geometry.
    #[sea_orm(column_type = "JsonBinary")]
    pub outline: Json,
    /// What decided its year, or the constraint that makes it wait.
    pub reason_code: String,
    /// The figures that the reason's wording names.
    #[sea_orm(column_type = "JsonBinary")]
    pub reason_parameters: Json,
    /// What it would take to do it a year earlier, or, where it waits, at all; absent in the first year and where pins decide.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub earlier: Option<Json>,
    /// The programme.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programmes::Entity>,
    /// The site.
    #[sea_orm(belongs_to, from = "site_id", to = "id")]
    pub site: BelongsTo<super::programme_sites::Entity>,
    /// The version of the work type.
    #[sea_orm(belongs_to, from = "work_type_id", to = "id")]
    pub work_type: BelongsTo<super::work_types::Entity>,
    /// The department that does the work.
    #[sea_orm(belongs_to, from = "department_id", to = "id")]
    pub department: BelongsTo<super::departments::Entity>,
    /// The borough of most of its requests.
    #[sea_orm(belongs_to, from = "borough_id", to = "id")]
    pub borough: BelongsTo<Option<super::boroughs::Entity>>,
    /// Its requests.
    #[sea_orm(has_many, via = "programme_project_requests")]
    pub requests: HasMany<super::service_requests::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
