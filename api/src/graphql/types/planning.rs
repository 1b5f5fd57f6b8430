//! The planning of a programme, as a job.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::{planning_jobs, programmes};

use super::programme::Programme;
use crate::auth::policy::{Action, may};
use crate::graphql::context::viewer;
use crate::graphql::loaders::{self, PlanningJobKey};
use crate::store::planning_jobs::QueuedJob;

/// The planning of a programme.
#[derive(Debug)]
pub struct Planning {
    programme: Arc<programmes::Model>,
    queued: Arc<QueuedJob>,
}

impl Planning {
    /// The planning of a programme: as it was read ahead, else as it is.
    ///
    /// # Errors
    /// A database that fails.
    pub async fn of(ctx: &Context<'_>, programme: &Programme) -> Result<Option<Self>> {
        let queued = match &programme.planning {
            Some(queued) => Some(Arc::clone(queued)),
            None => loaders::load(ctx, PlanningJobKey(programme.row.id)).await?,
        };
        Ok(queued.map(|queued| Self { programme: Arc::clone(&programme.row), queued }))
    }

    fn job(&self) -> &planning_jobs::Model {
        &self.queued.job
    }

    fn is_planned(&self) -> bool {
        self.programme.state == programmes::PlanningState::Planned
    }
}

/// The planning of a programme: it waits for its turn, is carried out by a process of the service, and is tried again
/// where that process is lost.
#[Object]
impl Planning {
    /// Its place in the queue, 1 where it is the next; null where it does not wait.
    async fn queue_position(&self) -> Option<usize> {
        self.queued.position
    }

    /// How often it was begun.
    async fn attempt(&self) -> i32 {
        self.job().attempt
    }

    /// Value of the best programme so far, discounted; null before there is one.
    async fn objective(&self) -> Option<f64> {
        if self.is_planned() { self.programme.objective } else { self.job().objective }
    }

    /// Proven bound so far: no programme has a greater objective. Null before there is one.
    async fn upper_bound(&self) -> Option<f64> {
        if self.is_planned() { self.programme.upper_bound } else { self.job().upper_bound }
    }

    /// Share of the bound that the objective misses so far; null before there are both.
    async fn gap(&self) -> Option<f64> {
        if self.is_planned() {
            return self.programme.gap;
        }
        let (objective, bound) = (self.job().objective?, self.job().upper_bound?);
        Some(if bound > 0.0 { ((bound - objective) / bound).clamp(0.0, 1.0) } else { 0.0 })
    }

    /// Seconds that the search may take; null where the size of the backlog says when it ends.
    async fn time_limit_seconds(&self) -> Option<f64> {
        self.job().time_limit_seconds
    }

    /// When it was asked for, or asked for again, UTC.
    async fn queued_at(&self) -> DateTime<Utc> {
        self.job().queued_at
    }

    /// When its latest attempt began, UTC; null where none is under way or has ended it.
    async fn started_at(&self) -> Option<DateTime<Utc>> {
        self.job().started_at
    }

    /// When it ended, UTC, whatever came of it.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.job().finished_at
    }

    /// The process that carries it out, or that did last, as host and process number. For staff who plan.
    async fn worker(&self, ctx: &Context<'_>) -> Option<&str> {
        self.job().worker.as_deref().filter(|_| may(viewer(ctx), Action::ReadUnpublishedProgrammes))
    }

    /// Who stopped its search, to keep the best programme so far. For staff who plan.
    async fn stopped_by(&self, ctx: &Context<'_>) -> Option<&str> {
        self.job().stopped_by.as_deref().filter(|_| may(viewer(ctx), Action::ReadUnpublishedProgrammes))
    }

    /// Who cancelled it. For staff who plan.
    async fn cancelled_by(&self, ctx: &Context<'_>) -> Option<&str> {
        self.job().cancelled_by.as_deref().filter(|_| may(viewer(ctx), Action::ReadUnpublishedProgrammes))
    }
}
