//! `stopPlanning`, `cancelPlanning` and `retryPlanning`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};
use riverain_entities::programmes;

use crate::domain::fault::FaultCollector;
use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::problems::InvalidInput;
use crate::graphql::programme_problems::{ProgrammeNotFound, ProgrammeStepNotAllowed};
use crate::graphql::types::programme::Programme;
use crate::services::ServiceError;
use crate::services::planning_jobs::queue::{self, Step};

/// A planning to stop.
#[derive(Debug, InputObject)]
pub struct StopPlanningInput {
    /// The programme, whose planning is going on.
    programme: ID,
}

/// A planning to cancel.
#[derive(Debug, InputObject)]
pub struct CancelPlanningInput {
    /// The programme, whose planning waits or is going on.
    programme: ID,
}

/// A planning to try again.
#[derive(Debug, InputObject)]
pub struct RetryPlanningInput {
    /// The programme, whose planning failed or was cancelled.
    programme: ID,
    /// Seconds that the search may take, 1 to 3600; as before where absent.
    time_limit_seconds: Option<f64>,
}

/// What came of `stopPlanning`.
#[derive(Debug, Union)]
pub enum StopPlanningPayload {
    /// The search is stopped.
    Success(StopPlanningSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such programme that the caller may see.
    ProgrammeNotFound(ProgrammeNotFound),
    /// The planning is not going on: it waits still, or has ended.
    ProgrammeStepNotAllowed(ProgrammeStepNotAllowed),
}

/// The search is stopped: within about a second the programme is PLANNED, with the best programme so far and its bound.
#[derive(Debug, SimpleObject)]
pub struct StopPlanningSuccess {
    /// The programme.
    programme: Programme,
}

/// What came of `cancelPlanning`.
#[derive(Debug, Union)]
pub enum CancelPlanningPayload {
    /// The planning is cancelled.
    Success(CancelPlanningSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such programme that the caller may see.
    ProgrammeNotFound(ProgrammeNotFound),
    /// The planning has ended already.
    ProgrammeStepNotAllowed(ProgrammeStepNotAllowed),
}

/// The planning is cancelled: the programme is CANCELLED, and the planner stops within about a second.
#[derive(Debug, SimpleObject)]
pub struct CancelPlanningSuccess {
    /// The programme.
    programme: Programme,
}

/// What came of `retryPlanning`.
#[derive(Debug, Union)]
pub enum RetryPlanningPayload {
    /// The programme waits for its turn again.
    Success(RetryPlanningSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such programme that the caller may see.
    ProgrammeNotFound(ProgrammeNotFound),
    /// The planning has neither failed nor been cancelled.
    ProgrammeStepNotAllowed(ProgrammeStepNotAllowed),
}

/// The programme waits for its turn again, with the input that it was asked for with.
#[derive(Debug, SimpleObject)]
pub struct RetryPlanningSuccess {
    /// The programme.
    programme: Programme,
}

/// `stopPlanning`, `cancelPlanning` and `retryPlanning`.
#[derive(Debug, Default)]
pub struct ControlPlanningMutation;

#[Object]
impl ControlPlanningMutation {
    /// Stops the search of a planning that is going on and keeps the best programme so far. For planners of all of its
    /// departments, supervisors and administrators.
    #[graphql(complexity = "cost::STATEMENT + child_complexity")]
    async fn stop_planning(&self, ctx: &Context<'_>, input: StopPlanningInput) -> Result<StopPlanningPayload> {
        let step = match global_id::parse_as("input.programme", NodeKind::Programme, &input.programme) {
            Ok(key) => queue::stop(app(ctx)?, viewer(ctx), key).await,
            Err(fault) => Err(fault.into()),
        };
        Ok(match step {
            Ok(Step::Done(row)) => StopPlanningPayload::Success(StopPlanningSuccess { programme: node(*row) }),
            Ok(Step::NotFound) => {
                StopPlanningPayload::ProgrammeNotFound(ProgrammeNotFound::new(locale(ctx), &input.programme))
            }
            Ok(Step::WrongState(row)) => {
                StopPlanningPayload::ProgrammeStepNotAllowed(ProgrammeStepNotAllowed::stop(locale(ctx), &row))
            }
            Err(ServiceError::InvalidInput(faults)) => {
                StopPlanningPayload::InvalidInput(InvalidInput::new(locale(ctx), &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }

    /// Cancels the planning of a programme that waits or is going on. For planners of all of its departments, supervisors
    /// and administrators.
    #[graphql(complexity = "cost::STATEMENT + child_complexity")]
    async fn cancel_planning(&self, ctx: &Context<'_>, input: CancelPlanningInput) -> Result<CancelPlanningPayload> {
        let step = match global_id::parse_as("input.programme", NodeKind::Programme, &input.programme) {
            Ok(key) => queue::cancel(app(ctx)?, viewer(ctx), key).await,
            Err(fault) => Err(fault.into()),
        };
        Ok(match step {
            Ok(Step::Done(row)) => CancelPlanningPayload::Success(CancelPlanningSuccess { programme: node(*row) }),
            Ok(Step::NotFound) => {
                CancelPlanningPayload::ProgrammeNotFound(ProgrammeNotFound::new(locale(ctx), &input.programme))
            }
            Ok(Step::WrongState(row)) => {
                let refusal = ProgrammeStepNotAllowed::cancellation(locale(ctx), &row);
                CancelPlanningPayload::ProgrammeStepNotAllowed(refusal)
            }
            Err(ServiceError::InvalidInput(faults)) => {
                CancelPlanningPayload::InvalidInput(InvalidInput::new(locale(ctx), &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }

    /// Queues the planning of a programme once more after it failed or was cancelled: with the same input, over the
    /// backlog as it is then. For planners of all of its departments, supervisors and administrators.
    #[graphql(complexity = "10 * cost::SCAN + child_complexity")]
    async fn retry_planning(&self, ctx: &Context<'_>, input: RetryPlanningInput) -> Result<RetryPlanningPayload> {
        let mut faults = FaultCollector::default();
        let key = faults.take(global_id::parse_as("input.programme", NodeKind::Programme, &input.programme));
        faults.take(queue::check_time_limit(input.time_limit_seconds));
        let step = match (faults.finish(), key) {
            (Ok(()), Some(key)) => queue::retry(app(ctx)?, viewer(ctx), key, input.time_limit_seconds).await,
            (Ok(()), None) => Ok(Step::NotFound),
            (Err(faults), _) => Err(faults.into()),
        };
        Ok(match step {
            Ok(Step::Done(row)) => RetryPlanningPayload::Success(RetryPlanningSuccess { programme: node(*row) }),
            Ok(Step::NotFound) => {
                RetryPlanningPayload::ProgrammeNotFound(ProgrammeNotFound::new(locale(ctx), &input.programme))
            }
            Ok(Step::WrongState(row)) => {
                let refusal = ProgrammeStepNotAllowed::retry(locale(ctx), &row);
                RetryPlanningPayload::ProgrammeStepNotAllowed(refusal)
            }
            Err(ServiceError::InvalidInput(faults)) => {
                RetryPlanningPayload::InvalidInput(InvalidInput::new(locale(ctx), &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}

fn node(row: programmes::Model) -> Programme {
    Programme::new(row.into())
}
