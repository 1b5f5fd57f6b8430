//! Priorities of the backlog, read and written by the batch.

use chrono::{DateTime, Utc};
use riverain_entities::service_requests::{Column, Entity, Model};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement, Value,
};

use super::connect::is_postgres;
use super::request_conditions::in_backlog;

/// A place, about 19 metres across, where a kind of work is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spot {
    /// Code of the work type.
    pub work_type: String,
    /// The H3 cell, as stored.
    pub cell: i64,
}

/// A priority to write.
#[derive(Debug, Clone)]
pub struct NewPriority {
    /// The request.
    pub request_id: i64,
    /// The priority, 0 to 100.
    pub score: f64,
    /// What it is made of.
    pub breakdown: serde_json::Value,
}

/// The next requests of the backlog after a key, by key.
///
/// # Errors
/// A database that fails.
pub async fn backlog_after(connection: &impl ConnectionTrait, after: i64, size: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(in_backlog())
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(size)
        .all(connection)
        .await
}

/// Writes the priorities of a batch in one statement.
///
/// # Errors
/// A database that fails.
pub async fn write(
    connection: &impl ConnectionTrait,
    batch: &[NewPriority],
    policy_id: i64,
    as_of: DateTime<Utc>,
) -> Result<(), DbErr> {
    if batch.is_empty() {
        return Ok(());
    }
    let postgres = is_postgres(connection);
    let placeholder = |rank: usize| if postgres { format!("${rank}") } else { "?".to_owned() };
    let mut values: Vec<Value> = vec![policy_id.into(), as_of.into()];
    let mut tuples = Vec::with_capacity(batch.len());
    for priority in batch {
        let first = values.len() + 1;
        tuples.push(format!("({}, {}, {})", placeholder(first), placeholder(first + 1), placeholder(first + 2)));
        values.extend([priority.request_id.into(), priority.score.into(), priority.breakdown.clone().into()]);
    }
    let sql = format!(
        "UPDATE service_requests SET priority_policy_id = {}, priority_as_of = {}, priority = renewed.column2, \
         priority_breakdown = renewed.column3 FROM (VALUES {}) AS renewed WHERE service_requests.id = renewed.column1",
        placeholder(1),
        placeholder(2),
        tuples.join(", ")
    );
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.execute_raw(statement).await?;
    Ok(())
}
