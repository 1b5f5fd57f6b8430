//! Answers: read once, of their question's type and within its range.

use chrono::{Days, NaiveDate};
use serde_json::Value;

use super::tree::{Question, QuestionKind, QuestionOption};
use super::walk::MAXIMUM_ANSWERS;
use crate::domain::fault::{Fault, FaultKind, check_length};
use crate::domain::place::{BoundingBox, Point};
use crate::domain::text;
use crate::locale::Locale;

/// The longest identifier of an attachment, in characters.
const LONGEST_ATTACHMENT_ID: usize = 128;

/// An answer that fits its question.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The code of an option.
    Choice(String),
    /// The codes of several options, each once.
    Choices(Vec<String>),
    /// Words.
    Text(String),
    /// A number in the question's unit.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// A position in the city.
    Place(Point),
    /// Identifiers of attachments, each once.
    Photos(Vec<String>),
}

/// Where and when questions are asked.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The day of the demand, in the city's time zone.
    pub today: NaiveDate,
    /// The box around the city.
    pub bounds: BoundingBox,
    /// The city's name.
    pub city: &'a str,
}

impl Answer {
    /// Reads the answer to a question, which the caller named `field`.
    ///
    /// # Errors
    /// A value that is not of the question's type, names no option, or lies out of its range.
    pub fn read(
        question: &Question,
        field: &str,
        value: &Value,
        circumstances: &Circumstances<'_>,
    ) -> Result<Self, Fault> {
        match &question.kind {
            QuestionKind::Choice { options } => option(field, options, value).map(Self::Choice),
            QuestionKind::Choices { options } => choices(field, options, value).map(Self::Choices),
            QuestionKind::Text { maximum_length } => words(field, *maximum_length, value).map(Self::Text),
            QuestionKind::Number { unit, minimum, maximum, whole } => {
                let range = NumberRange { unit: unit.as_deref(), least: *minimum, most: *maximum, whole: *whole };
                range.read(field, value).map(Self::Number)
            }
            QuestionKind::Date { earliest, latest } => {
                day(field, (*earliest, *latest), value, circumstances.today).map(Self::Date)
            }
            QuestionKind::Place => place(field, value, circumstances).map(Self::Place),
            QuestionKind::Photo { maximum_count } => photos(field, *maximum_count, value).map(Self::Photos),
        }
    }

    /// Whether it chooses the option of this code.
    pub fn chooses(&self, option: &str) -> bool {
        match self {
            Self::Choice(code) => code == option,
            Self::Choices(codes) => codes.iter().any(|code| code == option),
            _ => false,
        }
    }

    /// The number, where it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The severity points of the options that it chooses.
    pub fn severity(&self, question: &Question) -> i32 {
        question.options().iter().filter(|option| self.chooses(&option.code)).map(|option| option.severity).sum()
    }

    /// The answer as a person reads it: the texts of options, a number with its unit.
    pub fn in_words(&self, question: &Question, locale: Locale) -> String {
        match self {
            Self::Choice(_) | Self::Choices(_) => {
                let chosen = question.options().iter().filter(|option| self.chooses(&option.code));
                chosen.map(|option| option.text.in_language(locale)).collect::<Vec<_>>().join(", ")
            }
            Self::Text(text) => text.clone(),
            Self::Number(number) => {
                let number = match locale {
                    Locale::French => number.to_string().replace('.', ","),
                    Locale::English => number.to_string(),
                };
                match &question.kind {
                    QuestionKind::Number { unit: Some(unit), .. } => format!("{number}\u{a0}{unit}"),
                    _ => number,
                }
            }
            Self::Date(day) => day.to_string(),
            Self::Place(point) => format!("{:.5}, {:.5}", point.latitude(), point.longitude()),
            Self::Photos(ids) => ids.join(", "),
        }
    }
}

fn option(field: &str, options: &[QuestionOption], value: &Value) -> Result<String, Fault> {
    let found = options.iter().find(|option| value.as_str() == Some(&option.code));
    found.map(|option| option.code.clone()).ok_or_else(|| {
        let allowed = options.iter().map(|option| option.code.as_str()).collect::<Vec<_>>().join(", ");
        Fault::new(field, shown(value), FaultKind::Unknown { allowed })
    })
}

fn choices(field: &str, options: &[QuestionOption], value: &Value) -> Result<Vec<String>, Fault> {
    let Value::Array(values) = value else { return option(field, options, value).map(|code| vec![code]) };
    check_length(field, values.len(), MAXIMUM_ANSWERS)?;
    let codes = values.iter().map(|value| option(field, options, value)).collect::<Result<Vec<_>, _>>()?;
    each_once(field, codes, r#"["…"]"#)
}

fn words(field: &str, maximum: usize, value: &Value) -> Result<String, Fault> {
    let text = value.as_str().ok_or_else(|| malformed(field, value, r#""…""#))?;
    text::required(field, text, maximum)
}

/// The numbers that answer a question.
struct NumberRange<'q> {
    unit: Option<&'q str>,
    least: Option<f64>,
    most: Option<f64>,
    whole: bool,
}

impl NumberRange<'_> {
    fn read(&self, field: &str, value: &Value) -> Result<f64, Fault> {
        let number = value.as_f64().ok_or_else(|| malformed(field, value, if self.whole { "12" } else { "12.5" }))?;
        if self.whole && number.fract() != 0.0 {
            return Err(malformed(field, value, "12"));
        }
        let (least, most) = (self.least.unwrap_or(f64::NEG_INFINITY), self.most.unwrap_or(f64::INFINITY));
        match (least..=most).contains(&number) {
            true => Ok(number),
            false => Err(Fault::new(field, value, out_of_range(bound(self.least), self.with_unit(bound(self.most))))),
        }
    }

    fn with_unit(&self, bound: String) -> String {
        self.unit.map_or_else(|| bound.clone(), |unit| format!("{bound}\u{a0}{unit}"))
    }
}

fn day(
    field: &str,
    (earliest, latest): (Option<i32>, Option<i32>),
    value: &Value,
    today: NaiveDate,
) -> Result<NaiveDate, Fault> {
    let given = value.as_str().and_then(|text| text.parse::<NaiveDate>().ok());
    let given = given.ok_or_else(|| malformed(field, value, "2026-09-15"))?;
    let (first, last) = (earliest.map(|days| day_after(today, days)), latest.map(|days| day_after(today, days)));
    match first.is_none_or(|first| first <= given) && last.is_none_or(|last| given <= last) {
        true => Ok(given),
        false => Err(Fault::new(field, given, out_of_range(bound(first), bound(last)))),
    }
}

/// The day that lies `days` after `today`, before it where they are negative.
pub fn day_after(today: NaiveDate, days: i32) -> NaiveDate {
    let count = Days::new(u64::from(days.unsigned_abs()));
    match days < 0 {
        true => today.checked_sub_days(count).unwrap_or(NaiveDate::MIN),
        false => today.checked_add_days(count).unwrap_or(NaiveDate::MAX),
    }
}

fn place(field: &str, value: &Value, circumstances: &Circumstances<'_>) -> Result<Point, Fault> {
    let coordinate = |name: &str| value.get(name).and_then(Value::as_f64);
    let parts = value.as_object().map_or(0, serde_json::Map::len);
    let (Some(longitude), Some(latitude), 2) = (coordinate("longitude"), coordinate("latitude"), parts) else {
        return Err(malformed(field, value, r#"{"longitude": -71.2256, "latitude": 46.8139}"#));
    };
    let point = Point::new(field, longitude, latitude)?;
    match circumstances.bounds.contains(point) {
        true => Ok(point),
        false => {
            let kind = FaultKind::OutsideCity { city: circumstances.city.to_owned() };
            Err(Fault::new(field, format!("{longitude}, {latitude}"), kind))
        }
    }
}

fn photos(field: &str, maximum: usize, value: &Value) -> Result<Vec<String>, Fault> {
    const EXPECTED: &str = r#"["QXR0YWNobWVudDox"]"#;
    let one = std::slice::from_ref(value);
    let values = value.as_array().map_or(one, Vec::as_slice);
    check_length(field, values.len(), maximum)?;
    let read = |value: &Value| {
        let id = value.as_str().filter(|id| is_attachment_id(id));
        id.map(str::to_owned).ok_or_else(|| malformed(field, value, EXPECTED))
    };
    each_once(field, values.iter().map(read).collect::<Result<Vec<_>, _>>()?, EXPECTED)
}

/// Whether a text has the form of a global identifier: what an upload gives is passed on unchanged.
fn is_attachment_id(id: &str) -> bool {
    let of_base64url = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '=');
    !id.is_empty() && id.len() <= LONGEST_ATTACHMENT_ID && id.chars().all(of_base64url)
}

/// The entries of a list that has some, none of them twice.
fn each_once(field: &str, entries: Vec<String>, expected: &str) -> Result<Vec<String>, Fault> {
    if entries.is_empty() {
        return Err(malformed(field, &Value::Array(Vec::new()), expected));
    }
    match (1..entries.len()).find(|index| entries[..*index].contains(&entries[*index])) {
        Some(index) => Err(Fault::new(field, &entries[index], FaultKind::Duplicate)),
        None => Ok(entries),
    }
}

fn out_of_range(minimum: String, maximum: String) -> FaultKind {
    FaultKind::OutOfRange { minimum, maximum }
}

fn bound(bound: Option<impl ToString>) -> String {
    bound.map_or_else(|| "…".to_owned(), |bound| bound.to_string())
}

pub(super) fn malformed(field: &str, value: &Value, expected: &str) -> Fault {
    Fault::new(field, shown(value), FaultKind::Malformed { expected: expected.to_owned() })
}

/// A value as its writer would know it again.
pub(super) fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
