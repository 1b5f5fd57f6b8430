//! The summaries of follow-ups that the 311 app shows: of one request, of all of a citizen's, and what changed of them.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use riverain_entities::follow_ups;
use riverain_entities::service_requests::{Model, RequestStatus};
use serde::{Deserialize, Serialize};

use super::request_life::{reopening, steps};
use super::{ServiceError, promises, requests};
use crate::app::App;
use crate::auth::viewer::Viewer;
use crate::domain::follow_up_summary::SummaryInput;
use crate::store::follow_up_summaries::{self, Since};
use crate::store::follow_ups::{HistoryEnd, Readers, ends_of_histories};
use crate::store::page::Page;
use crate::store::reference::Reference;

/// The longest that a transaction may write before it is seen: what was written in this time before a look is looked at
/// again by the next one.
const OVERLAP: TimeDelta = TimeDelta::seconds(30);

/// A request's state, its last public follow-up and the year its work is planned for.
#[derive(Debug)]
pub struct Summary {
    /// The request.
    pub request: Model,
    /// The last follow-up that the citizen may read.
    pub last_public: Option<follow_ups::Model>,
    /// What the summary's words are made of.
    pub input: SummaryInput,
}

/// How far a phone has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncPosition {
    /// What changed since this moment is wanted; everything where absent.
    #[serde(rename = "s", with = "chrono::serde::ts_milliseconds_option")]
    pub since: Option<DateTime<Utc>>,
    /// The moment of the look that is under way, where it has more pages.
    #[serde(rename = "u", with = "chrono::serde::ts_milliseconds_option")]
    pub until: Option<DateTime<Utc>>,
    /// The key of the last request that was given in that look, 0 before the first.
    #[serde(rename = "k")]
    pub after: i64,
}

/// What changed of a citizen's requests.
#[derive(Debug)]
pub struct Changes {
    /// The summaries that are new or changed.
    pub changed: Vec<Summary>,
    /// The numbers of the requests that are no longer theirs.
    pub removed: Vec<String>,
    /// Where the next look goes on.
    pub next: SyncPosition,
    /// Whether this look has more.
    pub has_more: bool,
}

/// The summary of a request's follow-ups, where there is such a request and the caller may see it: two statements.
///
/// # Errors
/// A text that is no request number, or a database that fails.
pub async fn summary(app: &App, viewer: &Viewer, number: &str) -> Result<Option<Summary>, ServiceError> {
    let Some(request) = requests::find_by_number(app, viewer, "requestNumber", number).await? else {
        return Ok(None);
    };
    Ok(of_requests(app, vec![request]).await?.pop())
}

/// The summaries of a page of requests that the caller may see: a statement for their follow-ups, and one for the years that
/// are planned where citizens see them.
///
/// # Errors
/// A database that fails.
pub async fn of_page(app: &App, page: Page<Model>) -> Result<Page<Summary>, ServiceError> {
    let Page { rows, has_previous, has_next } = page;
    Ok(Page { rows: of_requests(app, rows).await?, has_previous, has_next })
}

/// What changed of the caller's requests since a position; everything without one.
///
/// # Errors
/// A caller who is no citizen, or a database that fails.
pub async fn changes(
    app: &App,
    viewer: &Viewer,
    position: Option<SyncPosition>,
    size: u64,
) -> Result<Changes, ServiceError> {
    let citizen_id = viewer.citizen_id().ok_or_else(|| ServiceError::refused(viewer))?;
    let now = app.clock.now();
    let position = position.unwrap_or(SyncPosition { since: None, until: None, after: 0 });
    let until = position.until.unwrap_or(now);
    let since = position.since.map(|from| Since { citizen_id, from, until });
    let found = follow_up_summaries::changed(&app.database, citizen_id, since, position.after, size + 1).await?;
    let is_first = position.after == 0;
    let removed = match since.filter(|_| is_first) {
        Some(since) => follow_up_summaries::removed(&app.database, since).await?,
        None => Vec::new(),
    };
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let has_more = found.len() > size;
    let rows: Vec<Model> = found.into_iter().take(size).collect();
    let next = match rows.last().filter(|_| has_more) {
        Some(last) => SyncPosition { since: position.since, until: Some(until), after: last.id },
        None => SyncPosition { since: Some(until - OVERLAP), until: None, after: 0 },
    };
    Ok(Changes { changed: of_requests(app, rows).await?, removed, next, has_more })
}

async fn of_requests(app: &App, rows: Vec<Model>) -> Result<Vec<Summary>, ServiceError> {
    let reference = app.reference.current().await?;
    let followed: Vec<i64> = rows.iter().filter(|row| row.work_type_id.is_none()).map(|row| row.id).collect();
    let merged: Vec<i64> = rows.iter().filter(|row| row.master_id.is_some()).map(|row| row.id).collect();
    // The work of a merged request is that of its master.
    let planned = rows.iter().filter(|row| row.work_type_id.is_some()).map(at_work).collect::<Vec<_>>();
    let mut last_of = match followed.is_empty() {
        true => HashMap::new(),
        false => {
            let end = HistoryEnd { size: 1, latest: true, with_internal: false };
            let readers = Readers { requests: &followed, merged: &merged };
            ends_of_histories(&app.database, readers, end).await?
        }
    };
    let years = match planned.is_empty() || !reference.city.show_planned_year {
        true => HashMap::new(),
        false => follow_up_summaries::published_years(&app.database, &planned).await?,
    };
    let now = app.clock.now();
    let summaries = rows.into_iter().map(|request| {
        let last_public = last_of.remove(&request.id).and_then(|mut page| page.rows.pop());
        let planned_year = years.get(&at_work(&request)).copied().flatten();
        Summary { input: input(&reference, &request, planned_year, now), request, last_public }
    });
    Ok(summaries.collect())
}

/// What the words of a request's summary are made of, at a moment.
pub fn input(reference: &Reference, request: &Model, planned_year: Option<i32>, now: DateTime<Utc>) -> SummaryInput {
    SummaryInput {
        status: request.status,
        planned: request.work_type_id.is_some(),
        planned_year,
        promise: promises::facts(request),
        reopenable_until: reopenable_until(reference, request, now),
        zone: reference.calendar().time_zone(),
    }
}

/// The key of the request whose work answers this one.
fn at_work(request: &Model) -> i64 {
    request.master_id.unwrap_or(request.id)
}

/// Until when the citizen may reopen a request, where they may.
fn reopenable_until(reference: &Reference, request: &Model, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let until = reopening::until(reference, request)?;
    let citizen_id = request.citizen_id?;
    let citizen = Viewer::Citizen { citizen_id, record_id: citizen_id };
    let steps = steps::allowed(&citizen, reference, request, now);
    steps.iter().any(|step| step.to == RequestStatus::Reopened).then_some(until)
}
