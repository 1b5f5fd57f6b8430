//! The questions of a product's conditional tree.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::data_file::{Code, Text};

/// A question of a product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Code of the question, unique within the product.
    pub code: Code,
    /// The question as it is asked.
    pub text: Text,
    /// What helps to answer it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// The type of its answer.
    #[serde(rename = "type")]
    pub answer_type: QuestionType,
    /// Codes of the precisions that it is asked for; all where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub precisions: Option<Vec<Code>>,
    /// Whether it must be answered where it is asked.
    #[serde(default)]
    pub required: bool,
    /// The answers to choose from, of a `choice` or of `choices`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<QuestionOption>,
    /// What a `number` counts, such as `m`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"\S"))]
    pub unit: Option<String>,
    /// Least answer of a `number`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<f64>,
    /// Greatest answer of a `number`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<f64>,
    /// Whether the answer of a `number` is a whole number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole: Option<bool>,
    /// Earliest answer of a `date`, in days from the day of the demand: negative before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = -36_500, max = 36_500))]
    pub earliest: Option<i32>,
    /// Latest answer of a `date`, counted likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = -36_500, max = 36_500))]
    pub latest: Option<i32>,
    /// The most characters of a `text`; 2,000 where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 2_000))]
    pub maximum_length: Option<usize>,
    /// The most pictures of a `photo`; 5 where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 20))]
    pub maximum_count: Option<usize>,
    /// Conditions on earlier answers, which must all hold for it to be asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

/// The type of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionType {
    /// One of the options.
    Choice,
    /// One or several of the options.
    Choices,
    /// Free text.
    Text,
    /// A number.
    Number,
    /// A day.
    Date,
    /// A position.
    Place,
    /// A picture.
    Photo,
}

/// An answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionOption {
    /// Code of the option, unique within the question.
    pub code: Code,
    /// The answer as it is shown.
    pub text: Text,
    /// Points that it adds to the severity of the precision; negative, they lower it.
    #[serde(default)]
    #[schemars(range(min = -100, max = 100))]
    pub severity: i32,
}

/// A condition on an earlier answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Code of the earlier question.
    pub question: Code,
    /// Codes of the options of which one must be chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub is: Option<Vec<Code>>,
    /// The least number that the answer must reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// The greatest number that the answer may reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
}
