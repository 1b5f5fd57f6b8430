//! How much of what a programme had given a year has another one in a later programme.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::borough::Borough;
use super::department::Department;
use super::programme_comparison::{ComparisonDimension, places};
use crate::domain::schedule_change::{self, Flow};
use crate::graphql::enums::distinct;
use crate::graphql::scalars::Cents;
use crate::graphql::{budget, cost};

/// The flows from a programme to a later one.
#[derive(Debug)]
pub struct Churn(pub Vec<Flow>);

/// Churn of a part: of what the earlier programme had given a year and the later one still plans, how much has another
/// year there or waits. Requests count one by one, each with an equal share of its project's cost.
#[derive(Debug, SimpleObject)]
pub struct ChurnFigures {
    /// Requests that had a year, and are still planned.
    request_count: i64,
    /// How many of them have another year, or wait.
    moved_request_count: i64,
    /// The share of them, 0 to 1; 0 where there are none.
    moved_request_share: f64,
    /// Projects that had a year, and of whose requests most are still planned together.
    project_count: i64,
    /// How many of them have another year, or wait.
    moved_project_count: i64,
    /// The share of them, 0 to 1; 0 where there are none.
    moved_project_share: f64,
    /// Cost of the requests that had a year, and are still planned.
    cost_cents: Cents,
    /// Cost of those of them that have another year, or wait.
    moved_cost_cents: Cents,
    /// Their share of the cost, 0 to 1; 0 where there is none.
    moved_cost_share: f64,
    /// Requests that had a year and are not planned any more: done, closed, or not asked for.
    departed_request_count: i64,
    /// What those cost.
    departed_cost_cents: Cents,
}

/// The churn of a year, a department or a borough of the earlier programme.
#[derive(Debug, SimpleObject)]
pub struct ChurnGroup {
    /// The year that the earlier programme had given; null where years are not told apart.
    year: Option<i32>,
    /// The department; null where departments are not told apart.
    department: Option<Department>,
    /// The borough; null where none is known, or boroughs are not told apart.
    borough: Option<Borough>,
    /// Its figures.
    figures: ChurnFigures,
}

/// How much of what a programme had given a year has another one in a later programme.
#[Object]
impl Churn {
    /// All together.
    async fn total(&self) -> ChurnFigures {
        schedule_change::churn(&self.0, &[]).into_values().next().unwrap_or_default().into()
    }

    /// Told apart, in order.
    #[graphql(complexity = "cost::list(cost::COMPARISON_GROUPS, child_complexity)")]
    async fn groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What they are told apart by.")] by: Vec<ComparisonDimension>,
    ) -> Result<Vec<ChurnGroup>> {
        let mut groups = Vec::new();
        for (key, churn) in schedule_change::churn(&self.0, &distinct(by)) {
            let (department, borough) = places(ctx, key)?;
            groups.push(ChurnGroup { year: key.year, department, borough, figures: churn.into() });
        }
        budget::within(ctx, groups)
    }
}

impl From<schedule_change::Churn> for ChurnFigures {
    fn from(churn: schedule_change::Churn) -> Self {
        let schedule_change::Churn { kept, moved, departed } = churn;
        Self {
            request_count: kept.request_count,
            moved_request_count: moved.request_count,
            moved_request_share: share(moved.request_count, kept.request_count),
            project_count: kept.project_count,
            moved_project_count: moved.project_count,
            moved_project_share: share(moved.project_count, kept.project_count),
            cost_cents: Cents(kept.cost_cents),
            moved_cost_cents: Cents(moved.cost_cents),
            moved_cost_share: share(moved.cost_cents, kept.cost_cents),
            departed_request_count: departed.request_count,
            departed_cost_cents: Cents(departed.cost_cents),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts and costs of a city lie far below 2^52")]
fn share(part: i64, whole: i64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
