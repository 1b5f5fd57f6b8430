//! E-mails to the centre.

use async_graphql::{Context, Enum, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::inbound_emails;

use super::attachment::Attachment;
use super::contact::Contact;
use super::draft_request::DraftRequest;
use super::follow_up::FollowUp;
use crate::domain::inbound_email::{AttachmentNote, NotKept};
use crate::graphql::attachment_loaders::AttachmentKey;
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

    /// What was attached to it, at most 50, and what was kept of it.
    #[graphql(complexity = "cost::list(cost::EMAIL_ATTACHMENTS, child_complexity)")]
    async fn attachments(&self, ctx: &Context<'_>) -> Result<Vec<EmailAttachment>> {
        let notes: Vec<AttachmentNote> = serde_json::from_value(self.0.attachments.clone()).told(ctx)?;
        budget::within(ctx, notes.into_iter().map(EmailAttachment).collect())
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

/// Why a file of an e-mail was not kept.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(name = "EmailFileRefusal", remote = "NotKept")]
pub enum EmailFileRefusal {
    /// Its content is neither a photo (JPEG, PNG, WebP) nor a PDF document.
    UnsupportedFile,
    /// It begins as a photo does, and cannot be decoded.
    UnreadableImage,
    /// It has more than 60 million pixels.
    TooManyPixels,
    /// Ten files of the e-mail, or 50 of its draft, are kept already.
    TooManyFiles,
    /// A program sent the e-mail, and nothing comes of it.
    AutomaticEmail,
}

/// Something that was attached to an e-mail.
#[derive(Debug)]
pub struct EmailAttachment(AttachmentNote);

/// Something that was attached to an e-mail. Photos and PDF documents are kept.
#[Object]
impl EmailAttachment {
    /// Its name.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Its media type, as the e-mail says; `attachment` has the one that its content has.
    async fn media_type(&self) -> &str {
        &self.0.media_type
    }

    /// Its size as it came, bytes.
    async fn size(&self) -> u64 {
        self.0.size
    }

    /// The file that was kept of it; null where none was (`notKept`), or where it was removed with its draft.
    async fn attachment(&self, ctx: &Context<'_>) -> Result<Option<Attachment>> {
        let Some(key) = self.0.attachment_id else { return Ok(None) };
        Ok(loaders::load(ctx, AttachmentKey(key)).await?.map(Attachment))
    }

    /// Why it was not kept; null where it was, or where it came before files were kept.
    async fn not_kept(&self) -> Option<EmailFileRefusal> {
        self.0.not_kept.map(Into::into)
    }
}
