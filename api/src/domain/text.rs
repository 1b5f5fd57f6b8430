//! Texts that people write, checked once at the edge.

use super::fault::{Fault, FaultKind};

/// A text without space around it, of at most `maximum` characters; none where nothing is written.
///
/// # Errors
/// A text, named `field`, that is too long or holds the character U+0000, which no database keeps.
pub fn optional(field: &str, text: Option<&str>, maximum: usize) -> Result<Option<String>, Fault> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.contains('\0') {
        return Err(Fault::new(field, text, FaultKind::NulCharacter));
    }
    match text.chars().count() {
        length if length > maximum => Err(Fault::new(field, text, FaultKind::TooLong { maximum, length })),
        _ => Ok(Some(text.to_owned())),
    }
}

/// A text that must be written, without space around it.
///
/// # Errors
/// A text, named `field`, that is empty, or what [`optional`] refuses.
pub fn required(field: &str, text: &str, maximum: usize) -> Result<String, Fault> {
    optional(field, Some(text), maximum)?.ok_or_else(|| Fault::required(field))
}
