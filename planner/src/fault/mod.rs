//! What can be wrong with a value of an instance: the place, the value and what would be right.

mod tally;
mod wording;

use std::fmt;

pub(crate) use self::tally::FaultTally;

/// One value of an instance that is not allowed.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// JSON pointer (RFC 6901) of the value, such as `/requests/17/lat`; empty for the whole document.
    pub path: String,
    /// The value as written, cut with an ellipsis to 120 characters, a number to 24; empty where nothing was given.
    pub value: String,
    /// What is wrong and what is allowed.
    pub kind: FaultKind,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// The text is not JSON from here on.
    Malformed {
        /// Line of the text, from 1.
        line: usize,
        /// Column of the text in characters, from 1.
        column: usize,
        /// What JSON has there.
        expected: Expected,
    },
    /// A value of another kind than the format has here.
    WrongKind {
        /// The kind that it has.
        expected: ValueKind,
        /// Whether null is allowed too.
        or_null: bool,
    },
    /// A required value is absent.
    Missing,
    /// A name that the format does not have.
    UnknownField {
        /// The names it has.
        known: &'static [&'static str],
    },
    /// A name that its object has already.
    RepeatedField,
    /// Not a finite number within the range; a missing side is unlimited.
    OutOfRange {
        /// Smallest allowed value.
        minimum: Option<f64>,
        /// Largest allowed value.
        maximum: Option<f64>,
    },
    /// The costs of the instance together exceed what 64 bits hold.
    TotalTooLarge,
    /// A list without exactly one entry a year.
    WrongLength {
        /// The number of entries that it has.
        found: usize,
        /// The number of years.
        expected: u32,
    },
    /// A line of fewer than two places.
    TooFewPlaces,
    /// An empty id.
    Empty,
    /// An id that an earlier entry has.
    Duplicate {
        /// JSON pointer of the earlier entry.
        first: String,
    },
    /// An id that is not among the entries of a list.
    Unknown {
        /// The name of the list, such as `work_types`.
        list: &'static str,
    },
    /// A cycle of `after`: each work type comes after the next one, the last after the first.
    Cycle {
        /// The ids of the cycle.
        work_types: Vec<String>,
    },
    /// A pin that neither gives a year nor excludes, or does both.
    PinWithoutDecision,
    /// A second, different pin of a request.
    ContradictoryPin {
        /// JSON pointer of the first pin.
        first: String,
    },
    /// A minimum share in an area where the department has no request: it could spend nothing at all.
    AreaWithoutWork {
        /// The department.
        department: String,
    },
    /// A second minimum share of a department in an area.
    RepeatedShare {
        /// JSON pointer of the first one.
        first: String,
    },
    /// The minimum shares of a department are more than the whole.
    SharesTooLarge {
        /// The department.
        department: String,
        /// Their sum up to here.
        total: f64,
    },
    /// More faults of a kind, at places that differ in the numbers `*` of the path alone, than are told one by one.
    More {
        /// How many are not told.
        count: usize,
    },
}

/// A kind of value that the format has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// A text.
    Text,
    /// Any finite number.
    Number,
    /// A whole number, both ends included.
    WholeNumber {
        /// The smallest.
        minimum: i64,
        /// The largest.
        maximum: i64,
    },
    /// A whole number of cents, 0 to 2⁶³ − 1; told as below 9 × 10¹⁸.
    Cents,
    /// True or false.
    Flag,
    /// One of some words.
    OneOf(&'static [&'static str]),
    /// A list.
    List,
    /// A longitude and a latitude.
    Place,
    /// An object.
    Object,
}

/// What JSON has at a position where a text is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A value.
    Value,
    /// A number as JSON writes it.
    Number,
    /// The end of a text in quotes.
    ClosingQuote,
    /// A text whose escapes JSON has.
    Escape,
    /// The name of a field.
    Name,
    /// A colon after a name.
    Colon,
    /// A comma or the closing bracket of a list.
    CommaOrBracket,
    /// A comma or the closing brace of an object.
    CommaOrBrace,
    /// Nothing more.
    End,
}

impl Fault {
    pub(crate) fn new(path: impl Into<String>, value: impl fmt::Display, kind: FaultKind) -> Self {
        Self { path: path.into(), value: clipped(value.to_string()), kind }
    }
}

/// The most characters of a value that are shown.
const MOST_SHOWN: usize = 120;

/// The most of a number.
const MOST_DIGITS_SHOWN: usize = 24;

/// A value as it is shown, with an ellipsis where it is cut.
fn clipped(value: String) -> String {
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let most = if is_number { MOST_DIGITS_SHOWN } else { MOST_SHOWN };
    match value.char_indices().nth(most - 1) {
        Some((end, _)) if value.chars().nth(most).is_some() => format!("{}…", &value[..end]),
        _ => value,
    }
}
