//! What the database holds as JSON, in its form: the question trees and the business calendar.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use riverain_entities::{business_calendars, closed_days, question_tree_versions};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::QuestionTree;
use crate::domain::calendar::BusinessCalendar;

/// The present questions of each product, by the key of its version.
pub(super) async fn read_question_trees(
    connection: &impl ConnectionTrait,
) -> Result<HashMap<i64, QuestionTree>, DbErr> {
    let rows = question_tree_versions::Entity::find()
        .filter(question_tree_versions::Column::SupersededAt.is_null())
        .all(connection)
        .await?;
    let trees = rows.into_iter().map(|row| {
        let questions = serde_json::from_value(row.definition)
            .map_err(|error| DbErr::Custom(format!("question tree version {} does not hold: {error}", row.id)))?;
        Ok((row.product_id, QuestionTree { version_id: row.id, questions }))
    });
    trees.collect()
}

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
