//! Two programmes side by side.

use async_graphql::connection::EmptyFields;
use async_graphql::{Context, Enum, Object, Result, SimpleObject};

use super::borough::Borough;
use super::churn::Churn;
use super::department::Department;
use super::input_differences::InputDifferences;
use super::plan_changes::{
    self, ChangeFilterInput, PROJECT_CHANGES, ProjectChangeConnection, REQUEST_CHANGES, RequestChangeConnection,
};
use super::programme::Programme;
use crate::domain::schedule_change::{self, ComparisonKey};
use crate::graphql::connection::connection;
use crate::graphql::context::{Told, app, reference, viewer};
use crate::graphql::enums::distinct;
use crate::graphql::paging::PageArguments;
use crate::graphql::scalars::Cents;
use crate::graphql::{budget, cost};
use crate::services::programmes::comparison::Comparison;

/// Two programmes side by side.
#[derive(Debug)]
pub struct ProgrammeComparison(pub Comparison);

/// What figures are told apart by.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "schedule_change::ComparisonDimension")]
pub enum ComparisonDimension {
    /// The year.
    Year,
    /// The department.
    Department,
    /// The borough of most of a project's requests.
    Borough,
}

/// What becomes of work from A to B.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "schedule_change::ScheduleChange")]
pub enum ScheduleChange {
    /// The same year in both.
    Stayed,
    /// A year in both, another one in B.
    Moved,
    /// A year in B alone: in A it waits, or is not there.
    Entered,
    /// A year in A alone: in B it waits, or is not there.
    Left,
    /// A year in neither.
    Waiting,
}

/// Figures of projects.
#[derive(Debug, SimpleObject)]
pub struct PlanFigures {
    /// How many projects.
    project_count: i64,
    /// How many requests they hold.
    request_count: i64,
    /// What they cost.
    cost_cents: Cents,
    /// Sum of their values, not discounted.
    value: f64,
}

/// The same figures of A and of B.
#[derive(Debug, SimpleObject)]
pub struct ComparedFigures {
    /// The year; null for what waits, or where years are not told apart.
    year: Option<i32>,
    /// The department; null where departments are not told apart.
    department: Option<Department>,
    /// The borough; null where none is known, or boroughs are not told apart.
    borough: Option<Borough>,
    /// Of A.
    a: PlanFigures,
    /// Of B.
    b: PlanFigures,
}

/// Work that goes the same way from A to B.
#[derive(Debug, SimpleObject)]
pub struct ScheduleFlow {
    /// What becomes of it.
    change: ScheduleChange,
    /// Whether A plans it.
    in_a: bool,
    /// Its year in A; null where it waits there, or is not there.
    year_a: Option<i32>,
    /// Whether B plans it.
    in_b: bool,
    /// Its year in B; null where it waits there, or is not there.
    year_b: Option<i32>,
    /// The department, A's where A plans it; null where departments are not told apart.
    department: Option<Department>,
    /// The borough, A's where A plans it; null where none is known, or boroughs are not told apart.
    borough: Option<Borough>,
    /// How much: requests one by one, each with an equal share of its project's cost and value in A, or in B where A does
    /// not plan it; as projects, the pairs of `projectChanges`.
    figures: PlanFigures,
}

/// Two programmes, A and B, side by side. Requests are the same in both; projects are paired by the requests they share.
#[Object]
impl ProgrammeComparison {
    /// A.
    async fn a(&self) -> Programme {
        Programme::new(self.0.a.clone().into())
    }

    /// B.
    async fn b(&self) -> Programme {
        Programme::new(self.0.b.clone().into())
    }

    /// Cost, value and number of projects and requests in A and in B: what has a year and what waits together, unless years
    /// are told apart.
    #[graphql(complexity = "cost::SCAN + cost::list(cost::COMPARISON_GROUPS, child_complexity)")]
    async fn figures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What they are told apart by.", default)] by: Vec<ComparisonDimension>,
    ) -> Result<Vec<ComparedFigures>> {
        let groups = self.0.figures(app(ctx)?, &distinct(by)).await.told(ctx)?;
        let mut rows = Vec::with_capacity(groups.len());
        for (key, [a, b]) in groups {
            let (department, borough) = places(ctx, key)?;
            rows.push(ComparedFigures { year: key.year, department, borough, a: a.into(), b: b.into() });
        }
        budget::within(ctx, rows)
    }

    /// From which year to which year work goes, in order of the years.
    #[graphql(complexity = "3 * cost::SCAN + cost::list(cost::COMPARISON_GROUPS, child_complexity)")]
    async fn flows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What they are told apart by besides the years.", default)] by: Vec<ComparisonDimension>,
    ) -> Result<Vec<ScheduleFlow>> {
        let flows = schedule_change::flows(self.0.flows(app(ctx)?).await.told(ctx)?, &distinct(by));
        let mut rows = Vec::with_capacity(flows.len());
        for flow in flows {
            let (department, borough) = places(ctx, flow.key)?;
            let route = flow.route;
            rows.push(ScheduleFlow {
                change: route.change().into(),
                in_a: route.in_a,
                year_a: route.year_a,
                in_b: route.in_b,
                year_b: route.year_b,
                department,
                borough,
                figures: flow.figures.into(),
            });
        }
        budget::within(ctx, rows)
    }

    /// How much of what A had given a year has another one in B.
    #[graphql(complexity = "3 * cost::SCAN + child_complexity")]
    async fn churn(&self, ctx: &Context<'_>) -> Result<Churn> {
        Ok(Churn(self.0.flows(app(ctx)?).await.told(ctx)?.to_vec()))
    }

    /// The projects of both in pairs: each project of A with the project of B that holds the most of its requests, and each
    /// project of B with the one of A that holds the most of its own, the first listed where several do. A pair that comes
    /// out both ways counts once; A's projects come first, in their order.
    #[graphql(complexity = "3 * cost::SCAN + cost::page(first, None, child_complexity)")]
    async fn project_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which pairs; all where absent.")] filter: Option<ChangeFilterInput>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<ProjectChangeConnection> {
        let filter = filter.unwrap_or_default().check(reference(ctx)?).told(ctx)?;
        let page = PageArguments::forward(first, after).check(PROJECT_CHANGES).told(ctx)?;
        let found = self.0.projects(app(ctx)?, &filter, &page).await.told(ctx)?;
        connection(ctx, PROJECT_CHANGES, plan_changes::projects(ctx, found).await?, EmptyFields)
    }

    /// The requests of both, each with where A and B have it. For staff who may list requests.
    #[graphql(complexity = "cost::SCAN + cost::page(first, None, child_complexity)")]
    async fn request_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests; all where absent.")] filter: Option<ChangeFilterInput>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<Option<RequestChangeConnection>> {
        let filter = filter.unwrap_or_default().check(reference(ctx)?).told(ctx)?;
        let page = PageArguments::forward(first, after).check(REQUEST_CHANGES).told(ctx)?;
        let found = self.0.requests(app(ctx)?, viewer(ctx), &filter, &page).await.told(ctx)?;
        connection(ctx, REQUEST_CHANGES, plan_changes::requests(ctx, &self.0, found).await?, EmptyFields).map(Some)
    }

    /// What was asked differently of B. For those who plan.
    #[graphql(complexity = "cost::STATEMENT + child_complexity")]
    async fn inputs(&self, ctx: &Context<'_>) -> Result<Option<InputDifferences>> {
        Ok(Some(InputDifferences(self.0.inputs(app(ctx)?, viewer(ctx)).await.told(ctx)?)))
    }
}

impl From<schedule_change::PlanFigures> for PlanFigures {
    fn from(figures: schedule_change::PlanFigures) -> Self {
        Self {
            project_count: figures.project_count,
            request_count: figures.request_count,
            cost_cents: Cents(figures.cost_cents),
            value: figures.value,
        }
    }
}

/// The department and the borough that figures are about.
///
/// # Errors
/// A database that holds no catalogue yet.
pub fn places(ctx: &Context<'_>, key: ComparisonKey) -> Result<(Option<Department>, Option<Borough>)> {
    let reference = reference(ctx)?;
    let department = key.department_id.and_then(|key| reference.department(key)).cloned().map(Department);
    let borough = key.borough_id.and_then(|key| reference.borough(key)).cloned().map(Borough);
    Ok((department, borough))
}
