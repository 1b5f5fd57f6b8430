//! The priority of a request: 0 to 100, a pure function of a versioned policy, with its breakdown.
//!
//! Four components, each a share from 0 to 1, weighed by the policy:
//!
//! | component | raw value | share |
//! | --- | --- | --- |
//! | severity | points, 0 to 100 | points / 100 |
//! | age | days since the request was opened | 1 − 2^(−days / `age_half_days`) |
//! | citizens | distinct citizens who asked | 1 − 2^(−(citizens − 1) / `citizens_half`) |
//! | equity | the borough's equity weight, 1 being neutral | weight / (1 + weight) |
//!
//! Age and citizens saturate: the first months and the first neighbours count most, none counts without end. The
//! priority is 100 × Σ weight × share / Σ weight. A manual override replaces it, and the components are still recorded.

use serde::{Deserialize, Serialize};

/// The weights of a version of the city's policy.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorityPolicy {
    /// Weight of the severity.
    pub severity_weight: f64,
    /// Weight of the age.
    pub age_weight: f64,
    /// Weight of the number of distinct citizens.
    pub citizens_weight: f64,
    /// Weight of the borough's equity.
    pub equity_weight: f64,
    /// Days at which the age earns half of its weight.
    pub age_half_days: f64,
    /// Citizens after the first at which their number earns half of its weight.
    pub citizens_half: f64,
}

/// What the priority of a request depends on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PriorityFacts {
    /// Points from the product, the precision and the answers; held between 0 and 100.
    pub severity: f64,
    /// Days since it was opened; not less than 0.
    pub age_days: f64,
    /// Distinct citizens who asked for it; 0 counts as 1.
    pub citizens: u32,
    /// Equity weight of its borough, above 0; 1 is neutral.
    pub borough_equity: f64,
    /// The priority that a person gave it, if any; held between 0 and 100.
    pub manual_override: Option<f64>,
}

/// A component of a priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriorityComponentKind {
    /// How bad it is.
    Severity,
    /// How long it has waited.
    Age,
    /// How many citizens asked.
    Citizens,
    /// What the borough is owed.
    Equity,
}

/// What one component adds to a priority.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PriorityComponent {
    /// Which one.
    pub component: PriorityComponentKind,
    /// The raw value: points, days, citizens or equity weight.
    pub raw: f64,
    /// The share earned, 0 to 1.
    pub share: f64,
    /// The weight of the policy.
    pub weight: f64,
    /// The points added to the priority.
    pub points: f64,
}

/// A priority and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriorityBreakdown {
    /// The priority, 0 to 100: the override where there is one.
    pub priority: f64,
    /// What the components give, 0 to 100.
    pub computed: f64,
    /// The override that was applied.
    pub manual_override: Option<f64>,
    /// The components, in the order of the policy.
    pub components: Vec<PriorityComponent>,
}

/// Why a policy cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{field} is {value}: {allowed}")]
pub struct PriorityPolicyError {
    /// The field.
    pub field: &'static str,
    /// Its value.
    pub value: f64,
    /// What is allowed.
    pub allowed: &'static str,
}

impl Default for PriorityPolicy {
    /// Severity for half, the rest shared by age, citizens and equity; half a year and three neighbours earn half.
    fn default() -> Self {
        Self {
            severity_weight: 50.0,
            age_weight: 20.0,
            citizens_weight: 20.0,
            equity_weight: 10.0,
            age_half_days: 180.0,
            citizens_half: 3.0,
        }
    }
}

impl PriorityPolicy {
    /// Checks that the weights are finite, not negative and not all 0, and that the half values are above 0.
    ///
    /// # Errors
    /// [`PriorityPolicyError`] for the first field that is not.
    pub fn validate(&self) -> Result<(), PriorityPolicyError> {
        let weights = [
            ("severity_weight", self.severity_weight),
            ("age_weight", self.age_weight),
            ("citizens_weight", self.citizens_weight),
            ("equity_weight", self.equity_weight),
        ];
        for (field, value) in weights {
            if !(0.0..=1e6).contains(&value) {
                return Err(PriorityPolicyError { field, value, allowed: "a number from 0 to 1000000 is needed" });
            }
        }
        for (field, value) in [("age_half_days", self.age_half_days), ("citizens_half", self.citizens_half)] {
            if !(value > 0.0 && value.is_finite()) {
                return Err(PriorityPolicyError { field, value, allowed: "a number above 0 is needed" });
            }
        }
        if weights.iter().all(|(_, weight)| *weight <= 0.0) {
            let allowed = "at least one weight must be above 0";
            return Err(PriorityPolicyError { field: "severity_weight", value: self.severity_weight, allowed });
        }
        Ok(())
    }

    /// The priority of a request under a valid policy.
    ///
    /// ```
    /// use riverain_planner::{PriorityFacts, PriorityPolicy};
    ///
    /// let policy = PriorityPolicy::default();
    /// let facts = PriorityFacts {
    ///     severity: 60.0, age_days: 180.0, citizens: 1, borough_equity: 1.0, manual_override: None,
    /// };
    /// // 50 × 0.6 + 20 × 0.5 + 20 × 0 + 10 × 0.5
    /// assert!((policy.priority(&facts).priority - 45.0).abs() < 1e-9);
    /// ```
    pub fn priority(&self, facts: &PriorityFacts) -> PriorityBreakdown {
        let severity = within(facts.severity, 0.0, 100.0);
        let age = within(facts.age_days, 0.0, f64::MAX);
        let citizens = f64::from(facts.citizens.max(1));
        let equity = within(facts.borough_equity, 0.0, f64::MAX);
        let shares = [
            (PriorityComponentKind::Severity, severity, severity / 100.0, self.severity_weight),
            (PriorityComponentKind::Age, age, saturating(age, self.age_half_days), self.age_weight),
            (
                PriorityComponentKind::Citizens,
                citizens,
                saturating(citizens - 1.0, self.citizens_half),
                self.citizens_weight,
            ),
            (PriorityComponentKind::Equity, equity, within(equity / (1.0 + equity), 0.0, 1.0), self.equity_weight),
        ];
        let total: f64 = shares.iter().map(|(_, _, _, weight)| weight).sum();
        let components: Vec<PriorityComponent> = shares
            .into_iter()
            .map(|(component, raw, share, weight)| {
                let points = if total > 0.0 { 100.0 * weight * share / total } else { 0.0 };
                PriorityComponent { component, raw, share, weight, points }
            })
            .collect();
        let computed = within(components.iter().map(|component| component.points).sum(), 0.0, 100.0);
        let manual_override = facts.manual_override.map(|value| within(value, 0.0, 100.0));
        PriorityBreakdown { priority: manual_override.unwrap_or(computed), computed, manual_override, components }
    }
}

/// 0 at 0, one half at `half`, towards 1.
fn saturating(value: f64, half: f64) -> f64 {
    1.0 - (-value / half).exp2()
}

/// The value held between two limits; what is not a number is the lower one.
fn within(value: f64, low: f64, high: f64) -> f64 {
    if value.is_nan() { low } else { value.clamp(low, high) }
}
