//! The open promises that were reckoned by an earlier revision of the calendar, in batches.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use riverain_entities::promises::PromiseCause;
use riverain_entities::request_status_changes;
use riverain_entities::service_requests::{Column, Entity, RequestStatus};
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, ConnectionTrait, DbErr, DerivePartialModel, EntityTrait, ExprTrait,
    QueryFilter, QueryOrder, QuerySelect, Statement, Value,
};

use super::connect::is_postgres;

/// What a promise is reckoned anew by.
#[derive(Debug, Clone, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub struct StalePromise {
    /// Key of the request.
    pub id: i64,
    /// The version of its product.
    pub product_id: i64,
    /// Its precision.
    pub precision_id: i64,
    /// The borough of its place.
    pub borough_id: Option<i64>,
    /// When the record was made.
    pub created_at: DateTime<Utc>,
    /// Since when the commitment counts.
    pub promised_from: Option<DateTime<Utc>>,
    /// When the promise ends so far.
    pub due_at: Option<DateTime<Utc>>,
    /// From when it is at risk so far.
    pub at_risk_at: Option<DateTime<Utc>>,
    /// Why it ends then.
    pub promise_cause: Option<PromiseCause>,
}

/// A promise that was reckoned anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenewedPromise {
    /// Key of the request.
    pub id: i64,
    /// When it ends.
    pub due_at: DateTime<Utc>,
    /// From when it is at risk.
    pub at_risk_at: DateTime<Utc>,
    /// Why it ends then.
    pub cause: PromiseCause,
}

/// Whether any open promise was reckoned by an earlier revision of the calendar.
///
/// # Errors
/// A database that fails.
pub async fn are_there(connection: &impl ConnectionTrait, revision: i64) -> Result<bool, DbErr> {
    let first = Entity::find().select_only().column(Column::Id).filter(stale(revision)).limit(1);
    Ok(first.into_tuple::<i64>().one(connection).await?.is_some())
}

/// A batch of the open promises that were reckoned by an earlier revision of the calendar, held until the transaction
/// ends; on PostgreSQL without those that another one holds.
///
/// # Errors
/// A database that fails.
pub async fn hold_batch(
    transaction: &impl ConnectionTrait,
    revision: i64,
    size: u64,
) -> Result<Vec<StalePromise>, DbErr> {
    Entity::find()
        .filter(stale(revision))
        .order_by_asc(Column::PromiseRevision)
        .order_by_asc(Column::Id)
        .limit(size)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_partial_model()
        .all(transaction)
        .await
}

/// The changes by which these requests began, or ceased, to wait for their citizen: when, and to which status; earliest
/// first.
///
/// # Errors
/// A database that fails.
pub async fn waits(
    connection: &impl ConnectionTrait,
    request_ids: &[i64],
) -> Result<HashMap<i64, Vec<(DateTime<Utc>, RequestStatus)>>, DbErr> {
    use request_status_changes::{Column, Entity};
    let waiting = RequestStatus::WaitingForCitizen;
    let changes: Vec<(i64, DateTime<Utc>, RequestStatus)> = Entity::find()
        .select_only()
        .columns([Column::RequestId, Column::ChangedAt, Column::StatusTo])
        .filter(Column::RequestId.is_in(request_ids.iter().copied()))
        .filter(Condition::any().add(Column::StatusFrom.eq(waiting)).add(Column::StatusTo.eq(waiting)))
        .filter(
            Condition::any()
                .add(Column::StatusFrom.is_null())
                .add(Column::StatusFrom.into_expr().ne(Column::StatusTo.into_expr())),
        )
        .order_by_asc(Column::ChangedAt)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    let mut waits: HashMap<i64, Vec<(DateTime<Utc>, RequestStatus)>> = HashMap::new();
    for (request, at, to) in changes {
        waits.entry(request).or_default().push((at, to));
    }
    Ok(waits)
}

/// Writes the promises of a batch that changed, in one statement.
///
/// # Errors
/// A database that fails.
pub async fn renew(
    transaction: &impl ConnectionTrait,
    batch: &[RenewedPromise],
    revision: i64,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    if batch.is_empty() {
        return Ok(());
    }
    let postgres = is_postgres(transaction);
    let placeholder = |rank: usize| if postgres { format!("${rank}") } else { "?".to_owned() };
    let mut values: Vec<Value> = vec![revision.into(), now.into()];
    let mut tuples = Vec::with_capacity(batch.len());
    for promise in batch {
        let first = values.len() + 1;
        let places: Vec<String> = (first..first + 4).map(placeholder).collect();
        tuples.push(format!("({})", places.join(", ")));
        values.extend([promise.id.into(), promise.due_at.into(), promise.at_risk_at.into()]);
        values.push(promise.cause.to_value().into());
    }
    let sql = format!(
        "UPDATE service_requests SET promise_revision = {}, updated_at = {}, due_at = renewed.column2, \
         at_risk_at = renewed.column3, promise_cause = renewed.column4 \
         FROM (VALUES {}) AS renewed WHERE service_requests.id = renewed.column1",
        placeholder(1),
        placeholder(2),
        tuples.join(", ")
    );
    transaction.execute_raw(Statement::from_sql_and_values(transaction.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// Records that the promises of these requests are as the present revision of the calendar has them.
///
/// # Errors
/// A database that fails.
pub async fn confirm(transaction: &impl ConnectionTrait, request_ids: &[i64], revision: i64) -> Result<(), DbErr> {
    if request_ids.is_empty() {
        return Ok(());
    }
    let confirmed = Entity::update_many().col_expr(Column::PromiseRevision, revision.into());
    confirmed.filter(Column::Id.is_in(request_ids.iter().copied())).exec(transaction).await?;
    Ok(())
}

fn stale(revision: i64) -> Condition {
    Condition::all()
        .add(Column::ClosedAt.is_null())
        .add(Column::PromisedFrom.is_not_null())
        .add(Column::PromiseRevision.lt(revision))
}
