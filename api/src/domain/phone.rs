//! Telephone numbers in one form, so that one is found however it is typed.

use super::fault::{Fault, FaultKind};

/// The digits of a telephone number: ten with the area code, fifteen at most with the country's (ITU-T E.164).
const DIGITS: std::ops::RangeInclusive<usize> = 10..=15;

/// The digits of a North American number with its area code.
const NATIONAL_DIGITS: usize = 10;

/// A telephone number as it is kept: ten digits in North America, with or without `+1` as typed; elsewhere `+` and all
/// digits, or the digits as they stand.
///
/// # Errors
/// A text, named `field`, that is no telephone number.
pub fn parse(field: &str, typed: &str) -> Result<String, Fault> {
    recognise(typed).ok_or_else(|| {
        let expected = "418 641-6311 (+1 418 641-6311)".to_owned();
        Fault::new(field, typed, FaultKind::Malformed { expected })
    })
}

/// The telephone number that a text is, in the form that is kept; none where it is none.
pub fn recognise(typed: &str) -> Option<String> {
    let kept: String = typed.trim().chars().filter(|character| !" ().-\u{a0}".contains(*character)).collect();
    let digits = kept.strip_prefix('+').unwrap_or(&kept);
    if !DIGITS.contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.strip_prefix('1') {
        Some(national) if national.len() == NATIONAL_DIGITS => Some(national.to_owned()),
        _ => Some(kept),
    }
}
