//! Reckons the open promises anew where the calendar changed: a batch a transaction, so that it may stop anywhere and go on.
//!
//! Each request says by which revision of the calendar its promise was reckoned. Nothing else keeps how far the work is: a
//! process that is killed leaves whole batches, and whoever looks next finds the rest.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use riverain_entities::calendar_revisions::RevisionCause;
use riverain_entities::promises::PromiseCause;
use riverain_entities::service_requests::RequestStatus;
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use tokio_util::sync::CancellationToken;

use super::merged::MovedPromise;
use crate::app::App;
use crate::domain::promise::{self, Pause, Promise};
use crate::services::ServiceError;
use crate::services::notifications::Telling;
use crate::services::notifications::outbox::{self, Change, News, Reach};
use crate::store;
use crate::store::connect::begin_write;
use crate::store::reference::Reference;
use crate::store::stale_promises::{self, RenewedPromise, StalePromise};

/// How many promises are reckoned in one transaction.
const BATCH: u64 = 500;

/// How often a process looks for another revision of the calendar.
const TICK: Duration = Duration::from_secs(1);

/// After how many looks it looks for promises again that were reckoned by an earlier one: whoever wrote them may have seen
/// the calendar as it was a moment before.
const TICKS_TO_RECHECK: u32 = 30;

/// What was reckoned anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recomputed {
    /// The promises that were looked at.
    pub looked_at: usize,
    /// Those that end at another time now.
    pub moved: usize,
}

/// Reckons all open promises anew that an earlier revision of the calendar gave, batch by batch; who is concerned is told of
/// those that move, in the transaction of the batch.
///
/// # Errors
/// A database that fails; the batches until then are written.
pub async fn recompute(
    database: &DatabaseConnection,
    reference: &Reference,
    telling: Telling,
    now: DateTime<Utc>,
) -> Result<Recomputed, ServiceError> {
    let mut recomputed = Recomputed::default();
    while stale_promises::are_there(database, reference.calendar_revision()).await? {
        let batch = recompute_batch(database, reference, telling, now).await?;
        if batch.looked_at == 0 {
            // Another process has the rest.
            break;
        }
        recomputed.looked_at += batch.looked_at;
        recomputed.moved += batch.moved;
    }
    Ok(recomputed)
}

/// Watches the calendar until the process is asked to stop, and reckons promises anew where it changed. Several processes
/// may: each takes what no other holds.
pub async fn work(app: &App, stop: &CancellationToken) {
    let (mut settled, mut ticks) = (None, 0);
    loop {
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            () = stop.cancelled() => return,
        }
        // Without a catalogue there is no calendar yet.
        let Ok(reference) = app.reference.current().await else { continue };
        let revision = reference.calendar_revision();
        ticks += 1;
        if settled == Some(revision) && ticks < TICKS_TO_RECHECK {
            continue;
        }
        match recompute(&app.database, &reference, app.notifications.telling(), app.clock.now()).await {
            Ok(Recomputed { looked_at: 0, .. }) => {}
            Ok(Recomputed { looked_at, moved }) => {
                tracing::info!(looked_at, moved, revision, "promises were reckoned anew");
            }
            Err(failure) => {
                tracing::warn!(%failure, "the promises could not be reckoned anew");
                continue;
            }
        }
        (settled, ticks) = (Some(revision), 0);
    }
}

async fn recompute_batch(
    database: &DatabaseConnection,
    reference: &Reference,
    telling: Telling,
    now: DateTime<Utc>,
) -> Result<Recomputed, ServiceError> {
    let revision = reference.calendar_revision();
    let transaction = begin_write(database).await?;
    let batch = stale_promises::hold_batch(&transaction, revision, BATCH).await?;
    let keys: Vec<i64> = batch.iter().map(|stale| stale.id).collect();
    let mut waits = stale_promises::waits(&transaction, &keys).await?;
    let (mut renewed, mut confirmed) = (Vec::new(), Vec::new());
    let mut moved = Vec::new();
    for stale in &batch {
        let changes = waits.remove(&stale.id).unwrap_or_default();
        match made_anew(reference, stale, &changes) {
            Some(promise) if stale.due_at != Some(promise.due_at) => {
                moved.push((stale.id, stale.due_at));
                renewed.push(renewal(stale.id, promise, cause(reference)));
            }
            Some(promise) if stale.at_risk_at != Some(promise.at_risk_at) => {
                renewed.push(renewal(stale.id, promise, stale.promise_cause.unwrap_or(PromiseCause::Commitment)));
            }
            _ => confirmed.push(stale.id),
        }
    }
    stale_promises::renew(&transaction, &renewed, revision, now).await?;
    stale_promises::confirm(&transaction, &confirmed, revision).await?;
    announce(&transaction, reference, telling, &moved, now).await?;
    transaction.commit().await?;
    Ok(Recomputed { looked_at: batch.len(), moved: moved.len() })
}

/// Tells of the promises that moved, each with when it was due before; not of those whose clock stands: they will move again,
/// and it is told then. A merged request is told of its own promise, as its master is.
async fn announce(
    transaction: &DatabaseTransaction,
    reference: &Reference,
    telling: Telling,
    moved: &[MovedPromise],
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let keys: Vec<i64> = moved.iter().map(|(key, _)| *key).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let mut requests = store::requests::by_keys(transaction, &keys).await?;
    requests.retain(|request| request.clock_stopped_at.is_none());
    requests.sort_unstable_by_key(|request| (request.master_id.is_some(), request.id));
    let before: HashMap<i64, Option<DateTime<Utc>>> = moved.iter().copied().collect();
    let changes = requests.iter().map(|request| {
        let previous_due_at = before.get(&request.id).copied().flatten();
        let news = News::PromiseChanged { previous_due_at };
        Change { request, news, reach: Reach::Followers, moved_reports: &[] }
    });
    outbox::write_all(telling, reference, transaction, &changes.collect::<Vec<_>>(), now).await
}

/// The promise of a request by the present calendar and the commitment that it was made with; none where the catalogue has
/// neither, and the promise stays as it is.
fn made_anew(
    reference: &Reference,
    stale: &StalePromise,
    changes: &[(DateTime<Utc>, RequestStatus)],
) -> Option<Promise> {
    let from = stale.promised_from?;
    let (product, precision) = (reference.product(stale.product_id)?, reference.precision(stale.precision_id)?);
    let commitment = reference.commitment_at(product, precision, from.max(stale.created_at))?;
    let calendar = reference.calendar_for(&product.code, stale.borough_id);
    let made = promise::make(&calendar, reference.terms(commitment), from, &pauses(from, changes));
    made.inspect_err(|reason| tracing::warn!(request = stale.id, %reason, "a promise stays as it is")).ok()
}

/// The waits for the citizen that are over, of those since a moment.
fn pauses(since: DateTime<Utc>, changes: &[(DateTime<Utc>, RequestStatus)]) -> Vec<Pause> {
    let mut pauses = Vec::new();
    let mut stopped = None;
    for (at, to) in changes.iter().filter(|(at, _)| *at >= since) {
        match (stopped, *to) {
            (None, RequestStatus::WaitingForCitizen) => stopped = Some(*at),
            (Some(from), to) if to != RequestStatus::WaitingForCitizen => {
                pauses.push(Pause { from, until: *at });
                stopped = None;
            }
            _ => {}
        }
    }
    pauses
}

fn renewal(id: i64, promise: Promise, cause: PromiseCause) -> RenewedPromise {
    RenewedPromise { id, due_at: promise.due_at, at_risk_at: promise.at_risk_at, cause }
}

fn cause(reference: &Reference) -> PromiseCause {
    match reference.calendar_revision_cause() {
        RevisionCause::Catalogue => PromiseCause::Calendar,
        RevisionCause::SituationBegan | RevisionCause::SituationEnded => PromiseCause::ExceptionalSituation,
    }
}
