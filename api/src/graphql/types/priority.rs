//! What a priority is made of.

use async_graphql::{Enum, SimpleObject};
use riverain_entities::service_requests;
use riverain_planner as planner;

use crate::services::ServiceError;

/// What counts in a priority.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "planner::PriorityComponentKind", name = "PriorityComponentKind")]
pub enum PriorityComponentKindInContract {
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
#[derive(Debug, SimpleObject)]
pub struct PriorityComponent {
    /// Which one.
    kind: PriorityComponentKindInContract,
    /// The raw value: severity points, days, citizens or equity weight.
    raw_value: f64,
    /// The share of its weight that the raw value earns, 0 to 1.
    share: f64,
    /// The policy's weight.
    weight: f64,
    /// The points it adds, 0 to 100.
    points: f64,
}

/// What the priority of a request is made of.
#[derive(Debug, SimpleObject)]
pub struct PriorityBreakdown {
    /// The priority, 0 to 100: the override where there is one.
    priority: f64,
    /// What the components give together, 0 to 100.
    computed: f64,
    /// The priority that a person gave; null where none did.
    manual_override: Option<f64>,
    /// The components, in the policy's order.
    components: Vec<PriorityComponent>,
}

impl PriorityBreakdown {
    /// The breakdown that is kept with a request.
    ///
    /// # Errors
    /// A stored breakdown that does not have its form.
    pub fn parse(row: &service_requests::Model) -> Result<Self, ServiceError> {
        let stored: planner::PriorityBreakdown = serde_json::from_value(row.priority_breakdown.clone())?;
        Ok(Self {
            priority: stored.priority,
            computed: stored.computed,
            manual_override: stored.manual_override,
            components: stored.components.into_iter().map(Into::into).collect(),
        })
    }
}

impl From<planner::PriorityComponent> for PriorityComponent {
    fn from(component: planner::PriorityComponent) -> Self {
        Self {
            kind: component.component.into(),
            raw_value: component.raw,
            share: component.share,
            weight: component.weight,
            points: component.points,
        }
    }
}
