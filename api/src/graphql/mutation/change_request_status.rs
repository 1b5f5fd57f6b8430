//! `changeRequestStatus`.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject, Union};

use crate::graphql::context::{Told, app, locale, reference, viewer};
use crate::graphql::cost;
use crate::graphql::enums::RequestStatus;
use crate::graphql::life_problems::{
    Audience, ReopeningWindowClosed, RequestChangedMeanwhile, StatusChangeNotAllowed, StatusChangeReservedForOthers,
};
use crate::graphql::merge_problems::RequestIsMerged;
use crate::graphql::problems::{InvalidInput, RequestNotFound};
use crate::graphql::types::request::Request;
use crate::services::ServiceError;
use crate::services::request_life::steps::{self, StepDemand, StepOutcome};

/// A step in the life of a request.
#[derive(Debug, InputObject)]
pub struct ChangeRequestStatusInput {
    /// Number of the request.
    request_number: String,
    /// The status that it should take.
    status: RequestStatus,
    /// Code of the reason: one of those that `allowedSteps` gives for the step, and required where it says so.
    reason: Option<String>,
    /// What is said of it, in words that the citizen may read where the request is not a planned intervention; where absent,
    /// the reason in the requester's language.
    note: Option<String>,
    /// The status that the caller saw: where the request has another one by now, nothing changes.
    expected_status: Option<RequestStatus>,
}

/// What came of `changeRequestStatus`.
#[derive(Debug, Union)]
pub enum ChangeRequestStatusPayload {
    /// The request took the status.
    Success(ChangeRequestStatusSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such request that the caller may see.
    RequestNotFound(RequestNotFound),
    /// Nobody may take the step from the status that the request has.
    StatusChangeNotAllowed(StatusChangeNotAllowed),
    /// Others may take the step, but not the caller.
    StatusChangeReservedForOthers(StatusChangeReservedForOthers),
    /// The request has another status than the caller saw.
    RequestChangedMeanwhile(RequestChangedMeanwhile),
    /// The time within which the request could be reopened is over.
    ReopeningWindowClosed(ReopeningWindowClosed),
    /// The request is merged into another, whose status it takes.
    RequestIsMerged(RequestIsMerged),
}

/// The request took the status.
#[derive(Debug, SimpleObject)]
pub struct ChangeRequestStatusSuccess {
    /// The request.
    request: Request,
}

/// `changeRequestStatus`.
#[derive(Debug, Default)]
pub struct ChangeRequestStatusMutation;

#[Object]
impl ChangeRequestStatusMutation {
    /// Takes a step in the life of a request, kept in its history and documented by a follow-up. Citizens may cancel and
    /// reopen their own requests; `Request.allowedSteps` says what the caller may do.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn change_request_status(
        &self,
        ctx: &Context<'_>,
        input: ChangeRequestStatusInput,
    ) -> Result<ChangeRequestStatusPayload> {
        let number = input.request_number.clone();
        let demand = StepDemand {
            request_number: input.request_number,
            to: input.status.into(),
            reason: input.reason,
            note: input.note,
            expected: input.expected_status.map(Into::into),
        };
        let outcome = match Box::pin(steps::take(app(ctx)?, viewer(ctx), demand)).await {
            Ok(outcome) => outcome,
            Err(ServiceError::InvalidInput(faults)) => {
                return Ok(ChangeRequestStatusPayload::InvalidInput(InvalidInput::new(locale(ctx), &faults)));
            }
            Err(failure) => return Err(failure).told(ctx),
        };
        let told = audience(ctx)?;
        Ok(match outcome {
            StepOutcome::Taken(row) => {
                ChangeRequestStatusPayload::Success(ChangeRequestStatusSuccess { request: Request::new(*row) })
            }
            StepOutcome::NotAllowed(row) => {
                ChangeRequestStatusPayload::StatusChangeNotAllowed(StatusChangeNotAllowed::new(told, &row))
            }
            StepOutcome::ForOthers { request, roles } => {
                let refusal = StatusChangeReservedForOthers::new(told, &request, &roles);
                ChangeRequestStatusPayload::StatusChangeReservedForOthers(refusal)
            }
            StepOutcome::ChangedMeanwhile(row) => {
                ChangeRequestStatusPayload::RequestChangedMeanwhile(RequestChangedMeanwhile::new(told, &row))
            }
            StepOutcome::WindowClosed { request, until } => {
                ChangeRequestStatusPayload::ReopeningWindowClosed(ReopeningWindowClosed::new(told, &request, until))
            }
            StepOutcome::Merged { request, master_number } => {
                let refusal = RequestIsMerged::new(locale(ctx), &request, master_number);
                ChangeRequestStatusPayload::RequestIsMerged(refusal)
            }
            StepOutcome::NotFound => {
                ChangeRequestStatusPayload::RequestNotFound(RequestNotFound::new(locale(ctx), &number))
            }
        })
    }
}

/// Who is told of a refused step.
///
/// # Errors
/// A database that holds no catalogue yet.
pub(super) fn audience<'a>(ctx: &Context<'a>) -> Result<Audience<'a>> {
    let (viewer, locale, now) = (viewer(ctx), locale(ctx), app(ctx)?.clock.now());
    Ok(Audience { viewer, locale, reference: reference(ctx)?, now })
}
