//! Lots of the programmes.

use sea_orm::entity::prelude::*;

/// Projects of a year and a department that one contract carries out.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_lots")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// The year.
    pub year: i32,
    /// The department that does the work.
    pub department_id: i64,
    /// Its number within the year and department, from 1.
    pub number: i32,
    /// The borough that its projects lie in, where that is known.
    pub borough_id: Option<i64>,
    /// The neighbourhood that its projects lie in, where that is known.
    pub neighbourhood_id: Option<i64>,
    /// Cost of its projects, cents.
    pub cost_cents: i64,
    /// Hours of its projects, all crews together.
    pub hours: f64,
    /// Sum of the values of its projects.
    pub value: f64,
    /// Number of its projects.
    pub project_count: i32,
    /// Number of the requests of its projects.
    pub request_count: i32,
    /// Length of the suggested way from the first project to the last, metres.
    pub length_m: f64,
    /// Outline of its requests as a GeoJSON geometry.
    #[sea_orm(column_type = "JsonBinary")]
    pub outline: Json,
    /// The programme.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programmes::Entity>,
    /// The department that does the work.
    #[sea_orm(belongs_to, from = "department_id", to = "id")]
    pub department: BelongsTo<super::departments::Entity>,
    /// The borough that its projects lie in.
    #[sea_orm(belongs_to, from = "borough_id", to = "id")]
    pub borough: BelongsTo<Option<super::boroughs::Entity>>,
    /// The neighbourhood that its projects lie in.
    #[sea_orm(belongs_to, from = "neighbourhood_id", to = "id")]
    pub neighbourhood: BelongsTo<Option<super::neighbourhoods::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
