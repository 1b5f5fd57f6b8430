//! A planning is queued, stopped, cancelled, and asked for once more.

use chrono::{DateTime, Utc};
use riverain_entities::planning_jobs::{ActiveModel, Model as Job};
use riverain_entities::programmes::{Model, PlanningState, ProgrammeStatus};
use sea_orm::ActiveValue::Set;
use sea_orm::ConnectionTrait;

use super::worker::{ended, unended};
use super::{MAXIMUM_ATTEMPTS, MAXIMUM_QUEUE, MAXIMUM_TIME_LIMIT_SECONDS, PlanningJobs};
use crate::app::App;
use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultKind};
use crate::services::ServiceError;
use crate::services::programmes::adoption::managed;
use crate::store::connect::begin_write;
use crate::store::planning_jobs::{self, lease_clock};
use crate::store::programmes;

/// What came of a step of a planning.
#[derive(Debug)]
pub enum Step {
    /// The step was taken; the programme as it is now.
    Done(Box<Model>),
    /// The planning is not at the point where the step can be taken.
    WrongState(Box<Model>),
    /// There is no such programme that the caller may see.
    NotFound,
}

impl PlanningJobs {
    /// Wakes a worker of this process for a job that was just committed.
    pub fn announce(&self) {
        self.queued.notify_one();
    }
}

/// Queues the planning of a new programme.
///
/// # Errors
/// A queue that is full, or a database that fails.
pub async fn add_job(
    app: &App,
    transaction: &impl ConnectionTrait,
    programme_id: i64,
    time_limit_seconds: Option<f64>,
    now: DateTime<Utc>,
) -> Result<Job, ServiceError> {
    check_room(transaction).await?;
    let job = ActiveModel {
        programme_id: Set(programme_id),
        attempt: Set(0),
        last_attempt: Set(MAXIMUM_ATTEMPTS),
        time_limit_seconds: Set(time_limit_seconds.or(app.planning.settings.time_limit_seconds)),
        available_at: Set(lease_clock(transaction, now).await?),
        queued_at: Set(now),
        ..ActiveModel::default()
    };
    Ok(planning_jobs::insert(transaction, job).await?)
}

/// Ends a planning that waits or is going on. The process that plans sees at its next heartbeat that it lost the job.
///
/// # Errors
/// A caller who may not manage all of the programme's departments, or a database that fails.
pub async fn cancel(app: &App, viewer: &Viewer, key: i64) -> Result<Step, ServiceError> {
    if managed(app, viewer, key).await?.is_none() {
        return Ok(Step::NotFound);
    }
    let transaction = begin_write(&app.database).await?;
    let job = planning_jobs::by_key_locked(&transaction, key).await?;
    let Some(programme) = programmes::by_key_locked(&transaction, key).await? else { return Ok(Step::NotFound) };
    if job.is_none_or(|job| job.finished_at.is_some()) {
        return Ok(Step::WrongState(Box::new(programme)));
    }
    let now = app.clock.now();
    let cancelled = ActiveModel {
        programme_id: Set(key),
        finished_at: Set(Some(now)),
        cancelled_by: Set(Some(viewer.subject())),
        ..ActiveModel::default()
    };
    planning_jobs::update(&transaction, cancelled).await?;
    programmes::change(&transaction, key, ended(PlanningState::Cancelled, None, now)).await?;
    done(transaction, key).await
}

/// Stops the search of a planning that is going on: the best programme so far is what comes of it. The process that plans
/// sees it at its next heartbeat.
///
/// # Errors
/// A caller who may not manage all of the programme's departments, or a database that fails.
pub async fn stop(app: &App, viewer: &Viewer, key: i64) -> Result<Step, ServiceError> {
    if managed(app, viewer, key).await?.is_none() {
        return Ok(Step::NotFound);
    }
    let transaction = begin_write(&app.database).await?;
    let job = planning_jobs::by_key_locked(&transaction, key).await?;
    let Some(programme) = programmes::by_key_locked(&transaction, key).await? else { return Ok(Step::NotFound) };
    if programme.state != PlanningState::Planning || job.is_none_or(|job| job.finished_at.is_some()) {
        return Ok(Step::WrongState(Box::new(programme)));
    }
    let stopped =
        ActiveModel { programme_id: Set(key), stopped_by: Set(Some(viewer.subject())), ..ActiveModel::default() };
    planning_jobs::update(&transaction, stopped).await?;
    done(transaction, key).await
}

/// Queues a planning that failed or was cancelled once more, with the same input; with another time limit where one is given.
///
/// # Errors
/// A time limit out of range, a queue that is full, a caller who may not manage all of the programme's departments, or a
/// database that fails.
pub async fn retry(
    app: &App,
    viewer: &Viewer,
    key: i64,
    time_limit_seconds: Option<f64>,
) -> Result<Step, ServiceError> {
    check_time_limit(time_limit_seconds)?;
    if managed(app, viewer, key).await?.is_none() {
        return Ok(Step::NotFound);
    }
    let transaction = begin_write(&app.database).await?;
    let job = planning_jobs::by_key_locked(&transaction, key).await?;
    let Some(programme) = programmes::by_key_locked(&transaction, key).await? else { return Ok(Step::NotFound) };
    let ended_without_plan = matches!(programme.state, PlanningState::Failed | PlanningState::Cancelled);
    let Some(job) = job.filter(|_| ended_without_plan && programme.status == ProgrammeStatus::Draft) else {
        return Ok(Step::WrongState(Box::new(programme)));
    };
    check_room(&transaction).await?;
    let now = app.clock.now();
    let again = ActiveModel {
        programme_id: Set(key),
        last_attempt: Set(job.attempt + MAXIMUM_ATTEMPTS),
        time_limit_seconds: Set(time_limit_seconds.or(job.time_limit_seconds)),
        available_at: Set(lease_clock(&transaction, now).await?),
        worker: Set(None),
        objective: Set(None),
        upper_bound: Set(None),
        queued_at: Set(now),
        started_at: Set(None),
        finished_at: Set(None),
        cancelled_by: Set(None),
        stopped_by: Set(None),
        ..ActiveModel::default()
    };
    planning_jobs::update(&transaction, again).await?;
    programmes::change(&transaction, key, unended(PlanningState::Queued)).await?;
    let step = done(transaction, key).await?;
    app.planning.announce();
    Ok(step)
}

/// Checks the time limit that a planner asks for.
///
/// # Errors
/// One that is out of range.
pub fn check_time_limit(seconds: Option<f64>) -> Result<(), Fault> {
    match seconds.filter(|seconds| !(1.0..=MAXIMUM_TIME_LIMIT_SECONDS).contains(seconds)) {
        Some(seconds) => {
            let (minimum, maximum) = (1.to_string(), MAXIMUM_TIME_LIMIT_SECONDS.to_string());
            Err(Fault::new("input.timeLimitSeconds", seconds, FaultKind::OutOfRange { minimum, maximum }))
        }
        None => Ok(()),
    }
}

async fn check_room(transaction: &impl ConnectionTrait) -> Result<(), ServiceError> {
    let waiting = planning_jobs::count_unfinished(transaction).await?;
    match waiting < MAXIMUM_QUEUE {
        true => Ok(()),
        false => Err(Fault::new("input", waiting, FaultKind::QueueFull { maximum: MAXIMUM_QUEUE }).into()),
    }
}

async fn done(transaction: sea_orm::DatabaseTransaction, key: i64) -> Result<Step, ServiceError> {
    let programme = programmes::by_keys(&transaction, &[key]).await?.pop();
    transaction.commit().await?;
    Ok(programme.map_or(Step::NotFound, |programme| Step::Done(Box::new(programme))))
}
