//! Citizens who follow requests of others, each by whichever of their records: a record keeps what it follows when it is merged.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use riverain_entities::request_followers::{ActiveModel, Column, Entity, Model};
use riverain_entities::{citizens, follow_ups};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Expr, OnConflict, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, NotSet, QueryFilter, QueryOrder, Statement,
};

use super::page::{Direction, MomentPosition, Page, PageRequest, page_by_moment};

impl From<&Model> for MomentPosition {
    fn from(follower: &Model) -> Self {
        Self { moment: follower.followed_at, id: follower.id }
    }
}

/// Keeps that a citizen follows a request, by this record; they still follow it since the first time where they did already.
///
/// # Errors
/// A database that fails.
pub async fn follow(
    connection: &impl ConnectionTrait,
    request_id: i64,
    citizen_id: i64,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let follower =
        ActiveModel { id: NotSet, request_id: Set(request_id), citizen_id: Set(citizen_id), followed_at: Set(now) };
    let known = OnConflict::columns([Column::RequestId, Column::CitizenId]).do_nothing().to_owned();
    Entity::insert(follower).on_conflict(known).exec_without_returning(connection).await?;
    Ok(())
}

/// Keeps that a citizen no longer follows a request, by no record of theirs.
///
/// # Errors
/// A database that fails.
pub async fn unfollow(connection: &impl ConnectionTrait, request_id: i64, citizen_id: i64) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::RequestId.eq(request_id))
        .filter(Column::CitizenId.in_subquery(records_of(citizen_id)))
        .exec(connection)
        .await?;
    Ok(())
}

/// That a citizen follows a request, where they do, by whichever record they did first.
///
/// # Errors
/// A database that fails.
pub async fn of(connection: &impl ConnectionTrait, request_id: i64, citizen_id: i64) -> Result<Option<Model>, DbErr> {
    let found = Entity::find().filter(Column::RequestId.eq(request_id));
    found.filter(Column::CitizenId.in_subquery(records_of(citizen_id))).order_by_asc(Column::Id).one(connection).await
}

/// Who follows these requests, by request and then by whom first.
///
/// # Errors
/// A database that fails.
pub async fn of_all(connection: &impl ConnectionTrait, request_ids: &[i64]) -> Result<Vec<Model>, DbErr> {
    if request_ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = Entity::find().filter(Column::RequestId.is_in(request_ids.iter().copied()));
    found.order_by_asc(Column::RequestId).order_by_asc(Column::Id).all(connection).await
}

/// One page of what a citizen follows, what they followed last first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    citizen_id: i64,
    request: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, DbErr> {
    let earlier = Alias::new("earlier");
    let of_earlier = |column: Column| Expr::col((earlier.clone(), column));
    let followed_before = Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, earlier.clone())
        .and_where(of_earlier(Column::RequestId).equals((Entity, Column::RequestId)))
        .and_where(of_earlier(Column::Id).lt(Expr::col((Entity, Column::Id))))
        .and_where(of_earlier(Column::CitizenId).in_subquery(records_of(citizen_id)))
        .to_owned();
    let rows = Entity::find()
        .filter(Column::CitizenId.in_subquery(records_of(citizen_id)))
        .filter(Expr::exists(followed_before).not());
    page_by_moment(connection, rows, (Column::FollowedAt, Column::Id), Direction::Descending, request).await
}

/// The last follow-ups of the city that a citizen may read on each of the requests that they follow, the latest first, in one
/// statement: public, written since they follow, on the request or on the master that it is merged into. What citizens wrote
/// is not among them.
///
/// # Errors
/// A database that fails.
pub async fn last_follow_ups(
    connection: &impl ConnectionTrait,
    citizen_id: i64,
    request_ids: &[i64],
    each: u64,
) -> Result<HashMap<i64, Vec<follow_ups::Model>>, DbErr> {
    if request_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let keys = request_ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let records = format!("(SELECT id FROM citizens WHERE id = {citizen_id} OR master_id = {citizen_id})");
    let followed = format!(
        "r.citizen_id IN {records} AND r.request_id IN ({keys}) AND f.created_at >= r.followed_at
             AND NOT EXISTS (SELECT 1 FROM request_followers e
                 WHERE e.request_id = r.request_id AND e.id < r.id AND e.citizen_id IN {records})"
    );
    let sql = format!(
        "SELECT f.id, read.reader_id AS request_id, f.author_kind, f.author_user_id, f.author_name, f.audience, f.kind,
             f.text, f.status_from, f.status_to, f.created_at
         FROM follow_ups f JOIN (
             SELECT id, reader_id, ROW_NUMBER() OVER (PARTITION BY reader_id ORDER BY created_at DESC, id DESC) AS rank_in
             FROM (
                 SELECT f.id, f.created_at, r.request_id AS reader_id
                 FROM request_followers r JOIN follow_ups f ON f.request_id = r.request_id
                 WHERE {followed} AND f.audience = 'public' AND f.author_kind <> 'citizen'
                 UNION ALL SELECT f.id, f.created_at, r.request_id
                 FROM request_followers r JOIN shared_follow_ups s ON s.request_id = r.request_id
                 JOIN follow_ups f ON f.id = s.follow_up_id WHERE {followed}) AS written) AS read
             ON read.id = f.id AND read.rank_in <= {each}
         ORDER BY f.created_at DESC, f.id DESC"
    );
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let mut found: HashMap<i64, Vec<follow_ups::Model>> = HashMap::new();
    for row in follow_ups::Entity::find().from_raw_sql(statement).all(connection).await? {
        found.entry(row.request_id).or_default().push(row);
    }
    Ok(found)
}

/// How many citizens follow each of these requests, each once: those who follow it, and those whose requests are merged into
/// it; requests without followers are left out.
///
/// # Errors
/// A database that fails.
pub async fn counts(connection: &impl ConnectionTrait, request_ids: &[i64]) -> Result<HashMap<i64, u64>, DbErr> {
    let keys = request_ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT request_id, COUNT(DISTINCT citizen_id) AS followers FROM (
             SELECT f.request_id, COALESCE(c.master_id, c.id) AS citizen_id
             FROM request_followers f JOIN citizens c ON c.id = f.citizen_id WHERE f.request_id IN ({keys})
             UNION ALL SELECT master_id, citizen_id FROM service_requests
             WHERE master_id IN ({keys}) AND citizen_id IS NOT NULL) AS followed
         GROUP BY request_id"
    );
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "request_id")?, row.try_get::<i64>("", "followers")?.unsigned_abs())))
        .collect()
}

/// The keys of the records of a citizen: the one that stands for them, and those that are merged into it.
fn records_of(citizen_id: i64) -> SelectStatement {
    Query::select()
        .column(citizens::Column::Id)
        .from(citizens::Entity)
        .cond_where(citizens::Column::Id.eq(citizen_id).or(citizens::Column::MasterId.eq(citizen_id)))
        .to_owned()
}
