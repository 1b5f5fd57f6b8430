//! What of a JPEG file makes its picture (ISO/IEC 10918-1, annex B). Cameras put more behind its end: a film, a second
//! picture, each with the place where it was taken.

use img_parts::Bytes;
use img_parts::jpeg::{Jpeg, JpegSegment};

const PREFIX: u8 = 0xff;
const END_OF_IMAGE: u8 = 0xd9;
const START_OF_SCAN: u8 = 0xda;
const COMMENT: u8 = 0xfe;
const JFIF: u8 = 0xe0;
const PROFILE: u8 = 0xe2;
const ADOBE: u8 = 0xee;

/// What the segment of a colour profile begins with.
const PROFILE_NAME: &[u8] = b"ICC_PROFILE\0";

/// Removes the segments that are not the picture's, and all that follows the picture's end.
pub(super) fn keep_picture(picture: &mut Jpeg) {
    let segments = picture.segments_mut();
    segments.retain(|segment| belongs_to_picture(segment.marker(), segment.contents()));
    // The last segment begins the scans; it holds the rest of the file.
    if let Some(scan) = segments.pop_if(|segment| segment.has_entropy()) {
        let (marker, contents) = (scan.marker(), scan.contents().clone());
        let length = scan.len_with_entropy() - scan.len();
        let written = scan.encoder().bytes();
        let data = written.slice(written.len().saturating_sub(length)..);
        segments.push(JpegSegment::new_with_entropy(marker, contents, scans_alone(&data)));
    }
}

/// Whether a segment makes the picture: tables and frames, the pixel density, the colour profile and Adobe's colour
/// transform; comments, EXIF, XMP, IPTC and what cameras add of their own do not.
fn belongs_to_picture(marker: u8, contents: &[u8]) -> bool {
    match marker {
        JFIF => contents.starts_with(b"JFIF\0"),
        PROFILE => contents.starts_with(PROFILE_NAME),
        ADOBE => contents.starts_with(b"Adobe"),
        0xe0..=0xef | COMMENT => false,
        _ => true,
    }
}

/// The data of the scans up to the end of the picture, without the segments among them that are not the picture's.
fn scans_alone(data: &Bytes) -> Bytes {
    let mut kept = Vec::with_capacity(data.len());
    let (mut copied, mut position) = (0, 0);
    while let Some(offset) = data.get(position..).and_then(|rest| rest.iter().position(|byte| *byte == PREFIX)) {
        let start = position + offset;
        let Some(marker) = data.get(start + 1).copied() else { break };
        match marker {
            // A stuffed byte or the start of another interval: data. A further prefix only fills.
            0x00 | 0xd0..=0xd7 => position = start + 2,
            PREFIX => position = start + 1,
            END_OF_IMAGE => {
                kept.extend_from_slice(&data[copied..start]);
                copied = data.len();
                break;
            }
            _ => {
                let Some(end) = end_of_segment(data, start) else { break };
                if marker != START_OF_SCAN && !belongs_to_picture(marker, &data[start + 4..end]) {
                    kept.extend_from_slice(&data[copied..start]);
                    copied = end;
                }
                position = end;
            }
        }
    }
    // A picture that was cut off has no end of its own.
    kept.extend_from_slice(&data[copied..]);
    kept.extend_from_slice(&[PREFIX, END_OF_IMAGE]);
    Bytes::from(kept)
}

/// Where the segment that starts at a marker ends; none where it has no length, or reaches beyond the data.
fn end_of_segment(data: &Bytes, start: usize) -> Option<usize> {
    let length = data.get(start + 2..start + 4)?;
    let end = start + 2 + usize::from(u16::from_be_bytes([length[0], length[1]]));
    (end >= start + 4 && end <= data.len()).then_some(end)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn segment(marker: u8, contents: &[u8]) -> Vec<u8> {
        let length = u16::try_from(contents.len() + 2).unwrap().to_be_bytes();
        [&[PREFIX, marker], &length[..], contents].concat()
    }

    #[test]
    fn what_follows_the_end_of_the_picture_goes() {
        let scan = [1, 2, PREFIX, 0x00, 3, PREFIX, 0xd0, 4];
        let file = [&scan[..], &[PREFIX, END_OF_IMAGE], b"a film with its place"].concat();
        assert_eq!(scans_alone(&file.into()), [&scan[..], &[PREFIX, END_OF_IMAGE]].concat());
    }

    #[test]
    fn a_comment_between_two_scans_goes_and_a_table_stays() {
        let (first, second) = ([7, 8], [9]);
        let table = segment(0xc4, b"table");
        let next = segment(START_OF_SCAN, b"scan");
        let file = [&first[..], &segment(COMMENT, b"46.81, -71.22"), &table, &next, &second, &[PREFIX, END_OF_IMAGE]];
        let kept = [&first[..], &table, &next, &second, &[PREFIX, END_OF_IMAGE]].concat();
        assert_eq!(scans_alone(&file.concat().into()), kept);
    }

    #[test]
    fn a_picture_that_was_cut_off_is_ended() {
        assert_eq!(scans_alone(&Bytes::from_static(&[1, 2, PREFIX])), vec![1, 2, PREFIX, PREFIX, END_OF_IMAGE]);
        let cut = [&[1][..], &[PREFIX, 0xc4, 0x00, 0xff, 1]].concat();
        assert_eq!(scans_alone(&cut.clone().into()), [&cut[..], &[PREFIX, END_OF_IMAGE]].concat());
    }
}
