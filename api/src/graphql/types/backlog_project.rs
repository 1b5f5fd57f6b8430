//! The projects that the backlog would make if it were planned now.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};
use riverain_entities::service_requests;

use super::backlog::latest_work_type;
use super::borough::Borough;
use super::department::Department;
use super::place::Place;
use super::request::{Request, RequestConnection};
use super::work_type::WorkType;
use crate::graphql::connection::{NodeConnection, connection};
use crate::graphql::context::{Told, app, reference};
use crate::graphql::first_page::FirstPage;
use crate::graphql::paging::PageArguments;
use crate::graphql::query::requests::RequestTotal;
use crate::graphql::scalars::{Cents, GeoJson};
use crate::graphql::{cost, look_ahead, prefetch, prefetch_projects};
use crate::services::backlog_projects::{self as service, BacklogGrouping};
use crate::store::page::{Page, PageRequest};
use crate::store::requests;

/// Projects of the backlog, page by page.
pub type BacklogProjectConnection = NodeConnection<BacklogProject, BacklogProjectTotal>;

/// The name by which cursors of the requests of a project know them.
const REQUESTS: &str = "requests of a backlog project";

/// How much a grouping holds.
#[derive(Debug, SimpleObject)]
pub struct BacklogProjectTotal {
    /// How many projects the whole list holds.
    total_count: u64,
    /// How many requests of the backlog are in no project because their place is unknown.
    requests_without_place: u64,
}

/// A project of a grouping, with what was read ahead for it.
#[derive(Debug, Clone)]
pub struct BacklogProject {
    grouping: Arc<BacklogGrouping>,
    index: usize,
    requests: Option<FirstPage<Request>>,
}

impl BacklogProjectTotal {
    /// What a grouping holds.
    pub fn of(grouping: &BacklogGrouping) -> Self {
        Self {
            total_count: grouping.projects.len() as u64,
            requests_without_place: grouping.requests_without_place as u64,
        }
    }
}

impl BacklogProject {
    fn project(&self) -> &service::BacklogProject {
        &self.grouping.projects[self.index]
    }
}

/// Requests of the backlog that would be done together if they were planned now.
#[Object]
impl BacklogProject {
    /// The present version of the work type.
    async fn work_type(&self, ctx: &Context<'_>) -> Result<Option<WorkType>> {
        Ok(latest_work_type(reference(ctx)?, &self.project().work_type_code))
    }

    /// The department that would do the work.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        let reference = reference(ctx)?;
        let work_type = latest_work_type(reference, &self.project().work_type_code);
        Ok(work_type.and_then(|row| reference.department(row.0.department_id)).cloned().map(Department))
    }

    /// The borough of most of its requests; null where none is known.
    async fn borough(&self, ctx: &Context<'_>) -> Result<Option<Borough>> {
        let Some(key) = self.project().borough_id else { return Ok(None) };
        Ok(reference(ctx)?.borough(key).cloned().map(Borough))
    }

    /// How many requests it holds.
    async fn request_count(&self) -> u64 {
        self.project().request_ids.len() as u64
    }

    /// How many reports its requests stand for: the requests, and those merged into them.
    async fn report_count(&self) -> i64 {
        self.project().report_count
    }

    /// Cost of its requests and of its mobilization.
    async fn cost_cents(&self) -> Cents {
        Cents(self.project().cost_cents)
    }

    /// Hours of the work, all crews together.
    async fn hours(&self) -> f64 {
        self.project().hours
    }

    /// Sum of the priorities of its requests, computed as of now.
    async fn value(&self) -> f64 {
        self.project().value
    }

    /// The greatest distance between two of its requests, metres.
    async fn span_metres(&self) -> f64 {
        self.project().span_m
    }

    /// The convex outline of its requests: a point, a line or a polygon.
    async fn outline(&self) -> GeoJson {
        GeoJson(self.project().outline.clone())
    }

    /// The centroid of its requests.
    async fn centroid(&self) -> Place {
        let [longitude, latitude] = self.project().centroid;
        Place { longitude, latitude }
    }

    /// Its requests.
    #[graphql(complexity = "cost::page(first, None, child_complexity)")]
    async fn requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<RequestConnection> {
        let page = PageArguments::forward(first, after).check::<i64>(REQUESTS).told(ctx)?;
        let found = match self.requests.as_ref().and_then(|first| first.serve(&page)) {
            Some(read_ahead) => read_ahead,
            None => {
                let keys = page_of_keys(&self.project().request_ids, &page);
                let rows = requests::by_keys(&app(ctx)?.database, &keys.rows).await.told(ctx)?;
                let mut rows: HashMap<i64, service_requests::Model> =
                    rows.into_iter().map(|row| (row.id, row)).collect();
                prefetch::requests(ctx, present(keys, &mut rows)).await?
            }
        };
        let total = RequestTotal::Known(self.project().request_ids.len() as u64);
        connection(ctx, REQUESTS, found.map(|request| (request.row.id, request)), total)
    }
}

/// A page of a grouping's projects, with what is selected of its nodes: their requests are one statement.
///
/// # Errors
/// A database that fails.
pub async fn project_page(ctx: &Context<'_>, found: service::BacklogProjectPage) -> Result<Page<BacklogProject>> {
    let service::BacklogProjectPage { grouping, page } = found;
    let selected = look_ahead::nodes(&look_ahead::selected(ctx));
    let new = |index| BacklogProject { grouping: Arc::clone(&grouping), index, requests: None };
    let mut projects = page.map(new);
    let Some(size) = look_ahead::first_page_size(&selected, "requests") else { return Ok(projects) };
    let first = PageRequest::<i64>::first(size);
    let keys = |project: &BacklogProject| page_of_keys(&project.project().request_ids, &first);
    let all: Vec<i64> = projects.rows.iter().flat_map(|project| keys(project).rows).collect();
    let rows = match all.is_empty() {
        true => Vec::new(),
        false => requests::by_keys(&app(ctx)?.database, &all).await.told(ctx)?,
    };
    let mut rows: HashMap<i64, service_requests::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut pages: HashMap<i64, Page<service_requests::Model>> = HashMap::new();
    for (place, project) in (0_i64..).zip(&projects.rows) {
        pages.insert(place, present(keys(project), &mut rows));
    }
    let nodes = look_ahead::nodes(&look_ahead::below(&selected, "requests"));
    let mut pages = prefetch_projects::request_pages(ctx, &nodes, pages).await?;
    for (place, project) in (0_i64..).zip(&mut projects.rows) {
        project.requests = Some(FirstPage::new(size, pages.remove(&place).unwrap_or_else(Page::empty)));
    }
    Ok(projects)
}

/// The keys of a page out of all keys, ascending.
fn page_of_keys(keys: &[i64], request: &PageRequest<i64>) -> Page<i64> {
    let start = request.after.map_or(0, |after| keys.partition_point(|key| *key <= after));
    let size = usize::try_from(request.size).unwrap_or(usize::MAX);
    let end = start.saturating_add(size).saturating_add(1).min(keys.len());
    Page::from_rows(keys[start..end].to_vec(), request)
}

/// The requests of a page of keys, in its order; those that were deleted since are left out.
fn present(keys: Page<i64>, rows: &mut HashMap<i64, service_requests::Model>) -> Page<service_requests::Model> {
    let Page { rows: keys, has_previous, has_next } = keys;
    Page { rows: keys.into_iter().filter_map(|key| rows.remove(&key)).collect(), has_previous, has_next }
}
