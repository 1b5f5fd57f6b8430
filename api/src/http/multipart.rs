//! Operations with files: the GraphQL multipart request specification. Files go to the disc as they come, within bounds;
//! what comes beyond a bound is refused, and never held.

mod paced;

use std::collections::HashMap;
use std::io::SeekFrom;

use async_graphql::{Request, UploadValue};
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use multer::{Constraints, Field, Multipart, SizeLimit};
use tokio::fs::File;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use super::answer::{coded, malformed, refusal};
use super::body::MAXIMUM_DRAINED;
use super::router::MAXIMUM_BODY;
use crate::domain::fault::{Fault, FaultKind};
use crate::graphql::error;
use crate::locale::Locale;
use crate::services::attachments::{MAXIMUM_FILE, MAXIMUM_FILES};
use paced::Paced;

/// The bodies with files that are read at one time: each may lie on the disc.
pub const MAXIMUM_AT_ONCE: usize = 16;

/// The most bytes of all files of a body.
const MAXIMUM_TOTAL: usize = 64 * 1024 * 1024;

/// What a body begins with: the map has a few names for each file.
const LONGEST_MAP: usize = 16 * 1024;

/// Why an operation with files is not carried out.
#[derive(Debug)]
pub enum UnreadOperation {
    /// It does not follow the specification; the wording says how.
    Malformed(&'static str),
    /// A part has more bytes than are read of it.
    TooLarge(Fault),
    /// The server cannot write it down.
    Failed(std::io::Error),
}

/// The boundary of a multipart body, where the headers say that it is one.
pub fn boundary(headers: &HeaderMap) -> Option<String> {
    multer::parse_boundary(headers.get(CONTENT_TYPE)?.to_str().ok()?).ok()
}

/// The operation of a body, with its files.
///
/// # Errors
/// A body that does not follow the specification, or is too large; a disc that fails.
pub async fn read(body: Body, boundary: String) -> Result<Request, UnreadOperation> {
    let limit = SizeLimit::new().whole_stream((MAXIMUM_TOTAL + MAXIMUM_DRAINED) as u64);
    let (stream, pace) = Paced::new(body.into_data_stream());
    let mut parts = Multipart::with_constraints(stream, boundary, Constraints::new().size_limit(limit));
    let mut reading = Reading { pace, total: 0 };
    let mut operation: Request = reading.json(&mut parts, "operations", MAXIMUM_BODY).await?;
    let mut places: HashMap<String, Vec<String>> = reading.json(&mut parts, "map", LONGEST_MAP).await?;
    if places.len() > MAXIMUM_FILES {
        let length = places.len();
        return Err(UnreadOperation::TooLarge(Fault::new(
            "map",
            length,
            FaultKind::TooMany { maximum: MAXIMUM_FILES, length },
        )));
    }
    while let Some(field) = reading.next(&mut parts).await? {
        let places = field.name().and_then(|name| places.remove(name));
        let places = places.ok_or(UnreadOperation::Malformed("unnamed_file"))?;
        let file = reading.file(field).await?;
        for place in places {
            operation.set_upload(&place, file.try_clone().map_err(UnreadOperation::Failed)?);
        }
    }
    match places.is_empty() {
        true => Ok(operation),
        false => Err(UnreadOperation::Malformed("missing_file")),
    }
}

impl UnreadOperation {
    /// The refusal, in the caller's language.
    pub fn answer(self, locale: Locale) -> Response {
        match self {
            Self::Malformed(key) => malformed(locale, StatusCode::BAD_REQUEST, key, &[]),
            Self::TooLarge(fault) => {
                refusal(locale, StatusCode::PAYLOAD_TOO_LARGE, error::part_too_large(locale, fault))
            }
            Self::Failed(failure) => {
                tracing::error!(%failure, "a file that came in could not be written down");
                coded(locale, StatusCode::INTERNAL_SERVER_ERROR, error::INTERNAL)
            }
        }
    }
}

/// What was read of a body so far.
struct Reading {
    pace: paced::Pace,
    total: usize,
}

impl Reading {
    async fn next(&self, parts: &mut Multipart<'static>) -> Result<Option<Field<'static>>, UnreadOperation> {
        let field = parts.next_field().await.map_err(|error| unread(&error))?;
        self.pace.taken();
        Ok(field)
    }

    /// The JSON of the next part, which must have this name.
    async fn json<T: serde::de::DeserializeOwned>(
        &self,
        parts: &mut Multipart<'static>,
        name: &'static str,
        maximum: usize,
    ) -> Result<T, UnreadOperation> {
        let malformed = || UnreadOperation::Malformed("multipart");
        let mut field = self.next(parts).await?.filter(|field| field.name() == Some(name)).ok_or_else(malformed)?;
        let mut text = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|error| unread(&error))? {
            self.pace.taken();
            text.extend_from_slice(&chunk);
            if text.len() > maximum {
                return Err(UnreadOperation::TooLarge(Fault::new(name, text.len(), FaultKind::TooLarge { maximum })));
            }
        }
        serde_json::from_slice(&text).map_err(|_| malformed())
    }

    /// The file of a part. One that is too large is read on and thrown away for a while, so that its sender gets the answer.
    async fn file(&mut self, mut field: Field<'static>) -> Result<UploadValue, UnreadOperation> {
        let name = field.name().unwrap_or_default().to_owned();
        let filename = field.file_name().unwrap_or_default().to_owned();
        let content_type = field.content_type().map(ToString::to_string);
        let mut content = File::from_std(tempfile::tempfile().map_err(UnreadOperation::Failed)?);
        let (mut length, mut refused) = (0, None);
        while let Some(chunk) = field.chunk().await.map_err(|error| unread(&error))? {
            self.pace.taken();
            length += chunk.len();
            self.total += chunk.len();
            if refused.is_none() {
                refused = bound_passed(length, self.total).map(|maximum| (maximum, length));
            }
            match refused {
                None => content.write_all(&chunk).await.map_err(UnreadOperation::Failed)?,
                Some((_, at)) if length - at > MAXIMUM_DRAINED => break,
                Some(_) => {}
            }
        }
        if let Some((maximum, _)) = refused {
            return Err(UnreadOperation::TooLarge(Fault::new(name, filename, FaultKind::FileTooLarge { maximum })));
        }
        content.flush().await.map_err(UnreadOperation::Failed)?;
        content.seek(SeekFrom::Start(0)).await.map_err(UnreadOperation::Failed)?;
        Ok(UploadValue { filename, content_type, content: content.into_std().await })
    }
}

/// The bound that was passed by a file of this length, in a body whose files have so many bytes together.
fn bound_passed(length: usize, total: usize) -> Option<usize> {
    match () {
        () if length > MAXIMUM_FILE => Some(MAXIMUM_FILE),
        () if total > MAXIMUM_TOTAL => Some(MAXIMUM_TOTAL),
        () => None,
    }
}

fn unread(error: &multer::Error) -> UnreadOperation {
    match error {
        multer::Error::StreamSizeExceeded { .. } => {
            let kind = FaultKind::FileTooLarge { maximum: MAXIMUM_TOTAL };
            UnreadOperation::TooLarge(Fault::new("body", MAXIMUM_TOTAL, kind))
        }
        multer::Error::StreamReadFailed(_) => UnreadOperation::Malformed("broken_off"),
        _ => UnreadOperation::Malformed("multipart"),
    }
}
