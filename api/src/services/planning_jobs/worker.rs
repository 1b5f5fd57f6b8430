//! A worker takes one job after the other until its process stops.

use std::time::Duration;

use futures::future::join_all;
use riverain_entities::planning_jobs::Model;
use riverain_entities::programmes::{ActiveModel, PlanningState};
use sea_orm::ActiveValue::Set;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::attempt;
use super::failure::AttemptError;
use crate::app::App;
use crate::services::ServiceError;
use crate::store::connect::begin_write;
use crate::store::planning_jobs::{self, Claim, lease_clock};
use crate::store::programmes;

/// How long a worker without a job rests before it looks for those of other processes.
const REST: Duration = Duration::from_secs(1);

/// Plans what is queued, several programmes at once, until `stop`; the jobs that are held then are given back.
pub async fn work(app: &App, workers: usize, stop: &CancellationToken) {
    join_all((0..workers).map(|_| plan_until(app, stop))).await;
}

async fn plan_until(app: &App, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        match take_next(app).await {
            Ok(Some(job)) => attempt::carry_out(app, job, stop).await,
            Ok(None) => rest(app, stop).await,
            Err(error) => {
                tracing::warn!(%error, "no job could be taken");
                rest(app, stop).await;
            }
        }
    }
}

async fn rest(app: &App, stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = app.planning.queued.notified() => {}
        () = tokio::time::sleep(REST) => {}
    }
}

/// Takes the job that has waited longest; those whose attempts are used up are given up on the way.
async fn take_next(app: &App) -> Result<Option<Model>, ServiceError> {
    loop {
        let lease_now = lease_clock(&app.database, app.clock.now()).await?;
        if !planning_jobs::is_any_due(&app.database, lease_now).await? {
            return Ok(None);
        }
        let transaction = begin_write(&app.database).await?;
        let Some(job) = planning_jobs::next_due(&transaction, lease_now).await? else { return Ok(None) };
        let now = app.clock.now();
        if job.attempt < job.last_attempt {
            let until = lease_now + app.planning.settings.lease;
            let taken = planning_jobs::take(&transaction, &job, &app.planning.worker, now, until).await?;
            programmes::change(&transaction, job.programme_id, unended(PlanningState::Planning)).await?;
            transaction.commit().await?;
            tracing::info!(programme_id = taken.programme_id, attempt = taken.attempt, "a planning begins");
            return Ok(Some(taken));
        }
        if planning_jobs::finish(&transaction, Claim::of(&job), now).await? {
            let failed = ended(PlanningState::Failed, Some(AttemptError::Interrupted.record()), now);
            programmes::change(&transaction, job.programme_id, failed).await?;
            tracing::error!(programme_id = job.programme_id, "a planning is given up: {}", AttemptError::Interrupted);
        }
        transaction.commit().await?;
    }
}

/// A programme whose planning goes on, in this state.
pub(super) fn unended(state: PlanningState) -> ActiveModel {
    ActiveModel {
        state: Set(state),
        phase: Set(None),
        progress: Set(0.0),
        failure: Set(None),
        planned_at: Set(None),
        ..ActiveModel::default()
    }
}

/// A programme whose planning ended without a plan.
pub(super) fn ended(state: PlanningState, failure: Option<Value>, now: chrono::DateTime<chrono::Utc>) -> ActiveModel {
    ActiveModel {
        state: Set(state),
        phase: Set(None),
        failure: Set(failure),
        planned_at: Set(Some(now)),
        ..ActiveModel::default()
    }
}
