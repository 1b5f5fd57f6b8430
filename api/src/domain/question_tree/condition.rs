//! Conditions on earlier answers.

use serde::{Deserialize, Serialize};

use super::Answer;

/// A condition on an earlier answer: all that it says must hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// Code of the earlier question.
    pub question: String,
    /// Codes of the options of which one must be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<Vec<String>>,
    /// The least number that the answer must reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// The greatest number that the answer may reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
}

impl Condition {
    /// Whether it holds for the answer to its question.
    pub fn holds(&self, answer: &Answer) -> bool {
        let number = answer.number();
        self.is.as_ref().is_none_or(|codes| codes.iter().any(|code| answer.chooses(code)))
            && self.at_least.is_none_or(|least| number.is_some_and(|number| number >= least))
            && self.at_most.is_none_or(|most| number.is_some_and(|number| number <= most))
    }
}
