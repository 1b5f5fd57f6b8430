//! Texts of a file: as long as they may be, and without what no database keeps.

use crate::domain::fault::{Fault, FaultKind};

/// The longest name or code of an area or a street, in characters.
pub(super) const MAXIMUM_AREA_NAME: usize = 200;

/// Words that a fault names of those that would be right.
const WORDS_TOLD: usize = 20;

/// That a text has at most this many characters, none of them U+0000.
pub(super) fn within(field: &str, text: &str, maximum: usize) -> Result<(), Fault> {
    if text.contains('\0') {
        return Err(Fault::new(field, text.replace('\0', "␀"), FaultKind::NulCharacter));
    }
    let length = if text.len() <= maximum { 0 } else { text.chars().count() };
    if length > maximum {
        return Err(Fault::new(field, text, FaultKind::TooLong { maximum, length }));
    }
    Ok(())
}

/// The first of these words in their order, for a person: a report that named all of them on each row would outgrow
/// the file.
pub(super) fn some_of<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut words: Vec<&str> = words.collect();
    words.sort_unstable();
    words.dedup();
    let more = if words.len() > WORDS_TOLD { ", …" } else { "" };
    words.truncate(WORDS_TOLD);
    format!("{}{more}", words.join(", "))
}
