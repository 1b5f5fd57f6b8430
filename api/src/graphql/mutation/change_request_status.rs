//! `changeRequestStatus`.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject, Union};

use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::enums::RequestStatus;
use crate::graphql::problems::{InvalidInput, RequestNotFound, StatusChangeNotAllowed};
use crate::graphql::types::request::Request;
use crate::services::ServiceError;
use crate::services::requests::{self, StatusChange};

/// A step in the life of a request.
#[derive(Debug, InputObject)]
pub struct ChangeRequestStatusInput {
    /// Number of the request.
    request_number: String,
    /// The status that it should take.
    status: RequestStatus,
    /// Why, in words that the citizen may read where the request is not a planned intervention.
    note: Option<String>,
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
    /// The request's status does not allow the step.
    StatusChangeNotAllowed(StatusChangeNotAllowed),
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
    /// Moves a request to another status, documented by a follow-up.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn change_request_status(
        &self,
        ctx: &Context<'_>,
        input: ChangeRequestStatusInput,
    ) -> Result<ChangeRequestStatusPayload> {
        let (number, note) = (input.request_number.as_str(), input.note.as_deref());
        let changed = requests::change_status(app(ctx)?, viewer(ctx), number, input.status.into(), note).await;
        Ok(match changed {
            Ok(StatusChange::Changed(row)) => {
                ChangeRequestStatusPayload::Success(ChangeRequestStatusSuccess { request: Request::new(*row) })
            }
            Ok(StatusChange::NotAllowed { from, allowed }) => {
                let allowed = allowed.iter().copied().map(Into::into).collect();
                let refusal = StatusChangeNotAllowed::new(locale(ctx), from.into(), allowed);
                ChangeRequestStatusPayload::StatusChangeNotAllowed(refusal)
            }
            Ok(StatusChange::NotFound) => {
                ChangeRequestStatusPayload::RequestNotFound(RequestNotFound::new(locale(ctx), number))
            }
            Err(ServiceError::InvalidInput(faults)) => {
                ChangeRequestStatusPayload::InvalidInput(InvalidInput::new(locale(ctx), &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}
