//! Takes photos in.

use std::fs::File;
use std::io::Read;

use chrono::{DateTime, Utc};
use rand::Rng;
use riverain_entities::attachments::Model;
use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

use super::{Part, path};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::attached_file::{AttachedFile, kept_name};
use crate::domain::fault::{Fault, FaultCollector, FaultKind, check_length};
use crate::domain::photo::{self, Declared, Photo};
use crate::domain::place::Point;
use crate::services::ServiceError;
use crate::store::attachments;
use crate::store::connect::begin_write;

/// The most photos of one upload.
pub const MAXIMUM_FILES: usize = 10;

/// The most bytes of a photo.
pub const MAXIMUM_FILE: usize = 15 * 1024 * 1024;

/// A file that came in.
#[derive(Debug)]
pub struct NewFile {
    /// What the sender said of it.
    pub declared: Declared,
    /// Its content, from the start.
    pub content: File,
}

/// A photo that was taken in.
#[derive(Debug)]
pub struct Uploaded {
    /// What is known of it.
    pub attachment: Model,
    /// Where it was taken, where it said so and that is in the city: told to its sender once, and not kept.
    pub place: Option<Point>,
}

/// Takes photos in, all or none. Whoever sent them names them in a request or a follow-up within a day.
///
/// # Errors
/// Every file that is no photo, is not what its sender said, or is too large; a store or a database that fails.
pub async fn upload(app: &App, viewer: &Viewer, files: Vec<NewFile>) -> Result<Vec<Uploaded>, ServiceError> {
    if !may(viewer, Action::UploadAttachments) {
        return Err(ServiceError::refused(viewer));
    }
    check_length("input.files", files.len(), MAXIMUM_FILES)?;
    if files.is_empty() {
        return Err(Fault::required("input.files").into());
    }
    // One upload's photos are in memory at a time, for each turn.
    let turn = app.attachments.decoding.acquire().await;
    let turn = turn.map_err(|_| ServiceError::Internal("no photo is decoded any more".into()))?;
    let reference = app.reference.current().await?;
    let mut faults = FaultCollector::default();
    let mut read = Vec::new();
    for (rank, file) in files.into_iter().enumerate() {
        let declared = file.declared.clone();
        let done = spawn_blocking(move || read_file(file)).await;
        let photo = done.map_err(|_| ServiceError::Internal("a photo broke its decoder".into()))??;
        let photo = photo.map_err(|kind| Fault::new(format!("input.files.{rank}"), &declared.file_name, kind));
        read.extend(faults.take(photo).map(|photo| (declared.file_name, photo)));
    }
    faults.finish()?;
    let mut uploaded = Vec::with_capacity(read.len());
    for (rank, (file_name, photo)) in (0..).zip(read) {
        let origin = FileOrigin {
            file_name: kept_name(&file_name),
            uploaded_by: viewer.subject(),
            uploaded_at: app.clock.now(),
            rank,
        };
        let location = photo.location.and_then(|(longitude, latitude)| Point::new("", longitude, latitude).ok());
        let place = location.filter(|point| reference.is_inside_city(*point));
        let attachment = write_content(app, origin, AttachedFile::Photo(photo)).await?;
        uploaded.push(Uploaded { attachment, place });
    }
    drop(turn);
    let transaction = begin_write(&app.database).await?;
    attachments::insert(&transaction, uploaded.iter().map(|photo| photo.attachment.clone()).collect()).await?;
    transaction.commit().await?;
    Ok(uploaded)
}

/// The photo of a file; inside, what is wrong with it.
fn read_file(file: NewFile) -> Result<Result<Photo, FaultKind>, ServiceError> {
    let mut content = Vec::new();
    let bound = u64::try_from(MAXIMUM_FILE).unwrap_or(u64::MAX).saturating_add(1);
    let failed = |error| ServiceError::Internal(format!("a file that came in cannot be read: {error}"));
    file.content.take(bound).read_to_end(&mut content).map_err(failed)?;
    Ok(match content.len() > MAXIMUM_FILE {
        true => Err(FaultKind::FileTooLarge { maximum: MAXIMUM_FILE }),
        false => photo::read(content.into(), &file.declared),
    })
}

/// Where a file comes from.
#[derive(Debug)]
pub(super) struct FileOrigin {
    /// The name that is kept of it.
    pub(super) file_name: String,
    /// The subject of who sent it.
    pub(super) uploaded_by: String,
    /// When it came.
    pub(super) uploaded_at: DateTime<Utc>,
    /// Its place among what was sent with it, from 0.
    pub(super) rank: i32,
}

/// Writes the content of a new file that nobody has yet, and gives what is known of it.
///
/// # Errors
/// A store that fails.
pub(super) async fn write_content(app: &App, origin: FileOrigin, file: AttachedFile) -> Result<Model, ServiceError> {
    let attachment = record(origin, &file)?;
    let objects = &app.attachments.objects;
    objects.put(&path(&attachment, Part::Original), file.content().clone()).await?;
    if let AttachedFile::Photo(photo) = file {
        objects.put(&path(&attachment, Part::Thumbnail), photo.thumbnail.into()).await?;
    }
    Ok(attachment)
}

fn record(origin: FileOrigin, file: &AttachedFile) -> Result<Model, ServiceError> {
    let number = |size: u32| i32::try_from(size).map_err(|_| ServiceError::Internal("a photo without bounds".into()));
    let (width, height) = match file {
        AttachedFile::Photo(photo) => (Some(number(photo.width)?), Some(number(photo.height)?)),
        AttachedFile::Document(_) => (None, None),
    };
    #[expect(clippy::disallowed_methods, reason = "whoever knows the key may use the photo: it must not be guessed")]
    let id = rand::rng().random_range(1..=i64::MAX);
    Ok(Model {
        id,
        file_name: origin.file_name,
        media_type: file.media_type(),
        byte_size: i64::try_from(file.content().len()).unwrap_or(i64::MAX),
        width,
        height,
        digest: hex::encode(Sha256::digest(file.content())),
        uploaded_by: origin.uploaded_by,
        uploaded_at: origin.uploaded_at,
        upload_rank: origin.rank,
        request_id: None,
        follow_up_id: None,
        attached_at: None,
        draft_request_id: None,
    })
}
