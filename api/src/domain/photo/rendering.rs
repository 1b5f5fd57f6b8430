//! Decodes a photo, within bounds, and makes the small one.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::error::ImageError;
use image::metadata::Orientation;
use image::{DynamicImage, ImageFormat, ImageReader, Limits, Rgba, RgbaImage, imageops};
use riverain_entities::attachments::MediaType;

use super::{MAXIMUM_PIXELS, THUMBNAIL_SIDE};
use crate::domain::fault::FaultKind;

/// The most bytes that the decoding of one photo may take.
const MAXIMUM_MEMORY: u64 = 512 * 1024 * 1024;

/// The quality of small photos, of 100.
const QUALITY: u8 = 80;

/// What a photo looks like.
pub(super) struct Rendered {
    /// Width as it is stored, in pixels.
    pub(super) width: u32,
    /// Height as it is stored, in pixels.
    pub(super) height: u32,
    /// The small photo, upright: JPEG.
    pub(super) thumbnail: Vec<u8>,
}

/// Decodes a photo and makes the small one. Its dimensions are looked at before anything is decoded: a file of a few
/// thousand bytes may claim a picture that no memory holds.
///
/// # Errors
/// A picture that cannot be decoded, or that has too many pixels.
pub(super) fn render(media_type: MediaType, content: &[u8], orientation: u16) -> Result<Rendered, FaultKind> {
    let format = match media_type {
        MediaType::Jpeg => ImageFormat::Jpeg,
        MediaType::Png => ImageFormat::Png,
        MediaType::WebP => ImageFormat::WebP,
        MediaType::Pdf => return Err(FaultKind::UnreadableImage),
    };
    let reader = || ImageReader::with_format(Cursor::new(content), format);
    let (width, height) = reader().into_dimensions().map_err(|_| FaultKind::UnreadableImage)?;
    let too_many = || FaultKind::TooManyPixels { width, height, maximum: MAXIMUM_PIXELS };
    if u64::from(width) * u64::from(height) > MAXIMUM_PIXELS {
        return Err(too_many());
    }
    let mut bounded = reader();
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAXIMUM_MEMORY);
    bounded.limits(limits);
    let picture = bounded.decode().map_err(|failure| match failure {
        ImageError::Limits(_) => too_many(),
        _ => FaultKind::UnreadableImage,
    })?;
    let thumbnail = thumbnail(&picture, orientation).ok_or(FaultKind::UnreadableImage)?;
    Ok(Rendered { width, height, thumbnail })
}

fn thumbnail(picture: &DynamicImage, orientation: u16) -> Option<Vec<u8>> {
    let mut small = match picture.width().max(picture.height()) > THUMBNAIL_SIDE {
        true => picture.thumbnail(THUMBNAIL_SIDE, THUMBNAIL_SIDE),
        false => picture.clone(),
    };
    if let Some(orientation) = u8::try_from(orientation).ok().and_then(Orientation::from_exif) {
        small.apply_orientation(orientation);
    }
    let opaque = match small.color().has_alpha() {
        true => on_white(&small),
        false => small,
    };
    let mut written = Vec::new();
    JpegEncoder::new_with_quality(&mut written, QUALITY).encode_image(&opaque.to_rgb8()).ok()?;
    Some(written)
}

fn on_white(picture: &DynamicImage) -> DynamicImage {
    let mut canvas = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([0xff; 4]));
    imageops::overlay(&mut canvas, &picture.to_rgba8(), 0, 0);
    canvas.into()
}
