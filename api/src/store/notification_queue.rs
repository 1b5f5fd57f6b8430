//! The outbox as workers share it. A delivery is held by whoever took its latest attempt: every write of a holder names
//! that attempt, and changes nothing once another has taken the delivery or it has ended.

use chrono::{DateTime, Utc};
use riverain_entities::delivery_attempts::{self, AttemptOutcome};
use riverain_entities::notification_deliveries::{
    ActiveModel, Channel, Column, DeliveryState, DroppedReason, Entity, Model,
};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

/// Whether an e-mail is due. It takes no lock: a look that finds nothing costs the others nothing.
///
/// # Errors
/// A database that fails.
pub async fn is_any_email_due(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let due = Entity::find().select_only().column(Column::Id).filter(is_due(now));
    Ok(due.filter(Column::Channel.eq(Channel::Email)).into_tuple::<i64>().one(connection).await?.is_some())
}

/// The e-mail that has waited longest of those that are due; others pass it over until the transaction ends. On SQLite, a
/// transaction that writes keeps all others waiting.
///
/// # Errors
/// A database that fails.
pub async fn next_email(transaction: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<Model>, DbErr> {
    next(transaction, Entity::find().filter(is_due(now)).filter(Column::Channel.eq(Channel::Email))).await
}

/// The webhook that has waited longest of those to an endpoint that are due.
///
/// # Errors
/// A database that fails.
pub async fn next_webhook(
    transaction: &impl ConnectionTrait,
    endpoint: i64,
    now: DateTime<Utc>,
) -> Result<Option<Model>, DbErr> {
    next(transaction, Entity::find().filter(is_due(now)).filter(Column::EndpointId.eq(endpoint))).await
}

/// Takes a delivery for its next attempt, until a moment.
///
/// # Errors
/// A database that fails.
pub async fn take(
    transaction: &impl ConnectionTrait,
    delivery: &Model,
    worker: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let taken = ActiveModel {
        id: Set(delivery.id),
        attempt: Set(delivery.attempt + 1),
        worker: Set(Some(worker.to_owned())),
        available_at: Set(until),
        ..Default::default()
    };
    let taken = taken.update(transaction).await?;
    let attempt = delivery_attempts::ActiveModel {
        delivery_id: Set(taken.id),
        attempt: Set(taken.attempt),
        started_at: Set(now),
        ended_at: Set(None),
        outcome: Set(None),
        status_code: Set(None),
    };
    delivery_attempts::Entity::insert(attempt).exec_without_returning(transaction).await?;
    Ok(taken)
}

/// What is written of a delivery after an attempt.
#[derive(Debug, Clone, Copy)]
pub enum Next {
    /// It waits for another attempt from a moment on.
    Again(DateTime<Utc>),
    /// It ended.
    Ended(DeliveryState, Option<DroppedReason>),
}

/// Ends the attempt under which a delivery is held; whether it was still held.
///
/// # Errors
/// A database that fails.
pub async fn settle(
    transaction: &impl ConnectionTrait,
    held: &Model,
    next: Next,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let change = match next {
        Next::Again(available_at) => {
            ActiveModel { available_at: Set(available_at), worker: Set(None), ..Default::default() }
        }
        Next::Ended(state, dropped_reason) => ActiveModel {
            state: Set(state),
            dropped_reason: Set(dropped_reason),
            ended_at: Set(Some(now)),
            ..Default::default()
        },
    };
    let update = Entity::update_many()
        .filter(Column::Id.eq(held.id))
        .filter(Column::Attempt.eq(held.attempt))
        .filter(Column::Worker.is_not_null())
        .filter(Column::State.eq(DeliveryState::Pending));
    Ok(update.set(change).exec(transaction).await?.rows_affected == 1)
}

/// Writes what came of an attempt.
///
/// # Errors
/// A database that fails.
pub async fn record(
    transaction: &impl ConnectionTrait,
    held: &Model,
    (outcome, status_code): (AttemptOutcome, Option<i32>),
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let ended = delivery_attempts::ActiveModel {
        delivery_id: Set(held.id),
        attempt: Set(held.attempt),
        ended_at: Set(Some(now)),
        outcome: Set(Some(outcome)),
        status_code: Set(status_code),
        ..Default::default()
    };
    ended.update(transaction).await?;
    Ok(())
}

async fn next(transaction: &impl ConnectionTrait, due: Select<Entity>) -> Result<Option<Model>, DbErr> {
    due.order_by_asc(Column::AvailableAt)
        .order_by_asc(Column::Id)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(transaction)
        .await
}

fn is_due(now: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::State.eq(DeliveryState::Pending)).add(Column::AvailableAt.lte(now))
}
