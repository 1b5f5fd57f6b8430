//! `priority-policy.toml`: how much each factor counts in a priority.

use riverain_planner::PriorityPolicy;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::data_file::{Code, Text};

/// The priority policy: the weights of the factors, and where those that have no natural end earn half of theirs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "priority-policy.toml")]
pub struct PriorityPolicyFile {
    /// Code of the policy.
    pub code: Code,
    /// Its name.
    pub name: Text,
    /// The weight of each factor; only their proportions matter.
    pub weights: PriorityWeights,
    /// Days at which the age earns half of its weight.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub age_half_days: f64,
    /// Citizens after the first at which their number earns half of its weight.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub citizens_half: f64,
}

/// The weight of each factor.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriorityWeights {
    /// Severity: the precision's, with the points of the answers.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub severity: f64,
    /// Time since the request was opened.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub age: f64,
    /// Number of distinct citizens who ask for the same.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub citizens: f64,
    /// Equity between boroughs.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub equity: f64,
}

impl PriorityPolicyFile {
    /// The policy as the planner computes with it.
    pub fn policy(&self) -> PriorityPolicy {
        PriorityPolicy {
            severity_weight: self.weights.severity,
            age_weight: self.weights.age,
            citizens_weight: self.weights.citizens,
            equity_weight: self.weights.equity,
            age_half_days: self.age_half_days,
            citizens_half: self.citizens_half,
        }
    }
}
