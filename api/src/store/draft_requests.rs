//! Drafts of requests.

use chrono::{DateTime, Utc};
use riverain_entities::draft_requests::{ActiveModel, Column, DraftState, Entity, Model};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::page::{Page, PageRequest};

/// Where a draft stands among others of its state, the oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DraftPosition {
    /// When it was made.
    #[serde(rename = "t", with = "chrono::serde::ts_microseconds")]
    pub created_at: DateTime<Utc>,
    /// Its key.
    pub id: i64,
}

impl From<&Model> for DraftPosition {
    fn from(draft: &Model) -> Self {
        Self { created_at: draft.created_at, id: draft.id }
    }
}

/// One page of the drafts of a state, the oldest first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    state: DraftState,
    request: &PageRequest<DraftPosition>,
) -> Result<Page<Model>, DbErr> {
    let here = || Expr::tuple([Column::CreatedAt.into_expr(), Column::Id.into_expr()]);
    let there = |position: DraftPosition| Expr::tuple([Expr::value(position.created_at), Expr::value(position.id)]);
    let order = if request.from_end { Order::Desc } else { Order::Asc };
    let rows = Entity::find()
        .filter(Column::State.eq(state))
        .filter(
            Condition::all()
                .add_option(request.after.map(|position| here().gt(there(position))))
                .add_option(request.before.map(|position| here().lt(there(position)))),
        )
        .order_by(Column::CreatedAt, order.clone())
        .order_by(Column::Id, order)
        .limit(request.size + 1)
        .all(connection)
        .await?;
    Ok(Page::from_rows(rows, request))
}

/// How many drafts are of a state.
///
/// # Errors
/// A database that fails.
pub async fn count(connection: &impl ConnectionTrait, state: DraftState) -> Result<u64, DbErr> {
    Entity::find().filter(Column::State.eq(state)).count(connection).await
}

/// The drafts of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn by_keys(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(keys.iter().copied())).all(connection).await
}

/// The draft of this key, which nobody else changes until the transaction ends.
///
/// # Errors
/// A database that fails.
pub async fn by_key_locked(transaction: &impl ConnectionTrait, key: i64) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(key).lock_exclusive().one(transaction).await
}

/// Whether a request came of a draft that was written from this e-mail address, in small letters.
///
/// # Errors
/// A database that fails.
pub async fn wrote(connection: &impl ConnectionTrait, request_id: i64, email: &str) -> Result<bool, DbErr> {
    let drafts = Entity::find().filter(Column::RequestId.eq(request_id)).filter(Column::SenderEmail.eq(email));
    Ok(drafts.count(connection).await? > 0)
}

/// Writes a new draft and gives it back with its key.
///
/// # Errors
/// A database that fails.
pub async fn insert(connection: &impl ConnectionTrait, draft: ActiveModel) -> Result<Model, DbErr> {
    draft.insert(connection).await
}

/// Writes the fields of a draft that are set.
///
/// # Errors
/// A database that fails, or a key that names no draft.
pub async fn update(connection: &impl ConnectionTrait, draft: ActiveModel) -> Result<Model, DbErr> {
    draft.update(connection).await
}
