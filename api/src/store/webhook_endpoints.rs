//! The endpoints of subscribers.

use chrono::{DateTime, Utc};
use riverain_entities::webhook_endpoints::{ActiveModel, Column, EndpointState, Entity, Model};
use riverain_entities::{notification_deliveries as deliveries, notification_deliveries::DeliveryState};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Func, LockBehavior, LockType, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::page::{Direction, MomentPosition, Page, PageRequest, page_by_moment};

impl From<&Model> for MomentPosition {
    fn from(endpoint: &Model) -> Self {
        Self { moment: endpoint.created_at, id: endpoint.id }
    }
}

/// One page of the endpoints, in the order in which they were registered.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    request: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, DbErr> {
    page_by_moment(connection, Entity::find(), (Column::CreatedAt, Column::Id), Direction::Ascending, request).await
}

/// The endpoints of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn by_keys(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(keys.iter().copied())).all(connection).await
}

/// The endpoint of this key, which nobody else changes until the transaction ends.
///
/// # Errors
/// A database that fails.
pub async fn by_key_locked(transaction: &impl ConnectionTrait, key: i64) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(key).lock_exclusive().one(transaction).await
}

/// The endpoints that are told of events. They are few.
///
/// # Errors
/// A database that fails.
pub async fn enabled(connection: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::State.eq(EndpointState::Enabled)).order_by_asc(Column::Id).all(connection).await
}

/// How many endpoints there are.
///
/// # Errors
/// A database that fails.
pub async fn count(connection: &impl ConnectionTrait) -> Result<u64, DbErr> {
    Entity::find().count(connection).await
}

/// Writes a new endpoint and gives it back with its key.
///
/// # Errors
/// A database that fails.
pub async fn insert(connection: &impl ConnectionTrait, endpoint: ActiveModel) -> Result<Model, DbErr> {
    endpoint.insert(connection).await
}

/// Writes the fields of an endpoint that are set.
///
/// # Errors
/// A database that fails, or a key that names no endpoint.
pub async fn update(connection: &impl ConnectionTrait, endpoint: ActiveModel) -> Result<Model, DbErr> {
    endpoint.update(connection).await
}

/// Whether an endpoint has something due that a worker may post to it.
///
/// # Errors
/// A database that fails.
pub async fn is_any_due(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let due = Entity::find().select_only().column(Column::Id).filter(is_due(now));
    Ok(due.into_tuple::<i64>().one(connection).await?.is_some())
}

/// The endpoint that has waited longest for its turn, of those that have something due and to which nobody posts; others
/// pass it over until the transaction ends.
///
/// # Errors
/// A database that fails.
pub async fn next_due(transaction: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<Model>, DbErr> {
    let last_served = Func::coalesce([Column::BusyUntil.into_expr(), Column::CreatedAt.into_expr()]);
    Entity::find()
        .filter(is_due(now))
        .order_by_asc(last_served)
        .order_by_asc(Column::Id)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(transaction)
        .await
}

/// Says until when a worker posts to an endpoint; a moment that has come frees it.
///
/// # Errors
/// A database that fails.
pub async fn occupy(transaction: &impl ConnectionTrait, key: i64, until: DateTime<Utc>) -> Result<(), DbErr> {
    let busy = ActiveModel { busy_until: Set(Some(until)), ..Default::default() };
    Entity::update_many().filter(Column::Id.eq(key)).set(busy).exec(transaction).await?;
    Ok(())
}

fn is_due(now: DateTime<Utc>) -> Condition {
    let waiting = Query::select()
        .expr(Expr::val(1))
        .from(deliveries::Entity)
        .and_where(Expr::col((deliveries::Entity, deliveries::Column::EndpointId)).equals((Entity, Column::Id)))
        .and_where(deliveries::Column::State.eq(DeliveryState::Pending))
        .and_where(deliveries::Column::AvailableAt.lte(now))
        .to_owned();
    Condition::all()
        .add(Column::State.eq(EndpointState::Enabled))
        .add(Condition::any().add(Column::BusyUntil.is_null()).add(Column::BusyUntil.lte(now)))
        .add(Expr::exists(waiting))
}
