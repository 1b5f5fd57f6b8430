//! `addFollowUp`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};

use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::enums::{FollowUpAudience, NewFollowUpKind};
use crate::graphql::problems::{InvalidInput, PublicFollowUpOnPlannedIntervention, RequestNotFound};
use crate::graphql::types::follow_up::FollowUp;
use crate::services::ServiceError;
use crate::services::follow_ups::{self, Addition, NewFollowUp};

/// A follow-up of a request.
#[derive(Debug, InputObject)]
pub struct AddFollowUpInput {
    /// Number of the request.
    request_number: String,
    /// Who may read it.
    audience: FollowUpAudience,
    /// What it reports.
    #[graphql(default_with = "NewFollowUpKind::Note")]
    kind: NewFollowUpKind,
    /// Its text, at most 5,000 characters; absent where a template says it.
    text: Option<String>,
    /// Code of a template from `followUpTemplates`, which is filled in and written in the language of the requester. For
    /// contact-centre staff.
    template: Option<String>,
    /// Identifiers of photos from `uploadAttachments`; at most 10.
    #[graphql(default)]
    attachments: Vec<ID>,
}

/// What came of `addFollowUp`.
#[derive(Debug, Union)]
pub enum AddFollowUpPayload {
    /// The follow-up is written.
    Success(AddFollowUpSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such request that the caller may see.
    RequestNotFound(RequestNotFound),
    /// Planned interventions have no follow-up to the citizen.
    PublicFollowUpOnPlannedIntervention(PublicFollowUpOnPlannedIntervention),
}

/// The follow-up is written.
#[derive(Debug, SimpleObject)]
pub struct AddFollowUpSuccess {
    /// The follow-up.
    follow_up: FollowUp,
}

/// `addFollowUp`.
#[derive(Debug, Default)]
pub struct AddFollowUpMutation;

#[Object]
impl AddFollowUpMutation {
    /// Documents a follow-up on a request. A planned intervention takes internal ones only.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn add_follow_up(&self, ctx: &Context<'_>, input: AddFollowUpInput) -> Result<AddFollowUpPayload> {
        let number = input.request_number.clone();
        let new = NewFollowUp {
            request_number: input.request_number,
            audience: input.audience.into(),
            kind: input.kind.into(),
            text: input.text,
            template: input.template,
            attachments: input.attachments.into_iter().map(|id| id.0).collect(),
        };
        Ok(match follow_ups::add(app(ctx)?, viewer(ctx), new).await {
            Ok(Addition::Added(row)) => AddFollowUpPayload::Success(AddFollowUpSuccess { follow_up: FollowUp(*row) }),
            Ok(Addition::PublicOnPlanned) => AddFollowUpPayload::PublicFollowUpOnPlannedIntervention(
                PublicFollowUpOnPlannedIntervention::new(locale(ctx)),
            ),
            Ok(Addition::NotFound) => AddFollowUpPayload::RequestNotFound(RequestNotFound::new(locale(ctx), &number)),
            Err(ServiceError::InvalidInput(faults)) => {
                AddFollowUpPayload::InvalidInput(InvalidInput::new(locale(ctx), &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}
