//! The queue of the programmes to plan. A job is held by whoever took its latest attempt: every write of a holder names
//! that attempt, and changes nothing once another has taken the job or it has ended.

use chrono::{DateTime, Utc};
use riverain_entities::planning_jobs::{ActiveModel, Column, Entity, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement, UpdateMany,
};

use super::connect::is_postgres;

/// A job, and the attempt under which it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The programme to plan.
    pub programme_id: i64,
    /// The attempt.
    pub attempt: i32,
}

impl Claim {
    /// The claim of who holds the job now.
    pub fn of(job: &Model) -> Self {
        Self { programme_id: job.programme_id, attempt: job.attempt }
    }
}

/// The moment by which leases are measured: PostgreSQL's clock, the same for every process; `own` on SQLite, which
/// serves one machine.
///
/// # Errors
/// A database that fails.
pub async fn lease_clock(connection: &impl ConnectionTrait, own: DateTime<Utc>) -> Result<DateTime<Utc>, DbErr> {
    if !is_postgres(connection) {
        return Ok(own);
    }
    let asked = Statement::from_string(connection.get_database_backend(), "SELECT clock_timestamp() AS now");
    let row = connection.query_one_raw(asked).await?;
    row.map_or(Ok(own), |row| row.try_get("", "now"))
}

/// Adds a job to the queue.
///
/// # Errors
/// A database that fails.
pub async fn insert(transaction: &impl ConnectionTrait, job: ActiveModel) -> Result<Model, DbErr> {
    job.insert(transaction).await
}

/// A job, and its place among those that wait: 1 where it is the next, none where it does not wait.
#[derive(Debug, Clone, PartialEq)]
pub struct QueuedJob {
    /// The job.
    pub job: Model,
    /// Its place.
    pub position: Option<usize>,
}

/// The jobs of these programmes with their places in the queue, in no order. The queue is bounded: it is read whole, where
/// one of them waits.
///
/// # Errors
/// A database that fails.
pub async fn by_keys(connection: &impl ConnectionTrait, programme_ids: &[i64]) -> Result<Vec<QueuedJob>, DbErr> {
    let rows = Entity::find().filter(Column::ProgrammeId.is_in(programme_ids.iter().copied())).all(connection).await?;
    let waits = |job: &Model| job.finished_at.is_none() && job.worker.is_none();
    let queue = if rows.iter().any(waits) { waiting(connection).await? } else { Vec::new() };
    let position = |job: &Model| queue.iter().position(|key| *key == job.programme_id).map(|ahead| ahead + 1);
    Ok(rows.into_iter().map(|job| QueuedJob { position: position(&job), job }).collect())
}

/// The job of a programme; no other writer changes it before the transaction ends.
///
/// # Errors
/// A database that fails.
pub async fn by_key_locked(transaction: &impl ConnectionTrait, programme_id: i64) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(programme_id).lock_exclusive().one(transaction).await
}

/// How many jobs have not ended.
///
/// # Errors
/// A database that fails.
pub async fn count_unfinished(connection: &impl ConnectionTrait) -> Result<usize, DbErr> {
    let count = Entity::find().filter(Column::FinishedAt.is_null()).count(connection).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Whether a worker may take a job. It takes no lock: a look that finds nothing costs the others nothing.
///
/// # Errors
/// A database that fails.
pub async fn is_any_due(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let due = Entity::find().select_only().column(Column::ProgrammeId).filter(is_due(now));
    Ok(due.into_tuple::<i64>().one(connection).await?.is_some())
}

/// The job that has waited longest of those that a worker may take; others pass it over until the transaction ends. On
/// SQLite, a transaction that writes keeps all others waiting.
///
/// # Errors
/// A database that fails.
pub async fn next_due(transaction: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(is_due(now))
        .order_by_asc(Column::QueuedAt)
        .order_by_asc(Column::ProgrammeId)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(transaction)
        .await
}

/// Takes a job for its next attempt, until a moment.
///
/// # Errors
/// A database that fails.
pub async fn take(
    transaction: &impl ConnectionTrait,
    job: &Model,
    worker: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let taken = ActiveModel {
        programme_id: Set(job.programme_id),
        attempt: Set(job.attempt + 1),
        worker: Set(Some(worker.to_owned())),
        available_at: Set(until),
        started_at: Set(Some(now)),
        objective: Set(None),
        upper_bound: Set(None),
        ..Default::default()
    };
    taken.update(transaction).await
}

/// Renews the lease of a held job, and reads it; `None` where it is held no more.
///
/// # Errors
/// A database that fails.
pub async fn renew(
    connection: &impl ConnectionTrait,
    claim: Claim,
    until: DateTime<Utc>,
    objective: Option<f64>,
    upper_bound: Option<f64>,
) -> Result<Option<Model>, DbErr> {
    let renewed = ActiveModel {
        available_at: Set(until),
        objective: Set(objective),
        upper_bound: Set(upper_bound),
        ..Default::default()
    };
    Ok(held(claim).set(renewed).exec_with_returning(connection).await?.pop())
}

/// Puts a held job back into the queue, to be taken from a moment on and given up after `last_attempt`; whether it was
/// still held.
///
/// # Errors
/// A database that fails.
pub async fn give_back(
    transaction: &impl ConnectionTrait,
    claim: Claim,
    available_at: DateTime<Utc>,
    last_attempt: i32,
) -> Result<bool, DbErr> {
    let returned = ActiveModel {
        worker: Set(None),
        available_at: Set(available_at),
        last_attempt: Set(last_attempt),
        started_at: Set(None),
        objective: Set(None),
        upper_bound: Set(None),
        ..Default::default()
    };
    change_held(transaction, claim, returned).await
}

/// Ends a held job; whether it was still held. Until the transaction ends, nobody else can take it.
///
/// # Errors
/// A database that fails.
pub async fn finish(
    transaction: &impl ConnectionTrait,
    claim: Claim,
    finished_at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let finished = ActiveModel { finished_at: Set(Some(finished_at)), ..Default::default() };
    change_held(transaction, claim, finished).await
}

/// Writes the fields of a job that are set.
///
/// # Errors
/// A database that fails, or a key that names no job.
pub async fn update(transaction: &impl ConnectionTrait, job: ActiveModel) -> Result<Model, DbErr> {
    job.update(transaction).await
}

/// The programmes whose jobs wait for a worker, the next one first.
async fn waiting(connection: &impl ConnectionTrait) -> Result<Vec<i64>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::ProgrammeId)
        .filter(Column::FinishedAt.is_null())
        .filter(Column::Worker.is_null())
        .order_by_asc(Column::QueuedAt)
        .order_by_asc(Column::ProgrammeId)
        .into_tuple()
        .all(connection)
        .await
}

async fn change_held(connection: &impl ConnectionTrait, claim: Claim, change: ActiveModel) -> Result<bool, DbErr> {
    Ok(held(claim).set(change).exec(connection).await?.rows_affected == 1)
}

/// A change of a job that is held under this claim.
fn held(claim: Claim) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::ProgrammeId.eq(claim.programme_id))
        .filter(Column::Attempt.eq(claim.attempt))
        .filter(Column::Worker.is_not_null())
        .filter(Column::FinishedAt.is_null())
}

fn is_due(now: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::FinishedAt.is_null()).add(Column::AvailableAt.lte(now))
}
