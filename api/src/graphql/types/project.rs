//! Projects of the programmes.

use std::sync::Arc;

use async_graphql::connection::EmptyFields;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use riverain_entities::programme_projects;

use super::borough::Borough;
use super::department::{Crew, Department};
use super::lot::Lot;
use super::place::Place;
use super::programme::Programme;
use super::project_reason::ProjectReason;
use super::request::{Request, RequestConnection};
use super::site::Site;
use super::work_type::WorkType;
use super::year_earlier::YearEarlier;
use crate::graphql::connection::{NodeConnection, connection};
use crate::graphql::context::{Told, app, locale, reference, viewer};
use crate::graphql::first_page::FirstPage;
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders::{self, ProgrammeKey, ProjectLotKey, ProjectRequestsKey, SiteKey};
use crate::graphql::paging::PageArguments;
use crate::graphql::query::requests::RequestTotal;
use crate::graphql::scalars::{Cents, GeoJson};
use crate::graphql::{cost, prefetch};
use crate::services::ServiceError;
use crate::services::programmes::request_scope;
use crate::store::page::Page;
use crate::store::programme_projects as projects;
use crate::store::reference::Reference;

/// Projects, page by page.
pub type ProjectConnection = NodeConnection<Project>;

/// The name by which cursors of lists of projects know them.
pub const PROJECTS: &str = "projects";

/// The name by which cursors of the requests of a project know them.
const REQUESTS: &str = "requests of a project";

/// A project, with what was read ahead for it.
#[derive(Debug, Clone)]
pub struct Project {
    /// The record.
    pub row: Arc<programme_projects::Model>,
    /// Its site, where it was read ahead.
    pub site: Option<Site>,
    /// Its first requests, where they were read ahead.
    pub requests: Option<FirstPage<Request>>,
    /// How many of its requests the caller may see, where that was read ahead.
    pub request_total: Option<u64>,
}

/// Hours of a crew.
#[derive(Debug, SimpleObject)]
pub struct CrewHours {
    /// The crew.
    crew: Crew,
    /// Its hours.
    hours: f64,
}

impl Project {
    /// A project with nothing read ahead.
    pub fn new(row: programme_projects::Model) -> Self {
        Self { row: Arc::new(row), site: None, requests: None, request_total: None }
    }
}

/// Requests of one work type that are done together.
#[Object]
impl Project {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::Project.id(self.row.id)
    }

    /// Code of the project in its programme, such as P17.
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// The programme that it belongs to.
    async fn programme(&self, ctx: &Context<'_>) -> Result<Option<Programme>> {
        Ok(loaders::load(ctx, ProgrammeKey(self.row.programme_id)).await?.map(Programme::new))
    }

    /// The version of the work type that was planned.
    async fn work_type(&self, ctx: &Context<'_>) -> Result<Option<WorkType>> {
        Ok(reference(ctx)?.work_type(self.row.work_type_id).cloned().map(WorkType))
    }

    /// The department that does the work.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        Ok(reference(ctx)?.department(self.row.department_id).cloned().map(Department))
    }

    /// The borough of most of its requests; null where none is known.
    async fn borough(&self, ctx: &Context<'_>) -> Result<Option<Borough>> {
        let Some(key) = self.row.borough_id else { return Ok(None) };
        Ok(reference(ctx)?.borough(key).cloned().map(Borough))
    }

    /// The year in which it is done; null where it waits beyond the horizon.
    async fn year(&self) -> Option<i32> {
        self.row.year
    }

    /// Why it is done in that year, or why it waits.
    async fn reason(&self, ctx: &Context<'_>) -> Result<ProjectReason> {
        let reason = ProjectReason::parse(&self.row, reference(ctx)?, locale(ctx));
        reason.map_err(ServiceError::from).told(ctx)
    }

    /// What it would take to do it a year earlier, or, where it waits, at all; null in the first year and where pins decide.
    async fn year_earlier(&self, ctx: &Context<'_>) -> Result<Option<YearEarlier>> {
        let earlier = YearEarlier::parse(&self.row, reference(ctx)?, locale(ctx));
        earlier.map_err(ServiceError::from).told(ctx)
    }

    /// Cost of its requests and of its mobilization.
    async fn cost_cents(&self) -> Cents {
        Cents(self.row.cost_cents)
    }

    /// Hours of the work, all crews together.
    async fn hours(&self) -> f64 {
        self.row.hours
    }

    /// Hours of the work by crew.
    #[graphql(complexity = "cost::list(cost::CREWS, child_complexity)")]
    async fn crew_hours(&self, ctx: &Context<'_>) -> Result<Vec<CrewHours>> {
        crew_hours(&self.row, reference(ctx)?).told(ctx)
    }

    /// Sum of the priorities of its requests.
    async fn value(&self) -> f64 {
        self.row.value
    }

    /// How many requests it holds.
    async fn request_count(&self) -> i32 {
        self.row.request_count
    }

    /// Its requests that the caller may see: staff all of them, a citizen their own where the city lets citizens see the
    /// year that their requests are planned for.
    #[graphql(complexity = "cost::page(first, None, child_complexity)")]
    async fn requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<Option<RequestConnection>> {
        let page = PageArguments::forward(first, after).check::<i64>(REQUESTS).told(ctx)?;
        let citizen = request_scope(viewer(ctx), reference(ctx)?).told(ctx)?;
        let project_id = self.row.id;
        let read_ahead = self.requests.as_ref().and_then(|first| first.serve(&page));
        let found = match (read_ahead, page.after) {
            (Some(read_ahead), _) => read_ahead,
            (None, None) => {
                let key = ProjectRequestsKey { project_id, citizen, size: page.size };
                let rows = loaders::load(ctx, key).await?.unwrap_or_else(Page::empty);
                prefetch::requests(ctx, rows).await?
            }
            (None, Some(_)) => {
                let rows = projects::requests(&app(ctx)?.database, project_id, citizen, &page).await.told(ctx)?;
                prefetch::requests(ctx, rows).await?
            }
        };
        let total = match (citizen, self.request_total) {
            (Some(_), Some(total)) => RequestTotal::Known(total),
            (Some(citizen_id), None) => RequestTotal::InProject { project_id, citizen_id },
            (None, _) => RequestTotal::Known(u64::from(self.row.request_count.unsigned_abs())),
        };
        connection(ctx, REQUESTS, found.map(|request| (request.row.id, request)), total).map(Some)
    }

    /// The site that it shares with the projects it touches.
    async fn site(&self, ctx: &Context<'_>) -> Result<Option<Site>> {
        match &self.site {
            Some(site) => Ok(Some(site.clone())),
            None => Ok(loaders::load(ctx, SiteKey(self.row.site_id)).await?.map(Site::new)),
        }
    }

    /// The lot that carries it out; null where it waits.
    async fn lot(&self, ctx: &Context<'_>) -> Result<Option<Lot>> {
        Ok(loaders::load(ctx, ProjectLotKey(self.row.id)).await?.map(|(_, row)| Lot::new(row)))
    }

    /// Its place in the suggested order of visit of its lot, from 1; null where it waits.
    async fn lot_position(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(loaders::load(ctx, ProjectLotKey(self.row.id)).await?.map(|(position, _)| position))
    }

    /// The convex outline of its requests: a point, a line or a polygon.
    async fn outline(&self) -> GeoJson {
        GeoJson(self.row.outline.clone())
    }

    /// The centroid of its requests.
    async fn centroid(&self) -> Place {
        Place { longitude: self.row.lon, latitude: self.row.lat }
    }
}

/// The connection of a page of projects.
///
/// # Errors
/// A call whose answer holds too many rows already.
pub fn project_connection(ctx: &Context<'_>, page: Page<Project>) -> Result<ProjectConnection> {
    connection(ctx, PROJECTS, page.map(|project| (project.row.id, project)), EmptyFields)
}

fn crew_hours(row: &programme_projects::Model, reference: &Reference) -> Result<Vec<CrewHours>, ServiceError> {
    let hours: std::collections::BTreeMap<String, f64> = serde_json::from_value(row.crew_hours.clone())?;
    let known = hours.into_iter().filter_map(|(code, hours)| Some((reference.crew_of_code(&code)?.clone(), hours)));
    Ok(known.map(|(crew, hours)| CrewHours { crew: Crew(crew), hours }).collect())
}
