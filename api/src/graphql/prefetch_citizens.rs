//! Reads ahead what a selection of citizens needs: their latest requests and how many they have, a statement each,
//! however many citizens there are.

use std::collections::HashMap;

use async_graphql::{Context, Result};
use riverain_entities::citizens;

use super::context::{Told, app};
use super::first_page::FirstPage;
use super::look_ahead::{below, first_page_size, nodes, selected, selects};
use super::prefetch_projects::request_pages;
use super::types::citizen::Citizen;
use crate::store::page::Page;
use crate::store::requests;

/// A page of citizens whom the caller may see, with what is selected of its nodes.
///
/// # Errors
/// A database that fails.
pub async fn citizen_page(ctx: &Context<'_>, page: Page<citizens::Model>) -> Result<Page<Citizen>> {
    let selected = nodes(&selected(ctx));
    let keys: Vec<i64> = page.rows.iter().map(|row| row.id).collect();
    let mut citizens = page.map(Citizen::new);
    if keys.is_empty() || !selects(&selected, &["requests"]) {
        return Ok(citizens);
    }
    let database = &app(ctx)?.database;
    let connection = below(&selected, "requests");
    let counts: Option<HashMap<i64, u64>> = match selects(&connection, &["totalCount"]) {
        true => Some(requests::counts_of_citizens(database, &keys).await.told(ctx)?),
        false => None,
    };
    let size = first_page_size(&selected, "requests");
    let mut pages = match size {
        Some(size) => {
            let pages = requests::latest_of_citizens(database, &keys, size).await.told(ctx)?;
            request_pages(ctx, &nodes(&connection), pages).await?
        }
        None => HashMap::new(),
    };
    for citizen in &mut citizens.rows {
        let key = citizen.row.id;
        citizen.request_total = counts.as_ref().map(|counts| counts.get(&key).copied().unwrap_or(0));
        citizen.requests = size.map(|size| FirstPage::new(size, pages.remove(&key).unwrap_or_else(Page::empty)));
    }
    Ok(citizens)
}
