//! Reads ahead what a selection of requests needs: one statement for all citizens of a page and one for all ends of
//! histories. Loaders alone would issue many more under load, because calls of one batch miss each other.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Result, SelectionField};
use riverain_entities::{citizens, service_requests};

use super::context::{Told, app, viewer};
use super::look_ahead;
use super::types::request::{Request, whole_end};
use crate::auth::policy::{Action, may};
use crate::services::follow_ups::are_shown;
use crate::store;
use crate::store::follow_ups::{HistoryEnd, Readers};
use crate::store::page::{MomentPosition, Page};

/// The requests of a page, with what the selection below `edges.node` and `nodes` needs.
///
/// # Errors
/// A database that fails.
pub async fn requests(ctx: &Context<'_>, page: Page<service_requests::Model>) -> Result<Page<Request>> {
    let Page { rows, has_previous, has_next } = page;
    let rows = request_rows(ctx, &look_ahead::nodes(&look_ahead::selected(ctx)), rows).await?;
    Ok(Page { rows, has_previous, has_next })
}

/// Requests, with what is selected of each.
///
/// # Errors
/// A database that fails.
pub async fn request_rows(
    ctx: &Context<'_>,
    selected: &[SelectionField<'_>],
    rows: Vec<service_requests::Model>,
) -> Result<Vec<Request>> {
    let citizens = match look_ahead::selects(selected, &["citizen"]) {
        true => citizens_of(ctx, &rows).await?,
        false => HashMap::new(),
    };
    let end = end_of_histories(ctx, selected);
    let mut histories = match end {
        Some(end) => {
            let viewer = viewer(ctx);
            let shown: Vec<_> = rows.iter().filter(|row| are_shown(viewer, row)).collect();
            let requests: Vec<i64> = shown.iter().map(|row| row.id).collect();
            let merged: Vec<i64> = shown.iter().filter(|row| row.master_id.is_some()).map(|row| row.id).collect();
            let readers = Readers { requests: &requests, merged: &merged };
            store::follow_ups::ends_of_histories(&app(ctx)?.database, readers, end).await.told(ctx)?
        }
        None => HashMap::new(),
    };
    let request = |row: service_requests::Model| Request {
        citizen: row.citizen_id.and_then(|key| citizens.get(&key).cloned()),
        history: end.map(|end| (end, Arc::new(histories.remove(&row.id).unwrap_or_else(Page::empty)))),
        row: Arc::new(row),
    };
    Ok(rows.into_iter().map(request).collect())
}

async fn citizens_of(
    ctx: &Context<'_>,
    rows: &[service_requests::Model],
) -> Result<HashMap<i64, Arc<citizens::Model>>> {
    let viewer = viewer(ctx);
    let mut keys: Vec<i64> = rows
        .iter()
        .filter(|row| may(viewer, Action::ReadRequestPersonalData { citizen_id: row.citizen_id }))
        .filter_map(|row| row.citizen_id)
        .collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = store::citizens::by_keys(&app(ctx)?.database, &keys).await.told(ctx)?;
    Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
}

/// The end of the histories that is asked for, where every selection of follow-ups asks for the same whole end.
fn end_of_histories(ctx: &Context<'_>, selected: &[SelectionField<'_>]) -> Option<HistoryEnd> {
    let with_internal = may(viewer(ctx), Action::ReadInternalFollowUps);
    let mut ends = selected
        .iter()
        .filter(|field| field.name() == "followUps")
        .map(|field| whole_end(&look_ahead::page_arguments(field)?.check::<MomentPosition>("").ok()?, with_internal));
    let first = ends.next()??;
    ends.all(|end| end == Some(first)).then_some(first)
}
