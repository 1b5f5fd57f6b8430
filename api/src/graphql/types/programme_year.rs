//! The years of a programme, and what each department does in them.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use riverain_entities::{programme_budgets, programme_crew_hours};

use super::department::{Crew, Department};
use super::lot::{LOTS, Lot, LotConnection, lot_connection};
use super::project::{PROJECTS, Project, ProjectConnection, project_connection};
use crate::graphql::context::{Told, app, reference};
use crate::graphql::first_page::FirstPage;
use crate::graphql::paging::PageArguments;
use crate::graphql::scalars::Cents;
use crate::graphql::{budget, cost, prefetch_lots, prefetch_projects};
use crate::store::programme_lots;
use crate::store::programme_projects::{self, Section, SectionTotals};

/// What was read ahead of a programme's years: all that the selection needs.
#[derive(Debug, Default)]
pub struct YearsAhead {
    /// Budgets and spending, by year and department.
    pub budgets: Vec<programme_budgets::Model>,
    /// Hours, by year and crew; empty where not selected.
    pub crew_hours: Vec<programme_crew_hours::Model>,
    /// Figures of the projects; empty where not selected.
    pub totals: Vec<SectionTotals>,
    /// The first projects of each year and department; none where not selected.
    pub projects: Option<HashMap<Section, FirstPage<Project>>>,
    /// The first lots of each year and department; none where not selected.
    pub lots: Option<HashMap<Section, FirstPage<Lot>>>,
}

/// A year of a programme.
#[derive(Debug, Clone)]
pub struct ProgrammeYear {
    /// The calendar year.
    pub year: i32,
    /// What was read ahead.
    pub ahead: Arc<YearsAhead>,
}

/// A department's part of a year of a programme.
#[derive(Debug, Clone)]
pub struct ProgrammeYearDepartment {
    section: Section,
    budget: programme_budgets::Model,
    ahead: Arc<YearsAhead>,
}

/// The hours of a crew in a year of a programme.
#[derive(Debug, Clone)]
pub struct ProgrammeCrew(programme_crew_hours::Model);

/// A year of a programme.
#[Object]
impl ProgrammeYear {
    /// The calendar year.
    async fn year(&self) -> i32 {
        self.year
    }

    /// What each department does in it.
    #[graphql(complexity = "cost::list(cost::DEPARTMENTS, child_complexity)")]
    async fn departments(&self, ctx: &Context<'_>) -> Result<Vec<ProgrammeYearDepartment>> {
        let department = |budget: &programme_budgets::Model| ProgrammeYearDepartment {
            section: Section::of(budget),
            budget: budget.clone(),
            ahead: Arc::clone(&self.ahead),
        };
        budget::within(ctx, self.budgets().map(department).collect())
    }

    /// The budgets of its departments together; unlimited where null.
    async fn budget_cents(&self) -> Option<Cents> {
        self.budgets().map(|budget| budget.budget_cents).sum::<Option<i64>>().map(Cents)
    }

    /// What its projects cost.
    async fn spent_cents(&self) -> Cents {
        Cents(self.budgets().map(|budget| budget.spent_cents).sum())
    }

    /// How many projects are done in it.
    async fn project_count(&self) -> i64 {
        self.totals().map(|part| part.project_count).sum()
    }

    /// How many requests its projects hold.
    async fn request_count(&self) -> i64 {
        self.totals().map(|part| part.request_count).sum()
    }

    /// Sum of the values of its projects, not discounted.
    async fn value(&self) -> f64 {
        self.totals().map(|part| part.value).sum()
    }
}

impl ProgrammeYear {
    fn budgets(&self) -> impl Iterator<Item = &programme_budgets::Model> {
        self.ahead.budgets.iter().filter(|budget| budget.year == self.year)
    }

    fn totals(&self) -> impl Iterator<Item = &SectionTotals> {
        self.ahead.totals.iter().filter(|part| part.year == Some(self.year))
    }
}

/// A department's part of a year of a programme.
#[Object]
impl ProgrammeYearDepartment {
    /// The department.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        Ok(reference(ctx)?.department(self.budget.department_id).cloned().map(Department))
    }

    /// Its budget; unlimited where null.
    async fn budget_cents(&self) -> Option<Cents> {
        self.budget.budget_cents.map(Cents)
    }

    /// What its projects cost.
    async fn spent_cents(&self) -> Cents {
        Cents(self.budget.spent_cents)
    }

    /// The hours of its crews.
    #[graphql(complexity = "cost::list(cost::CREWS, child_complexity)")]
    async fn crews(&self, ctx: &Context<'_>) -> Result<Vec<ProgrammeCrew>> {
        let reference = reference(ctx)?;
        let is_own = |hours: &&programme_crew_hours::Model| {
            let crew = reference.crew(hours.crew_id);
            Some(hours.year) == self.section.year
                && crew.is_some_and(|crew| crew.department_id == self.budget.department_id)
        };
        budget::within(ctx, self.ahead.crew_hours.iter().filter(is_own).cloned().map(ProgrammeCrew).collect())
    }

    /// Its projects, the most valuable first.
    #[graphql(complexity = "cost::page(first, None, child_complexity)")]
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<ProjectConnection> {
        let page = PageArguments::forward(first, after).check::<i64>(PROJECTS).told(ctx)?;
        let read_ahead = self.ahead.projects.as_ref().and_then(|pages| pages.get(&self.section));
        if let Some(projects) = read_ahead.and_then(|first| first.serve(&page)) {
            return project_connection(ctx, projects);
        }
        let rows = programme_projects::page(&app(ctx)?.database, self.section, &page).await.told(ctx)?;
        project_connection(ctx, prefetch_projects::project_page(ctx, rows).await?)
    }

    /// Its projects bundled into lots, by number.
    #[graphql(complexity = "cost::page(first, None, child_complexity)")]
    async fn lots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<LotConnection> {
        let page = PageArguments::forward(first, after).check::<i32>(LOTS).told(ctx)?;
        let read_ahead = self.ahead.lots.as_ref().and_then(|pages| pages.get(&self.section));
        if let Some(lots) = read_ahead.and_then(|first| first.serve(&page)) {
            return lot_connection(ctx, lots);
        }
        let rows = programme_lots::page(&app(ctx)?.database, self.section, &page).await.told(ctx)?;
        lot_connection(ctx, prefetch_lots::lot_page(ctx, rows).await?)
    }

    /// How many projects it does.
    async fn project_count(&self) -> i64 {
        self.totals().map_or(0, |part| part.project_count)
    }

    /// How many requests its projects hold.
    async fn request_count(&self) -> i64 {
        self.totals().map_or(0, |part| part.request_count)
    }

    /// Sum of the values of its projects, not discounted.
    async fn value(&self) -> f64 {
        self.totals().map_or(0.0, |part| part.value)
    }
}

impl ProgrammeYearDepartment {
    fn totals(&self) -> Option<&SectionTotals> {
        let is_own = |part: &&SectionTotals| {
            part.year == self.section.year && Some(part.department_id) == self.section.department_id
        };
        self.ahead.totals.iter().find(is_own)
    }
}

/// The hours of a crew in a year of a programme.
#[Object]
impl ProgrammeCrew {
    /// The crew.
    async fn crew(&self, ctx: &Context<'_>) -> Result<Option<Crew>> {
        Ok(reference(ctx)?.crew(self.0.crew_id).cloned().map(Crew))
    }

    /// The hours that it has; unlimited where null.
    async fn hours(&self) -> Option<f64> {
        self.0.hours
    }

    /// The hours that the year's projects take.
    async fn used_hours(&self) -> f64 {
        self.0.used_hours
    }
}
