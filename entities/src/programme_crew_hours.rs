//! Crew hours of the programmes.

use sea_orm::entity::prelude::*;

/// The hours of a crew in a year of a programme, and what the programme uses of them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_crew_hours")]
pub struct Model {
    /// The programme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: i64,
    /// The crew.
    #[sea_orm(primary_key, auto_increment = false)]
    pub crew_id: i64,
    /// The year.
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    /// The hours that the crew has; unlimited where absent.
    pub hours: Option<f64>,
    /// The hours that the scheduled projects take.
    pub used_hours: f64,
    /// The programme.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programmes::Entity>,
    /// The crew.
    #[sea_orm(belongs_to, from = "crew_id", to = "id")]
    pub crew: BelongsTo<super::crews::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
