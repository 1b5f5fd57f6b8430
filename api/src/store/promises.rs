//! The promises that were made for requests.

use std::collections::HashMap;

use riverain_entities::promises::{Column, Entity, Model};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::page::{Direction, ListEnd, MomentPosition, Page, PageRequest, ends_by_moment, page_by_moment};

impl From<&Model> for MomentPosition {
    fn from(promise: &Model) -> Self {
        Self { moment: promise.made_at, id: promise.id }
    }
}

/// One page of the promises of a request, earliest first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    request_id: i64,
    request: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, DbErr> {
    let rows = Entity::find().filter(Column::RequestId.eq(request_id));
    page_by_moment(connection, rows, (Column::MadeAt, Column::Id), Direction::Ascending, request).await
}

/// The same end of the promises of several requests, in one statement; requests without promises are left out.
///
/// # Errors
/// A database that fails.
pub async fn ends(
    connection: &impl ConnectionTrait,
    request_ids: &[i64],
    end: ListEnd,
) -> Result<HashMap<i64, Page<Model>>, DbErr> {
    let columns = (Column::RequestId, Column::MadeAt, Column::Id);
    ends_by_moment::<Entity>(connection, request_ids, columns, |row| row.request_id, end).await
}
