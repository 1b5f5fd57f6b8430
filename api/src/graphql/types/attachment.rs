//! Attachments.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::attachments::{self, MediaType};

use crate::auth::token::Keyring;
use crate::domain::attached_file;
use crate::graphql::context::{app, locale};
use crate::graphql::error;
use crate::graphql::global_id::NodeKind;

/// A photo or document that was sent in.
#[derive(Debug, Clone)]
pub struct Attachment(pub attachments::Model);

/// A photo or, from an e-mail, a PDF document (*pièce jointe*) that was sent in. The metadata of a photo were removed, the place
/// where it was taken among them; its pixels are those that came in. A document is as it came.
#[Object]
impl Attachment {
    /// Global identifier: name it in `answers` of type photo, or in `attachments`.
    pub async fn id(&self) -> ID {
        NodeKind::Attachment.id(self.0.id)
    }

    /// The name that the sender's file had.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// What its content is: `image/jpeg`, `image/png`, `image/webp` or `application/pdf`.
    async fn media_type(&self) -> &str {
        attached_file::name(self.0.media_type)
    }

    /// Its size in bytes.
    async fn byte_size(&self) -> i64 {
        self.0.byte_size
    }

    /// Width as it is stored, in pixels; a photo that is turned says so itself. Null of a document.
    async fn width(&self) -> Option<i32> {
        self.0.width
    }

    /// Height as it is stored, in pixels; null of a document.
    async fn height(&self) -> Option<i32> {
        self.0.height
    }

    /// When it was sent, UTC.
    async fn uploaded_at(&self) -> DateTime<Utc> {
        self.0.uploaded_at
    }

    /// Address of its content at this service. It needs no token and holds until `urlExpiresAt`; without its parameter it
    /// needs a token.
    async fn url(&self, ctx: &Context<'_>) -> Result<String> {
        self.link(ctx, "")
    }

    /// Address of a small photo (JPEG, upright, at most 480 pixels a side) at this service, as `url`; null of
    /// a document.
    async fn thumbnail_url(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        match self.0.media_type {
            MediaType::Pdf => Ok(None),
            _ => self.link(ctx, "/thumbnail").map(Some),
        }
    }

    /// When `url` and `thumbnailUrl` stop to hold, UTC: in 10 to 20 minutes.
    async fn url_expires_at(&self, ctx: &Context<'_>) -> Result<DateTime<Utc>> {
        Ok(Keyring::link_expiry(app(ctx)?.clock.now()))
    }
}

impl Attachment {
    fn link(&self, ctx: &Context<'_>, part: &str) -> Result<String> {
        let app = app(ctx)?;
        let token = app.keyring.sign_link(self.0.id, app.clock.now()).map_err(|failure| {
            tracing::error!(%failure, "a link could not be signed");
            error::coded(locale(ctx), error::INTERNAL)
        })?;
        Ok(format!("/attachments/{}{part}?token={token}", NodeKind::Attachment.id(self.0.id).as_str()))
    }
}
