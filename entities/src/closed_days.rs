//! Days that a city adds to the statutory holidays.

use sea_orm::entity::prelude::*;

/// A day on which the service is closed by the city's own decision.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "closed_days")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The calendar it belongs to.
    pub calendar_id: i64,
    /// The day, in the calendar's time zone.
    pub day: Date,
    /// Name in French.
    pub name_fr: String,
    /// Name in English.
    pub name_en: String,
    /// The calendar it belongs to.
    #[sea_orm(belongs_to, from = "calendar_id", to = "id")]
    pub calendar: BelongsTo<super::business_calendars::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
