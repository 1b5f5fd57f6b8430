//! Files of e-mails: their content is written before the transaction that takes the e-mail, their rows in it.

use chrono::{DateTime, Utc};
use riverain_entities::attachments::Model;
use sea_orm::ConnectionTrait;
use tokio::task::spawn_blocking;

use super::upload::{FileOrigin, write_content};
use super::{Part, path};
use crate::app::App;
use crate::domain::attached_file::{self, truthful_name};
use crate::domain::inbound_email::{InboundEmail, NotKept};
use crate::services::ServiceError;
use crate::store::attachments::{self, Holder};

/// The most files that a draft holds, of all its e-mails.
pub const MAXIMUM_OF_DRAFT: usize = 50;

/// Who sent the files of e-mails: nobody who has a token.
const SENDER: &str = "inbound-email";

/// A file whose content is written: its place among the attachments of its e-mail, and what is known of it.
pub type WrittenFile = (usize, Model);

/// What the files of an e-mail go with.
#[derive(Debug, Clone, Copy)]
pub enum FileHolder {
    /// A draft, until it becomes a request.
    Draft(i64),
    /// A request, by the follow-up that the e-mail became.
    Request(Holder),
}

/// Writes the content of an e-mail's files, and notes which are not kept. A file that cannot be read keeps nothing else of
/// its e-mail from being taken.
///
/// # Errors
/// A store that fails.
pub async fn write(app: &App, email: &mut InboundEmail, now: DateTime<Utc>) -> Result<Vec<WrittenFile>, ServiceError> {
    let files = std::mem::take(&mut email.files);
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let turn = app.attachments.decoding.acquire().await;
    let _turn = turn.map_err(|_| ServiceError::Internal("no photo is decoded any more".into()))?;
    let mut written = Vec::with_capacity(files.len());
    for (rank, content) in files {
        let read = spawn_blocking(move || attached_file::read(content.into())).await;
        let file = match read {
            Ok(Ok(file)) => Ok(file),
            Ok(Err(kind)) => Err(NotKept::from(&kind)),
            // It broke its decoder.
            Err(_) => Err(NotKept::UnreadableImage),
        };
        let Some(note) = email.attachments.get_mut(rank) else { continue };
        let file = match file {
            Ok(file) => file,
            Err(reason) => {
                note.not_kept = Some(reason);
                continue;
            }
        };
        let file_name = truthful_name(note.name.as_deref().unwrap_or_default(), file.media_type());
        let place = i32::try_from(rank).unwrap_or(i32::MAX);
        let origin = FileOrigin { file_name, uploaded_by: SENDER.to_owned(), uploaded_at: now, rank: place };
        written.push((rank, write_content(app, origin, file).await?));
    }
    Ok(written)
}

/// Keeps written files with what their e-mail became, in its transaction, and notes which they are. Gives those that are
/// beyond what a draft holds: whoever calls removes their content once the transaction is over.
///
/// # Errors
/// A database that fails.
pub async fn keep(
    transaction: &impl ConnectionTrait,
    email: &mut InboundEmail,
    files: Vec<WrittenFile>,
    holder: FileHolder,
    now: DateTime<Utc>,
) -> Result<Vec<Model>, ServiceError> {
    let room = match holder {
        FileHolder::Draft(draft_id) => {
            let held = attachments::count_of_draft(transaction, draft_id).await?;
            MAXIMUM_OF_DRAFT.saturating_sub(usize::try_from(held).unwrap_or(usize::MAX))
        }
        FileHolder::Request(_) => files.len(),
    };
    let (mut kept, mut beyond) = (Vec::new(), Vec::new());
    for (rank, file) in files {
        let Some(note) = email.attachments.get_mut(rank) else { continue };
        if kept.len() >= room {
            note.not_kept = Some(NotKept::TooManyFiles);
            beyond.push(file);
            continue;
        }
        note.attachment_id = Some(file.id);
        kept.push(match holder {
            FileHolder::Draft(draft_id) => Model { draft_request_id: Some(draft_id), ..file },
            FileHolder::Request(Holder { request_id, follow_up_id }) => {
                Model { request_id: Some(request_id), follow_up_id, attached_at: Some(now), ..file }
            }
        });
    }
    if !kept.is_empty() {
        attachments::insert(transaction, kept).await?;
    }
    Ok(beyond)
}

/// Removes the content of attachments that have no row any more. What fails here, the sweep finds.
pub async fn remove_content(app: &App, attachments: &[Model]) {
    for attachment in attachments {
        for part in [Part::Original, Part::Thumbnail] {
            if let Err(failure) = app.attachments.objects.remove(&path(attachment, part)).await {
                tracing::warn!(%failure, attachment = attachment.id, "content without a row waits for the sweep");
            }
        }
    }
}
