//! `unmergeRequest`.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject, Union};

use crate::graphql::context::{Told, app, locale, reference, viewer};
use crate::graphql::cost;
use crate::graphql::merge_problems::{RequestNotMerged, RequestOfOtherDepartment};
use crate::graphql::problems::{InvalidInput, RequestNotFound};
use crate::graphql::types::request::Request;
use crate::services::ServiceError;
use crate::services::request_merges::unmerging::{self, UnmergeDemand, UnmergeOutcome};

/// A request that reports a problem of its own.
#[derive(Debug, InputObject)]
pub struct UnmergeRequestInput {
    /// Number of the request.
    request_number: String,
    /// Why, for the staff; at most 500 characters.
    note: Option<String>,
}

/// What came of `unmergeRequest`.
#[derive(Debug, Union)]
pub enum UnmergeRequestPayload {
    /// The request is by itself again.
    Success(UnmergeRequestSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such request that the caller may see.
    RequestNotFound(RequestNotFound),
    /// The request is not merged.
    RequestNotMerged(RequestNotMerged),
    /// The request, or its master, is of another department than the caller's.
    RequestOfOtherDepartment(RequestOfOtherDepartment),
}

/// The request is by itself again.
#[derive(Debug, SimpleObject)]
pub struct UnmergeRequestSuccess {
    /// The request, as it was before it was merged.
    request: Request,
    /// The request that it was merged into.
    former_master: Request,
}

/// `unmergeRequest`.
#[derive(Debug, Default)]
pub struct UnmergeRequestMutation;

#[Object]
impl UnmergeRequestMutation {
    /// Undoes the merge of a request: it has its own status again, what it shared with its master is its master's alone, and
    /// the requests that are merged into it come along. For those who may merge.
    #[graphql(complexity = "2 * cost::SCAN + child_complexity")]
    async fn unmerge_request(&self, ctx: &Context<'_>, input: UnmergeRequestInput) -> Result<UnmergeRequestPayload> {
        let number = input.request_number.clone();
        let demand = UnmergeDemand { request_number: input.request_number, note: input.note };
        let locale = locale(ctx);
        Ok(match Box::pin(unmerging::unmerge(app(ctx)?, viewer(ctx), demand)).await {
            Ok(UnmergeOutcome::Unmerged { request, former_master }) => {
                UnmergeRequestPayload::Success(UnmergeRequestSuccess {
                    request: Request::new(*request),
                    former_master: Request::new(*former_master),
                })
            }
            Ok(UnmergeOutcome::NotFound) => {
                UnmergeRequestPayload::RequestNotFound(RequestNotFound::new(locale, &number))
            }
            Ok(UnmergeOutcome::NotMerged(row)) => {
                UnmergeRequestPayload::RequestNotMerged(RequestNotMerged::new(locale, &row))
            }
            Ok(UnmergeOutcome::OfOtherDepartment(row)) => {
                let refusal = RequestOfOtherDepartment::new(locale, reference(ctx)?, &row);
                UnmergeRequestPayload::RequestOfOtherDepartment(refusal)
            }
            Err(ServiceError::InvalidInput(faults)) => {
                UnmergeRequestPayload::InvalidInput(InvalidInput::new(locale, &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}
