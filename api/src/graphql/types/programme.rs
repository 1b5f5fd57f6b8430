//! Work programmes.

use std::sync::Arc;

use async_graphql::connection::EmptyFields;
use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::programmes;

use super::churn::Churn;
use super::department::Department;
use super::left_out_request::{self, LEFT_OUT, LeftOutCount, LeftOutReason, LeftOutRequestConnection};
use super::planning::Planning;
use super::programme_analysis::ProgrammeAnalysis;
use super::programme_exports::ProgrammeExports;
use super::programme_parts::{Horizon, PriorityPolicy, ProgrammeTotals, SiteRules, Stability};
use super::programme_state::{PlanningFailure, PlanningPhase, PlanningState, ProgrammeStatus, SearchEnding};
use super::programme_year::{ProgrammeYear, YearsAhead};
use super::project::{PROJECTS, Project, ProjectConnection, project_connection};
use crate::auth::policy::{Action, may};
use crate::graphql::connection::{NodeConnection, connection};
use crate::graphql::context::{Told, app, locale, reference, viewer};
use crate::graphql::enums::distinct;
use crate::graphql::first_page::FirstPage;
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders::{
    self, PriorityPolicyKey, ProgrammeDepartmentsKey, ProgrammeKey, ProgrammeLeftOutKey, ProgrammeTotalsKey,
};
use crate::graphql::paging::PageArguments;
use crate::graphql::scalars::Json;
use crate::graphql::{budget, cost, prefetch_programmes, prefetch_projects};
use crate::services::ServiceError;
use crate::services::planning_jobs::watching::Observation;
use crate::services::programmes::{self as service, comparison, is_visible, left_out, parameters, shown_parameters};
use crate::store::planning_jobs::QueuedJob;
use crate::store::programme_projects::{self, Section, SectionTotals};
use crate::store::programmes::ProgrammeFilter;

/// Programmes, page by page.
pub type ProgrammeConnection = NodeConnection<Programme>;

/// The name by which cursors of the scenarios of a programme know them.
const SCENARIOS: &str = "scenarios";

/// A programme, with what was read ahead for it.
#[derive(Debug, Clone)]
pub struct Programme {
    /// The record.
    pub row: Arc<programmes::Model>,
    /// Its planning, where it was read ahead.
    pub planning: Option<Arc<QueuedJob>>,
    /// The keys of its departments, where they were read ahead.
    pub departments: Option<Arc<Vec<i64>>>,
    /// The figures of its projects, where they were read ahead.
    pub totals: Option<Arc<Vec<SectionTotals>>>,
    /// What is selected of its years, where it was read ahead.
    pub years: Option<Arc<YearsAhead>>,
    /// The first projects that wait, where they were read ahead.
    pub unscheduled: Option<FirstPage<Project>>,
}

impl From<Observation> for Programme {
    fn from(observed: Observation) -> Self {
        Self { planning: observed.job, ..Self::new(observed.programme) }
    }
}

impl Programme {
    /// A programme with nothing read ahead.
    pub fn new(row: Arc<programmes::Model>) -> Self {
        Self { row, planning: None, departments: None, totals: None, years: None, unscheduled: None }
    }
}

/// A multi-year work programme: what was asked of it and what was planned never change. A revision is another programme.
#[Object]
impl Programme {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::Programme.id(self.row.id)
    }

    /// Name that the planner gave it.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// How far the city has adopted it.
    async fn status(&self) -> ProgrammeStatus {
        self.row.status.into()
    }

    /// How far its planning has gone: it ends PLANNED, FAILED or CANCELLED. `programmeProgress` tells each change.
    async fn state(&self) -> PlanningState {
        self.row.state.into()
    }

    /// What the planner is doing; null where it is not planning.
    async fn phase(&self) -> Option<PlanningPhase> {
        PlanningPhase::parse(self.row.phase.as_deref()?)
    }

    /// Share of the planning that is done, 0 to 1.
    async fn progress(&self) -> f64 {
        self.row.progress
    }

    /// Its planning as a job: its turn, its time, how good the programme is so far.
    #[graphql(complexity = "cost::STATEMENT + child_complexity")]
    async fn planning(&self, ctx: &Context<'_>) -> Result<Option<Planning>> {
        Planning::of(ctx, self).await
    }

    /// Why it could not be planned; null where it did not fail.
    async fn failure(&self, ctx: &Context<'_>) -> Result<Option<PlanningFailure>> {
        let failure = self.row.failure.as_ref().map(|stored| PlanningFailure::parse(stored, locale(ctx)));
        failure.transpose().map_err(ServiceError::from).told(ctx)
    }

    /// The years that it plans.
    async fn horizon(&self) -> Horizon {
        Horizon::of(&self.row)
    }

    /// When its projects share a site.
    async fn site_rules(&self, ctx: &Context<'_>) -> Result<SiteRules> {
        Ok(parameters(&self.row).told(ctx)?.sites.into())
    }

    /// The departments whose work it plans.
    #[graphql(complexity = "cost::list(cost::DEPARTMENTS, child_complexity)")]
    async fn departments(&self, ctx: &Context<'_>) -> Result<Vec<Department>> {
        let keys = match &self.departments {
            Some(keys) => keys.as_ref().clone(),
            None => loaders::load(ctx, ProgrammeDepartmentsKey(self.row.id)).await?.unwrap_or_default(),
        };
        let reference = reference(ctx)?;
        let known = keys.into_iter().filter_map(|key| reference.department(key));
        budget::within(ctx, known.cloned().map(Department).collect())
    }

    /// The version of the policy that its priorities follow.
    async fn priority_policy(&self, ctx: &Context<'_>) -> Result<Option<PriorityPolicy>> {
        let present = &reference(ctx)?.priority_policy;
        let key = self.row.priority_policy_id;
        let policy = match present.id == key {
            true => Some(Arc::new(present.clone())),
            false => loaders::load(ctx, PriorityPolicyKey(key)).await?,
        };
        Ok(policy.map(|row| PriorityPolicy::of(&row, locale(ctx))))
    }

    /// Seed of the planner's random choices: with the digest, it makes the plan reproducible.
    async fn seed(&self) -> i64 {
        self.row.seed
    }

    /// SHA-256 of the planner's input, hexadecimal; null until it is planned.
    async fn instance_digest(&self) -> Option<&str> {
        self.row.instance_digest.as_deref()
    }

    /// The moment that priorities are computed for, UTC.
    async fn as_of(&self) -> DateTime<Utc> {
        self.row.as_of
    }

    /// The whole input with every default, as it is kept: filter, budgets, hours, pins, moratoria. For staff who plan.
    async fn parameters(&self, ctx: &Context<'_>) -> Option<Json> {
        for_staff(ctx, Some(&self.row.parameters)).map(shown_parameters).map(Json)
    }

    /// How far it keeps to its parent's plan.
    async fn stability(&self, ctx: &Context<'_>) -> Result<Stability> {
        Ok(parameters(&self.row).told(ctx)?.stability.into())
    }

    /// The programme that it revises; null where there is none that the caller may see.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Programme>> {
        let Some(key) = self.row.parent_id else { return Ok(None) };
        let parent = loaders::load(ctx, ProgrammeKey(key)).await?;
        Ok(parent.filter(|row| is_visible(viewer(ctx), row)).map(Self::new))
    }

    /// How much of what its parent had given a year has another one in it; null without a planned parent that the caller
    /// may see.
    #[graphql(complexity = "4 * cost::SCAN + child_complexity")]
    async fn churn(&self, ctx: &Context<'_>) -> Result<Option<Churn>> {
        let app = app(ctx)?;
        let Some(compared) = comparison::with_parent(app, viewer(ctx), &self.row).await.told(ctx)? else {
            return Ok(None);
        };
        Ok(Some(Churn(compared.flows(app).await.told(ctx)?.to_vec())))
    }

    /// The programmes that revise it and that the caller may see, latest first.
    #[graphql(complexity = "cost::STATEMENT + cost::page(first, None, child_complexity)")]
    async fn scenarios(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<ProgrammeConnection> {
        let page = PageArguments::forward(first, after).check(SCENARIOS).told(ctx)?;
        let filter = ProgrammeFilter { parent: Some(self.row.id), ..ProgrammeFilter::default() };
        let found = service::list(app(ctx)?, viewer(ctx), filter, &page).await.told(ctx)?;
        let found = prefetch_programmes::programme_page(ctx, found).await?;
        connection(ctx, SCENARIOS, found.map(|programme| (programme.row.id, programme)), EmptyFields)
    }

    /// Sum, over the scheduled projects, of value × (1 + discount rate)^−(year − first year); null until planned.
    async fn objective(&self) -> Option<f64> {
        self.row.objective
    }

    /// Proven bound: no programme of these projects and sites has a greater objective; null until planned.
    async fn upper_bound(&self) -> Option<f64> {
        self.row.upper_bound
    }

    /// Share of the bound that the objective misses; null until planned.
    async fn gap(&self) -> Option<f64> {
        self.row.gap
    }

    /// Why the search ended; null until planned, and where an older release planned it.
    async fn ending(&self) -> Option<SearchEnding> {
        self.row.ending.map(Into::into)
    }

    /// Time that grouping took, seconds.
    async fn grouping_seconds(&self) -> Option<f64> {
        self.row.grouping_seconds
    }

    /// Time that scheduling took, seconds.
    async fn scheduling_seconds(&self) -> Option<f64> {
        self.row.scheduling_seconds
    }

    /// How many requests of the backlog could not be planned because their place is unknown.
    async fn requests_without_place(&self) -> i32 {
        self.row.requests_without_place
    }

    /// How many requests it was asked to plan and leaves out, for each reason that there is.
    #[graphql(complexity = "cost::STATEMENT + cost::list(cost::LEFT_OUT_REASONS, child_complexity)")]
    async fn left_out_counts(&self, ctx: &Context<'_>) -> Result<Vec<LeftOutCount>> {
        let counts = loaders::load(ctx, ProgrammeLeftOutKey(self.row.id)).await?.unwrap_or_default();
        budget::within(ctx, counts.into_iter().map(LeftOutCount::from).collect())
    }

    /// The requests that it was asked to plan and leaves out, each with its reason. For staff who may list requests.
    #[graphql(complexity = "cost::STATEMENT + cost::page(first, None, child_complexity)")]
    async fn left_out_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those left out for one of these reasons; all where absent.", default)] reasons: Vec<
            LeftOutReason,
        >,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<Option<LeftOutRequestConnection>> {
        let page = PageArguments::forward(first, after).check::<i64>(LEFT_OUT).told(ctx)?;
        let found = left_out(app(ctx)?, viewer(ctx), self.row.id, &distinct(reasons), &page).await.told(ctx)?;
        connection(ctx, LEFT_OUT, left_out_request::with_requests(ctx, found).await?, EmptyFields).map(Some)
    }

    /// Its years, in order; none until it is planned.
    #[graphql(complexity = "cost::STATEMENT + cost::list(cost::YEARS, child_complexity)")]
    async fn years(&self, ctx: &Context<'_>) -> Result<Vec<ProgrammeYear>> {
        budget::within(ctx, prefetch_programmes::years(ctx, self).await?)
    }

    /// Projects that wait beyond the horizon, each with its reason: by department, the most valuable first.
    #[graphql(complexity = "cost::STATEMENT + cost::page(first, None, child_complexity)")]
    async fn unscheduled_projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<ProjectConnection> {
        let page = PageArguments::forward(first, after).check::<i64>(PROJECTS).told(ctx)?;
        if let Some(projects) = self.unscheduled.as_ref().and_then(|first| first.serve(&page)) {
            return project_connection(ctx, projects);
        }
        let section = Section { programme_id: self.row.id, year: None, department_id: None };
        let rows = programme_projects::page(&app(ctx)?.database, section, &page).await.told(ctx)?;
        project_connection(ctx, prefetch_projects::project_page(ctx, rows).await?)
    }

    /// What is told beside it: prices, equity, sites opened again, moratoria, other budgets. For staff who plan.
    async fn analysis(&self, ctx: &Context<'_>) -> Option<ProgrammeAnalysis> {
        may(viewer(ctx), Action::ReadUnpublishedProgrammes).then(|| ProgrammeAnalysis(Arc::clone(&self.row)))
    }

    /// Where it is found as files; null until it is planned.
    async fn exports(&self) -> Option<ProgrammeExports> {
        let is_planned = self.row.state == programmes::PlanningState::Planned;
        is_planned.then(|| ProgrammeExports::of(&NodeKind::Programme.id(self.row.id)))
    }

    /// How much of the work it does, and how much waits.
    async fn totals(&self, ctx: &Context<'_>) -> Result<ProgrammeTotals> {
        let totals = match &self.totals {
            Some(totals) => totals.as_ref().clone(),
            None => loaders::load(ctx, ProgrammeTotalsKey(self.row.id)).await?.unwrap_or_default(),
        };
        Ok(ProgrammeTotals::sum(&totals))
    }

    /// Who asked for it, by name where it is known. For staff who plan.
    async fn created_by(&self, ctx: &Context<'_>) -> Option<&str> {
        for_staff(ctx, self.row.created_by_name.as_deref().or(Some(self.row.created_by.as_str())))
    }

    /// When it was asked for, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }

    /// When its planning ended, UTC.
    async fn planned_at(&self) -> Option<DateTime<Utc>> {
        self.row.planned_at
    }

    /// Who approved it, by name where it is known. For staff who plan.
    async fn approved_by(&self, ctx: &Context<'_>) -> Option<&str> {
        for_staff(ctx, self.row.approved_by_name.as_deref().or(self.row.approved_by.as_deref()))
    }

    /// When it was approved, UTC.
    async fn approved_at(&self) -> Option<DateTime<Utc>> {
        self.row.approved_at
    }

    /// Who published it, by name where it is known. For staff who plan.
    async fn published_by(&self, ctx: &Context<'_>) -> Option<&str> {
        for_staff(ctx, self.row.published_by_name.as_deref().or(self.row.published_by.as_deref()))
    }

    /// When it was published, UTC.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.row.published_at
    }

    /// Who archived it, or published the programme that replaced it, by name where it is known. For staff who plan.
    async fn archived_by(&self, ctx: &Context<'_>) -> Option<&str> {
        for_staff(ctx, self.row.archived_by_name.as_deref().or(self.row.archived_by.as_deref()))
    }

    /// When it was archived, by hand or because a later programme replaced it, UTC.
    async fn archived_at(&self) -> Option<DateTime<Utc>> {
        self.row.archived_at
    }
}

/// What staff who plan may know alone.
fn for_staff<'a, T: ?Sized>(ctx: &Context<'_>, value: Option<&'a T>) -> Option<&'a T> {
    value.filter(|_| may(viewer(ctx), Action::ReadUnpublishedProgrammes))
}
