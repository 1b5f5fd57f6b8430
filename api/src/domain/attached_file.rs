//! Files that are attached: what each is, told by its content alone, and what is kept of it.

use img_parts::Bytes;
use riverain_entities::attachments::MediaType;

use super::fault::FaultKind;
use super::photo::{self, Declared, Photo};

/// What a PDF document begins with (ISO 32000-1, 7.5.2).
const PDF_HEADER: &[u8] = b"%PDF-";

/// The longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 120;

/// A file of which something is kept.
#[derive(Debug, Clone)]
pub enum AttachedFile {
    /// A photo, without anything but its picture.
    Photo(Photo),
    /// A PDF document, as it came.
    Document(Bytes),
}

impl AttachedFile {
    /// What it is.
    pub fn media_type(&self) -> MediaType {
        match self {
            Self::Photo(photo) => photo.media_type,
            Self::Document(_) => MediaType::Pdf,
        }
    }

    /// What is kept of it.
    pub fn content(&self) -> &Bytes {
        match self {
            Self::Photo(photo) => &photo.content,
            Self::Document(content) => content,
        }
    }
}

/// Whether a content begins as one that may be kept.
pub fn may_be_kept(content: &[u8]) -> bool {
    content.starts_with(PDF_HEADER) || photo::of_content(content).is_some()
}

/// Reads a file that nobody can be asked about again: whatever its sender called it, its content decides. It takes
/// processor time: for a thread that may block.
///
/// # Errors
/// A content that is neither a photo nor a PDF document, cannot be decoded, or has too many pixels.
pub fn read(content: Bytes) -> Result<AttachedFile, FaultKind> {
    match content.starts_with(PDF_HEADER) {
        true => Ok(AttachedFile::Document(content)),
        false => Ok(AttachedFile::Photo(photo::read(content, &Declared::default())?)),
    }
}

/// The name of a media type, as HTTP writes it.
pub fn name(media_type: MediaType) -> &'static str {
    match media_type {
        MediaType::Jpeg => "image/jpeg",
        MediaType::Png => "image/png",
        MediaType::WebP => "image/webp",
        MediaType::Pdf => "application/pdf",
    }
}

/// The name without its folders and without what no header or file system takes.
pub fn kept_name(file_name: &str) -> String {
    let last = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last.chars().filter(|character| !character.is_control()).take(LONGEST_NAME).collect::<String>();
    let kept = kept.trim();
    if kept.is_empty() { "photo".to_owned() } else { kept.to_owned() }
}

/// The name as [`kept_name`] keeps it, ending as the media type does: a name that says something else would have the file
/// opened as what it is not.
pub fn truthful_name(file_name: &str, media_type: MediaType) -> String {
    let endings: &[&str] = match media_type {
        MediaType::Jpeg => &[".jpg", ".jpeg"],
        MediaType::Png => &[".png"],
        MediaType::WebP => &[".webp"],
        MediaType::Pdf => &[".pdf"],
    };
    let kept = match media_type {
        MediaType::Pdf if file_name.trim().is_empty() => "document".to_owned(),
        _ => kept_name(file_name),
    };
    let small = kept.to_lowercase();
    match endings.iter().any(|ending| small.ends_with(ending)) {
        true => kept,
        false => format!("{kept}{}", endings[0]),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_kept_as_it_came_and_its_name_says_what_it_is() {
        let content = Bytes::from_static(b"%PDF-1.7\n%%EOF");
        let file = read(content.clone()).unwrap();
        assert_eq!((file.media_type(), file.content()), (MediaType::Pdf, &content));
        assert_eq!(truthful_name("C:\\plans\\Plan.PDF", MediaType::Pdf), "Plan.PDF");
        assert_eq!(truthful_name("plan.exe", MediaType::Pdf), "plan.exe.pdf");
        assert_eq!(truthful_name("", MediaType::Pdf), "document.pdf");
        assert_eq!(truthful_name("", MediaType::Jpeg), "photo.jpg");
    }

    #[test]
    fn what_is_neither_a_photo_nor_a_document_is_not_kept() {
        for content in [&b"MZ\x90\0"[..], b"PK\x03\x04", b"", b" %PDF-1.7"] {
            assert!(!may_be_kept(content));
            assert!(matches!(read(Bytes::from_static(content)), Err(FaultKind::UnsupportedFile { .. })));
        }
    }
}
