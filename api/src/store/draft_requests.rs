//! Drafts of requests.

use riverain_entities::draft_requests::{ActiveModel, Column, DraftState, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};

use super::page::{Direction, MomentPosition, Page, PageRequest, page_by_moment};

impl From<&Model> for MomentPosition {
    fn from(draft: &Model) -> Self {
        Self { moment: draft.created_at, id: draft.id }
    }
}

/// One page of the drafts of a state, the oldest first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    state: DraftState,
    request: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, DbErr> {
    let rows = Entity::find().filter(Column::State.eq(state));
    page_by_moment(connection, rows, (Column::CreatedAt, Column::Id), Direction::Ascending, request).await
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
