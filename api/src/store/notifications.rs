//! What is to be told of requests, and what became of it.

use std::collections::HashMap;

use riverain_entities::notification_deliveries::{Channel, Column, DeliveryState, Entity, Model};
use riverain_entities::{delivery_attempts, notification_deliveries, notification_events};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use super::page::{Direction, MomentPosition, Page, PageRequest, page_by_moment};

/// How many deliveries go in one statement.
const DELIVERIES_A_STATEMENT: usize = 1_000;

impl From<&Model> for MomentPosition {
    fn from(delivery: &Model) -> Self {
        Self { moment: delivery.created_at, id: delivery.id }
    }
}

/// Which deliveries are asked for; every condition must hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// How they go.
    pub channel: Option<Channel>,
    /// How far they are.
    pub state: Option<DeliveryState>,
    /// The key of the endpoint to which they go.
    pub endpoint: Option<i64>,
}

/// Writes new events in one statement and gives their keys, in the order of the events.
///
/// # Errors
/// A database that fails.
pub async fn insert_events(
    connection: &impl ConnectionTrait,
    events: Vec<notification_events::ActiveModel>,
) -> Result<Vec<i64>, DbErr> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let mut keys = notification_events::Entity::insert_many(events).exec_with_returning_keys(connection).await?;
    // Keys are given in the order of the rows; in which order they are returned, no database says.
    keys.sort_unstable();
    Ok(keys)
}

/// Whether there is an e-mail of an event to a citizen, whatever became of it.
///
/// # Errors
/// A database that fails.
pub async fn is_told(connection: &impl ConnectionTrait, event_id: i64, citizen_id: i64) -> Result<bool, DbErr> {
    let told = Entity::find().filter(Column::EventId.eq(event_id)).filter(Column::CitizenId.eq(citizen_id));
    Ok(told.count(connection).await? > 0)
}

/// Writes new deliveries.
///
/// # Errors
/// A database that fails.
pub async fn insert_deliveries(
    connection: &impl ConnectionTrait,
    rows: Vec<notification_deliveries::ActiveModel>,
) -> Result<(), DbErr> {
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<_> = rows.by_ref().take(DELIVERIES_A_STATEMENT).collect();
        Entity::insert_many(chunk).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// One page of deliveries, the latest first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    filter: DeliveryFilter,
    request: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, DbErr> {
    page_by_moment(connection, matching(filter), (Column::CreatedAt, Column::Id), Direction::Descending, request).await
}

/// How many deliveries there are.
///
/// # Errors
/// A database that fails.
pub async fn count(connection: &impl ConnectionTrait, filter: DeliveryFilter) -> Result<u64, DbErr> {
    matching(filter).count(connection).await
}

/// The deliveries of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn by_keys(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(keys.iter().copied())).all(connection).await
}

/// The delivery of this key, which nobody else changes until the transaction ends.
///
/// # Errors
/// A database that fails.
pub async fn by_key_locked(transaction: &impl ConnectionTrait, key: i64) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(key).lock_exclusive().one(transaction).await
}

/// Writes the fields of a delivery that are set.
///
/// # Errors
/// A database that fails, or a key that names no delivery.
pub async fn update(
    connection: &impl ConnectionTrait,
    delivery: notification_deliveries::ActiveModel,
) -> Result<Model, DbErr> {
    delivery.update(connection).await
}

/// The events of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn events(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<notification_events::Model>, DbErr> {
    let of_keys = notification_events::Column::Id.is_in(keys.iter().copied());
    notification_events::Entity::find().filter(of_keys).all(connection).await
}

/// The latest attempts at these deliveries, by delivery, in the order in which they were made: those after the number
/// that is given with each.
///
/// # Errors
/// A database that fails.
pub async fn attempts_after(
    connection: &impl ConnectionTrait,
    deliveries: &[(i64, i32)],
) -> Result<HashMap<i64, Vec<delivery_attempts::Model>>, DbErr> {
    use delivery_attempts::Column;
    let latest = deliveries.iter().fold(Condition::any(), |latest, (key, after)| {
        latest.add(Condition::all().add(Column::DeliveryId.eq(*key)).add(Column::Attempt.gt(*after)))
    });
    let rows = delivery_attempts::Entity::find().filter(latest).order_by_asc(Column::Attempt).all(connection).await?;
    let mut attempts: HashMap<i64, Vec<_>> = HashMap::new();
    for row in rows {
        attempts.entry(row.delivery_id).or_default().push(row);
    }
    Ok(attempts)
}

fn matching(filter: DeliveryFilter) -> Select<Entity> {
    let condition = Condition::all()
        .add_option(filter.channel.map(|channel| Column::Channel.eq(channel)))
        .add_option(filter.state.map(|state| Column::State.eq(state)))
        .add_option(filter.endpoint.map(|endpoint| Column::EndpointId.eq(endpoint)));
    Entity::find().filter(condition)
}
