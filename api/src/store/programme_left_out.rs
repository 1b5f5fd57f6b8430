//! The requests that programmes were asked to plan and leave out.

use riverain_entities::programme_left_out_requests::{Column, Entity, LeftOutReason, Model};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::page::{Direction, Page, PageRequest, page_by};

/// How many requests a programme leaves out for a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOutCount {
    /// The programme's key.
    pub programme_id: i64,
    /// The reason.
    pub reason: LeftOutReason,
    /// How many.
    pub count: i64,
}

/// How many requests programmes leave out, by programme and reason; in no order.
///
/// # Errors
/// A database that fails.
pub async fn counts_of(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<LeftOutCount>, DbErr> {
    let rows: Vec<(i64, LeftOutReason, i64)> = Entity::find()
        .select_only()
        .columns([Column::ProgrammeId, Column::Reason])
        .column_as(Column::RequestId.count(), "left_out")
        .filter(Column::ProgrammeId.is_in(keys.iter().copied()))
        .group_by(Column::ProgrammeId)
        .group_by(Column::Reason)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|(programme_id, reason, count)| LeftOutCount { programme_id, reason, count }).collect())
}

/// Which of these requests these programmes leave out, in no order.
///
/// # Errors
/// A database that fails.
pub async fn of_requests(
    connection: &impl ConnectionTrait,
    programmes: &[i64],
    requests: &[i64],
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::ProgrammeId.is_in(programmes.iter().copied()))
        .filter(Column::RequestId.is_in(requests.iter().copied()))
        .all(connection)
        .await
}

/// One page of the requests that a programme leaves out, by key; for these reasons alone where some are given.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    programme_id: i64,
    reasons: &[LeftOutReason],
    request: &PageRequest<i64>,
) -> Result<Page<Model>, DbErr> {
    let mut left_out = Entity::find().filter(Column::ProgrammeId.eq(programme_id));
    if !reasons.is_empty() {
        left_out = left_out.filter(Column::Reason.is_in(reasons.iter().copied()));
    }
    page_by(connection, left_out, Column::RequestId, Direction::Ascending, request).await
}
