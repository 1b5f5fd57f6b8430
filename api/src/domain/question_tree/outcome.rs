//! What answers lead to.

use riverain_entities::products::RequestKind;
use serde::{Deserialize, Serialize};

use super::Condition;
use crate::domain::bilingual::Bilingual;

/// What some answers lead to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OutcomeRule {
    /// Conditions on the answers, which must all hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
    /// Codes of the precisions that it is for; all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precisions: Option<Vec<String>>,
    /// Points that it adds to the severity; negative, they lower it.
    #[serde(default)]
    pub severity: i32,
    /// The kind of demand, instead of the precision's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<RequestKind>,
    /// Code of the department, instead of the precision's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The planned work, instead of the precision's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_work: Option<PlannedWork>,
    /// Code of the reason for which 9-1-1 answers: it ends the tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<String>,
    /// Information that answers the demand at once: it ends the tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Bilingual>,
}

/// Whether a demand feeds the planned-intervention programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlannedWork {
    /// It is answered by itself.
    None,
    /// It feeds the work type of this code.
    WorkType(String),
}

/// What all the answers lead to together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// Points that they add to the severity, negative where they take away.
    pub severity: i32,
    /// The kind of demand, where it is not the precision's.
    pub kind: Option<RequestKind>,
    /// Code of the department, where it is not the precision's.
    pub department: Option<String>,
    /// The planned work, where it is not the precision's.
    pub planned_work: Option<PlannedWork>,
    /// Code of the reason for which 9-1-1 answers.
    pub emergency: Option<String>,
    /// Information that answers the demand at once.
    pub advice: Option<Bilingual>,
}

impl OutcomeRule {
    /// Whether it is for this precision.
    pub fn is_for(&self, precision: &str) -> bool {
        self.precisions.as_ref().is_none_or(|codes| codes.iter().any(|code| code == precision))
    }

    /// Whether nothing is asked once it holds.
    pub fn ends(&self) -> bool {
        self.emergency.is_some() || self.advice.is_some()
    }
}

impl Outcome {
    /// Adds what a rule that holds leads to; what an earlier rule gave stays.
    pub(super) fn add(&mut self, rule: &OutcomeRule) {
        self.severity += rule.severity;
        self.kind = self.kind.or(rule.kind);
        let first = |held: &mut Option<_>, given: &Option<_>| {
            if held.is_none() {
                held.clone_from(given);
            }
        };
        first(&mut self.department, &rule.department);
        first(&mut self.emergency, &rule.emergency);
        if self.planned_work.is_none() {
            self.planned_work.clone_from(&rule.planned_work);
        }
        if self.advice.is_none() {
            self.advice.clone_from(&rule.advice);
        }
    }

    /// Whether the tree has ended: 9-1-1 answers, or the advice does.
    pub fn ends(&self) -> bool {
        self.emergency.is_some() || self.advice.is_some()
    }
}
