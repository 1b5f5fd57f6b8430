//! Drafts of requests.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::draft_requests;

use super::attachment::Attachment;
use super::citizen::Citizen;
use super::contact::Contact;
use super::inbound_email::InboundEmail;
use super::request::Request;
use crate::graphql::attachment_loaders::{self, DraftAttachmentsKey};
use crate::graphql::enums::{DiscardReason, DraftState};
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders::{self, CitizenKey, RequestKey};
use crate::graphql::loaders_of_contacts::{ContactKey, DraftEmailsKey};
use crate::graphql::{budget, cost};

/// A draft that the caller may see.
#[derive(Debug, Clone)]
pub struct DraftRequest(pub draft_requests::Model);

/// What a citizen wrote, until an agent makes a request of it (`submitRequest(input: { draft: … })`) or sets it aside
/// (`discardDraft`). Personal data, for contact-centre staff.
#[Object]
impl DraftRequest {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::DraftRequest.id(self.0.id)
    }

    /// Where it stands.
    async fn state(&self) -> DraftState {
        self.0.state.into()
    }

    /// The name that its sender gave.
    async fn sender_name(&self) -> Option<&str> {
        self.0.sender_name.as_deref()
    }

    /// The e-mail address that it came from. Anyone can forge it.
    async fn sender_email(&self) -> Option<&str> {
        self.0.sender_email.as_deref()
    }

    /// The citizen of that address, where there is one.
    async fn citizen(&self, ctx: &Context<'_>) -> Result<Option<Citizen>> {
        match self.0.citizen_id {
            Some(key) => Ok(loaders::load(ctx, CitizenKey(key)).await?.map(Citizen::new)),
            None => Ok(None),
        }
    }

    /// What they wrote: subject and text, at most 10,000 characters.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// When it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// The contact that began it.
    async fn contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        Ok(loaders::load(ctx, ContactKey(self.0.contact_id)).await?.map(Contact))
    }

    /// Its e-mails in the order in which they came: the first and the replies since, at most 50.
    #[graphql(complexity = "cost::list(cost::DRAFT_EMAILS, child_complexity)")]
    async fn emails(&self, ctx: &Context<'_>) -> Result<Vec<InboundEmail>> {
        let rows = loaders::load(ctx, DraftEmailsKey(self.0.id)).await?.unwrap_or_default();
        budget::within(ctx, rows.into_iter().map(InboundEmail).collect())
    }

    /// The files of its e-mails, at most 50; none once it is completed (they are the request's then) or set aside (they are
    /// removed). Answers of type photo may name them.
    #[graphql(complexity = "cost::STATEMENT + cost::list(cost::ATTACHMENTS, child_complexity)")]
    async fn attachments(&self, ctx: &Context<'_>) -> Result<Vec<Attachment>> {
        attachment_loaders::load(ctx, DraftAttachmentsKey(self.0.id)).await
    }

    /// The request that it became.
    async fn request(&self, ctx: &Context<'_>) -> Result<Option<Request>> {
        match self.0.request_id {
            Some(key) => Ok(loaders::load(ctx, RequestKey(key)).await?.map(Request::new)),
            None => Ok(None),
        }
    }

    /// Why it was set aside.
    async fn discard_reason(&self) -> Option<DiscardReason> {
        self.0.discard_reason.map(Into::into)
    }

    /// What was said of that.
    async fn discard_note(&self) -> Option<&str> {
        self.0.discard_note.as_deref()
    }

    /// When it was completed or set aside, UTC.
    async fn closed_at(&self) -> Option<DateTime<Utc>> {
        self.0.closed_at
    }

    /// The name of the agent who did so.
    async fn closed_by(&self) -> Option<&str> {
        self.0.closed_by_name.as_deref()
    }
}
