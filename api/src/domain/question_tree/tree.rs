//! What a tree is made of, in the form in which its versions are stored.

use serde::{Deserialize, Serialize};

use super::{Condition, OutcomeRule};
use crate::domain::bilingual::Bilingual;
use crate::domain::exceptional_situation::first;

/// The longest answer in words, in characters, where the question sets no shorter one.
const LONGEST_TEXT: usize = 2_000;

/// The most pictures of an answer, where the question sets no other number.
const MOST_PHOTOS: usize = 5;

/// The questions of a product in the order asked, and what their answers lead to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct QuestionTree {
    /// The questions; the conditions of one are on questions before it.
    pub questions: Vec<Question>,
    /// What answers lead to; of two that give the same thing, the first one does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<OutcomeRule>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Code, unique in the tree.
    pub code: String,
    /// The question as it is asked.
    pub text: Bilingual,
    /// What helps to answer it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Bilingual>,
    /// Whether it must be answered where it is asked.
    #[serde(default)]
    pub required: bool,
    /// Codes of the precisions that it is asked for; all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precisions: Option<Vec<String>>,
    /// Conditions on earlier answers, which must all hold for it to be asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
    /// What answers it.
    #[serde(flatten)]
    pub kind: QuestionKind,
}

/// What answers a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum QuestionKind {
    /// One of the options.
    Choice {
        /// The options.
        options: Vec<QuestionOption>,
    },
    /// One or several of the options.
    Choices {
        /// The options.
        options: Vec<QuestionOption>,
    },
    /// Words.
    Text {
        /// The most characters.
        #[serde(default = "longest_text")]
        maximum_length: usize,
    },
    /// A number.
    Number {
        /// What it counts, such as `cm`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
        /// The least answer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minimum: Option<f64>,
        /// The greatest answer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        maximum: Option<f64>,
        /// Whether it is a whole number.
        #[serde(default)]
        whole: bool,
    },
    /// A day.
    Date {
        /// The earliest day, counted in days from the day of the demand: negative before it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earliest: Option<i32>,
        /// The latest day, counted likewise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        latest: Option<i32>,
    },
    /// A position in the city.
    Place,
    /// Pictures, as the identifiers of their attachments.
    Photo {
        /// The most pictures.
        #[serde(default = "most_photos")]
        maximum_count: usize,
    },
}

/// An answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionOption {
    /// Code, unique in the question.
    pub code: String,
    /// The answer as it is shown.
    pub text: Bilingual,
    /// Points that it adds to the severity; negative, they lower it.
    #[serde(default)]
    pub severity: i32,
}

impl QuestionTree {
    /// Whether a question is one of triage: some answer to it alone leads to 9-1-1.
    pub fn is_triage(&self, question: &Question) -> bool {
        let decides = |rule: &OutcomeRule| rule.emergency.is_some() && rule.when.len() == 1;
        let mut deciding = self.outcomes.iter().filter(|rule| decides(rule));
        deciding.any(|rule| rule.when.iter().any(|condition| condition.question == question.code))
    }

    /// The codes of the options of its questions of triage.
    pub fn triage_options(&self) -> impl Iterator<Item = &str> {
        let triage = self.questions.iter().filter(|question| self.is_triage(question));
        triage.flat_map(Question::options).map(|option| option.code.as_str())
    }
}

impl Question {
    /// The same question, the options whose codes are wanted before the others.
    #[must_use]
    pub fn with_first_options<'c>(mut self, wanted: impl Iterator<Item = &'c str>) -> Self {
        if let QuestionKind::Choice { options } | QuestionKind::Choices { options } = &mut self.kind {
            *options = first(std::mem::take(options), wanted, |option| &option.code);
        }
        self
    }

    /// Whether it may be asked for this precision.
    pub fn is_asked_for(&self, precision: &str) -> bool {
        self.precisions.as_ref().is_none_or(|codes| codes.iter().any(|code| code == precision))
    }

    /// The options to choose from; none where it is no choice.
    pub fn options(&self) -> &[QuestionOption] {
        match &self.kind {
            QuestionKind::Choice { options } | QuestionKind::Choices { options } => options,
            _ => &[],
        }
    }
}

impl QuestionKind {
    /// Words of any length that is kept.
    pub fn text() -> Self {
        Self::Text { maximum_length: LONGEST_TEXT }
    }

    /// As many pictures as are kept.
    pub fn photo() -> Self {
        Self::Photo { maximum_count: MOST_PHOTOS }
    }
}

fn longest_text() -> usize {
    LONGEST_TEXT
}

fn most_photos() -> usize {
    MOST_PHOTOS
}
