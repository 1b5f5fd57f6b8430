//! Attachments: what is known of them.

use chrono::{DateTime, Utc};
use riverain_entities::attachments::{Column, Entity, Model};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

/// Writes new attachments.
///
/// # Errors
/// A database that fails.
pub async fn insert(connection: &impl ConnectionTrait, rows: Vec<Model>) -> Result<(), DbErr> {
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    Entity::insert_many(rows).exec_without_returning(connection).await?;
    Ok(())
}

/// The attachments of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn by_keys(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(keys.iter().copied())).all(connection).await
}

/// Which of these keys name an attachment.
///
/// # Errors
/// A database that fails.
pub async fn known_keys(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<i64>, DbErr> {
    let known = Entity::find().select_only().column(Column::Id).filter(Column::Id.is_in(keys.iter().copied()));
    known.into_tuple().all(connection).await
}

/// The attachments that came with these requests themselves, rather than with their follow-ups, in the order sent.
///
/// # Errors
/// A database that fails.
pub async fn of_requests(connection: &impl ConnectionTrait, request_ids: &[i64]) -> Result<Vec<Model>, DbErr> {
    let own = Entity::find()
        .filter(Column::RequestId.is_in(request_ids.iter().copied()))
        .filter(Column::FollowUpId.is_null());
    in_order(own).all(connection).await
}

/// The attachments that came with these follow-ups, in the order sent.
///
/// # Errors
/// A database that fails.
pub async fn of_follow_ups(connection: &impl ConnectionTrait, follow_up_ids: &[i64]) -> Result<Vec<Model>, DbErr> {
    let own = Entity::find().filter(Column::FollowUpId.is_in(follow_up_ids.iter().copied()));
    in_order(own).all(connection).await
}

/// The attachments that these drafts of requests hold, in the order sent.
///
/// # Errors
/// A database that fails.
pub async fn of_drafts(connection: &impl ConnectionTrait, draft_ids: &[i64]) -> Result<Vec<Model>, DbErr> {
    let own = Entity::find().filter(Column::DraftRequestId.is_in(draft_ids.iter().copied()));
    in_order(own).all(connection).await
}

/// How many attachments a draft holds.
///
/// # Errors
/// A database that fails.
pub async fn count_of_draft(connection: &impl ConnectionTrait, draft_id: i64) -> Result<u64, DbErr> {
    Entity::find().filter(Column::DraftRequestId.eq(draft_id)).count(connection).await
}

/// Gives what a draft holds to the request that it became.
///
/// # Errors
/// A database that fails.
pub async fn hand_over(
    connection: &impl ConnectionTrait,
    draft_id: i64,
    request_id: i64,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let handed = Entity::update_many()
        .col_expr(Column::RequestId, Expr::value(request_id))
        .col_expr(Column::DraftRequestId, Expr::value(None::<i64>))
        .col_expr(Column::AttachedAt, Expr::value(now))
        .filter(Column::DraftRequestId.eq(draft_id));
    handed.exec(connection).await?;
    Ok(())
}

/// Forgets what a draft holds, and gives what it was.
///
/// # Errors
/// A database that fails.
pub async fn remove_of_draft(connection: &impl ConnectionTrait, draft_id: i64) -> Result<Vec<Model>, DbErr> {
    let held = of_drafts(connection, &[draft_id]).await?;
    Entity::delete_many().filter(Column::DraftRequestId.eq(draft_id)).exec(connection).await?;
    Ok(held)
}

/// What attachments belong to from now on.
#[derive(Debug, Clone, Copy)]
pub struct Holder {
    /// The request.
    pub request_id: i64,
    /// The follow-up of that request with which they came, where they did.
    pub follow_up_id: Option<i64>,
}

/// Gives attachments that no request has yet to one, and says how many it got.
///
/// # Errors
/// A database that fails.
pub async fn give(
    connection: &impl ConnectionTrait,
    keys: &[i64],
    holder: Holder,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let given = Entity::update_many()
        .col_expr(Column::RequestId, Expr::value(holder.request_id))
        .col_expr(Column::FollowUpId, Expr::value(holder.follow_up_id))
        .col_expr(Column::DraftRequestId, Expr::value(None::<i64>))
        .col_expr(Column::AttachedAt, Expr::value(now))
        .filter(Column::Id.is_in(keys.iter().copied()))
        .filter(Column::RequestId.is_null());
    Ok(given.exec(connection).await?.rows_affected)
}

/// Attachments that were sent before a moment and that no request or draft has, the oldest first.
///
/// # Errors
/// A database that fails.
pub async fn unused(connection: &impl ConnectionTrait, before: DateTime<Utc>, size: u64) -> Result<Vec<Model>, DbErr> {
    let unused = Entity::find().filter(Column::UploadedAt.lt(before)).filter(is_unused());
    unused.order_by_asc(Column::UploadedAt).limit(size).all(connection).await
}

/// Forgets an attachment, unless it has come into use meanwhile; gives whether it is gone.
///
/// # Errors
/// A database that fails.
pub async fn remove_unused(connection: &impl ConnectionTrait, key: i64) -> Result<bool, DbErr> {
    let removed = Entity::delete_many().filter(Column::Id.eq(key)).filter(is_unused());
    Ok(removed.exec(connection).await?.rows_affected == 1)
}

/// Whether neither a request nor a draft has an attachment.
fn is_unused() -> Condition {
    Condition::all().add(Column::RequestId.is_null()).add(Column::DraftRequestId.is_null())
}

fn in_order(select: sea_orm::Select<Entity>) -> sea_orm::Select<Entity> {
    select.order_by_asc(Column::UploadedAt).order_by_asc(Column::UploadRank).order_by_asc(Column::Id)
}
