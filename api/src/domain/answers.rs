//! Answers to a product's questions: whether they name questions and options that exist, and how severe they are.

use serde::Deserialize;
use serde_json::Value;

use super::fault::{Fault, FaultCollector, FaultKind, Faults};

/// The questions of a product, as its tree's version stores them.
#[derive(Debug, Clone, Deserialize)]
pub struct Questions {
    questions: Vec<Question>,
}

#[derive(Debug, Clone, Deserialize)]
struct Question {
    code: String,
    #[serde(default)]
    options: Vec<AnswerOption>,
}

#[derive(Debug, Clone, Deserialize)]
struct AnswerOption {
    code: String,
    #[serde(default)]
    severity: i32,
}

impl Questions {
    /// The severity points of these answers, which the caller named `field`: the sum over the options they choose.
    ///
    /// # Errors
    /// Answers that are no object, and every question or option that does not exist.
    pub fn severity(&self, field: &str, answers: &Value) -> Result<i32, Faults> {
        let Value::Object(entries) = answers else {
            let expected = r#"{"question": "réponse"}"#.to_owned();
            return Err(Fault::new(field, answers, FaultKind::Malformed { expected }).into());
        };
        let mut faults = FaultCollector::default();
        let mut points = 0;
        for (code, answer) in entries {
            let field = format!("{field}.{code}");
            match self.questions.iter().find(|question| question.code == *code) {
                Some(question) => points += faults.take(question.severity(&field, answer)).unwrap_or(0),
                None => {
                    let allowed = join(self.questions.iter().map(|question| question.code.as_str()));
                    faults.push(Fault::new(field, code, FaultKind::Unknown { allowed }));
                }
            }
        }
        faults.finish()?;
        Ok(points)
    }
}

impl Question {
    fn severity(&self, field: &str, answer: &Value) -> Result<i32, Fault> {
        let chosen: Vec<&Value> = match answer {
            Value::Array(several) => several.iter().collect(),
            one => vec![one],
        };
        if self.options.is_empty() {
            return Ok(0);
        }
        chosen.into_iter().map(|code| self.option_severity(field, code)).sum()
    }

    fn option_severity(&self, field: &str, code: &Value) -> Result<i32, Fault> {
        let option = self.options.iter().find(|option| code.as_str() == Some(&option.code));
        option.map(|option| option.severity).ok_or_else(|| {
            let allowed = join(self.options.iter().map(|option| option.code.as_str()));
            Fault::new(field, code, FaultKind::Unknown { allowed })
        })
    }
}

fn join<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    codes.collect::<Vec<_>>().join(", ")
}
