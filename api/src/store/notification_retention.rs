//! Removes what was told long ago.

use chrono::{DateTime, Utc};
use riverain_entities::notification_deliveries::{Column, DeliveryState, Entity};
use riverain_entities::notification_events;
use sea_orm::sea_query::{Expr, LockBehavior, LockType, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

/// Removes a batch of the deliveries that were delivered, or were not to be, before a moment, the earliest first, with their
/// attempts; and those of their events that have no delivery any more. Gives how many deliveries; on PostgreSQL without
/// those that another transaction holds.
///
/// # Errors
/// A database that fails.
pub async fn remove_ended(transaction: &impl ConnectionTrait, before: DateTime<Utc>, size: u64) -> Result<u64, DbErr> {
    let old: Vec<(i64, i64)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::EventId])
        // Written as the index of what may be removed has it.
        .filter(Expr::cust("state IN ('delivered', 'dropped')"))
        .filter(Column::EndedAt.lt(before))
        .order_by_asc(Column::EndedAt)
        .order_by_asc(Column::Id)
        .limit(size)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(transaction)
        .await?;
    if old.is_empty() {
        return Ok(0);
    }
    let deliveries = Entity::delete_many()
        .filter(Column::Id.is_in(old.iter().map(|(delivery, _)| *delivery)))
        .filter(Column::State.is_in([DeliveryState::Delivered, DeliveryState::Dropped]));
    let removed = deliveries.exec(transaction).await?.rows_affected;
    let left = Query::select()
        .column(Column::Id)
        .from(Entity)
        .and_where(
            Expr::col((Entity, Column::EventId)).equals((notification_events::Entity, notification_events::Column::Id)),
        )
        .to_owned();
    notification_events::Entity::delete_many()
        .filter(notification_events::Column::Id.is_in(old.iter().map(|(_, event)| *event)))
        .filter(Expr::exists(left).not())
        .exec(transaction)
        .await?;
    Ok(removed)
}
