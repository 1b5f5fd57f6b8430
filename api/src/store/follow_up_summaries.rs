//! What summaries of follow-ups are made of, for many requests at once, and what changed of a citizen's.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use riverain_entities::service_requests::{Column, Entity, Model};
use riverain_entities::{
    follow_up_corrections, follow_ups, programme_project_requests, programme_projects, programmes, request_moves,
    request_status_changes,
};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::requests::without_search_texts;

/// The most requests that are told to be gone at once.
const MAXIMUM_REMOVED: u64 = 1_000;

/// What changed in a time.
#[derive(Debug, Clone, Copy)]
pub struct Since {
    /// Whose requests.
    pub citizen_id: i64,
    /// From when.
    pub from: DateTime<Utc>,
    /// To when.
    pub until: DateTime<Utc>,
}

/// The years for which the last published programme plans the work of these requests; those that none plans are left out.
///
/// # Errors
/// A database that fails.
pub async fn published_years(
    connection: &impl ConnectionTrait,
    request_ids: &[i64],
) -> Result<HashMap<i64, Option<i32>>, DbErr> {
    let rows: Vec<(i64, Option<i32>)> = programme_project_requests::Entity::find()
        .select_only()
        .column(programme_project_requests::Column::RequestId)
        .column(programme_projects::Column::Year)
        .inner_join(programme_projects::Entity)
        .inner_join(programmes::Entity)
        .filter(programme_project_requests::Column::RequestId.is_in(request_ids.iter().copied()))
        .filter(programmes::Column::Status.eq(programmes::ProgrammeStatus::Published))
        .order_by_desc(programmes::Column::PublishedAt)
        .into_tuple()
        .all(connection)
        .await?;
    let mut years = HashMap::with_capacity(rows.len());
    for (request_id, year) in rows {
        years.entry(request_id).or_insert(year);
    }
    Ok(years)
}

/// The requests of a citizen, by their keys from `after` on; of a time, only those whose summary changed in it: the request,
/// its statuses, what the citizen may read of its follow-ups and their corrections, whose it is, and a promise that ran out or came to be at risk.
///
/// # Errors
/// A database that fails.
pub async fn changed(
    connection: &impl ConnectionTrait,
    citizen_id: i64,
    since: Option<Since>,
    after: i64,
    size: u64,
) -> Result<Vec<Model>, DbErr> {
    let own = without_search_texts().filter(Column::CitizenId.eq(citizen_id)).filter(Column::Id.gt(after));
    let own = own.filter(Condition::all().add_option(since.map(changed_since)));
    own.order_by_asc(Column::Id).limit(size).all(connection).await
}

/// The numbers of the requests that ceased to be a citizen's in a time.
///
/// # Errors
/// A database that fails.
pub async fn removed(connection: &impl ConnectionTrait, since: Since) -> Result<Vec<String>, DbErr> {
    use request_moves::Column as Moved;
    let still_theirs = Query::select()
        .column(Column::Number)
        .from(Entity)
        .and_where(Column::CitizenId.eq(since.citizen_id))
        .to_owned();
    let gone = request_moves::Entity::find()
        .select_only()
        .column(Moved::RequestNumber)
        .distinct()
        .filter(Moved::CitizenId.eq(since.citizen_id))
        .filter(Moved::MovedAt.gte(since.from))
        .filter(Moved::RequestNumber.not_in_subquery(still_theirs));
    gone.order_by_asc(Moved::RequestNumber).limit(MAXIMUM_REMOVED).into_tuple().all(connection).await
}

fn changed_since(since: Since) -> Condition {
    let came = |moment: Column| {
        Condition::all().add(Column::ClosedAt.is_null()).add(moment.gte(since.from)).add(moment.lte(since.until))
    };
    Condition::any()
        .add(Column::UpdatedAt.gte(since.from))
        .add(came(Column::DueAt))
        .add(came(Column::AtRiskAt))
        .add(Expr::exists(status_changes(since)))
        .add(Expr::exists(follow_ups_written(since)))
        .add(Expr::exists(follow_ups_corrected(since)))
        .add(Column::Number.in_subquery(moves(since)))
}

fn status_changes(since: Since) -> SelectStatement {
    use request_status_changes::{Column as Change, Entity as Changes};
    Query::select()
        .expr(Expr::val(1))
        .from(Changes)
        .and_where(Expr::col((Changes, Change::RequestId)).equals((Entity, Column::Id)))
        .and_where(Change::ChangedAt.gte(since.from))
        .to_owned()
}

fn follow_ups_written(since: Since) -> SelectStatement {
    use follow_ups::{Audience, Column as Written, Entity as FollowUps};
    Query::select()
        .expr(Expr::val(1))
        .from(FollowUps)
        .and_where(Expr::col((FollowUps, Written::RequestId)).equals((Entity, Column::Id)))
        .and_where(Written::Audience.eq(Audience::Public))
        .and_where(Written::CreatedAt.gte(since.from))
        .to_owned()
}

fn follow_ups_corrected(since: Since) -> SelectStatement {
    use follow_up_corrections::{Column as Corrected, Entity as Corrections};
    use follow_ups::{Audience, Column as Written, Entity as FollowUps};
    Query::select()
        .expr(Expr::val(1))
        .from(FollowUps)
        .inner_join(Corrections, Expr::col((Corrections, Corrected::FollowUpId)).equals((FollowUps, Written::Id)))
        .and_where(Expr::col((FollowUps, Written::RequestId)).equals((Entity, Column::Id)))
        .and_where(Written::Audience.eq(Audience::Public))
        .and_where(Corrected::CorrectedAt.gte(since.from))
        .to_owned()
}

fn moves(since: Since) -> SelectStatement {
    use request_moves::{Column as Moved, Entity as Moves};
    Query::select()
        .column(Moved::RequestNumber)
        .from(Moves)
        .and_where(Moved::CitizenId.eq(since.citizen_id))
        .and_where(Moved::MovedAt.gte(since.from))
        .to_owned()
}
