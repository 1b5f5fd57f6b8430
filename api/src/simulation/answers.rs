//! What simulated citizens answer to the questions of a product.

use rand::Rng;
use rand::seq::IndexedRandom;
use serde_json::{Map, Value, json};

use super::SimulationRng;
use super::categories::AskedQuestions;
use crate::catalogue::format::{Condition, Question, QuestionType};

/// How often a question that need not be answered is.
const OPTIONAL_ANSWERED: f64 = 0.6;

/// Answers, by question, and the severity that they add.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answers {
    pub(super) values: Value,
    pub(super) severity: i32,
}

impl Answers {
    /// No answers.
    pub(super) fn none() -> Self {
        Self { values: Value::Object(Map::new()), severity: 0 }
    }

    /// Answers to the questions that are asked for a precision, each in its turn.
    pub(super) fn draw(asked: &AskedQuestions, precision: &str, rng: &mut SimulationRng) -> Self {
        let mut answers = Map::new();
        for question in &asked.questions {
            if !is_asked(question, precision, &answers) || !(question.required || rng.random_bool(OPTIONAL_ANSWERED)) {
                continue;
            }
            if let Some(answer) = answer(question, rng) {
                answers.insert(question.code.as_str().to_owned(), answer);
            }
        }
        let values = Value::Object(answers);
        let severity = asked.weights.severity("answers", precision, &values).unwrap_or(0);
        Self { values, severity }
    }
}

fn is_asked(question: &Question, precision: &str, answers: &Map<String, Value>) -> bool {
    let of_precision =
        question.precisions.as_ref().is_none_or(|codes| codes.iter().any(|code| code.as_str() == precision));
    of_precision && question.when.iter().all(|condition| holds(condition, answers))
}

fn holds(condition: &Condition, answers: &Map<String, Value>) -> bool {
    let Some(answer) = answers.get(condition.question.as_str()) else { return false };
    let chosen = |code: &str| match answer {
        Value::Array(codes) => codes.iter().any(|chosen| chosen.as_str() == Some(code)),
        one => one.as_str() == Some(code),
    };
    let is = condition.is.as_ref().is_none_or(|codes| codes.iter().any(|code| chosen(code.as_str())));
    let number = answer.as_f64();
    let at_least = condition.at_least.is_none_or(|least| number.is_some_and(|number| number >= least));
    let at_most = condition.at_most.is_none_or(|most| number.is_some_and(|number| number <= most));
    is && at_least && at_most
}

/// An answer; none for a text, a date, a place or a picture, which the description and the position tell better.
fn answer(question: &Question, rng: &mut SimulationRng) -> Option<Value> {
    match question.answer_type {
        QuestionType::Choice => question.options.choose(rng).map(|option| json!(option.code.as_str())),
        QuestionType::Choices => {
            let count = rng.random_range(1..=question.options.len().clamp(1, 2));
            let chosen: Vec<&str> =
                question.options.choose_multiple(rng, count).map(|option| option.code.as_str()).collect();
            (!chosen.is_empty()).then(|| json!(chosen))
        }
        QuestionType::Number => {
            let least = question.minimum.unwrap_or(0.0);
            let most = question.maximum.unwrap_or(least + 100.0);
            // Small numbers are likelier: a hole of ten centimetres more than one of three metres.
            let number = least + (most - least) * rng.random::<f64>().powi(4);
            Some(json!(number.round().clamp(least, most)))
        }
        QuestionType::Text | QuestionType::Date | QuestionType::Place | QuestionType::Photo => None,
    }
}
