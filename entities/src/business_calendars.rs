//! Calendars of business hours.

use sea_orm::entity::prelude::*;

/// The hours at which the service is open, and the rules of its holidays.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "business_calendars")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Stable code in the catalogue.
    #[sea_orm(unique)]
    pub code: String,
    /// Name in French.
    pub name_fr: String,
    /// Name in English.
    pub name_en: String,
    /// IANA name of the time zone of the hours.
    pub time_zone: String,
    /// Opening and closing hours by weekday.
    #[sea_orm(column_type = "JsonBinary")]
    pub opening: Json,
    /// Names of the statutory holidays on which the service is closed.
    #[sea_orm(column_type = "JsonBinary")]
    pub holiday_rules: Json,
    /// The share of the promised time, 0 to 1, that is used up when a request is at risk.
    pub at_risk_share: f64,
    /// The days that the city adds to the statutory holidays.
    #[sea_orm(has_many)]
    pub closed_days: HasMany<super::closed_days::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
