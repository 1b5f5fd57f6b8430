//! What the database holds as JSON, in its form: the business calendar.

use chrono::NaiveDate;
use chrono_tz::Tz;
use riverain_entities::{business_calendars, closed_days};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::calendar::BusinessCalendar;

/// The business calendar, in this time zone.
pub(super) async fn read_calendar(
    connection: &impl ConnectionTrait,
    time_zone: &str,
) -> Result<BusinessCalendar, DbErr> {
    let broken = |what: String| DbErr::Custom(format!("the business calendar does not hold: {what}"));
    let time_zone: Tz = time_zone.parse().map_err(|_| broken(format!("{time_zone} is no IANA time zone")))?;
    let row = business_calendars::Entity::find()
        .order_by_asc(business_calendars::Column::Id)
        .one(connection)
        .await?
        .ok_or_else(|| broken("no calendar has been applied".to_owned()))?;
    let closed_days: Vec<NaiveDate> = closed_days::Entity::find()
        .select_only()
        .column(closed_days::Column::Day)
        .filter(closed_days::Column::CalendarId.eq(row.id))
        .into_tuple()
        .all(connection)
        .await?;
    let opening = serde_json::from_value(row.opening).map_err(|error| broken(error.to_string()))?;
    let rules = serde_json::from_value(row.holiday_rules).map_err(|error| broken(error.to_string()))?;
    Ok(BusinessCalendar::new(opening, rules, closed_days, time_zone))
}
