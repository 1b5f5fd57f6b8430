//! Removes what was delivered long ago, or was not to be: a batch a transaction. Dead letters stay until somebody has them
//! tried again, and what waits stays until it has gone.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::services::ServiceError;
use crate::store::connect::begin_write;
use crate::store::notification_retention;

/// How many deliveries go in one transaction.
const BATCH: u64 = 500;

/// How long after its start a process looks first.
const FIRST_LOOK: Duration = Duration::from_mins(2);

/// How often it looks then.
const INTERVAL: Duration = Duration::from_hours(1);

/// Removes the deliveries that ended longer ago than they are kept, with their attempts, and the events of which nothing is
/// left to tell; gives how many deliveries.
///
/// # Errors
/// A database that fails; the batches until then are gone.
pub async fn remove_old(app: &App, now: DateTime<Utc>) -> Result<u64, ServiceError> {
    let before = now - app.notifications.settings.retention;
    let mut removed = 0;
    loop {
        let transaction = begin_write(&app.database).await?;
        let batch = notification_retention::remove_ended(&transaction, before, BATCH).await?;
        transaction.commit().await?;
        removed += batch;
        if batch < BATCH {
            return Ok(removed);
        }
    }
}

/// Removes what is old, two minutes after the start and then each hour, until `stop`.
pub(super) async fn work(app: &App, stop: &CancellationToken) {
    let mut pause = FIRST_LOOK;
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => return,
        }
        pause = INTERVAL;
        match remove_old(app, app.clock.now()).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "old notifications were removed"),
            Err(error) => tracing::warn!(%error, "old notifications could not be removed"),
        }
    }
}
