//! `assignment.toml`: the rules by which a request is given to a department and to one of its teams.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Condition;
use crate::data_file::{Code, Text};

/// The rules of assignment. The first that applies decides; without one, the precision's department answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "assignment.toml")]
pub struct AssignmentFile {
    /// The rules, in the order they are tried.
    pub rules: Vec<AssignmentRuleEntry>,
}

/// A rule of assignment: every condition that it gives must hold. A planned intervention stays with the department that
/// does its work: the rules of other departments do not apply to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentRuleEntry {
    /// Code of the rule.
    pub code: Code,
    /// What it is about, as the staff reads it on a request.
    pub name: Text,
    /// Codes of products; any where absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<Code>,
    /// Codes of precisions, of the one product that the rule then names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub precisions: Vec<Code>,
    /// Codes of boroughs that the place lies in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boroughs: Vec<Code>,
    /// Codes of neighbourhoods that the place lies in; they come with the areas that are imported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub neighbourhoods: Vec<Code>,
    /// Conditions on the answers to the questions of the one product that the rule then names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Condition>,
    /// Code of the department; that of the team where absent.
    pub department: Option<Code>,
    /// Code of the team; none where absent.
    pub team: Option<Code>,
}
