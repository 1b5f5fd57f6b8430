//! Attachments: photos of citizens and of the staff, and files of e-mails. Photos are uploaded first, then named by a request
//! or a follow-up; what nobody names is swept away. Files of an e-mail go with its draft, then with the request.
//!
//! Content is written before the row that speaks of it, and removed after it: at a crash there may be content without a
//! row, which the sweep finds, and never a row without its content.

mod claim;
mod email_files;
mod reading;
mod sweep;
mod upload;

use std::sync::Arc;

use chrono::NaiveDate;
use riverain_entities::attachments::Model;
use tokio::sync::Semaphore;

use crate::store::objects::Objects;

pub use claim::{MAXIMUM_ATTACHMENTS, NamedAttachment, check, claim, named, named_by_answers};
pub use email_files::{FileHolder, MAXIMUM_OF_DRAFT, WrittenFile, keep, remove_content, write};
pub use reading::{Part, content, find, linked};
pub use sweep::{Swept, sweep, work};
pub use upload::{MAXIMUM_FILE, MAXIMUM_FILES, NewFile, Uploaded, upload};

/// The photos that are decoded at one time: each takes the memory of its pixels.
const DECODED_AT_ONCE: usize = 2;

/// The attachments of this process.
#[derive(Debug)]
pub struct Attachments {
    /// Where their content lies.
    pub objects: Objects,
    /// Turns to decode.
    decoding: Arc<Semaphore>,
}

impl Attachments {
    /// Attachments whose content lies in a store.
    pub fn new(objects: Objects) -> Self {
        Self { objects, decoding: Arc::new(Semaphore::new(DECODED_AT_ONCE)) }
    }
}

/// The folder of what is uploaded on a day, UTC.
fn folder(day: NaiveDate) -> String {
    day.to_string()
}

/// The path of a part of an attachment.
fn path(attachment: &Model, part: Part) -> String {
    let name = match part {
        Part::Original => "original",
        Part::Thumbnail => "thumbnail",
    };
    format!("{}/{:016x}/{name}", folder(attachment.uploaded_at.date_naive()), attachment.id)
}

/// The key of the attachment that a path belongs to.
fn key_of_path(path: &str) -> Option<i64> {
    i64::from_str_radix(path.split('/').nth(1)?, 16).ok()
}
