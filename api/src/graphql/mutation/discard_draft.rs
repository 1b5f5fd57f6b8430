//! `discardDraft`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};

use crate::graphql::contact_problems::DraftClosed;
use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::enums::DiscardReason;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::problems::InvalidInput;
use crate::graphql::types::draft_request::DraftRequest;
use crate::services::ServiceError;
use crate::services::drafts::{self, DRAFT, DiscardOutcome, Discarding};

/// A draft that is set aside.
#[derive(Debug, InputObject)]
pub struct DiscardDraftInput {
    /// The draft.
    draft: ID,
    /// Why.
    reason: DiscardReason,
    /// What is said of it, at most 1,000 characters; required where the reason is `OTHER`.
    note: Option<String>,
}

/// What came of `discardDraft`.
#[derive(Debug, Union)]
pub enum DiscardDraftPayload {
    /// The draft is set aside.
    Success(DiscardDraftSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// The draft was completed or set aside already.
    DraftClosed(DraftClosed),
}

/// The draft is set aside; its e-mails count as answered.
#[derive(Debug, SimpleObject)]
pub struct DiscardDraftSuccess {
    /// The draft.
    draft: DraftRequest,
}

/// `discardDraft`.
#[derive(Debug, Default)]
pub struct DiscardDraftMutation;

#[Object]
impl DiscardDraftMutation {
    /// Sets a draft aside: nothing is lost, and no request comes of it. For contact-centre staff.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn discard_draft(&self, ctx: &Context<'_>, input: DiscardDraftInput) -> Result<DiscardDraftPayload> {
        let invalid = |faults| DiscardDraftPayload::InvalidInput(InvalidInput::new(locale(ctx), faults));
        let draft = match global_id::named(DRAFT, NodeKind::DraftRequest, &input.draft) {
            Ok(draft) => draft,
            Err(fault) => return Ok(invalid(&fault.into())),
        };
        let discarding = Discarding { draft, reason: input.reason.into(), note: input.note };
        Ok(match drafts::discard(app(ctx)?, viewer(ctx), discarding).await {
            Ok(DiscardOutcome::Discarded(row)) => {
                DiscardDraftPayload::Success(DiscardDraftSuccess { draft: DraftRequest(*row) })
            }
            Ok(DiscardOutcome::ClosedAlready(row)) => {
                DiscardDraftPayload::DraftClosed(DraftClosed::new(locale(ctx), *row))
            }
            Err(ServiceError::InvalidInput(faults)) => invalid(&faults),
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}
