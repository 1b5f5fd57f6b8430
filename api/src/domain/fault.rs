//! What is wrong with an input: which field, which value, why, and what would be right, in the caller's language.

mod kind;

use super::bilingual::Bilingual;
use crate::locale::Locale;

pub use kind::FaultKind;

/// The longest part of a faulty value that is given back to the caller, in characters.
const VALUE_EXCERPT: usize = 120;

/// The most faults of an input that are told.
const MAXIMUM_TOLD: usize = 100;

/// One fault of an input.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The field as the caller wrote it, such as `input.place.longitude`; cut to a readable length.
    pub field: String,
    /// The value that was given, cut to a readable length; none where nothing was given.
    pub value: Option<String>,
    /// What is wrong with it.
    pub kind: FaultKind,
}

impl Fault {
    /// A fault of `field`, which held `value`.
    pub fn new(field: impl Into<String>, value: impl ToString, kind: FaultKind) -> Self {
        Self { field: excerpt(&field.into()), value: Some(excerpt(&value.to_string())), kind }
    }

    /// The fault of a field that must be given and was not.
    pub fn required(field: impl Into<String>) -> Self {
        Self { field: field.into(), value: None, kind: FaultKind::Required }
    }

    /// The fault of a question that must be answered in `field` and is not.
    pub fn unanswered(field: impl Into<String>, question: Bilingual) -> Self {
        Self { field: field.into(), value: None, kind: FaultKind::Unanswered { question } }
    }

    /// What is wrong, for a person.
    pub fn message(&self, locale: Locale) -> String {
        self.wording(locale, "message")
    }

    /// What would be right, for a person.
    pub fn remedy(&self, locale: Locale) -> String {
        self.wording(locale, "remedy")
    }

    fn wording(&self, locale: Locale, part: &str) -> String {
        let mut values = self.kind.parameters(locale);
        values.push(("field", self.field.clone()));
        values.push(("value", self.value.clone().unwrap_or_default()));
        locale.wording(&format!("fault.{}.{part}", self.kind.code().to_lowercase()), &values)
    }
}

/// All faults of an input: never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// The faults, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a Fault;
    type IntoIter = std::slice::Iter<'a, Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

/// Gathers faults while an input is read, so that the caller learns of all of them at once: of the first hundred one by
/// one, of how many more there are.
#[derive(Debug, Default)]
pub struct FaultCollector {
    told: Vec<Fault>,
    untold: usize,
}

impl FaultCollector {
    /// Notes one fault.
    pub fn push(&mut self, fault: Fault) {
        match self.told.len() < MAXIMUM_TOLD {
            true => self.told.push(fault),
            false => self.untold += 1,
        }
    }

    /// The value, or none after noting its faults.
    pub fn take<T>(&mut self, result: Result<T, impl Into<Faults>>) -> Option<T> {
        result.map_err(|faults| faults.into().0.into_iter().for_each(|fault| self.push(fault))).ok()
    }

    /// Nothing where no fault was noted.
    ///
    /// # Errors
    /// All the faults that were noted.
    pub fn finish(self) -> Result<(), Faults> {
        let Self { mut told, untold } = self;
        if untold > 0 {
            let field = told.last().map_or_else(String::new, |fault| fault.field.clone());
            told.push(Fault::new(field, untold, FaultKind::More { count: untold }));
        }
        if told.is_empty() { Ok(()) } else { Err(Faults(told)) }
    }
}

/// Checks that a list, named `field`, has at most `maximum` entries.
///
/// # Errors
/// A longer list.
pub fn check_length(field: impl Into<String>, length: usize, maximum: usize) -> Result<(), Fault> {
    match length > maximum {
        true => Err(Fault::new(field, length, FaultKind::TooMany { maximum, length })),
        false => Ok(()),
    }
}

/// The beginning of a text, in which U+0000 can be seen.
fn excerpt(text: &str) -> String {
    match text.char_indices().nth(VALUE_EXCERPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
    .replace('\0', "␀")
}
