//! Sites of the programmes.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use riverain_entities::programme_sites;

use super::place::Place;
use super::project::Project;
use crate::graphql::loaders::{self, SiteProjectsKey};
use crate::graphql::{look_ahead, prefetch_projects};

/// A site, with its projects where they were read ahead.
#[derive(Debug, Clone)]
pub struct Site {
    /// The record.
    pub row: Arc<programme_sites::Model>,
    /// Its projects, where they were read ahead.
    pub projects: Option<Arc<Vec<Project>>>,
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

    /// Its projects.
    async fn projects(&self, ctx: &Context<'_>) -> Result<Vec<Project>> {
        if let Some(projects) = &self.projects {
            return Ok(projects.as_ref().clone());
        }
        let rows = loaders::load(ctx, SiteProjectsKey(self.row.id)).await?.unwrap_or_default();
        prefetch_projects::projects(ctx, &look_ahead::selected(ctx), rows).await
    }
}
