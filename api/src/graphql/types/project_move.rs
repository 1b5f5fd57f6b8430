//! What comes along with a project that is done earlier, and what mobilizations cost then.

use async_graphql::SimpleObject;
use riverain_planner as planner;

use crate::graphql::scalars::Cents;

/// A project that must be done no later than one that comes after it on their site.
#[derive(Debug, Clone, SimpleObject)]
pub struct ProjectMove {
    /// Code of the project, such as P17.
    project_code: String,
    /// Its year in the programme; null where it waits.
    from_year: Option<i32>,
    /// The year that it would be done in.
    to_year: i32,
    /// What it would cost then, with its mobilization.
    cost_cents: Cents,
    /// The hours that it takes of all crews together.
    hours: f64,
}

/// A mobilization that would cost more or less.
#[derive(Debug, Clone, SimpleObject)]
pub struct MobilizationChange {
    /// Code of the project that pays it, such as P17.
    project_code: String,
    /// The year in which it pays it.
    year: i32,
    /// How much more; below 0 where it is less.
    change_cents: Cents,
}

impl From<&planner::ProjectMove> for ProjectMove {
    fn from(moved: &planner::ProjectMove) -> Self {
        Self {
            project_code: moved.project.clone(),
            from_year: moved.from,
            to_year: moved.to,
            cost_cents: Cents(moved.cost),
            hours: moved.hours.values().fold(0.0, |a, b| a + b),
        }
    }
}

impl From<&planner::MobilizationChange> for MobilizationChange {
    fn from(change: &planner::MobilizationChange) -> Self {
        Self { project_code: change.project.clone(), year: change.year, change_cents: Cents(change.cents) }
    }
}
