//! Sites that are opened again.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object, Result};

use super::opening::{self, DepartmentOpening};
use super::site::Site;
use crate::graphql::connection::NodeConnection;
use crate::graphql::context::{Told, app, locale};
use crate::graphql::cost;
use crate::store::page::Page;
use crate::store::programme_dig_once::{self, Opening};
use crate::store::programme_projects;

/// Sites that are opened again, page by page.
pub type RepeatedSiteConnection = NodeConnection<RepeatedSite>;

/// A site that several departments open in several years.
#[derive(Debug, Clone)]
pub struct RepeatedSite {
    site: Site,
    openings: Vec<Opening>,
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
        opening::by_department(ctx, &self.openings)
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
        let values = [("site", self.site.row.code.clone()), ("openings", opening::in_words(ctx, &self.openings)?)];
        Ok(locale(ctx).wording("analysis.repeated_site", &values))
    }
}

/// A page of sites that are opened again: a statement for the sites, and one for what is done on them.
///
/// # Errors
/// A database that fails.
pub async fn repeated_sites(ctx: &Context<'_>, page: Page<i64>) -> Result<Page<(i64, RepeatedSite)>> {
    let database = &app(ctx)?.database;
    let (mut sites, mut openings) = (HashMap::new(), HashMap::new());
    if !page.rows.is_empty() {
        for row in programme_projects::sites(database, &page.rows).await.told(ctx)? {
            sites.insert(row.id, Site::new(Arc::new(row)));
        }
        openings = programme_dig_once::openings_of_sites(database, &page.rows).await.told(ctx)?;
    }
    let Page { rows, has_previous, has_next } = page;
    let repeated = rows.into_iter().filter_map(|key| {
        let (site, openings) = (sites.remove(&key)?, openings.remove(&key).unwrap_or_default());
        Some((key, RepeatedSite { site, openings }))
    });
    Ok(Page { rows: repeated.collect(), has_previous, has_next })
}
