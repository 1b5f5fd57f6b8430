//! `correctFollowUp`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};

use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::problems::InvalidInput;
use crate::graphql::types::follow_up::FollowUp;
use crate::services::ServiceError;
use crate::services::follow_up_corrections::{self, NewCorrection};

/// A correction of a follow-up.
#[derive(Debug, InputObject)]
pub struct CorrectFollowUpInput {
    /// The follow-up.
    follow_up: ID,
    /// What it should say, at most 5,000 characters.
    text: String,
    /// Why, for the staff; at most 500 characters.
    reason: Option<String>,
}

/// What came of `correctFollowUp`.
#[derive(Debug, Union)]
pub enum CorrectFollowUpPayload {
    /// The follow-up has its new text.
    Success(CorrectFollowUpSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
}

/// The follow-up has its new text; `corrections` keeps the one that it had.
#[derive(Debug, SimpleObject)]
pub struct CorrectFollowUpSuccess {
    /// The follow-up.
    follow_up: FollowUp,
}

/// `correctFollowUp`.
#[derive(Debug, Default)]
pub struct CorrectFollowUpMutation;

#[Object]
impl CorrectFollowUpMutation {
    /// Gives a follow-up another text and keeps the one that it had. Agents and planners correct their own, supervisors and
    /// administrators those of the whole staff; what a citizen wrote stays as it is.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn correct_follow_up(
        &self,
        ctx: &Context<'_>,
        input: CorrectFollowUpInput,
    ) -> Result<CorrectFollowUpPayload> {
        let corrected = match global_id::parse_as("input.followUp", NodeKind::FollowUp, &input.follow_up) {
            Ok(follow_up_id) => {
                let named = input.follow_up.0;
                let new = NewCorrection { follow_up_id, named, text: input.text, reason: input.reason };
                follow_up_corrections::correct(app(ctx)?, viewer(ctx), new).await
            }
            Err(fault) => Err(fault.into()),
        };
        Ok(match corrected {
            Ok(row) => CorrectFollowUpPayload::Success(CorrectFollowUpSuccess { follow_up: FollowUp(row) }),
            Err(ServiceError::InvalidInput(faults)) => {
                CorrectFollowUpPayload::InvalidInput(InvalidInput::new(locale(ctx), &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}
