//! Photos that are sent in: what they are is told by their content, what they hold besides the picture is removed, and a
//! small one is made of each. Bounded in pixels and in memory, whatever a file claims.

mod container;
mod jpeg;
mod metadata;
mod rendering;

use img_parts::Bytes;
use riverain_entities::attachments::MediaType;

use super::attached_file::name;
use super::fault::FaultKind;

/// The most pixels of a photo: those of a camera of 60 megapixels.
pub const MAXIMUM_PIXELS: u64 = 60_000_000;

/// The longest side of a small photo, in pixels.
pub const THUMBNAIL_SIDE: u32 = 480;

/// What a sender said of a file.
#[derive(Debug, Clone, Default)]
pub struct Declared {
    /// The name of the file.
    pub file_name: String,
    /// Its media type, where the sender gave one.
    pub media_type: Option<String>,
}

/// A photo without anything but its picture.
#[derive(Debug, Clone)]
pub struct Photo {
    /// What it is.
    pub media_type: MediaType,
    /// Its content: the very pixels that came in, without metadata.
    pub content: Bytes,
    /// Width as it is stored, in pixels.
    pub width: u32,
    /// Height as it is stored, in pixels.
    pub height: u32,
    /// The small photo, upright: JPEG.
    pub thumbnail: Vec<u8>,
    /// Where it was taken, longitude and latitude, WGS 84 degrees; removed from the content.
    pub location: Option<(f64, f64)>,
}

/// Reads a file as a photo, takes its metadata out and makes the small photo. It takes processor time: for a thread that
/// may block.
///
/// # Errors
/// A content that is no photo, is not what the sender said, cannot be decoded, or has too many pixels.
pub fn read(content: Bytes, declared: &Declared) -> Result<Photo, FaultKind> {
    let media_type = of_content(&content).ok_or_else(|| FaultKind::UnsupportedFile { allowed: allowed() })?;
    check_declared(media_type, declared)?;
    let metadata = metadata::read(&content);
    let content = container::without_metadata(media_type, content, metadata.orientation)?;
    let rendered = rendering::render(media_type, &content, metadata.orientation)?;
    Ok(Photo {
        media_type,
        content,
        width: rendered.width,
        height: rendered.height,
        thumbnail: rendered.thumbnail,
        location: metadata.location,
    })
}

/// The photo that a content is, by what it begins with.
pub fn of_content(content: &[u8]) -> Option<MediaType> {
    match content {
        [0xff, 0xd8, 0xff, ..] => Some(MediaType::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(MediaType::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(MediaType::WebP),
        _ => None,
    }
}

/// Holds the sender to what they said: the media type, and the ending of the name where it is one of a known type.
fn check_declared(found: MediaType, declared: &Declared) -> Result<(), FaultKind> {
    let lie =
        |declared: &str| FaultKind::FileTypeMismatch { declared: declared.to_owned(), found: name(found).to_owned() };
    let media_type = declared.media_type.as_deref().and_then(|text| text.split(';').next()).map(str::trim);
    // A sender who does not know says so with this type (RFC 2046, 4.5.1).
    let media_type = media_type.filter(|text| !text.is_empty() && *text != "application/octet-stream");
    if let Some(said) = media_type.filter(|said| !said.eq_ignore_ascii_case(name(found))) {
        return Err(lie(said));
    }
    let ending = declared.file_name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref().and_then(of_ending) {
        Some(said) if said != found => Err(lie(&declared.file_name)),
        _ => Ok(()),
    }
}

fn of_ending(ending: &str) -> Option<MediaType> {
    match ending {
        "jpg" | "jpeg" => Some(MediaType::Jpeg),
        "png" => Some(MediaType::Png),
        "webp" => Some(MediaType::WebP),
        _ => None,
    }
}

fn allowed() -> String {
    [MediaType::Jpeg, MediaType::Png, MediaType::WebP].map(name).join(", ")
}
