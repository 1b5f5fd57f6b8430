//! Citizens who follow requests of others.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use riverain_entities::follow_ups;
use riverain_entities::request_followers::{ActiveModel, Column, Entity, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, NotSet, QueryFilter, QueryOrder, Statement};

use super::page::{Direction, MomentPosition, Page, PageRequest, page_by_moment};

impl From<&Model> for MomentPosition {
    fn from(follower: &Model) -> Self {
        Self { moment: follower.followed_at, id: follower.id }
    }
}

/// Keeps that a citizen follows a request; they still follow it since the first time where they did already.
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

/// Keeps that a citizen no longer follows a request.
///
/// # Errors
/// A database that fails.
pub async fn unfollow(connection: &impl ConnectionTrait, request_id: i64, citizen_id: i64) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::RequestId.eq(request_id))
        .filter(Column::CitizenId.eq(citizen_id))
        .exec(connection)
        .await?;
    Ok(())
}

/// That a citizen follows a request, where they do.
///
/// # Errors
/// A database that fails.
pub async fn of(connection: &impl ConnectionTrait, request_id: i64, citizen_id: i64) -> Result<Option<Model>, DbErr> {
    let found = Entity::find().filter(Column::RequestId.eq(request_id)).filter(Column::CitizenId.eq(citizen_id));
    found.one(connection).await
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
    let rows = Entity::find().filter(Column::CitizenId.eq(citizen_id));
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
    let followed =
        format!("r.citizen_id = {citizen_id} AND r.request_id IN ({keys}) AND f.created_at >= r.followed_at");
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
             SELECT request_id, citizen_id FROM request_followers WHERE request_id IN ({keys})
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
