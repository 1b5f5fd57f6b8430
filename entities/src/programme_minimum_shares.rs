//! Minimum shares of boroughs in what departments spend.

use sea_orm::entity::prelude::*;

/// What a department must at least spend in a borough in a programme, what it spends there, and what the share costs.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_minimum_shares")]
pub struct Model {
    /// The programme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: i64,
    /// The department.
    #[sea_orm(primary_key, auto_increment = false)]
    pub department_id: i64,
    /// The borough.
    #[sea_orm(primary_key, auto_increment = false)]
    pub borough_id: i64,
    /// The minimum share, 0 to 1.
    pub share: f64,
    /// What the department spends over the horizon, cents.
    pub spent_cents: i64,
    /// What it spends on projects of the borough, cents.
    pub spent_in_borough_cents: i64,
    /// Priority points that the programme loses by a percentage point of the share, to first order.
    pub lost_by_a_point: f64,
    /// The programme.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programmes::Entity>,
    /// The department.
    #[sea_orm(belongs_to, from = "department_id", to = "id")]
    pub department: BelongsTo<super::departments::Entity>,
    /// The borough.
    #[sea_orm(belongs_to, from = "borough_id", to = "id")]
    pub borough: BelongsTo<super::boroughs::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
