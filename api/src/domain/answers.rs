//! Answers to a product's questions: whether they name questions that exist and fit them, and how severe they are.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

use super::fault::{Fault, FaultCollector, FaultKind, Faults, check_length};
use super::place::Point;
use super::text;

/// The longest answer in words, in characters.
const MAXIMUM_TEXT: usize = 2_000;

/// The most questions that a caller may answer at once.
const MAXIMUM_ANSWERS: usize = 100;

/// The questions of a product, as its tree's version stores them.
#[derive(Debug, Clone, Deserialize)]
pub struct Questions {
    questions: Vec<Question>,
}

#[derive(Debug, Clone, Deserialize)]
struct Question {
    code: String,
    #[serde(rename = "type")]
    answer_type: AnswerType,
    #[serde(default)]
    options: Vec<AnswerOption>,
    minimum: Option<f64>,
    maximum: Option<f64>,
    /// The precisions that it is asked for; all where absent.
    precisions: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AnswerType {
    Choice,
    Choices,
    Text,
    Number,
    Date,
    Place,
    Photo,
}

#[derive(Debug, Clone, Deserialize)]
struct AnswerOption {
    code: String,
    #[serde(default)]
    severity: i32,
}

impl Questions {
    /// The severity points of these answers for a precision, which the caller named `field`: the sum over the options they
    /// choose.
    ///
    /// # Errors
    /// Answers that are no object, every question that is not asked for the precision, every option that does not exist or
    /// is given twice, and every answer that
    /// is not of its question's type.
    pub fn severity(&self, field: &str, precision: &str, answers: &Value) -> Result<i32, Faults> {
        let Value::Object(entries) = answers else {
            return Err(malformed(field, answers, &format!("{{{}}}", self.example())).into());
        };
        check_length(field, entries.len(), MAXIMUM_ANSWERS)?;
        let asked = || self.questions.iter().filter(|question| question.is_asked_for(precision));
        let mut faults = FaultCollector::default();
        let mut points = 0;
        for (code, answer) in entries {
            let field = format!("{field}.{code}");
            match asked().find(|question| question.code == *code) {
                Some(question) => points += faults.take(question.severity(&field, answer)).unwrap_or(0),
                None => {
                    let allowed = join(asked().map(|question| question.code.as_str()));
                    faults.push(Fault::new(field, code, FaultKind::Unknown { allowed }));
                }
            }
        }
        faults.finish()?;
        Ok(points)
    }

    /// The first question with its first option.
    fn example(&self) -> String {
        let Some(question) = self.questions.first() else { return String::new() };
        let option = question.options.first().map_or("…", |option| option.code.as_str());
        format!(r#""{}": "{option}""#, question.code)
    }
}

impl Question {
    fn is_asked_for(&self, precision: &str) -> bool {
        self.precisions.as_ref().is_none_or(|codes| codes.iter().any(|code| code == precision))
    }

    fn severity(&self, field: &str, answer: &Value) -> Result<i32, Fault> {
        match self.answer_type {
            AnswerType::Choice => self.option_severity(field, answer),
            AnswerType::Choices => self.options_severity(field, answer),
            AnswerType::Text | AnswerType::Photo => written(field, answer).map(|()| 0),
            AnswerType::Number => self.check_number(field, answer).map(|()| 0),
            AnswerType::Date => check_date(field, answer).map(|()| 0),
            AnswerType::Place => check_place(field, answer).map(|()| 0),
        }
    }

    fn options_severity(&self, field: &str, answer: &Value) -> Result<i32, Fault> {
        let Value::Array(chosen) = answer else { return self.option_severity(field, answer) };
        check_length(field, chosen.len(), MAXIMUM_ANSWERS)?;
        let mut points = 0;
        for (index, code) in chosen.iter().enumerate() {
            if chosen[..index].contains(code) {
                return Err(Fault::new(field, shown(code), FaultKind::Duplicate));
            }
            points += self.option_severity(field, code)?;
        }
        Ok(points)
    }

    fn option_severity(&self, field: &str, code: &Value) -> Result<i32, Fault> {
        let option = self.options.iter().find(|option| code.as_str() == Some(&option.code));
        option.map(|option| option.severity).ok_or_else(|| {
            let allowed = join(self.options.iter().map(|option| option.code.as_str()));
            Fault::new(field, shown(code), FaultKind::Unknown { allowed })
        })
    }

    fn check_number(&self, field: &str, answer: &Value) -> Result<(), Fault> {
        let number = answer.as_f64().ok_or_else(|| malformed(field, answer, "12.5"))?;
        let (minimum, maximum) = (self.minimum.unwrap_or(f64::MIN), self.maximum.unwrap_or(f64::MAX));
        match (minimum..=maximum).contains(&number) {
            true => Ok(()),
            false => {
                let kind = FaultKind::OutOfRange { minimum: minimum.to_string(), maximum: maximum.to_string() };
                Err(Fault::new(field, number, kind))
            }
        }
    }
}

fn written(field: &str, answer: &Value) -> Result<(), Fault> {
    let text = answer.as_str().ok_or_else(|| malformed(field, answer, r#""…""#))?;
    text::optional(field, Some(text), MAXIMUM_TEXT).map(|_| ())
}

fn check_date(field: &str, answer: &Value) -> Result<(), Fault> {
    let day = answer.as_str().and_then(|text| text.parse::<NaiveDate>().ok());
    day.map(|_| ()).ok_or_else(|| malformed(field, answer, "2026-09-15"))
}

fn check_place(field: &str, answer: &Value) -> Result<(), Fault> {
    let coordinate = |name: &str| answer.get(name).and_then(Value::as_f64);
    let parts = answer.as_object().map_or(0, serde_json::Map::len);
    match (coordinate("longitude"), coordinate("latitude")) {
        (Some(longitude), Some(latitude)) if parts == 2 => Point::new(field, longitude, latitude).map(|_| ()),
        _ => Err(malformed(field, answer, r#"{"longitude": -71.2256, "latitude": 46.8139}"#)),
    }
}

fn malformed(field: &str, answer: &Value, expected: &str) -> Fault {
    Fault::new(field, shown(answer), FaultKind::Malformed { expected: expected.to_owned() })
}

/// An answer as its writer would know it again.
fn shown(answer: &Value) -> String {
    answer.as_str().map_or_else(|| answer.to_string(), str::to_owned)
}

fn join<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    codes.collect::<Vec<_>>().join(", ")
}
