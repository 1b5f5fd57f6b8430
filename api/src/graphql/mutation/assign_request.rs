//! `assignRequest`.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject, Union};

use super::change_request_status::audience;
use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::life_problems::RequestClosed;
use crate::graphql::merge_problems::RequestIsMerged;
use crate::graphql::problems::{InvalidInput, RequestNotFound};
use crate::graphql::types::request::Request;
use crate::services::ServiceError;
use crate::services::request_life::assigning::{self, AssignmentDemand, AssignmentOutcome};

/// Who should have a request.
#[derive(Debug, InputObject)]
pub struct AssignRequestInput {
    /// Number of the request.
    request_number: String,
    /// Code of the department; a planned intervention stays with the one that does its work.
    department: String,
    /// Code of a team of that department; none where absent.
    team: Option<String>,
    /// What the staff should know of it, kept as an internal follow-up.
    note: Option<String>,
}

/// What came of `assignRequest`.
#[derive(Debug, Union)]
pub enum AssignRequestPayload {
    /// The request is theirs.
    Success(AssignRequestSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such request that the caller may see.
    RequestNotFound(RequestNotFound),
    /// The request is closed.
    RequestClosed(RequestClosed),
    /// The request is merged into another.
    RequestIsMerged(RequestIsMerged),
}

/// The request is theirs.
#[derive(Debug, SimpleObject)]
pub struct AssignRequestSuccess {
    /// The request.
    request: Request,
}

/// `assignRequest`.
#[derive(Debug, Default)]
pub struct AssignRequestMutation;

#[Object]
impl AssignRequestMutation {
    /// Gives an open request to a department and team by hand, whatever the rules say; for agents, supervisors and
    /// administrators. One that nobody had yet becomes `ASSIGNED`, where the caller may take that step.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn assign_request(&self, ctx: &Context<'_>, input: AssignRequestInput) -> Result<AssignRequestPayload> {
        let number = input.request_number.clone();
        let demand = AssignmentDemand {
            request_number: input.request_number,
            department: input.department,
            team: input.team,
            note: input.note,
        };
        Ok(match assigning::assign(app(ctx)?, viewer(ctx), demand).await {
            Ok(AssignmentOutcome::Assigned(row)) => {
                AssignRequestPayload::Success(AssignRequestSuccess { request: Request::new(*row) })
            }
            Ok(AssignmentOutcome::Closed(row)) => {
                AssignRequestPayload::RequestClosed(RequestClosed::new(audience(ctx)?, &row))
            }
            Ok(AssignmentOutcome::Merged { request, master_number }) => {
                AssignRequestPayload::RequestIsMerged(RequestIsMerged::new(locale(ctx), &request, master_number))
            }
            Ok(AssignmentOutcome::NotFound) => {
                AssignRequestPayload::RequestNotFound(RequestNotFound::new(locale(ctx), &number))
            }
            Err(ServiceError::InvalidInput(faults)) => {
                AssignRequestPayload::InvalidInput(InvalidInput::new(locale(ctx), &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}
