//! Work programmes.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use riverain_entities::programmes;

use super::department::Department;
use super::programme_state::{PlanningFailure, PlanningPhase, PlanningState, ProgrammeStatus};
use super::programme_year::{ProgrammeYear, YearsAhead};
use super::project::{PROJECTS, Project, ProjectConnection, project_connection};
use crate::auth::policy::{Action, may};
use crate::graphql::connection::NodeConnection;
use crate::graphql::context::{Told, app, locale, reference, viewer};
use crate::graphql::first_page::FirstPage;
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders::{self, PriorityPolicyKey, ProgrammeDepartmentsKey, ProgrammeKey, ProgrammeTotalsKey};
use crate::graphql::paging::PageArguments;
use crate::graphql::scalars::{Cents, Json};
use crate::graphql::{budget, cost, prefetch_programmes, prefetch_projects};
use crate::services::ServiceError;
use crate::services::programmes::is_visible;
use crate::store::programme_projects::{self, Section, SectionTotals};

/// Programmes, page by page.
pub type ProgrammeConnection = NodeConnection<Programme>;

/// A programme, with what was read ahead for it.
#[derive(Debug, Clone)]
pub struct Programme {
    /// The record.
    pub row: Arc<programmes::Model>,
    /// The keys of its departments, where they were read ahead.
    pub departments: Option<Arc<Vec<i64>>>,
    /// The figures of its projects, where they were read ahead.
    pub totals: Option<Arc<Vec<SectionTotals>>>,
    /// What is selected of its years, where it was read ahead.
    pub years: Option<Arc<YearsAhead>>,
    /// The first projects that wait, where they were read ahead.
    pub unscheduled: Option<FirstPage<Project>>,
}

/// The years that a programme plans.
#[derive(Debug, SimpleObject)]
pub struct Horizon {
    /// First calendar year.
    first_year: i32,
    /// Number of years.
    year_count: i32,
    /// Yearly rate at which later work is worth less, such as 0.03.
    discount_rate: f64,
}

/// When projects share a site.
#[derive(Debug, SimpleObject)]
pub struct SiteRules {
    /// Largest distance between neighbouring projects of a site, metres.
    radius_metres: f64,
    /// Largest distance between two requests of a site of several projects, metres; no limit where null.
    max_span_metres: Option<f64>,
}

/// A version of a priority policy.
#[derive(Debug, SimpleObject)]
pub struct PriorityPolicy {
    /// Stable code in the catalogue.
    code: String,
    /// Version of the policy's content, from 1.
    version: i32,
    /// Name in the caller's language.
    name: String,
}

/// How much of the work a programme does, and how much waits.
#[derive(Debug, Default, SimpleObject)]
pub struct ProgrammeTotals {
    /// Projects that are done within the horizon.
    scheduled_project_count: i64,
    /// Requests that those hold.
    scheduled_request_count: i64,
    /// What those cost.
    scheduled_cost_cents: Cents,
    /// Sum of the priorities of those, not discounted.
    scheduled_value: f64,
    /// Projects that wait beyond the horizon.
    unscheduled_project_count: i64,
    /// Requests that those hold.
    unscheduled_request_count: i64,
    /// What those would cost.
    unscheduled_cost_cents: Cents,
    /// Sum of the priorities of those.
    unscheduled_value: f64,
}

impl Programme {
    /// A programme with nothing read ahead.
    pub fn new(row: Arc<programmes::Model>) -> Self {
        Self { row, departments: None, totals: None, years: None, unscheduled: None }
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

    /// How far its planning has gone: ask again until it is PLANNED or FAILED.
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

    /// Why it could not be planned; null where it did not fail.
    async fn failure(&self, ctx: &Context<'_>) -> Result<Option<PlanningFailure>> {
        let failure = self.row.failure.as_ref().map(|stored| PlanningFailure::parse(stored, locale(ctx)));
        failure.transpose().map_err(ServiceError::from).told(ctx)
    }

    /// The years that it plans.
    async fn horizon(&self) -> Horizon {
        Horizon { first_year: self.row.first_year, year_count: self.row.years, discount_rate: self.row.discount_rate }
    }

    /// When its projects share a site.
    async fn site_rules(&self) -> SiteRules {
        SiteRules { radius_metres: self.row.site_radius_m, max_span_metres: self.row.site_max_span_m }
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
        Ok(policy.map(|row| PriorityPolicy {
            code: row.code.clone(),
            version: row.version,
            name: locale(ctx).pick(&row.name_fr, &row.name_en).to_owned(),
        }))
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
        for_staff(ctx, Some(&self.row.parameters)).cloned().map(Json)
    }

    /// The programme that it revises; null where there is none that the caller may see.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Programme>> {
        let Some(key) = self.row.parent_id else { return Ok(None) };
        let parent = loaders::load(ctx, ProgrammeKey(key)).await?;
        Ok(parent.filter(|row| is_visible(viewer(ctx), row)).map(Self::new))
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

    /// How much of the work it does, and how much waits.
    async fn totals(&self, ctx: &Context<'_>) -> Result<ProgrammeTotals> {
        let totals = match &self.totals {
            Some(totals) => totals.as_ref().clone(),
            None => loaders::load(ctx, ProgrammeTotalsKey(self.row.id)).await?.unwrap_or_default(),
        };
        Ok(sum(&totals))
    }

    /// Who asked for it. For staff who plan.
    async fn created_by(&self, ctx: &Context<'_>) -> Option<&str> {
        for_staff(ctx, Some(self.row.created_by.as_str()))
    }

    /// When it was asked for, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }

    /// When its planning ended, UTC.
    async fn planned_at(&self) -> Option<DateTime<Utc>> {
        self.row.planned_at
    }

    /// Who approved it. For staff who plan.
    async fn approved_by(&self, ctx: &Context<'_>) -> Option<&str> {
        for_staff(ctx, self.row.approved_by.as_deref())
    }

    /// When it was approved, UTC.
    async fn approved_at(&self) -> Option<DateTime<Utc>> {
        self.row.approved_at
    }

    /// Who published it. For staff who plan.
    async fn published_by(&self, ctx: &Context<'_>) -> Option<&str> {
        for_staff(ctx, self.row.published_by.as_deref())
    }

    /// When it was published, UTC.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.row.published_at
    }

    /// When a later programme replaced it, UTC.
    async fn archived_at(&self) -> Option<DateTime<Utc>> {
        self.row.archived_at
    }
}

/// What staff who plan may know alone.
fn for_staff<'a, T: ?Sized>(ctx: &Context<'_>, value: Option<&'a T>) -> Option<&'a T> {
    value.filter(|_| may(viewer(ctx), Action::ReadUnpublishedProgrammes))
}

fn sum(totals: &[SectionTotals]) -> ProgrammeTotals {
    let mut sum = ProgrammeTotals::default();
    for part in totals {
        let (projects, requests, cost, value) = match part.year {
            Some(_) => (
                &mut sum.scheduled_project_count,
                &mut sum.scheduled_request_count,
                &mut sum.scheduled_cost_cents,
                &mut sum.scheduled_value,
            ),
            None => (
                &mut sum.unscheduled_project_count,
                &mut sum.unscheduled_request_count,
                &mut sum.unscheduled_cost_cents,
                &mut sum.unscheduled_value,
            ),
        };
        *projects += part.project_count;
        *requests += part.request_count;
        cost.0 += part.cost_cents;
        *value += part.value;
    }
    sum
}
