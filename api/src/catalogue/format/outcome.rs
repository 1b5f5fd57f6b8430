//! What the answers to a product's questions lead to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Condition, RequestKind};
use crate::data_file::{Code, Text};

/// What some answers lead to. Every outcome whose conditions hold acts: severities add up, and of two that give the same
/// thing the first one does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeEntry {
    /// Conditions on the answers, which must all hold.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// Codes of the precisions that it is for; all where absent.
    #[schemars(length(min = 1))]
    pub precisions: Option<Vec<Code>>,
    /// Points that it adds to the severity; negative, they lower it.
    #[schemars(range(min = -100, max = 100))]
    pub severity: Option<i32>,
    /// Kind of demand, instead of the precision's.
    pub kind: Option<RequestKind>,
    /// Code of the department that answers, instead of the precision's.
    pub department: Option<Code>,
    /// Code of the work type that it feeds, instead of the precision's.
    pub work_type: Option<Code>,
    /// `false` takes it out of the planned-intervention programme.
    pub planned: Option<bool>,
    /// Code of the reason of `triage.toml` for which 9-1-1 answers. It ends the questions.
    pub emergency: Option<Code>,
    /// Information that answers the demand at once. It ends the questions.
    pub advice: Option<Text>,
}
