//! What is read of a photo's EXIF before it is removed: how it is turned, and where it was taken.

use std::io::Cursor;

use exif::{Exif, In, Reader, Tag, Value};
use img_parts::Bytes;

/// The orientation of a photo that is stored as it is shown.
pub(super) const UPRIGHT: u16 = 1;

/// What a photo's EXIF says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Metadata {
    /// How it is turned, 1 to 8 (EXIF 2.32, tag 0x0112).
    pub(super) orientation: u16,
    /// Longitude and latitude, WGS 84 degrees.
    pub(super) location: Option<(f64, f64)>,
}

/// Reads the EXIF of a file; one that has none, or a broken one, says nothing.
pub(super) fn read(content: &[u8]) -> Metadata {
    let Ok(exif) = Reader::new().read_from_container(&mut Cursor::new(content)) else {
        return Metadata { orientation: UPRIGHT, location: None };
    };
    let orientation = exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|field| field.value.get_uint(0));
    let orientation =
        orientation.and_then(|number| u16::try_from(number).ok()).filter(|number| (1..=8).contains(number));
    Metadata { orientation: orientation.unwrap_or(UPRIGHT), location: location(&exif) }
}

/// An EXIF block (a TIFF file, most significant byte first) that says nothing but how the photo is turned.
pub(super) fn of_orientation(orientation: u16) -> Bytes {
    const HEADER: [u8; 18] = [
        b'M', b'M', 0x00, 0x2a, 0x00, 0x00, 0x00, 0x08, // most significant first; its directory is at 8
        0x00, 0x01, 0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, // one entry: tag 0x0112, one short number
    ];
    let mut block = HEADER.to_vec();
    block.extend_from_slice(&orientation.to_be_bytes());
    // The rest of the value's four bytes, and no further directory.
    block.extend_from_slice(&[0; 6]);
    Bytes::from(block)
}

fn location(exif: &Exif) -> Option<(f64, f64)> {
    let longitude = degrees(exif, Tag::GPSLongitude, (Tag::GPSLongitudeRef, b'W'))?;
    let latitude = degrees(exif, Tag::GPSLatitude, (Tag::GPSLatitudeRef, b'S'))?;
    let lies_on_earth = (-180.0..=180.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude);
    // Cameras without a fix write zeros.
    (lies_on_earth && (longitude, latitude) != (0.0, 0.0)).then_some((longitude, latitude))
}

/// Degrees, minutes and seconds as one number, negative on the side that `negative` names.
fn degrees(exif: &Exif, tag: Tag, (side, negative): (Tag, u8)) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let part = |index: usize| parts.get(index).map(exif::Rational::to_f64);
    let value = part(0)? + part(1).unwrap_or(0.0) / 60.0 + part(2).unwrap_or(0.0) / 3_600.0;
    let Value::Ascii(letters) = &exif.get_field(side, In::PRIMARY)?.value else { return None };
    let is_negative = letters.first().and_then(|letters| letters.first()).copied() == Some(negative);
    value.is_finite().then_some(if is_negative { -value } else { value })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn an_orientation_is_read_back_and_nothing_else() {
        for orientation in 1..=8 {
            let block = of_orientation(orientation);
            let exif = Reader::new().read_raw(block.to_vec()).unwrap();
            assert_eq!(exif.fields().count(), 1);
            let field = exif.get_field(Tag::Orientation, In::PRIMARY).unwrap();
            assert_eq!(field.value.get_uint(0), Some(u32::from(orientation)));
        }
    }

    #[test]
    fn a_file_without_exif_is_upright_and_taken_nowhere() {
        assert_eq!(read(b"no photo"), Metadata { orientation: UPRIGHT, location: None });
    }
}
