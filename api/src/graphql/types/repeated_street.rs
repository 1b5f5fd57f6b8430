//! Streets that are opened again.

use std::collections::HashMap;

use async_graphql::{Context, Object, Result};
use riverain_entities::programme_repeated_streets;

use super::opening::{self, DepartmentOpening};
use super::project::Project;
use crate::graphql::connection::NodeConnection;
use crate::graphql::context::{Told, app, locale};
use crate::graphql::scalars::GeoJson;
use crate::graphql::{budget, cost, look_ahead, prefetch_projects};
use crate::store::page::Page;
use crate::store::programme_dig_once::{self, Opening};
use crate::store::programme_projects;

/// Streets that are opened again, page by page.
pub type RepeatedStreetConnection = NodeConnection<RepeatedStreet>;

/// A street segment that several departments open in several years.
#[derive(Debug, Clone)]
pub struct RepeatedStreet {
    row: programme_repeated_streets::Model,
    openings: Vec<Opening>,
    projects: Vec<Project>,
}

/// A street segment where departments get in each other's way: several of them work there, in several years, whether their
/// projects are of one site or not. A project is on the street that is nearest to one of its requests, at most 50 m away.
#[Object]
impl RepeatedStreet {
    /// The street's name, where it has one.
    async fn name(&self) -> Option<&str> {
        self.row.name.as_deref()
    }

    /// The centre-line of the segment.
    async fn line(&self) -> GeoJson {
        GeoJson(self.row.line.clone())
    }

    /// What each department does there, by year.
    #[graphql(complexity = "cost::list(cost::YEARS, child_complexity)")]
    async fn openings(&self, ctx: &Context<'_>) -> Result<Vec<DepartmentOpening>> {
        opening::by_department(ctx, &self.openings)
    }

    /// The projects that are done there, by year.
    #[graphql(complexity = "cost::list(cost::YEARS, child_complexity)")]
    async fn projects(&self, ctx: &Context<'_>) -> Result<Vec<Project>> {
        budget::within(ctx, self.projects.clone())
    }

    /// The least number of years between two openings.
    async fn least_years_apart(&self) -> Option<i32> {
        opening::least_years_apart(&self.openings)
    }

    /// Whether the ground is broken in more than one year.
    async fn breaks_ground_again(&self) -> bool {
        opening::breaks_ground_again(&self.openings)
    }

    /// What happens there, in a sentence in the caller's language.
    async fn text(&self, ctx: &Context<'_>) -> Result<String> {
        let locale = locale(ctx);
        let name = self.row.name.clone().unwrap_or_else(|| locale.wording("analysis.nameless_street", &[]));
        let values = [("street", name), ("openings", opening::in_words(ctx, &self.openings)?)];
        Ok(locale.wording("analysis.repeated_street", &values))
    }
}

/// A page of streets that are opened again: a statement for what is done on them, and where projects are selected, one for
/// their keys and one for them.
///
/// # Errors
/// A database that fails.
pub async fn repeated_streets(
    ctx: &Context<'_>,
    page: Page<programme_repeated_streets::Model>,
) -> Result<Page<(i32, RepeatedStreet)>> {
    let keys: Vec<i64> = page.rows.iter().map(|row| row.id).collect();
    let mut openings = match keys.is_empty() {
        true => HashMap::new(),
        false => programme_dig_once::openings_of_streets(&app(ctx)?.database, &keys).await.told(ctx)?,
    };
    let mut projects = projects_on(ctx, &keys).await?;
    Ok(page.map(|row| {
        let openings = openings.remove(&row.id).unwrap_or_default();
        let projects = projects.remove(&row.id).unwrap_or_default();
        (row.number, RepeatedStreet { row, openings, projects })
    }))
}

async fn projects_on(ctx: &Context<'_>, street_ids: &[i64]) -> Result<HashMap<i64, Vec<Project>>> {
    let selected = look_ahead::nodes(&look_ahead::selected(ctx));
    if street_ids.is_empty() || !look_ahead::selects(&selected, &["projects"]) {
        return Ok(HashMap::new());
    }
    let database = &app(ctx)?.database;
    let on_street = programme_dig_once::projects_of_streets(database, street_ids).await.told(ctx)?;
    let mut keys: Vec<i64> = on_street.iter().map(|(_, project_id)| *project_id).collect();
    keys.sort_unstable();
    keys.dedup();
    let rows = programme_projects::by_keys(database, &keys).await.told(ctx)?;
    let projects = prefetch_projects::projects(ctx, &look_ahead::below(&selected, "projects"), rows).await?;
    let by_key: HashMap<i64, Project> = projects.into_iter().map(|project| (project.row.id, project)).collect();
    let mut by_street: HashMap<i64, Vec<Project>> = HashMap::new();
    for (street_id, project_id) in on_street {
        by_street.entry(street_id).or_default().extend(by_key.get(&project_id).cloned());
    }
    Ok(by_street)
}
