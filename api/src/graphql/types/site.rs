//! Sites of the programmes.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use riverain_entities::programme_sites;

use super::place::Place;
use super::project::Project;
use crate::graphql::context::Told;
use crate::graphql::loaders::{self, SiteProjectsKey};
use crate::graphql::paging::PageArguments;
use crate::graphql::{budget, cost, look_ahead, prefetch_projects};

/// A site, with its projects where they were read ahead.
#[derive(Debug, Clone)]
pub struct Site {
    /// The record.
    pub row: Arc<programme_sites::Model>,
    /// Its first projects and how many were asked for, where they were read ahead.
    pub projects: Option<(u64, Arc<Vec<Project>>)>,
}

impl Site {
    /// A site with nothing read ahead.
    pub fn new(row: Arc<programme_sites::Model>) -> Self {
        Self { row, projects: None }
    }
}

/// Projects that touch: done in the same year, they share a mobilization; and each keeps the order of the others' work.
#[Object]
impl Site {
    /// Code of the site in its programme, such as S3.
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// The centroid of its requests.
    async fn centroid(&self) -> Place {
        Place { longitude: self.row.lon, latitude: self.row.lat }
    }

    /// Its first projects, in the order of the programme.
    #[graphql(complexity = "cost::page(first, None, child_complexity)")]
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
    ) -> Result<Vec<Project>> {
        let size = PageArguments::forward(first, None).check::<()>("").told(ctx)?.size;
        if let Some((read_ahead, projects)) = &self.projects
            && *read_ahead == size
        {
            return budget::within(ctx, projects.as_ref().clone());
        }
        let key = SiteProjectsKey { site_id: self.row.id, size };
        let rows = loaders::load(ctx, key).await?.unwrap_or_default();
        budget::within(ctx, prefetch_projects::projects(ctx, &look_ahead::selected(ctx), rows).await?)
    }
}
