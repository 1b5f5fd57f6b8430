//! Reads ahead what a selection of projects needs: their requests and their sites, a statement each, however many
//! projects there are.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::{Context, SelectionField};
use riverain_entities::{programme_projects, service_requests};

use super::context::{Told, app, reference, viewer};
use super::first_page::FirstPage;
use super::look_ahead;
use super::prefetch::request_rows;
use super::types::project::Project;
use super::types::request::Request;
use super::types::site::Site;
use crate::domain::fault::{Fault, FaultKind};
use crate::services::programmes::request_scope;
use crate::store::page::Page;
use crate::store::programme_projects as store;

/// The most requests that the projects of one call show together.
const MAXIMUM_REQUESTS: usize = 10_000;

/// Projects, with what is selected of each.
///
/// # Errors
/// A database that fails.
pub async fn projects(
    ctx: &Context<'_>,
    selected: &[SelectionField<'_>],
    rows: Vec<programme_projects::Model>,
) -> async_graphql::Result<Vec<Project>> {
    let mut projects = with_requests(ctx, selected, rows).await?;
    if look_ahead::selects(selected, &["site"]) {
        let sites = sites(ctx, &look_ahead::below(selected, "site"), &projects).await?;
        for project in &mut projects {
            project.site = sites.get(&project.row.site_id).cloned();
        }
    }
    Ok(projects)
}

/// A page of projects, with what is selected of its nodes.
///
/// # Errors
/// A database that fails.
pub async fn project_page(
    ctx: &Context<'_>,
    page: Page<programme_projects::Model>,
) -> async_graphql::Result<Page<Project>> {
    let Page { rows, has_previous, has_next } = page;
    let rows = projects(ctx, &look_ahead::nodes(&look_ahead::selected(ctx)), rows).await?;
    Ok(Page { rows, has_previous, has_next })
}

/// Pages of projects of several parents, with what is selected of each project.
///
/// # Errors
/// A database that fails.
pub async fn pages<K: Eq + Hash>(
    ctx: &Context<'_>,
    selected: &[SelectionField<'_>],
    pages: impl IntoIterator<Item = (K, Page<programme_projects::Model>)>,
) -> async_graphql::Result<HashMap<K, Page<Project>>> {
    let (shapes, rows) = laid_out(pages);
    Ok(put_back(shapes, projects(ctx, selected, rows).await?))
}

/// The first pages of requests of several parents, with what is selected of each request.
///
/// # Errors
/// A database that fails.
pub async fn request_pages(
    ctx: &Context<'_>,
    selected: &[SelectionField<'_>],
    pages: impl IntoIterator<Item = (i64, Page<service_requests::Model>)>,
) -> async_graphql::Result<HashMap<i64, Page<Request>>> {
    let (shapes, rows) = laid_out(pages);
    Ok(put_back(shapes, request_rows(ctx, selected, rows).await?))
}

/// The shapes of pages, and all their rows one after another.
fn laid_out<K, T>(pages: impl IntoIterator<Item = (K, Page<T>)>) -> (Vec<(K, Page<()>)>, Vec<T>) {
    let (mut shapes, mut rows) = (Vec::new(), Vec::new());
    for (parent, page) in pages {
        let Page { rows: held, has_previous, has_next } = page;
        shapes.push((parent, Page { rows: vec![(); held.len()], has_previous, has_next }));
        rows.extend(held);
    }
    (shapes, rows)
}

/// The pages of these shapes, of rows one after another.
fn put_back<K: Eq + Hash, T>(shapes: Vec<(K, Page<()>)>, rows: Vec<T>) -> HashMap<K, Page<T>> {
    let mut rows = rows.into_iter();
    let filled = |(parent, shape): (K, Page<()>)| {
        let Page { rows: places, has_previous, has_next } = shape;
        (parent, Page { rows: rows.by_ref().take(places.len()).collect(), has_previous, has_next })
    };
    shapes.into_iter().map(filled).collect()
}

async fn with_requests(
    ctx: &Context<'_>,
    selected: &[SelectionField<'_>],
    rows: Vec<programme_projects::Model>,
) -> async_graphql::Result<Vec<Project>> {
    let size = look_ahead::first_page_size(selected, "requests");
    // Whoever may see no request is told so by the field itself.
    let (Some(size), Ok(citizen)) = (size, request_scope(viewer(ctx), reference(ctx)?)) else {
        return Ok(rows.into_iter().map(Project::new).collect());
    };
    check_size(&rows, size).told(ctx)?;
    let keys: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let pages = match keys.is_empty() {
        true => HashMap::new(),
        false => store::first_requests(&app(ctx)?.database, &keys, citizen, size).await.told(ctx)?,
    };
    let connection = look_ahead::below(selected, "requests");
    let totals = match citizen {
        Some(citizen) if look_ahead::selects(&connection, &["totalCount"]) && !keys.is_empty() => {
            Some(store::count_requests_of_citizen(&app(ctx)?.database, &keys, citizen).await.told(ctx)?)
        }
        _ => None,
    };
    let mut pages = request_pages(ctx, &look_ahead::nodes(&connection), pages).await?;
    let project = |row: programme_projects::Model| {
        let requests = pages.remove(&row.id).unwrap_or_else(Page::empty);
        let request_total = totals.as_ref().map(|totals| totals.get(&row.id).copied().unwrap_or(0));
        Project { requests: Some(FirstPage::new(size, requests)), request_total, ..Project::new(row) }
    };
    Ok(rows.into_iter().map(project).collect())
}

/// Checks that the first pages of requests of these projects together are not more than one call may read.
fn check_size(projects: &[programme_projects::Model], size: u64) -> Result<(), Fault> {
    let held = |row: &programme_projects::Model| u64::from(row.request_count.unsigned_abs()).min(size);
    let length = usize::try_from(projects.iter().map(held).sum::<u64>()).unwrap_or(usize::MAX);
    match length > MAXIMUM_REQUESTS {
        true => Err(Fault::new("requests.first", size, FaultKind::TooMany { maximum: MAXIMUM_REQUESTS, length })),
        false => Ok(()),
    }
}

async fn sites(
    ctx: &Context<'_>,
    selected: &[SelectionField<'_>],
    projects: &[Project],
) -> async_graphql::Result<HashMap<i64, Site>> {
    let mut keys: Vec<i64> = projects.iter().map(|project| project.row.site_id).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let database = &app(ctx)?.database;
    let rows = store::sites(database, &keys).await.told(ctx)?;
    let mut sites: HashMap<i64, Site> = rows.into_iter().map(|row| (row.id, Site::new(Arc::new(row)))).collect();
    if let Some(size) = look_ahead::first_page_size(selected, "projects") {
        let mut neighbours: HashMap<i64, Vec<Project>> = HashMap::new();
        let rows = store::first_of_sites(database, &keys, size).await.told(ctx)?;
        let nodes = look_ahead::below(selected, "projects");
        for project in with_requests(ctx, &nodes, rows).await? {
            neighbours.entry(project.row.site_id).or_default().push(project);
        }
        for (key, site) in &mut sites {
            site.projects = Some((size, Arc::new(neighbours.remove(key).unwrap_or_default())));
        }
    }
    Ok(sites)
}
