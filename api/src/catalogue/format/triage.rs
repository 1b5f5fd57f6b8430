//! `triage.toml`: what belongs to 9-1-1 rather than to 3-1-1.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::data_file::{Code, Text};

/// The triage of demands between 9-1-1 and 3-1-1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "triage.toml")]
pub struct TriageFile {
    /// The reasons for which 9-1-1 answers.
    #[schemars(length(min = 1))]
    pub reasons: Vec<EmergencyReason>,
    /// The question that products ask first where their `triage_question` is true.
    pub question: Option<TriageQuestion>,
}

/// A reason for which 9-1-1 answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyReason {
    /// Code of the reason.
    pub code: Code,
    /// Its name, as supervisors read it in the figures.
    pub name: Text,
    /// What the citizen is told at once.
    pub text: Text,
}

/// The triage question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TriageQuestion {
    /// Code of the question, which no product's own question may have.
    pub code: Code,
    /// The question as it is asked.
    pub text: Text,
    /// What helps to answer it.
    pub help: Option<Text>,
    /// The answers to choose from.
    pub options: Vec<TriageOption>,
}

/// An answer to the triage question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TriageOption {
    /// Code of the answer, unique in the question.
    pub code: Code,
    /// The answer as it is shown.
    pub text: Text,
    /// Code of the reason for which 9-1-1 answers; absent, the demand is for 3-1-1.
    pub reason: Option<Code>,
}
