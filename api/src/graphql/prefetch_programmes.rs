//! Reads ahead what a selection of programmes or of a programme's years needs: a statement each for budgets, hours,
//! figures, projects, their requests and their sites, however many years and departments there are.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Result, SelectionField};
use riverain_entities::programmes;

use super::context::{Told, app};
use super::look_ahead::{below, first_page_size, nodes, selected, selects};
use super::prefetch_projects;
use super::types::programme::Programme;
use super::types::programme_year::{ProgrammeYear, YearsAhead};
use super::types::project::Project;
use crate::store::page::Page;
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
    if selects(&selected, &["departments"]) && !keys.is_empty() {
        let mut departments: HashMap<i64, Vec<i64>> = HashMap::new();
        for (programme_id, department_id) in store::departments_of(database, &keys).await.told(ctx)? {
            departments.entry(programme_id).or_default().push(department_id);
        }
        for programme in &mut programmes.rows {
            programme.departments = Some(Arc::new(departments.remove(&programme.row.id).unwrap_or_default()));
        }
    }
    if selects(&selected, &["totals"]) && !keys.is_empty() {
        let mut totals: HashMap<i64, Vec<_>> = HashMap::new();
        for part in programme_projects::totals_of(database, &keys).await.told(ctx)? {
            totals.entry(part.programme_id).or_default().push(part);
        }
        for programme in &mut programmes.rows {
            programme.totals = Some(Arc::new(totals.remove(&programme.row.id).unwrap_or_default()));
        }
    }
    Ok(programmes)
}

/// The years of a programme, with what is selected of them.
///
/// # Errors
/// A database that fails.
pub async fn years(ctx: &Context<'_>, programme: &programmes::Model) -> Result<Vec<ProgrammeYear>> {
    let selected = selected(ctx);
    let departments = below(&selected, "departments");
    let database = &app(ctx)?.database;
    let keys = [programme.id];
    let mut ahead =
        YearsAhead { budgets: store::budgets_of(database, &keys).await.told(ctx)?, ..YearsAhead::default() };
    if ahead.budgets.is_empty() {
        return Ok(Vec::new());
    }
    if selects(&departments, &["crews"]) {
        ahead.crew_hours = store::crew_hours_of(database, &keys).await.told(ctx)?;
    }
    if selects(&selected, &FIGURES) || selects(&departments, &FIGURES) {
        ahead.totals = programme_projects::totals_of(database, &keys).await.told(ctx)?;
    }
    ahead.projects = match first_page_size(&departments, "projects") {
        Some(size) => Some((size, first_projects(ctx, programme.id, size, &departments).await?)),
        None => None,
    };
    let ahead = Arc::new(ahead);
    let year = |year| ProgrammeYear { programme_id: programme.id, year, ahead: Arc::clone(&ahead) };
    let end = programme.first_year.saturating_add(programme.years);
    Ok((programme.first_year..end).map(year).collect())
}

async fn first_projects(
    ctx: &Context<'_>,
    programme_id: i64,
    size: u64,
    departments: &[SelectionField<'_>],
) -> Result<HashMap<Section, Page<Project>>> {
    let pages = programme_projects::first_of_sections(&app(ctx)?.database, &[programme_id], size).await.told(ctx)?;
    let mut shapes = Vec::with_capacity(pages.len());
    let mut rows = Vec::new();
    for (section, page) in pages {
        shapes.push((section, page.rows.len(), page.has_previous, page.has_next));
        rows.extend(page.rows);
    }
    let selected = nodes(&below(departments, "projects"));
    let mut projects = prefetch_projects::projects(ctx, &selected, rows).await?.into_iter();
    let page = |(section, size, has_previous, has_next)| {
        (section, Page { rows: projects.by_ref().take(size).collect(), has_previous, has_next })
    };
    Ok(shapes.into_iter().map(page).collect())
}
