//! Corrections of follow-ups.

use riverain_entities::follow_up_corrections::{ActiveModel, Column, Entity, Model};
use riverain_entities::follow_ups;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Unchanged,
};

/// The corrections of these follow-ups, the earliest first.
///
/// # Errors
/// A database that fails.
pub async fn of_follow_ups(connection: &impl ConnectionTrait, follow_up_ids: &[i64]) -> Result<Vec<Model>, DbErr> {
    let own = Entity::find().filter(Column::FollowUpId.is_in(follow_up_ids.iter().copied()));
    own.order_by_asc(Column::CorrectedAt).order_by_asc(Column::Id).all(connection).await
}

/// The follow-up of this key; no other writer changes it before the transaction ends.
///
/// # Errors
/// A database that fails.
pub async fn follow_up_locked(
    transaction: &impl ConnectionTrait,
    follow_up_id: i64,
) -> Result<Option<follow_ups::Model>, DbErr> {
    follow_ups::Entity::find_by_id(follow_up_id).lock_exclusive().one(transaction).await
}

/// Gives a follow-up another text and keeps the one that it had.
///
/// # Errors
/// A database that fails.
pub async fn correct(
    transaction: &impl ConnectionTrait,
    follow_up_id: i64,
    text: String,
    correction: ActiveModel,
) -> Result<follow_ups::Model, DbErr> {
    correction.insert(transaction).await?;
    let change = follow_ups::ActiveModel { id: Unchanged(follow_up_id), text: Set(text), ..Default::default() };
    change.update(transaction).await
}
