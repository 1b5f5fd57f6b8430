//! Exceptional situations, and what was done with them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use riverain_entities::exceptional_situations::{ActiveModel, Column, Entity, Model};
use riverain_entities::{
    exceptional_situation_changes as changes, exceptional_situation_events as events, exceptional_situations,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

use super::page::{Direction, MomentPosition, Page, PageRequest, page_by_moment};

impl From<&Model> for MomentPosition {
    fn from(situation: &Model) -> Self {
        Self { moment: situation.declared_at, id: situation.id }
    }
}

/// The situations that have not ended, earliest first.
///
/// # Errors
/// A database that fails.
pub async fn open(connection: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    let open = Entity::find().filter(Column::EndedAt.is_null());
    open.order_by_asc(Column::StartsAt).order_by_asc(Column::Id).all(connection).await
}

/// One page of all situations, latest first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    request: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, DbErr> {
    page_by_moment(connection, Entity::find(), (Column::DeclaredAt, Column::Id), Direction::Descending, request).await
}

/// The situation of this key; no other writer changes it before the transaction ends.
///
/// # Errors
/// A database that fails.
pub async fn by_key_locked(transaction: &impl ConnectionTrait, key: i64) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(key).lock_exclusive().one(transaction).await
}

/// The situation of this key.
///
/// # Errors
/// A database that fails.
pub async fn by_key(connection: &impl ConnectionTrait, key: i64) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(key).one(connection).await
}

/// Writes a situation.
///
/// # Errors
/// A database that fails.
pub async fn insert(connection: &impl ConnectionTrait, situation: ActiveModel) -> Result<Model, DbErr> {
    situation.insert(connection).await
}

/// Records since when a situation is in force, or when it ended.
///
/// # Errors
/// A database that fails.
pub async fn mark(
    connection: &impl ConnectionTrait,
    situation: Model,
    began_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
) -> Result<Model, DbErr> {
    let marked = exceptional_situations::ActiveModel {
        id: Set(situation.id),
        began_at: Set(began_at),
        ended_at: Set(ended_at),
        ..Default::default()
    };
    marked.update(connection).await
}

/// Writes the fields of a situation that are set.
///
/// # Errors
/// A database that fails, or a key that names no situation.
pub async fn update(connection: &impl ConnectionTrait, situation: ActiveModel) -> Result<Model, DbErr> {
    situation.update(connection).await
}

/// Keeps what a situation said before a change.
///
/// # Errors
/// A database that fails.
pub async fn keep_change(connection: &impl ConnectionTrait, change: changes::ActiveModel) -> Result<(), DbErr> {
    changes::Entity::insert(change).exec_without_returning(connection).await?;
    Ok(())
}

/// The changes of several situations, earliest first, in one statement.
///
/// # Errors
/// A database that fails.
pub async fn changes_of(
    connection: &impl ConnectionTrait,
    situations: &[i64],
) -> Result<HashMap<i64, Vec<changes::Model>>, DbErr> {
    let rows = changes::Entity::find()
        .filter(changes::Column::SituationId.is_in(situations.iter().copied()))
        .order_by_asc(changes::Column::ChangedAt)
        .order_by_asc(changes::Column::Id)
        .all(connection)
        .await?;
    let mut found: HashMap<i64, Vec<changes::Model>> = HashMap::new();
    for row in rows {
        found.entry(row.situation_id).or_default().push(row);
    }
    Ok(found)
}

/// Keeps what was done with a situation.
///
/// # Errors
/// A database that fails.
pub async fn record(connection: &impl ConnectionTrait, event: events::ActiveModel) -> Result<(), DbErr> {
    events::Entity::insert(event).exec_without_returning(connection).await?;
    Ok(())
}

/// What was done with several situations, earliest first, in one statement.
///
/// # Errors
/// A database that fails.
pub async fn events_of(
    connection: &impl ConnectionTrait,
    situations: &[i64],
) -> Result<HashMap<i64, Vec<events::Model>>, DbErr> {
    let rows = events::Entity::find()
        .filter(events::Column::SituationId.is_in(situations.iter().copied()))
        .order_by_asc(events::Column::HappenedAt)
        .order_by_asc(events::Column::Id)
        .all(connection)
        .await?;
    let mut events: HashMap<i64, Vec<events::Model>> = HashMap::new();
    for row in rows {
        events.entry(row.situation_id).or_default().push(row);
    }
    Ok(events)
}
