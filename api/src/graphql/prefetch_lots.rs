//! Reads ahead what a selection of lots needs: their projects in one statement, however many lots there are.

use std::collections::HashMap;
use std::hash::Hash;

use async_graphql::{Context, Result, SelectionField};
use riverain_entities::programme_lots;

use super::context::{Told, app};
use super::first_page::FirstPage;
use super::look_ahead::{below, first_page_size, nodes, selected};
use super::prefetch_projects;
use super::types::lot::Lot;
use crate::store::page::Page;
use crate::store::programme_lots as store;

/// A page of lots, with what is selected of its nodes.
///
/// # Errors
/// A database that fails.
pub async fn lot_page(ctx: &Context<'_>, page: Page<programme_lots::Model>) -> Result<Page<Lot>> {
    let mut pages = pages(ctx, &nodes(&selected(ctx)), [((), page)]).await?;
    Ok(pages.remove(&()).unwrap_or_else(Page::empty))
}

/// Pages of lots of several parents, with what is selected of each lot.
///
/// # Errors
/// A database that fails.
pub async fn pages<K: Eq + Hash>(
    ctx: &Context<'_>,
    selected: &[SelectionField<'_>],
    pages: impl IntoIterator<Item = (K, Page<programme_lots::Model>)>,
) -> Result<HashMap<K, Page<Lot>>> {
    let pages: Vec<(K, Page<programme_lots::Model>)> = pages.into_iter().collect();
    let keys: Vec<i64> = pages.iter().flat_map(|(_, page)| &page.rows).map(|row| row.id).collect();
    let size = first_page_size(selected, "projects").filter(|_| !keys.is_empty());
    let mut projects = match size {
        Some(size) => {
            let rows = store::first_projects(&app(ctx)?.database, &keys, size).await.told(ctx)?;
            prefetch_projects::pages(ctx, &nodes(&below(selected, "projects")), rows).await?
        }
        None => HashMap::new(),
    };
    let mut lot = |row: programme_lots::Model| {
        let held = size.map(|size| FirstPage::new(size, projects.remove(&row.id).unwrap_or_else(Page::empty)));
        Lot { projects: held, ..Lot::new(row) }
    };
    Ok(pages.into_iter().map(|(parent, page)| (parent, page.map(&mut lot))).collect())
}
