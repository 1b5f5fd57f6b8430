//! Takes what is due and hands it over, several messages at once, until its process stops.

use std::sync::Arc;
use std::time::Duration;

use riverain_entities::notification_deliveries::{Channel, DeliveryState, Model};
use riverain_entities::webhook_endpoints;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::webhook::Caller;
use super::{attempt, retention};
use crate::app::{App, SharedApp};
use crate::services::ServiceError;
use crate::store::connect::begin_write;
use crate::store::notification_queue::{self as queue, Next};
use crate::store::planning_jobs::lease_clock;
use crate::store::webhook_endpoints as endpoints;

/// How long a worker with nothing to do rests before it looks again.
const REST: Duration = Duration::from_millis(500);

/// A message to hand over.
pub(super) struct Taken {
    /// The delivery, held.
    pub(super) delivery: Model,
    /// The endpoint to which it goes, where it is a webhook; nobody else posts to it meanwhile.
    pub(super) endpoint: Option<webhook_endpoints::Model>,
}

/// Delivers what is due until `stop`; what is being handed over then is finished first. E-mails and webhooks do not wait for
/// each other, and no endpoint takes more than one turn at a time, however long it takes to answer.
pub async fn work(app: &SharedApp, stop: &CancellationToken) {
    let at_once = app.notifications.settings.at_once;
    if at_once == 0 {
        stop.cancelled().await;
        return;
    }
    match Caller::new(&app.notifications.settings) {
        Ok(caller) => {
            let caller = Arc::new(caller);
            let emails = deliver(app, &caller, Channel::Email, at_once, stop);
            let webhooks = deliver(app, &caller, Channel::Webhook, at_once, stop);
            tokio::join!(emails, webhooks, retention::work(app, stop));
        }
        Err(error) => {
            tracing::error!(%error, "nothing can be delivered: this process cannot call anybody");
            stop.cancelled().await;
        }
    }
}

async fn deliver(app: &SharedApp, caller: &Arc<Caller>, channel: Channel, at_once: usize, stop: &CancellationToken) {
    let turns = Arc::new(Semaphore::new(at_once));
    let mut under_way = JoinSet::new();
    while !stop.is_cancelled() {
        while under_way.try_join_next().is_some() {}
        let turn = tokio::select! {
            () = stop.cancelled() => break,
            turn = Arc::clone(&turns).acquire_owned() => turn,
        };
        let Ok(turn) = turn else { break };
        match take_next(app, channel).await {
            Ok(Some(taken)) => {
                let (app, caller) = (SharedApp::clone(app), Arc::clone(caller));
                under_way.spawn(async move {
                    attempt::carry_out(&app, &caller, taken).await;
                    drop(turn);
                });
            }
            Ok(None) => rest(stop).await,
            Err(error) => {
                tracing::warn!(%error, ?channel, "nothing could be taken to be delivered");
                rest(stop).await;
            }
        }
    }
    while under_way.join_next().await.is_some() {}
}

async fn rest(stop: &CancellationToken) {
    tokio::select! { () = stop.cancelled() => {}, () = tokio::time::sleep(REST) => {} }
}

/// Takes what has waited longest; those whose attempts are used up, because their process was lost during the last one, are
/// given up on the way.
async fn take_next(app: &App, channel: Channel) -> Result<Option<Taken>, ServiceError> {
    loop {
        let lease_now = lease_clock(&app.database, app.clock.now()).await?;
        let is_any_due = match channel {
            Channel::Email => queue::is_any_email_due(&app.database, lease_now).await?,
            Channel::Webhook => endpoints::is_any_due(&app.database, lease_now).await?,
        };
        if !is_any_due {
            return Ok(None);
        }
        let transaction = begin_write(&app.database).await?;
        let endpoint = match channel {
            Channel::Email => None,
            Channel::Webhook => {
                let Some(endpoint) = endpoints::next_due(&transaction, lease_now).await? else { return Ok(None) };
                Some(endpoint)
            }
        };
        let due = match &endpoint {
            None => queue::next_email(&transaction, lease_now).await?,
            Some(endpoint) => queue::next_webhook(&transaction, endpoint.id, lease_now).await?,
        };
        let Some(due) = due else { return Ok(None) };
        let now = app.clock.now();
        if due.attempt < due.last_attempt {
            let until = lease_now + app.notifications.lease();
            let delivery = queue::take(&transaction, &due, &app.notifications.worker, now, until).await?;
            if let Some(endpoint) = &endpoint {
                endpoints::occupy(&transaction, endpoint.id, until).await?;
            }
            transaction.commit().await?;
            return Ok(Some(Taken { delivery, endpoint }));
        }
        queue::settle(&transaction, &due, Next::Ended(DeliveryState::Dead, None), now).await?;
        transaction.commit().await?;
        tracing::error!(delivery = due.id, "a message is given up: its process was lost during its last attempt");
    }
}
