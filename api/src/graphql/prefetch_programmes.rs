//! Reads ahead what a selection of programmes or of a programme's years needs: a statement each for budgets, hours,
//! figures, projects, their requests and their sites, however many programmes, years and departments there are.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Result, SelectionField};
use riverain_entities::programmes;

use super::context::{Told, app};
use super::first_page::FirstPage;
use super::look_ahead::{below, first_page_size, nodes, selected, selects};
use super::prefetch_lots;
use super::prefetch_projects;
use super::types::programme::Programme;
use super::types::programme_year::{ProgrammeYear, YearsAhead};
use crate::store::page::Page;
use crate::store::planning_jobs;
use crate::store::programme_lots;
use crate::store::programme_projects::{self, Section};
use crate::store::programmes as store;

/// The fields that are figures of projects.
const FIGURES: [&str; 3] = ["projectCount", "requestCount", "value"];

/// A page of programmes, with what is selected of its nodes.
///
/// # Errors
/// A database that fails.
pub async fn programme_page(ctx: &Context<'_>, page: Page<programmes::Model>) -> Result<Page<Programme>> {
    let selected = nodes(&selected(ctx));
    let database = &app(ctx)?.database;
    let keys: Vec<i64> = page.rows.iter().map(|row| row.id).collect();
    let mut programmes = page.map(|row| Programme::new(Arc::new(row)));
    if keys.is_empty() {
        return Ok(programmes);
    }
    if selects(&selected, &["planning"]) {
        let jobs = planning_jobs::by_keys(database, &keys).await.told(ctx)?.into_iter();
        let mut jobs: HashMap<i64, _> = jobs.map(|queued| (queued.job.programme_id, Arc::new(queued))).collect();
        for programme in &mut programmes.rows {
            programme.planning = jobs.remove(&programme.row.id);
        }
    }
    if selects(&selected, &["departments"]) {
        let mut departments: HashMap<i64, Vec<i64>> = HashMap::new();
        for (programme_id, department_id) in store::departments_of(database, &keys).await.told(ctx)? {
            departments.entry(programme_id).or_default().push(department_id);
        }
        for programme in &mut programmes.rows {
            programme.departments = Some(Arc::new(departments.remove(&programme.row.id).unwrap_or_default()));
        }
    }
    if selects(&selected, &["totals"]) {
        let mut totals: HashMap<i64, Vec<_>> = HashMap::new();
        for part in programme_projects::totals_of(database, &keys).await.told(ctx)? {
            totals.entry(part.programme_id).or_default().push(part);
        }
        for programme in &mut programmes.rows {
            programme.totals = Some(Arc::new(totals.remove(&programme.row.id).unwrap_or_default()));
        }
    }
    if selects(&selected, &["years"]) {
        let mut years = years_of(ctx, &below(&selected, "years"), &keys).await?;
        for programme in &mut programmes.rows {
            programme.years = Some(Arc::new(years.remove(&programme.row.id).unwrap_or_default()));
        }
    }
    if let Some(size) = first_page_size(&selected, "unscheduledProjects") {
        let pages = programme_projects::first_unscheduled(database, &keys, size).await.told(ctx)?;
        let selected = nodes(&below(&selected, "unscheduledProjects"));
        let mut pages = prefetch_projects::pages(ctx, &selected, pages).await?;
        for programme in &mut programmes.rows {
            let waiting = pages.remove(&programme.row.id).unwrap_or_else(Page::empty);
            programme.unscheduled = Some(FirstPage::new(size, waiting));
        }
    }
    Ok(programmes)
}

/// The years of a programme, with what is selected of them.
///
/// # Errors
/// A database that fails.
pub async fn years(ctx: &Context<'_>, programme: &Programme) -> Result<Vec<ProgrammeYear>> {
    let ahead = match &programme.years {
        Some(ahead) => Arc::clone(ahead),
        None => {
            let mut years = years_of(ctx, &selected(ctx), &[programme.row.id]).await?;
            Arc::new(years.remove(&programme.row.id).unwrap_or_default())
        }
    };
    if ahead.budgets.is_empty() {
        return Ok(Vec::new());
    }
    let row = &programme.row;
    let year = |year| ProgrammeYear { year, ahead: Arc::clone(&ahead) };
    Ok((row.first_year..row.first_year.saturating_add(row.years)).map(year).collect())
}

/// What is selected of the years of programmes, by programme; those that are not planned yet are left out.
async fn years_of(
    ctx: &Context<'_>,
    selected: &[SelectionField<'_>],
    keys: &[i64],
) -> Result<HashMap<i64, YearsAhead>> {
    let departments = below(selected, "departments");
    let database = &app(ctx)?.database;
    let mut years: HashMap<i64, YearsAhead> = HashMap::new();
    for budget in store::budgets_of(database, keys).await.told(ctx)? {
        years.entry(budget.programme_id).or_default().budgets.push(budget);
    }
    let keys: Vec<i64> = years.keys().copied().collect();
    if keys.is_empty() {
        return Ok(years);
    }
    if selects(&departments, &["crews"]) {
        for hours in store::crew_hours_of(database, &keys).await.told(ctx)? {
            years.entry(hours.programme_id).or_default().crew_hours.push(hours);
        }
    }
    if selects(selected, &FIGURES) || selects(&departments, &FIGURES) {
        for part in programme_projects::totals_of(database, &keys).await.told(ctx)? {
            years.entry(part.programme_id).or_default().totals.push(part);
        }
    }
    if let Some(size) = first_page_size(&departments, "projects") {
        let pages = programme_projects::first_of_sections(database, &keys, size).await.told(ctx)?;
        let selected = nodes(&below(&departments, "projects"));
        let mut pages = prefetch_projects::pages(ctx, &selected, pages).await?;
        for ahead in years.values_mut() {
            let page =
                |section: Section| (section, FirstPage::new(size, pages.remove(&section).unwrap_or_else(Page::empty)));
            ahead.projects = Some(ahead.budgets.iter().map(Section::of).map(page).collect());
        }
    }
    if let Some(size) = first_page_size(&departments, "lots") {
        let pages = programme_lots::first_of_sections(database, &keys, size).await.told(ctx)?;
        let mut pages = prefetch_lots::pages(ctx, &nodes(&below(&departments, "lots")), pages).await?;
        for ahead in years.values_mut() {
            let page =
                |section: Section| (section, FirstPage::new(size, pages.remove(&section).unwrap_or_else(Page::empty)));
            ahead.lots = Some(ahead.budgets.iter().map(Section::of).map(page).collect());
        }
    }
    Ok(years)
}
