//! `mergeRequests`.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject, Union};

use crate::graphql::context::{Told, app, locale, reference, viewer};
use crate::graphql::merge_problems::{
    MergedRequestClosed, RequestIsMerged, RequestMergedIntoItself, RequestOfOtherDepartment, RequestOfOtherWork,
    RequestsMergedInARing,
};
use crate::graphql::problems::{InvalidInput, RequestNotFound};
use crate::graphql::types::request::Request;
use crate::graphql::{budget, cost};
use crate::services::ServiceError;
use crate::services::request_merges::merging::{self, MergeDemand, MergeOutcome};

/// Requests that report one problem.
#[derive(Debug, InputObject)]
pub struct MergeRequestsInput {
    /// Number of the request that stands for all of them; where it is merged into another, that one does.
    master_number: String,
    /// Numbers of the requests that are merged into it, 1 to 50.
    request_numbers: Vec<String>,
    /// Why, for the staff; at most 500 characters.
    note: Option<String>,
}

/// What came of `mergeRequests`.
#[derive(Debug, Union)]
pub enum MergeRequestsPayload {
    /// The requests are merged.
    Success(MergeRequestsSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such request that the caller may see.
    RequestNotFound(RequestNotFound),
    /// A request is the master itself.
    RequestMergedIntoItself(RequestMergedIntoItself),
    /// The master is merged into a request.
    RequestsMergedInARing(RequestsMergedInARing),
    /// A request is merged already.
    RequestIsMerged(RequestIsMerged),
    /// A request, or the master, is closed.
    MergedRequestClosed(MergedRequestClosed),
    /// A request, or the master, is of another department than the caller's.
    RequestOfOtherDepartment(RequestOfOtherDepartment),
    /// A request is other work than the master.
    RequestOfOtherWork(RequestOfOtherWork),
}

/// The requests are merged.
#[derive(Debug, SimpleObject)]
pub struct MergeRequestsSuccess {
    /// The request that stands for all.
    master: Request,
    /// The requests that were merged into it, in the order given.
    merged: Vec<Request>,
}

/// `mergeRequests`.
#[derive(Debug, Default)]
pub struct MergeRequestsMutation;

#[Object]
impl MergeRequestsMutation {
    /// Merges open requests that report one problem into a master, all or none: they take its status, what the city writes to
    /// its citizen reaches theirs, and the planner plans the problem once. For agents, supervisors and administrators, and for
    /// planners where the requests are of their departments. `unmergeRequest` undoes it.
    #[graphql(complexity = "2 * cost::SCAN + cost::list(cost::MERGED_REQUESTS, child_complexity)")]
    async fn merge_requests(&self, ctx: &Context<'_>, input: MergeRequestsInput) -> Result<MergeRequestsPayload> {
        let demand = MergeDemand {
            master_number: input.master_number,
            request_numbers: input.request_numbers,
            note: input.note,
        };
        let locale = locale(ctx);
        let outcome = match merging::merge(app(ctx)?, viewer(ctx), demand).await {
            Ok(outcome) => outcome,
            Err(ServiceError::InvalidInput(faults)) => {
                return Ok(MergeRequestsPayload::InvalidInput(InvalidInput::new(locale, &faults)));
            }
            Err(failure) => return Err(failure).told(ctx),
        };
        Ok(match outcome {
            MergeOutcome::Merged { master, requests } => {
                let merged = budget::within(ctx, requests.into_iter().map(Request::new).collect())?;
                MergeRequestsPayload::Success(MergeRequestsSuccess { master: Request::new(*master), merged })
            }
            MergeOutcome::NotFound(number) => {
                MergeRequestsPayload::RequestNotFound(RequestNotFound::new(locale, &number))
            }
            MergeOutcome::IntoItself(row) => {
                MergeRequestsPayload::RequestMergedIntoItself(RequestMergedIntoItself::new(locale, &row))
            }
            MergeOutcome::InARing { request, named } => {
                MergeRequestsPayload::RequestsMergedInARing(RequestsMergedInARing::new(locale, &request, &named))
            }
            MergeOutcome::MergedAlready { request, master_number } => {
                MergeRequestsPayload::RequestIsMerged(RequestIsMerged::new(locale, &request, master_number))
            }
            MergeOutcome::Closed(row) => {
                MergeRequestsPayload::MergedRequestClosed(MergedRequestClosed::new(locale, &row))
            }
            MergeOutcome::OfOtherDepartment(row) => {
                let refusal = RequestOfOtherDepartment::new(locale, reference(ctx)?, &row);
                MergeRequestsPayload::RequestOfOtherDepartment(refusal)
            }
            MergeOutcome::OfOtherWork { request, master } => {
                MergeRequestsPayload::RequestOfOtherWork(RequestOfOtherWork::new(locale, &request, &master))
            }
        })
    }
}
