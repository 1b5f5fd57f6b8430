//! Sweeps away what nobody needs: photos that were sent and never used, and content that no row speaks of.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures::TryStreamExt;
use tokio_util::sync::CancellationToken;

use super::{Part, key_of_path, path};
use crate::app::App;
use crate::services::ServiceError;
use crate::store::attachments;

/// How long an uploaded photo waits to be used.
const UNUSED_FOR: TimeDelta = TimeDelta::hours(24);

/// How long content waits for its row: far longer than an upload may take.
const WITHOUT_ROW_FOR: TimeDelta = TimeDelta::hours(1);

/// How long after its start a process sweeps first, and everything.
const FIRST_SWEEP: Duration = Duration::from_mins(1);

/// How often it sweeps then, what is recent.
const INTERVAL: Duration = Duration::from_hours(1);

/// What is recent.
const RECENT: TimeDelta = TimeDelta::days(3);

/// How many rows or keys go in one statement.
const BATCH: usize = 500;

/// What was swept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Photos that were sent and never used.
    pub unused: usize,
    /// Objects that no row spoke of, whole or half-written.
    pub without_row: usize,
}

/// Sweeps as of `now`; content of the uploads since a day, or all.
///
/// # Errors
/// A store or a database that fails; what was swept until then is gone.
pub async fn sweep(app: &App, now: DateTime<Utc>, since: Option<NaiveDate>) -> Result<Swept, ServiceError> {
    let mut swept = Swept::default();
    loop {
        let unused = attachments::unused(&app.database, now - UNUSED_FOR, BATCH as u64).await?;
        let is_last = unused.len() < BATCH;
        for row in unused {
            // The row goes first: at a crash its content has none, and is found below.
            if attachments::remove_unused(&app.database, row.id).await? {
                app.attachments.objects.remove(&path(&row, Part::Original)).await?;
                app.attachments.objects.remove(&path(&row, Part::Thumbnail)).await?;
                swept.unused += 1;
            }
        }
        if is_last {
            break;
        }
    }
    for folder in app.attachments.objects.folders().await? {
        if folder.parse::<NaiveDate>().is_ok_and(|day| since.is_none_or(|since| day >= since)) {
            swept.without_row += without_row(app, &folder, now - WITHOUT_ROW_FOR).await?;
        }
    }
    Ok(swept)
}

/// Sweeps now and then, until the process is asked to stop. Several processes may: what one swept the others do not find.
pub async fn work(app: &App, stop: &CancellationToken) {
    let (mut wait, mut is_first) = (FIRST_SWEEP, true);
    loop {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = stop.cancelled() => return,
        }
        let now = app.clock.now();
        let since = (!is_first).then(|| (now - RECENT).date_naive());
        match sweep(app, now, since).await {
            Ok(swept) if swept == Swept::default() => {}
            Ok(Swept { unused, without_row }) => tracing::info!(unused, without_row, "attachments were swept"),
            Err(failure) => tracing::warn!(%failure, "the attachments could not be swept"),
        }
        (wait, is_first) = (INTERVAL, false);
    }
}

/// Removes the content of a folder that was written before a moment and that no row speaks of.
async fn without_row(app: &App, folder: &str, before: DateTime<Utc>) -> Result<usize, ServiceError> {
    let objects = &app.attachments.objects;
    let half_written = objects.remove_half_written(folder, before);
    let mut removed = half_written.map_err(|error| ServiceError::Internal(format!("{folder}: {error}")))?;
    let mut paths: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    let mut listed = objects.list(folder);
    while let Some(object) = listed.try_next().await? {
        if let Some(key) = key_of_path(&object.path).filter(|_| object.written_at < before) {
            paths.entry(key).or_default().push(object.path);
        }
        if paths.len() >= BATCH {
            removed += remove_unknown(app, std::mem::take(&mut paths)).await?;
        }
    }
    Ok(removed + remove_unknown(app, paths).await?)
}

async fn remove_unknown(app: &App, paths: BTreeMap<i64, Vec<String>>) -> Result<usize, ServiceError> {
    if paths.is_empty() {
        return Ok(0);
    }
    let keys: Vec<i64> = paths.keys().copied().collect();
    let known: HashSet<i64> = attachments::known_keys(&app.database, &keys).await?.into_iter().collect();
    let mut removed = 0;
    for path in paths.into_iter().filter(|(key, _)| !known.contains(key)).flat_map(|(_, paths)| paths) {
        app.attachments.objects.remove(&path).await?;
        removed += 1;
    }
    Ok(removed)
}
