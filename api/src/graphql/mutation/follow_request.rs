//! `followRequest` and `unfollowRequest`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};

use crate::domain::fault::Faults;
use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::merge_problems::{OwnRequestNotFollowed, PlannedInterventionNotFollowed};
use crate::graphql::problems::{InvalidInput, RequestNotFound};
use crate::graphql::types::followed_request::FollowedRequest;
use crate::services::ServiceError;
use crate::services::following::{self, FollowDemand, FollowOutcome};

/// A request that a citizen wants to follow, or no longer.
#[derive(Debug, InputObject)]
pub struct FollowRequestInput {
    /// Number of the request, from `likelyDuplicates`.
    request_number: String,
    /// The citizen who asked for it. For the contact centre; a citizen follows for themself.
    citizen: Option<ID>,
    /// Whether that citizen agreed to get the follow-ups. For the contact centre, which follows for nobody without it.
    #[graphql(default)]
    consent: bool,
}

/// What came of `followRequest`.
#[derive(Debug, Union)]
pub enum FollowRequestPayload {
    /// The citizen follows the request.
    Success(FollowRequestSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such request that everyone may see.
    RequestNotFound(RequestNotFound),
    /// The request feeds the planned-intervention programme.
    PlannedInterventionNotFollowed(PlannedInterventionNotFollowed),
    /// The request is the citizen's own.
    OwnRequestNotFollowed(OwnRequestNotFollowed),
}

/// The citizen follows the request.
#[derive(Debug, SimpleObject)]
pub struct FollowRequestSuccess {
    /// What they see of it.
    followed: FollowedRequest,
}

/// What came of `unfollowRequest`.
#[derive(Debug, Union)]
pub enum UnfollowRequestPayload {
    /// The citizen does not follow the request.
    Success(UnfollowRequestSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such request that the citizen may see.
    RequestNotFound(RequestNotFound),
}

/// The citizen does not follow the request.
#[derive(Debug, SimpleObject)]
pub struct UnfollowRequestSuccess {
    /// Number of the request.
    request_number: String,
}

/// `followRequest` and `unfollowRequest`.
#[derive(Debug, Default)]
pub struct FollowRequestMutation;

#[Object]
impl FollowRequestMutation {
    /// Lets a citizen follow what another one reported, where everyone may see that it was: its state and, from now on, what the
    /// city writes on it. Planned interventions have no follow-up, and cannot be followed.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn follow_request(&self, ctx: &Context<'_>, input: FollowRequestInput) -> Result<FollowRequestPayload> {
        let (locale, number) = (locale(ctx), input.request_number.clone());
        let demand = match input.check() {
            Ok(demand) => demand,
            Err(faults) => return Ok(FollowRequestPayload::InvalidInput(InvalidInput::new(locale, &faults))),
        };
        Ok(match following::follow(app(ctx)?, viewer(ctx), &demand).await {
            Ok(FollowOutcome::Followed(followed)) => {
                FollowRequestPayload::Success(FollowRequestSuccess { followed: FollowedRequest(followed) })
            }
            Ok(FollowOutcome::Planned) => {
                let refusal = PlannedInterventionNotFollowed::new(locale);
                FollowRequestPayload::PlannedInterventionNotFollowed(refusal)
            }
            Ok(FollowOutcome::Own) => FollowRequestPayload::OwnRequestNotFollowed(OwnRequestNotFollowed::new(locale)),
            Ok(FollowOutcome::NotFound) => FollowRequestPayload::RequestNotFound(RequestNotFound::new(locale, &number)),
            Err(ServiceError::InvalidInput(faults)) => {
                FollowRequestPayload::InvalidInput(InvalidInput::new(locale, &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }

    /// Lets a citizen follow a request no longer.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn unfollow_request(&self, ctx: &Context<'_>, input: FollowRequestInput) -> Result<UnfollowRequestPayload> {
        let (locale, number) = (locale(ctx), input.request_number.clone());
        let demand = match input.check() {
            Ok(demand) => demand,
            Err(faults) => return Ok(UnfollowRequestPayload::InvalidInput(InvalidInput::new(locale, &faults))),
        };
        Ok(match following::unfollow(app(ctx)?, viewer(ctx), &demand).await {
            Ok(true) => UnfollowRequestPayload::Success(UnfollowRequestSuccess { request_number: number }),
            Ok(false) => UnfollowRequestPayload::RequestNotFound(RequestNotFound::new(locale, &number)),
            Err(ServiceError::InvalidInput(faults)) => {
                UnfollowRequestPayload::InvalidInput(InvalidInput::new(locale, &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}

impl FollowRequestInput {
    fn check(self) -> std::result::Result<FollowDemand, Faults> {
        let citizen = self.citizen.map(|id| {
            let key = global_id::parse_as("input.citizen", NodeKind::Citizen, &id)?;
            Ok::<_, Faults>((key, id.0))
        });
        let citizen = citizen.transpose()?;
        Ok(FollowDemand { request_number: self.request_number, citizen, consents: self.consent })
    }
}
