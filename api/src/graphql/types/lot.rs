//! Lots of the programmes.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use riverain_entities::programme_lots;

use super::borough::Borough;
use super::department::Department;
use super::neighbourhood::Neighbourhood;
use super::programme::Programme;
use super::project::{Project, ProjectConnection};
use crate::graphql::connection::{NodeConnection, connection};
use crate::graphql::context::{Told, app, reference};
use crate::graphql::first_page::FirstPage;
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders::{self, LotProjectsKey, ProgrammeKey};
use crate::graphql::paging::PageArguments;
use crate::graphql::scalars::{Cents, GeoJson};
use crate::graphql::{cost, prefetch_projects};
use crate::store::page::Page;
use crate::store::programme_lots as store;

/// Lots, page by page.
pub type LotConnection = NodeConnection<Lot>;

/// The name by which cursors of lists of lots know them.
pub const LOTS: &str = "lots";

/// The name by which cursors of the projects of a lot know them.
const PROJECTS: &str = "projects of a lot";

/// A lot, with what was read ahead for it.
#[derive(Debug, Clone)]
pub struct Lot {
    /// The record.
    pub row: Arc<programme_lots::Model>,
    /// Its first projects, where they were read ahead.
    pub projects: Option<FirstPage<Project>>,
}

impl Lot {
    /// A lot with nothing read ahead.
    pub fn new(row: programme_lots::Model) -> Self {
        Self { row: Arc::new(row), projects: None }
    }
}

/// Projects of a year, a department and a neighbourhood that one contract carries out.
#[Object]
impl Lot {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::Lot.id(self.row.id)
    }

    /// Its number within the year and department, from 1: lots whose numbers follow each other are neighbours.
    async fn number(&self) -> i32 {
        self.row.number
    }

    /// The programme that it belongs to.
    async fn programme(&self, ctx: &Context<'_>) -> Result<Option<Programme>> {
        Ok(loaders::load(ctx, ProgrammeKey(self.row.programme_id)).await?.map(Programme::new))
    }

    /// The year in which it is carried out.
    async fn year(&self) -> i32 {
        self.row.year
    }

    /// The department that does the work.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        Ok(reference(ctx)?.department(self.row.department_id).cloned().map(Department))
    }

    /// The borough that its projects lie in; null where that is not known.
    async fn borough(&self, ctx: &Context<'_>) -> Result<Option<Borough>> {
        let Some(key) = self.row.borough_id else { return Ok(None) };
        Ok(reference(ctx)?.borough(key).cloned().map(Borough))
    }

    /// The neighbourhood that its projects lie in; null where that is not known: they are near each other all the same.
    async fn neighbourhood(&self, ctx: &Context<'_>) -> Result<Option<Neighbourhood>> {
        let Some(key) = self.row.neighbourhood_id else { return Ok(None) };
        Ok(reference(ctx)?.neighbourhood(key).cloned().map(Neighbourhood))
    }

    /// What its projects cost.
    async fn cost_cents(&self) -> Cents {
        Cents(self.row.cost_cents)
    }

    /// Hours of its projects, all crews together.
    async fn hours(&self) -> f64 {
        self.row.hours
    }

    /// Sum of the values of its projects, not discounted.
    async fn value(&self) -> f64 {
        self.row.value
    }

    /// How many projects it holds.
    async fn project_count(&self) -> i32 {
        self.row.project_count
    }

    /// How many requests its projects hold.
    async fn request_count(&self) -> i32 {
        self.row.request_count
    }

    /// Length of the suggested way from the first project to the last, as the crow flies between them, metres.
    async fn route_length_metres(&self) -> f64 {
        self.row.length_m
    }

    /// The convex outline of its requests: a point, a line or a polygon.
    async fn outline(&self) -> GeoJson {
        GeoJson(self.row.outline.clone())
    }

    /// Its projects, in the suggested order of visit.
    #[graphql(complexity = "cost::page(first, None, child_complexity)")]
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<ProjectConnection> {
        let page = PageArguments::forward(first, after).check::<i32>(PROJECTS).told(ctx)?;
        let read_ahead = self.projects.as_ref().and_then(|first| first.serve(&page));
        let projects = match (read_ahead, page.after) {
            (Some(read_ahead), _) => read_ahead,
            (None, None) => {
                let key = LotProjectsKey { lot_id: self.row.id, size: page.size };
                let rows = loaders::load(ctx, key).await?.unwrap_or_else(Page::empty);
                prefetch_projects::project_page(ctx, rows).await?
            }
            (None, Some(_)) => {
                let rows = store::projects(&app(ctx)?.database, self.row.id, &page).await.told(ctx)?;
                prefetch_projects::project_page(ctx, rows).await?
            }
        };
        // Places are numbered from 1 without a gap.
        let mut position = page.after.unwrap_or(0);
        let placed = projects.map(|project| {
            position += 1;
            (position, project)
        });
        connection(ctx, PROJECTS, placed, async_graphql::connection::EmptyFields)
    }
}

/// The connection of a page of lots.
///
/// # Errors
/// A call whose answer holds too many rows already.
pub fn lot_connection(ctx: &Context<'_>, page: Page<Lot>) -> Result<LotConnection> {
    connection(ctx, LOTS, page.map(|lot| (lot.row.number, lot)), async_graphql::connection::EmptyFields)
}
