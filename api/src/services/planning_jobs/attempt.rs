//! One attempt at a planning: read, planned on a thread of its own, audited by the planner, and written whole or not at
//! all, while the lease of its job is renewed.

use std::pin::Pin;
use std::time::Duration;

use riverain_entities::planning_jobs::Model;
use riverain_entities::programmes::PlanningState;
use riverain_planner::{PlanError, Progress};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use super::MAXIMUM_ATTEMPTS;
use super::failure::AttemptError;
use super::plan_thread::{PlanThread, phase_name};
use super::worker::{ended, unended};
use crate::app::App;
use crate::clock::SharedClock;
use crate::services::ServiceError;
use crate::services::programmes::reading::read;
use crate::store::connect::begin_write;
use crate::store::planning_jobs::{self, Claim, lease_clock};
use crate::store::{programme_plans, programmes};

/// How often a lease is renewed, the progress is written, and a cancellation is seen.
const HEARTBEAT: Duration = Duration::from_millis(500);

/// How long a process that stops waits for the planner, which looks up between two steps of its search.
const GRACE: Duration = Duration::from_secs(5);

/// The pause after a first attempt that failed for a reason that may pass; twice as long after each further one.
const BACK_OFF: Duration = Duration::from_secs(5);

/// Plans what a job asks for. What comes of it is written only where the job is still held.
pub(super) async fn carry_out(app: &App, job: Model, stop: &CancellationToken) {
    let (abandoned, stopped) = (CancellationToken::new(), CancellationToken::new());
    // Where this task itself is dropped, the thread must not plan on for nobody.
    let _abandon = abandoned.clone().drop_guard();
    let (teller, listener) = watch::channel(None);
    let mut planning: Planning = Box::pin(plan(app, &job, teller, &abandoned, &stopped));
    let is_stopped = tokio::select! {
        outcome = &mut planning => return settle(app, &job, outcome).await,
        () = hold(app, Claim::of(&job), listener, &stopped) => false,
        () = stop.cancelled() => true,
    };
    abandoned.cancel();
    if !is_stopped {
        let outcome = planning.await;
        return settle(app, &job, outcome).await;
    }
    let outcome = timeout(GRACE, &mut planning).await;
    // A transaction that it still holds would keep the job from being given back.
    drop(planning);
    match outcome {
        Err(_) | Ok(Err(AttemptError::Plan(PlanError::Cancelled))) => hand_back(app, &job).await,
        Ok(outcome) => settle(app, &job, outcome).await,
    }
}

type Planning<'a> = Pin<Box<dyn Future<Output = Result<(), AttemptError>> + Send + 'a>>;

async fn plan(
    app: &App,
    job: &Model,
    teller: watch::Sender<Option<Progress>>,
    abandoned: &CancellationToken,
    stopped: &CancellationToken,
) -> Result<(), AttemptError> {
    let programme = programmes::by_keys(&app.database, &[job.programme_id]).await?.pop().ok_or(AttemptError::Lost)?;
    let parameters = serde_json::from_value(programme.parameters.clone()).map_err(ServiceError::from)?;
    let reference = app.reference.current().await?;
    let reading = abandoned.run_until_cancelled(read(app, &reference, &programme, &parameters)).await;
    let reading = reading.ok_or(PlanError::Cancelled)??;
    let thread = PlanThread {
        programme,
        parameters,
        reference,
        reading,
        clock: SharedClock::clone(&app.clock),
        time_limit_seconds: job.time_limit_seconds,
        abandoned: abandoned.clone(),
        stopped: stopped.clone(),
    };
    let lost = |error| ServiceError::Internal(format!("the planning thread was lost: {error}"));
    let record = tokio::task::spawn_blocking(move || thread.plan(&teller)).await.map_err(lost)??;
    let transaction = begin_write(&app.database).await?;
    if !planning_jobs::finish(&transaction, Claim::of(job), app.clock.now()).await? {
        return Err(AttemptError::Lost);
    }
    programme_plans::write(&transaction, job.programme_id, record).await?;
    transaction.commit().await?;
    Ok(())
}

/// Renews the lease and writes the progress until the job is held no more: cancelled, or taken over by another. Tells the
/// planner where somebody stopped its search.
async fn hold(app: &App, claim: Claim, mut listener: watch::Receiver<Option<Progress>>, stopped: &CancellationToken) {
    let mut ticks = interval(HEARTBEAT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match beat(app, claim, &mut listener).await {
            Ok(Some(job)) if job.stopped_by.is_some() => stopped.cancel(),
            Ok(Some(_)) => {}
            Ok(None) => return,
            Err(error) => tracing::warn!(claim.programme_id, %error, "the lease of a planning could not be renewed"),
        }
    }
}

async fn beat(
    app: &App,
    claim: Claim,
    listener: &mut watch::Receiver<Option<Progress>>,
) -> Result<Option<Model>, sea_orm::DbErr> {
    let is_new = listener.has_changed().unwrap_or(false);
    let progress = *listener.borrow_and_update();
    let until = lease_clock(&app.database, app.clock.now()).await? + app.planning.settings.lease;
    let (objective, bound) = progress.map_or((None, None), |told| (told.objective, told.upper_bound));
    let job = planning_jobs::renew(&app.database, claim, until, objective, bound).await?;
    if job.is_none() {
        return Ok(None);
    }
    if let Some(Progress { phase, fraction, .. }) = progress.filter(|_| is_new) {
        programmes::report_progress(&app.database, claim.programme_id, phase_name(phase), fraction).await?;
    }
    Ok(job)
}

async fn settle(app: &App, job: &Model, outcome: Result<(), AttemptError>) {
    let programme_id = job.programme_id;
    let settled = match outcome {
        Ok(()) => {
            tracing::info!(programme_id, "a programme is planned");
            return;
        }
        Err(AttemptError::Lost | AttemptError::Plan(PlanError::Cancelled)) => {
            tracing::info!(programme_id, "a planning was cancelled or taken over");
            return;
        }
        Err(error) if error.may_pass() && job.attempt < job.last_attempt => {
            tracing::warn!(programme_id, job.attempt, %error, "an attempt at a planning failed: it is tried again");
            give_back(app, job, back_off(job), job.last_attempt).await
        }
        Err(error) => {
            tracing::error!(programme_id, %error, "a programme could not be planned");
            fail(app, job, &error).await
        }
    };
    if let Err(error) = settled {
        tracing::error!(programme_id, %error, "what came of a planning could not be written: it is tried again");
    }
}

/// Puts the job back for another process; an attempt that was not finished does not count.
async fn hand_back(app: &App, job: &Model) {
    match give_back(app, job, Duration::ZERO, job.last_attempt + 1).await {
        Ok(()) => tracing::info!(job.programme_id, "a planning is given back: this process stops"),
        Err(error) => tracing::warn!(job.programme_id, %error, "a planning waits for the end of its lease"),
    }
}

async fn give_back(app: &App, job: &Model, pause: Duration, last_attempt: i32) -> Result<(), ServiceError> {
    let transaction = begin_write(&app.database).await?;
    let available_at = lease_clock(&transaction, app.clock.now()).await? + pause;
    if planning_jobs::give_back(&transaction, Claim::of(job), available_at, last_attempt).await? {
        programmes::change(&transaction, job.programme_id, unended(PlanningState::Queued)).await?;
        transaction.commit().await?;
    }
    Ok(())
}

async fn fail(app: &App, job: &Model, error: &AttemptError) -> Result<(), ServiceError> {
    let transaction = begin_write(&app.database).await?;
    let now = app.clock.now();
    if planning_jobs::finish(&transaction, Claim::of(job), now).await? {
        let failed = ended(PlanningState::Failed, Some(error.record()), now);
        programmes::change(&transaction, job.programme_id, failed).await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// How long a job rests after this attempt.
fn back_off(job: &Model) -> Duration {
    let tried = (job.attempt + MAXIMUM_ATTEMPTS - job.last_attempt).clamp(1, MAXIMUM_ATTEMPTS);
    BACK_OFF * 2_u32.pow(tried.unsigned_abs() - 1)
}
