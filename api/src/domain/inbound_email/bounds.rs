//! What an e-mail may be made of, looked at before it is parsed: a hostile one must cost no more than its size.

use std::borrow::Cow;

use super::UnreadableEmail;

/// The most bytes of an e-mail, attachments included.
pub const MAXIMUM_SIZE: usize = 10 * 1024 * 1024;

/// The most parts of an e-mail.
pub const MAXIMUM_PARTS: usize = 200;

/// The most lines of the headers of one part.
pub const MAXIMUM_HEADER_LINES: usize = 2_000;

/// The header that says what a part is.
const CONTENT_TYPE: &[u8] = b"content-type";

/// The forms of a part that hold whole messages, and what they are read as: attachments, whatever they hold. Messages within
/// messages would be parsed as deep as they go.
const CONTAINERS: [(&[u8], &[u8]); 3] = [(b"rfc822", b"attach"), (b"global", b"attach"), (b"digest", b"mixed-")];

/// The same e-mail with the messages inside it as plain attachments, once it is known to be small enough to be parsed.
///
/// # Errors
/// One that is larger, has more parts or longer headers than is read.
pub(super) fn bounded(raw: &[u8]) -> Result<Cow<'_, [u8]>, UnreadableEmail> {
    if raw.len() > MAXIMUM_SIZE {
        return Err(UnreadableEmail::TooLarge);
    }
    let mut parts = 0;
    let mut header_lines = Some(0);
    let mut names_type = false;
    let mut flattened = Cow::Borrowed(raw);
    let mut start = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let trimmed = line.trim_ascii();
        header_lines = match header_lines {
            _ if line.starts_with(b"--") => Some(0),
            Some(_) if trimmed.is_empty() => None,
            Some(MAXIMUM_HEADER_LINES) => return Err(UnreadableEmail::TooManyHeaders),
            Some(lines) => Some(lines + 1),
            None => None,
        };
        let declares = position(line, CONTENT_TYPE).is_some();
        parts += usize::from(declares);
        if parts > 2 * MAXIMUM_PARTS {
            return Err(UnreadableEmail::TooManyParts);
        }
        names_type = declares || (names_type && (line.starts_with(b" ") || line.starts_with(b"\t")));
        if names_type {
            flatten(&mut flattened, start, line);
        }
        start += line.len();
    }
    Ok(flattened)
}

/// Replaces what would make a part, declared in the line that begins at `start`, a message of its own.
fn flatten(raw: &mut Cow<'_, [u8]>, start: usize, line: &[u8]) {
    for (container, attachment) in CONTAINERS {
        let mut from = 0;
        while let Some(found) = position(&line[from..], container) {
            let at = start + from + found;
            raw.to_mut()[at..at + container.len()].copy_from_slice(attachment);
            from += found + container.len();
        }
    }
}

/// Where some bytes, in small letters, stand in others, whatever the case of these.
fn position(line: &[u8], sought: &[u8]) -> Option<usize> {
    line.windows(sought.len()).position(|window| window.eq_ignore_ascii_case(sought))
}
