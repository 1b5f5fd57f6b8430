//! Who is the person that an agent looks for, the best answers first.

use std::cmp::Reverse;
use std::collections::HashSet;

use riverain_entities::citizens::Model;

use super::ServiceError;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::person_search::PersonSearch;
use crate::store::citizens::{self, CitizenFilter};
use crate::store::page::{Page, PageRequest};
use crate::store::person_search;

/// The most citizens that a search gives: who is not among them is looked for by more words.
pub const MOST: usize = 200;

/// Where a citizen stands in what a search gives: the best score first, then the newest record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct MatchPosition {
    /// How well the record answers the search, of a thousand.
    #[serde(rename = "s")]
    pub score: u32,
    /// Its key.
    pub id: i64,
}

/// One page of the citizens whom the text of a filter finds, the best answers first.
///
/// # Errors
/// A caller who may not search citizens, or a database that fails.
pub async fn page(
    app: &App,
    viewer: &Viewer,
    (filter, search): (&CitizenFilter, &PersonSearch),
    page: &PageRequest<MatchPosition>,
) -> Result<Page<(MatchPosition, Model)>, ServiceError> {
    if !may(viewer, Action::SearchCitizens) {
        return Err(ServiceError::refused(viewer));
    }
    let mut found = ranked(app, search, filter).await?;
    found.retain(|(position, _)| page.after.is_none_or(|after| *position < after));
    Ok(Page::from_rows(found, page))
}

/// The citizens whom a text finds and a filter lets through, the best answers first, [`MOST`] at most; for callers who may search
/// them. Who is found by a record that is merged into another is given by that one, once.
///
/// # Errors
/// A database that fails.
pub async fn ranked(
    app: &App,
    search: &PersonSearch,
    filter: &CitizenFilter,
) -> Result<Vec<(MatchPosition, Model)>, ServiceError> {
    let records = records(app, search).await?;
    let merged: Vec<i64> = records.iter().filter(|(_, row)| row.master_id.is_some()).map(|(_, row)| row.id).collect();
    let roots = citizens::roots(&app.database, &merged).await?;
    let (mut found, mut seen) = (Vec::with_capacity(records.len()), HashSet::new());
    for (position, record) in records {
        let root = roots.get(&record.id).unwrap_or(&record);
        if (filter.lets_through(&record) || filter.lets_through(root)) && seen.insert(root.id) {
            found.push((MatchPosition { id: root.id, ..position }, root.clone()));
        }
    }
    found.sort_unstable_by_key(|(position, _)| Reverse(*position));
    found.truncate(MOST);
    Ok(found)
}

/// The records that a text finds, also those that are merged into others, the best answers first.
///
/// # Errors
/// A database that fails.
pub async fn records(app: &App, search: &PersonSearch) -> Result<Vec<(MatchPosition, Model)>, ServiceError> {
    let candidates = person_search::candidates(&app.database, search).await?;
    let scored = candidates.into_iter().filter_map(|citizen| {
        let score = search.score(&citizen.search_text)?;
        Some((MatchPosition { score, id: citizen.id }, citizen))
    });
    let mut found: Vec<(MatchPosition, Model)> = scored.collect();
    found.sort_unstable_by_key(|(position, _)| Reverse(*position));
    Ok(found)
}
