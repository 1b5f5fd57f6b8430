//! E-mails to the centre.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use riverain_entities::inbound_emails;

use super::contact::Contact;
use super::draft_request::DraftRequest;
use super::follow_up::FollowUp;
use crate::domain::inbound_email::AttachmentNote;
use crate::graphql::context::{Told, app, viewer};
use crate::graphql::loaders;
use crate::graphql::loaders_of_contacts::{ContactKey, DraftKey};
use crate::graphql::{budget, cost};
use crate::services;

/// An e-mail that the caller may see.
#[derive(Debug, Clone)]
pub struct InboundEmail(pub inbound_emails::Model);

/// An e-mail to the centre, as it was read. Personal data, for contact-centre staff.
#[Object]
impl InboundEmail {
    /// Its `Message-ID`, or a digest of it where it has none.
    async fn message_id(&self) -> &str {
        &self.0.message_id
    }

    /// The address that it came from. Anyone can forge it.
    async fn sender_address(&self) -> Option<&str> {
        self.0.sender_address.as_deref()
    }

    /// The name that goes with it.
    async fn sender_name(&self) -> Option<&str> {
        self.0.sender_name.as_deref()
    }

    /// Its subject.
    async fn subject(&self) -> &str {
        &self.0.subject
    }

    /// Its text, at most 100,000 characters.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Whether its text is longer.
    async fn is_shortened(&self) -> bool {
        self.0.is_shortened
    }

    /// Whether some letters could not be read in the character set that it names: � stands for them.
    async fn has_charset_faults(&self) -> bool {
        self.0.has_charset_faults
    }

    /// Whether a program sent it, such as a notice of absence: it is kept, and nothing comes of it.
    async fn is_automatic(&self) -> bool {
        self.0.is_automatic
    }

    /// When it was sent, as it says itself, UTC.
    async fn sent_at(&self) -> Option<DateTime<Utc>> {
        self.0.sent_at
    }

    /// When it came in, UTC.
    async fn received_at(&self) -> DateTime<Utc> {
        self.0.received_at
    }

    /// What was attached to it, at most 50; the files themselves are not kept.
    #[graphql(complexity = "cost::list(cost::EMAIL_ATTACHMENTS, child_complexity)")]
    async fn attachments(&self, ctx: &Context<'_>) -> Result<Vec<EmailAttachment>> {
        let notes: Vec<AttachmentNote> = serde_json::from_value(self.0.attachments.clone()).told(ctx)?;
        budget::within(ctx, notes.into_iter().map(EmailAttachment::from).collect())
    }

    /// The contact that it is.
    async fn contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        Ok(loaders::load(ctx, ContactKey(self.0.contact_id)).await?.map(Contact))
    }

    /// The draft that it began or went on with.
    async fn draft(&self, ctx: &Context<'_>) -> Result<Option<DraftRequest>> {
        match self.0.draft_request_id {
            Some(key) => Ok(loaders::load(ctx, DraftKey(key)).await?.map(DraftRequest)),
            None => Ok(None),
        }
    }

    /// The follow-up that it became.
    #[graphql(complexity = "cost::STATEMENT + child_complexity")]
    async fn follow_up(&self, ctx: &Context<'_>) -> Result<Option<FollowUp>> {
        let Some(key) = self.0.follow_up_id else { return Ok(None) };
        Ok(services::follow_ups::find(app(ctx)?, viewer(ctx), key).await.told(ctx)?.map(FollowUp))
    }
}

/// That something was attached to an e-mail.
#[derive(Debug, SimpleObject)]
pub struct EmailAttachment {
    /// Its name.
    name: Option<String>,
    /// Its media type, as the e-mail says.
    media_type: String,
    /// Its size, bytes.
    size: u64,
}

impl From<AttachmentNote> for EmailAttachment {
    fn from(note: AttachmentNote) -> Self {
        Self { name: note.name, media_type: note.media_type, size: note.size }
    }
}
