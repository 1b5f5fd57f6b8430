//! What simulated citizens answer to the questions of a product: each question in its turn, as the tree asks it.

use rand::Rng;
use rand::seq::{IndexedRandom, SliceRandom};
use serde_json::{Map, Value, json};

use super::SimulationRng;
use crate::domain::question_tree::{Circumstances, Outcome, Question, QuestionKind, QuestionTree};

/// How often a question that need not be answered is.
const OPTIONAL_ANSWERED: f64 = 0.6;

/// How often an answer is drawn anew where it led away from a request of its precision.
const ATTEMPTS: usize = 8;

/// Answers, by question, and what they lead to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Answers {
    pub(super) values: Map<String, Value>,
    pub(super) outcome: Outcome,
}

impl Answers {
    /// Answers of a request for a precision that neither 9-1-1 nor a piece of information answers, and that is planned or
    /// not as the precision is. None where eight draws of a question that must be answered lead elsewhere.
    pub(super) fn draw(
        tree: &QuestionTree,
        precision: &str,
        circumstances: &Circumstances<'_>,
        rng: &mut SimulationRng,
    ) -> Option<Self> {
        let mut answers = Self::default();
        let mut passed: Vec<usize> = Vec::new();
        loop {
            let walk = tree.walk(precision, "answers", &answers.values, circumstances);
            answers.outcome = walk.outcome;
            let Some(rank) = walk.next.into_iter().find(|rank| !passed.contains(rank)) else { return Some(answers) };
            passed.push(rank);
            let question = &tree.questions[rank];
            if !question.required && !rng.random_bool(OPTIONAL_ANSWERED) {
                continue;
            }
            let staying = (0..ATTEMPTS).find_map(|_| {
                let value = value(question, circumstances, rng)?;
                let mut values = answers.values.clone();
                values.insert(question.code.clone(), value);
                let walk = tree.walk(precision, "answers", &values, circumstances);
                let stays = walk.faults.is_empty() && !walk.outcome.ends() && walk.outcome.planned_work.is_none();
                stays.then_some(values)
            });
            match staying {
                Some(values) => answers.values = values,
                None if question.required => return None,
                None => {}
            }
        }
    }
}

/// An answer; none for a place or a picture, which the position of the request tells better.
fn value(question: &Question, circumstances: &Circumstances<'_>, rng: &mut SimulationRng) -> Option<Value> {
    match &question.kind {
        QuestionKind::Choice { options } => options.choose(rng).map(|option| json!(option.code)),
        QuestionKind::Choices { options } => {
            let mut codes: Vec<&str> = options.iter().map(|option| option.code.as_str()).collect();
            codes.shuffle(rng);
            codes.truncate(rng.random_range(1..=2));
            (!codes.is_empty()).then(|| json!(codes))
        }
        QuestionKind::Number { minimum, maximum, .. } => {
            let least = minimum.unwrap_or(0.0);
            let most = maximum.unwrap_or(least + 100.0);
            // Small numbers are likelier: a hole of ten centimetres more than one of three metres.
            let number = least + (most - least) * rng.random::<f64>().powi(4);
            Some(json!(number.round().clamp(least, most)))
        }
        QuestionKind::Date { earliest, latest } => {
            let latest = latest.unwrap_or(0).min(0);
            let earliest = earliest.unwrap_or(-30).max(latest - 30).min(latest);
            let day = circumstances
                .today
                .checked_add_signed(chrono::Duration::days(i64::from(rng.random_range(earliest..=latest))))?;
            Some(json!(day))
        }
        // A text that must be written is written by the description; here it refers to it.
        QuestionKind::Text { .. } if question.required => Some(json!("Voir la description.")),
        QuestionKind::Text { .. } | QuestionKind::Place | QuestionKind::Photo { .. } => None,
    }
}
