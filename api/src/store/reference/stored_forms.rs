//! What the database holds as JSON, in its form: the business calendar.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use riverain_entities::calendar_revisions::RevisionCause;
use riverain_entities::{business_calendars, calendar_revisions, closed_days};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::domain::calendar::BusinessCalendar;

/// The calendar as it is stored.
#[derive(Debug)]
pub(super) struct StoredCalendar {
    /// Its days and hours.
    pub(super) hours: BusinessCalendar,
    /// The name of each day that the city adds, French then English.
    pub(super) closed_day_names: HashMap<NaiveDate, (String, String)>,
    /// The share of the promised time that is used up when a request is at risk.
    pub(super) at_risk_share: f64,
    /// Its revision, 0 where none was kept.
    pub(super) revision: i64,
    /// What made that revision.
    pub(super) cause: RevisionCause,
}

/// The business calendar, in this time zone.
pub(super) async fn read_calendar(connection: &impl ConnectionTrait, time_zone: &str) -> Result<StoredCalendar, DbErr> {
    let broken = |what: String| DbErr::Custom(format!("the business calendar does not hold: {what}"));
    let time_zone: Tz = time_zone.parse().map_err(|_| broken(format!("{time_zone} is no IANA time zone")))?;
    let row = business_calendars::Entity::find()
        .order_by_asc(business_calendars::Column::Id)
        .one(connection)
        .await?
        .ok_or_else(|| broken("no calendar has been applied".to_owned()))?;
    let closed_days = closed_days::Entity::find().filter(closed_days::Column::CalendarId.eq(row.id));
    let closed_days = closed_days.all(connection).await?;
    let revision = calendar_revisions::Entity::find().order_by_desc(calendar_revisions::Column::Id);
    let revision = revision.one(connection).await?;
    let opening = serde_json::from_value(row.opening).map_err(|error| broken(error.to_string()))?;
    let rules = serde_json::from_value(row.holiday_rules).map_err(|error| broken(error.to_string()))?;
    Ok(StoredCalendar {
        hours: BusinessCalendar::new(opening, rules, closed_days.iter().map(|row| row.day), time_zone),
        closed_day_names: closed_days.into_iter().map(|row| (row.day, (row.name_fr, row.name_en))).collect(),
        at_risk_share: row.at_risk_share,
        revision: revision.as_ref().map_or(0, |row| row.id),
        cause: revision.map_or(RevisionCause::Catalogue, |row| row.cause),
    })
}
