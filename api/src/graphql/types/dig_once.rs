//! Opening a street once: what sharing saves, which sites are opened again, which moratoria keep work out.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};
use riverain_entities::programme_moratorium_blocks;

use super::department::Department;
use super::place::Place;
use super::project::Project;
use super::site::Site;
use crate::domain::programme_parameters::ProgrammeParameters;
use crate::graphql::connection::NodeConnection;
use crate::graphql::context::{Told, app, locale, reference};
use crate::graphql::scalars::Cents;
use crate::graphql::{budget, cost, look_ahead, prefetch_projects};
use crate::store::page::Page;
use crate::store::programme_analysis::{self, SiteOpening};
use crate::store::programme_projects;

/// Sites that are opened again, page by page.
pub type RepeatedSiteConnection = NodeConnection<RepeatedSite>;

/// Moratoria that keep projects out, page by page.
pub type MoratoriumBlockConnection = NodeConnection<MoratoriumBlock>;

/// What projects save by sharing the mobilization of their site.
#[derive(Debug)]
pub struct SharedMobilizations {
    /// How often several projects share a site and a year.
    pub openings: i64,
    /// By year and department.
    pub rows: Vec<programme_analysis::SharedMobilizations>,
}

/// What projects of a department save in a year.
#[derive(Debug, SimpleObject)]
pub struct DepartmentSaving {
    /// The calendar year.
    year: i32,
    /// The department.
    department: Option<Department>,
    /// How many projects share their mobilization.
    project_count: i64,
    /// Their full mobilizations less those that they pay.
    saved_cents: Cents,
}

/// What projects save by sharing the mobilization of their site.
#[Object]
impl SharedMobilizations {
    /// The full mobilizations of the projects that share, less those that they pay.
    async fn saved_cents(&self) -> Cents {
        Cents(self.rows.iter().map(|row| row.saved_cents).sum())
    }

    /// How often several projects share a site and a year.
    async fn opening_count(&self) -> i64 {
        self.openings
    }

    /// By year and department; those that save nothing are left out.
    #[graphql(complexity = "cost::list(cost::YEARS * cost::DEPARTMENTS, child_complexity)")]
    async fn departments(&self, ctx: &Context<'_>) -> Result<Vec<DepartmentSaving>> {
        let reference = reference(ctx)?;
        let saving = |row: &programme_analysis::SharedMobilizations| DepartmentSaving {
            year: row.year,
            department: reference.department(row.department_id).cloned().map(Department),
            project_count: row.project_count,
            saved_cents: Cents(row.saved_cents),
        };
        budget::within(ctx, self.rows.iter().map(saving).collect())
    }
}

/// A site that several departments open in several years.
#[derive(Debug, Clone)]
pub struct RepeatedSite {
    site: Site,
    openings: Vec<SiteOpening>,
}

/// What a department does on a site in a year.
#[derive(Debug, SimpleObject)]
pub struct DepartmentOpening {
    /// The calendar year.
    year: i32,
    /// The department.
    department: Option<Department>,
    /// How many projects.
    project_count: i64,
    /// Whether one of them breaks the ground.
    breaks_ground: bool,
}

/// A site where departments get in each other's way: several of them work there, in several years.
#[Object]
impl RepeatedSite {
    /// The site.
    async fn site(&self) -> &Site {
        &self.site
    }

    /// What each department does there, by year.
    #[graphql(complexity = "cost::list(cost::YEARS, child_complexity)")]
    async fn openings(&self, ctx: &Context<'_>) -> Result<Vec<DepartmentOpening>> {
        let reference = reference(ctx)?;
        let opening = |row: &SiteOpening| DepartmentOpening {
            year: row.year,
            department: reference.department(row.department_id).cloned().map(Department),
            project_count: row.project_count,
            breaks_ground: row.breaks_ground > 0,
        };
        budget::within(ctx, self.openings.iter().map(opening).collect())
    }

    /// The least number of years between two openings.
    async fn least_years_apart(&self) -> Option<i32> {
        let years = self.openings.windows(2).map(|pair| pair[1].year - pair[0].year);
        years.filter(|apart| *apart > 0).min()
    }

    /// Whether the ground is broken in more than one year.
    async fn breaks_ground_again(&self) -> bool {
        let mut years: Vec<i32> =
            self.openings.iter().filter(|row| row.breaks_ground > 0).map(|row| row.year).collect();
        years.dedup();
        years.len() > 1
    }

    /// What happens there, in a sentence in the caller's language.
    async fn text(&self, ctx: &Context<'_>) -> Result<String> {
        let (locale, reference) = (locale(ctx), reference(ctx)?);
        let named = self.openings.iter().map(|row| {
            let department = reference.department(row.department_id);
            let name = department.map_or("", |row| locale.pick(&row.name_fr, &row.name_en));
            format!("{} ({name})", row.year)
        });
        let openings = named.collect::<Vec<_>>().join(", ");
        Ok(locale.wording("analysis.repeated_site", &[("site", self.site.row.code.clone()), ("openings", openings)]))
    }
}

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

/// A page of sites that are opened again: a statement for the sites, and one for what is done on them.
///
/// # Errors
/// A database that fails.
pub async fn repeated_sites(ctx: &Context<'_>, page: Page<i64>) -> Result<Page<(i64, RepeatedSite)>> {
    let database = &app(ctx)?.database;
    let (mut sites, mut openings) = (HashMap::new(), HashMap::<i64, Vec<SiteOpening>>::new());
    if !page.rows.is_empty() {
        for row in programme_projects::sites(database, &page.rows).await.told(ctx)? {
            sites.insert(row.id, Site::new(Arc::new(row)));
        }
        for row in programme_analysis::openings_of(database, &page.rows).await.told(ctx)? {
            openings.entry(row.site_id).or_default().push(row);
        }
    }
    let Page { rows, has_previous, has_next } = page;
    let repeated = rows.into_iter().filter_map(|key| {
        let (site, openings) = (sites.remove(&key)?, openings.remove(&key).unwrap_or_default());
        Some((key, RepeatedSite { site, openings }))
    });
    Ok(Page { rows: repeated.collect(), has_previous, has_next })
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
