//! Who made requests for others.

use async_graphql::{Context, Object, Result};
use riverain_entities::request_representatives;

use super::citizen::Citizen;
use crate::graphql::enums::FollowUpRecipient;
use crate::graphql::loaders::{self, CitizenKey};

/// The person who made a request for its requester.
#[derive(Debug, Clone)]
pub struct Representative(pub request_representatives::Model);

/// A citizen who made a request for its requester: personal data.
#[Object]
impl Representative {
    /// The citizen who made it.
    async fn citizen(&self, ctx: &Context<'_>) -> Result<Option<Citizen>> {
        Ok(loaders::load(ctx, CitizenKey(self.0.citizen_id)).await?.map(Citizen::new))
    }

    /// Who gets the follow-ups.
    async fn follow_ups_to(&self) -> FollowUpRecipient {
        self.0.follow_ups_to.into()
    }
}
