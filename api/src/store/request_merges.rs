//! Requests that are merged into others: a forest of merges, of which each request knows the root as its master.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use riverain_entities::follow_ups::AuthorKind;
use riverain_entities::request_merges::{ActiveModel, Column, Entity, Model};
use riverain_entities::service_requests::{self, RequestStatus};
use riverain_entities::{follow_ups, request_status_changes, shared_follow_ups};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use service_requests::Column as Request;

use super::connect::is_postgres;
use super::page::{Direction, MomentPosition, Page, PageRequest, page_by_moment};

impl From<&Model> for MomentPosition {
    fn from(merge: &Model) -> Self {
        Self { moment: merge.merged_at, id: merge.id }
    }
}

/// The merge of a request that stands.
///
/// # Errors
/// A database that fails.
pub async fn standing(connection: &impl ConnectionTrait, request_id: i64) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::RequestId.eq(request_id)).filter(Column::UnmergedAt.is_null()).one(connection).await
}

/// The merges of these requests that stand, by request.
///
/// # Errors
/// A database that fails.
pub async fn standing_of(connection: &impl ConnectionTrait, request_ids: &[i64]) -> Result<HashMap<i64, Model>, DbErr> {
    let rows = Entity::find()
        .filter(Column::RequestId.is_in(request_ids.iter().copied()))
        .filter(Column::UnmergedAt.is_null())
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.request_id, row)).collect())
}

/// One page of the merges of a request, those that stand and those that are over, the earliest first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    request_id: i64,
    request: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, DbErr> {
    let rows = Entity::find().filter(Column::RequestId.eq(request_id));
    page_by_moment(connection, rows, (Column::MergedAt, Column::Id), Direction::Ascending, request).await
}

/// The requests whose master is this one, by key.
///
/// # Errors
/// A database that fails.
pub async fn reports_of(
    connection: &impl ConnectionTrait,
    master_id: i64,
) -> Result<Vec<service_requests::Model>, DbErr> {
    let reports = super::requests::without_search_texts().filter(Request::MasterId.eq(master_id));
    reports.order_by_asc(Request::Id).all(connection).await
}

/// The requests whose master is one of these, by key.
///
/// # Errors
/// A database that fails.
pub async fn reports_of_all(
    connection: &impl ConnectionTrait,
    master_ids: &[i64],
) -> Result<Vec<service_requests::Model>, DbErr> {
    if master_ids.is_empty() {
        return Ok(Vec::new());
    }
    let reports = super::requests::without_search_texts().filter(Request::MasterId.is_in(master_ids.iter().copied()));
    reports.order_by_asc(Request::Id).all(connection).await
}

/// The keys of the requests that are merged into this one, directly or through others, in order.
///
/// # Errors
/// A database that fails.
pub async fn keys_below(connection: &impl ConnectionTrait, request_id: i64) -> Result<Vec<i64>, DbErr> {
    let placeholder = if is_postgres(connection) { "$1" } else { "?" };
    let sql = format!(
        "WITH RECURSIVE below (id) AS (
             SELECT request_id FROM request_merges WHERE master_id = {placeholder} AND unmerged_at IS NULL
             UNION SELECT m.request_id FROM below JOIN request_merges m ON m.master_id = below.id
                 WHERE m.unmerged_at IS NULL)
         SELECT id FROM below ORDER BY id"
    );
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, [request_id.into()]);
    connection.query_all_raw(statement).await?.iter().map(|row| row.try_get("", "id")).collect()
}

/// Keeps that a request was merged.
///
/// # Errors
/// A database that fails.
pub async fn insert(connection: &impl ConnectionTrait, merge: ActiveModel) -> Result<Model, DbErr> {
    merge.insert(connection).await
}

/// Writes the fields of a merge that are set.
///
/// # Errors
/// A database that fails, or a key that names no merge.
pub async fn update(connection: &impl ConnectionTrait, merge: ActiveModel) -> Result<Model, DbErr> {
    merge.update(connection).await
}

/// What a request is seen to be: its master, and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// The key of its master.
    pub master_id: Option<i64>,
    /// Its status.
    pub status: RequestStatus,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
}

/// Makes requests stand so. None of them is the master of others afterwards.
///
/// # Errors
/// A database that fails.
pub async fn write_standing(
    connection: &impl ConnectionTrait,
    request_ids: &[i64],
    standing: Standing,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    if request_ids.is_empty() {
        return Ok(());
    }
    service_requests::Entity::update_many()
        .set(service_requests::ActiveModel {
            master_id: sea_orm::Set(standing.master_id),
            status: sea_orm::Set(standing.status),
            closed_at: sea_orm::Set(standing.closed_at),
            report_count: sea_orm::Set(1),
            updated_at: sea_orm::Set(now),
            ..Default::default()
        })
        .filter(Request::Id.is_in(request_ids.iter().copied()))
        .exec(connection)
        .await?;
    Ok(())
}

/// Counts anew the reports that these requests stand for.
///
/// # Errors
/// A database that fails.
pub async fn count_reports(connection: &impl ConnectionTrait, request_ids: &[i64]) -> Result<(), DbErr> {
    let keys = request_ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "UPDATE service_requests SET report_count = 1 + (SELECT COUNT(*) FROM service_requests AS report
             WHERE report.master_id = service_requests.id) WHERE id IN ({keys})"
    );
    connection.execute_unprepared(&sql).await?;
    Ok(())
}

/// Withdraws from requests what the masters that they had were told, where the masters are not among them.
///
/// # Errors
/// A database that fails.
pub async fn withdraw_shared(connection: &impl ConnectionTrait, request_ids: &[i64]) -> Result<(), DbErr> {
    use shared_follow_ups::Column as Shared;
    let of_others = Query::select()
        .column(follow_ups::Column::Id)
        .from(follow_ups::Entity)
        .and_where(follow_ups::Column::RequestId.is_not_in(request_ids.iter().copied()))
        .and_where(
            Expr::col((follow_ups::Entity, follow_ups::Column::Id))
                .equals((shared_follow_ups::Entity, Shared::FollowUpId)),
        )
        .to_owned();
    shared_follow_ups::Entity::delete_many()
        .filter(Shared::RequestId.is_in(request_ids.iter().copied()))
        .filter(Expr::exists(of_others))
        .exec(connection)
        .await?;
    Ok(())
}

/// Who last changed the status of a request before a moment; none where it has the one that it came in with.
///
/// # Errors
/// A database that fails.
pub async fn last_author_before(
    connection: &impl ConnectionTrait,
    request_id: i64,
    moment: DateTime<Utc>,
) -> Result<Option<AuthorKind>, DbErr> {
    use request_status_changes::{Column as Change, Entity as Changes};
    Changes::find()
        .select_only()
        .column(Change::AuthorKind)
        .filter(Change::RequestId.eq(request_id))
        .filter(Change::ChangedAt.lt(moment))
        .filter(Change::StatusFrom.into_expr().ne(Change::StatusTo.into_expr()))
        .order_by_desc(Change::ChangedAt)
        .order_by_desc(Change::Id)
        .limit(1)
        .into_tuple()
        .one(connection)
        .await
}
