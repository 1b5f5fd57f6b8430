//! Who may see an attachment, and its content.

use futures::stream::BoxStream;
use img_parts::Bytes;
use object_store::Error;
use riverain_entities::attachments::Model;
use riverain_entities::follow_ups::{Audience, AuthorKind};

use super::path;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::services::{ServiceError, follow_ups, requests};
use crate::store::attachments;

/// A part of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The photo, as it was sent, without metadata; the document, as it came.
    Original,
    /// The small photo; there is none of a document.
    Thumbnail,
}

/// The attachment of this key, where there is one and the caller may see it: their own that is not used yet, those of
/// drafts where they may read contacts, those of requests whose personal data they may read, those of follow-ups that they
/// may read.
///
/// # Errors
/// A database that fails.
pub async fn find(app: &App, viewer: &Viewer, key: i64) -> Result<Option<Model>, ServiceError> {
    let Some(attachment) = attachments::by_keys(&app.database, &[key]).await?.pop() else { return Ok(None) };
    let is_seen = match (attachment.request_id, attachment.follow_up_id) {
        _ if attachment.draft_request_id.is_some() => may(viewer, Action::ReadContacts),
        (_, Some(follow_up_id)) => is_read(app, viewer, follow_up_id).await?,
        (Some(request_id), None) => {
            let request = requests::find(app, viewer, request_id).await?;
            request.is_some_and(|row| may(viewer, Action::ReadRequestPersonalData { citizen_id: row.citizen_id }))
        }
        (None, None) => *viewer != Viewer::Anonymous && attachment.uploaded_by == viewer.subject(),
    };
    Ok(is_seen.then_some(attachment))
}

/// The attachment of this key, for whoever has a link to it: a link is given to those alone who may see it.
///
/// # Errors
/// A database that fails.
pub async fn linked(app: &App, key: i64) -> Result<Option<Model>, ServiceError> {
    Ok(attachments::by_keys(&app.database, &[key]).await?.pop())
}

/// The size of a part in bytes and its content, as it comes; none where the store has lost it.
///
/// # Errors
/// A store that fails.
pub async fn content(
    app: &App,
    attachment: &Model,
    part: Part,
) -> Result<Option<(u64, BoxStream<'static, Result<Bytes, Error>>)>, ServiceError> {
    match app.attachments.objects.get(&path(attachment, part)).await {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(failure) => Err(failure.into()),
    }
}

async fn is_read(app: &App, viewer: &Viewer, follow_up_id: i64) -> Result<bool, ServiceError> {
    let Some(follow_up) = follow_ups::find(app, viewer, follow_up_id).await? else { return Ok(false) };
    let internal = follow_up.audience == Audience::Internal;
    let by_citizen = follow_up.author_kind == AuthorKind::Citizen;
    Ok(may(viewer, Action::ReadFollowUpText { internal, by_citizen }))
}
