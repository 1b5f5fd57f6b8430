//! Takes everything out of a photo's file that is not its picture, without a change to any pixel. What stays is on a list:
//! what nobody thought of goes.

use img_parts::jpeg::Jpeg;
use img_parts::png::Png;
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};
use riverain_entities::attachments::MediaType;

use super::jpeg;
use super::metadata::{self, UPRIGHT};
use crate::domain::fault::FaultKind;

/// The chunks of a PNG file that make its picture (PNG, third edition, 11): colours, transparency and density among them;
/// texts, EXIF, times and animations not.
const PNG_KEPT: [[u8; 4]; 12] = [
    *b"IHDR", *b"PLTE", *b"IDAT", *b"IEND", *b"tRNS", *b"cHRM", *b"gAMA", *b"iCCP", *b"sBIT", *b"sRGB", *b"bKGD",
    *b"pHYs",
];

/// The chunks of a WebP file that make its picture (RFC 9649, 2.7).
const WEBP_KEPT: [[u8; 4]; 7] = [*b"VP8X", *b"VP8 ", *b"VP8L", *b"ALPH", *b"ICCP", *b"ANIM", *b"ANMF"];

/// The flags of a WebP file's header that promise EXIF and XMP.
const WEBP_METADATA_FLAGS: u8 = 0b0000_1100;

/// The file without metadata, except how it is to be turned.
///
/// # Errors
/// A file that does not have its type's form.
pub(super) fn without_metadata(media_type: MediaType, content: Bytes, orientation: u16) -> Result<Bytes, FaultKind> {
    let turned = (orientation != UPRIGHT).then(|| metadata::of_orientation(orientation));
    match media_type {
        MediaType::Jpeg => {
            let mut picture = Jpeg::from_bytes(content).map_err(|_| FaultKind::UnreadableImage)?;
            jpeg::keep_picture(&mut picture);
            picture.set_exif(turned);
            Ok(picture.encoder().bytes())
        }
        MediaType::Png => {
            let mut picture = Png::from_bytes(content).map_err(|_| FaultKind::UnreadableImage)?;
            picture.chunks_mut().retain(|chunk| PNG_KEPT.contains(&chunk.kind()));
            picture.set_exif(turned);
            Ok(picture.encoder().bytes())
        }
        MediaType::WebP => {
            let mut picture = WebP::from_bytes(content).map_err(|_| FaultKind::UnreadableImage)?;
            picture.chunks_mut().retain(|chunk| WEBP_KEPT.contains(&chunk.id()));
            clear_flags(&mut picture);
            picture.set_exif(turned);
            Ok(picture.encoder().bytes())
        }
        MediaType::Pdf => Err(FaultKind::UnreadableImage),
    }
}

/// Makes the header promise no metadata.
fn clear_flags(picture: &mut WebP) {
    for chunk in picture.chunks_mut().iter_mut().filter(|chunk| chunk.id() == *b"VP8X") {
        let Some(data) = chunk.content().data() else { continue };
        let mut header = data.to_vec();
        if let Some(flags) = header.first_mut() {
            *flags &= !WEBP_METADATA_FLAGS;
        }
        *chunk.content_mut() = img_parts::riff::RiffContent::Data(Bytes::from(header));
    }
}
