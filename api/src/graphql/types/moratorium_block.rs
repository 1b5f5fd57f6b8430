//! Moratoria that keep projects out.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};
use riverain_entities::programme_moratorium_blocks;

use super::place::Place;
use super::project::Project;
use crate::domain::programme_parameters::ProgrammeParameters;
use crate::graphql::connection::NodeConnection;
use crate::graphql::context::{Told, app, locale};
use crate::graphql::{look_ahead, prefetch_projects};
use crate::store::page::Page;
use crate::store::programme_projects;

/// Moratoria that keep projects out, page by page.
pub type MoratoriumBlockConnection = NodeConnection<MoratoriumBlock>;

/// A moratorium that keeps a project out.
#[derive(Debug, Clone)]
pub struct MoratoriumBlock {
    row: programme_moratorium_blocks::Model,
    parameters: Arc<ProgrammeParameters>,
    project: Option<Project>,
    other: Option<Project>,
}

/// A place where the ground may not be opened for now, as the programme was given it.
#[derive(Debug, SimpleObject)]
pub struct GivenMoratorium {
    /// Its centre.
    place: Place,
    /// Metres around the centre.
    radius_metres: f64,
    /// The last calendar year of the ban.
    until_year: i32,
}

/// A moratorium that keeps a project out until a year: one that the programme was given, or one that work on the same site
/// starts.
#[Object]
impl MoratoriumBlock {
    /// The project that would break the ground.
    async fn project(&self) -> Option<&Project> {
        self.project.as_ref()
    }

    /// The last calendar year of the ban.
    async fn until_year(&self) -> i32 {
        self.row.until_year
    }

    /// The moratorium that was given; null where work starts it.
    async fn moratorium(&self) -> Option<GivenMoratorium> {
        let index = usize::try_from(self.row.moratorium?).ok()?;
        let given = self.parameters.moratoria.get(index)?;
        let centre = given.circle.centre;
        Some(GivenMoratorium {
            place: Place { longitude: centre.longitude(), latitude: centre.latitude() },
            radius_metres: given.circle.radius_m,
            until_year: given.until_year,
        })
    }

    /// The project whose work starts it; null where it was given.
    async fn other_project(&self) -> Option<&Project> {
        self.other.as_ref()
    }

    /// What is forbidden until when, in a sentence in the caller's language.
    async fn text(&self, ctx: &Context<'_>) -> String {
        let code =
            |project: &Option<Project>| project.as_ref().map_or_else(String::new, |known| known.row.code.clone());
        let values =
            [("project", code(&self.project)), ("other", code(&self.other)), ("year", self.row.until_year.to_string())];
        let key = if self.row.moratorium.is_some() { "analysis.given_moratorium" } else { "analysis.work_moratorium" };
        locale(ctx).wording(key, &values)
    }
}

/// A page of moratoria that keep projects out: a statement for all the projects, with what is selected of them.
///
/// # Errors
/// A database that fails.
pub async fn moratorium_blocks(
    ctx: &Context<'_>,
    parameters: ProgrammeParameters,
    page: Page<programme_moratorium_blocks::Model>,
) -> Result<Page<(i64, MoratoriumBlock)>> {
    let selected = look_ahead::nodes(&look_ahead::selected(ctx));
    let mut below = look_ahead::below(&selected, "project");
    below.extend(look_ahead::below(&selected, "otherProject"));
    let mut keys: Vec<i64> =
        page.rows.iter().flat_map(|row| [Some(row.project_id), row.other_project_id]).flatten().collect();
    keys.sort_unstable();
    keys.dedup();
    let rows = match keys.is_empty() {
        true => Vec::new(),
        false => programme_projects::by_keys(&app(ctx)?.database, &keys).await.told(ctx)?,
    };
    let projects = prefetch_projects::projects(ctx, &below, rows).await?;
    let projects: HashMap<i64, Project> = projects.into_iter().map(|project| (project.row.id, project)).collect();
    let parameters = Arc::new(parameters);
    Ok(page.map(|row| {
        let project = projects.get(&row.project_id).cloned();
        let other = row.other_project_id.and_then(|key| projects.get(&key).cloned());
        (row.id, MoratoriumBlock { parameters: Arc::clone(&parameters), project, other, row })
    }))
}
