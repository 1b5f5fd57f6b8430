//! One attempt at a delivery: within a time limit, and written whatever came of it.

use riverain_entities::delivery_attempts::AttemptOutcome;
use riverain_entities::notification_deliveries::{DeliveryState, DroppedReason, Model};
use riverain_entities::notification_events;
use riverain_entities::webhook_endpoints::{ActiveModel, DisabledReason, EndpointState};
use sea_orm::ActiveValue::{Set, Unchanged};

use super::email;
use super::webhook::{self, Caller};
use super::worker::Taken;
use crate::app::App;
use crate::services::ServiceError;
use crate::store;
use crate::store::connect::begin_write;
use crate::store::notification_queue::{self as queue, Next};
use crate::store::planning_jobs::lease_clock;

/// What came of an attempt.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    /// In one word.
    pub(super) kind: AttemptOutcome,
    /// The status code of the answer.
    pub(super) status_code: Option<i32>,
    /// Why the message was not to be delivered after all.
    pub(super) dropped: Option<DroppedReason>,
    /// Whether another attempt may fare better.
    pub(super) may_pass: bool,
}

impl Outcome {
    /// An outcome after which the message is tried again.
    pub(super) fn passing(kind: AttemptOutcome, status_code: Option<i32>) -> Self {
        Self { kind, status_code, dropped: None, may_pass: true }
    }

    /// An outcome that ends the delivery.
    pub(super) fn last(kind: AttemptOutcome, status_code: Option<i32>) -> Self {
        Self { kind, status_code, dropped: None, may_pass: false }
    }

    /// The outcome of a message that was not to be delivered after all.
    pub(super) fn dropped(reason: DroppedReason) -> Self {
        Self { kind: AttemptOutcome::Dropped, status_code: None, dropped: Some(reason), may_pass: false }
    }
}

/// How receivers know a message again, whatever attempt brings it: the same for every attempt at a delivery, and for no
/// other delivery.
pub fn message_id(delivery: &Model) -> String {
    format!("msg_{}_{}", delivery.created_at.timestamp_millis(), delivery.id)
}

/// Hands a message over, and writes what came of it.
pub(super) async fn carry_out(app: &App, caller: &Caller, taken: Taken) {
    let delivery = taken.delivery.id;
    let outcome =
        match tokio::time::timeout(app.notifications.settings.time_limit, hand_over(app, caller, &taken)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => {
                tracing::error!(delivery, %error, "a message could not be handed over");
                Outcome::passing(AttemptOutcome::Unreachable, None)
            }
            Err(_) => Outcome::passing(AttemptOutcome::TimedOut, None),
        };
    tracing::info!(delivery, attempt = taken.delivery.attempt, outcome = ?outcome.kind, "a message was tried");
    if let Err(error) = settle(app, &taken, outcome).await {
        // The lease runs out, and the message is tried again under the same name.
        tracing::error!(delivery, %error, "what came of a message could not be written");
    }
}

async fn hand_over(app: &App, caller: &Caller, taken: &Taken) -> Result<Outcome, ServiceError> {
    let delivery = &taken.delivery;
    let event = store::notifications::events(&app.database, &[delivery.event_id]).await?.pop();
    let lost = || ServiceError::Internal(format!("event {} does not exist", delivery.event_id));
    let event: notification_events::Model = event.ok_or_else(lost)?;
    let request = store::requests::by_keys(&app.database, &[event.request_id]).await?.pop().ok_or_else(lost)?;
    if request.work_type_id.is_some() {
        return Ok(Outcome::dropped(DroppedReason::PlannedIntervention));
    }
    match &taken.endpoint {
        Some(endpoint) => {
            Ok(webhook::post(caller, endpoint, &message_id(delivery), event.payload, app.clock.now()).await)
        }
        None => email::send(app, delivery, &event, &request).await,
    }
}

async fn settle(app: &App, taken: &Taken, outcome: Outcome) -> Result<(), ServiceError> {
    let Taken { delivery, endpoint } = taken;
    let transaction = begin_write(&app.database).await?;
    let (now, lease_now) = (app.clock.now(), lease_clock(&transaction, app.clock.now()).await?);
    let settings = &app.notifications.settings;
    let next = match outcome.kind {
        AttemptOutcome::Accepted => Next::Ended(DeliveryState::Delivered, None),
        AttemptOutcome::Dropped => Next::Ended(DeliveryState::Dropped, outcome.dropped),
        _ if outcome.may_pass && delivery.attempt < delivery.last_attempt => {
            let tried = (delivery.attempt + settings.attempts - delivery.last_attempt).max(1);
            Next::Again(lease_now + settings.back_off.pause(delivery.id, tried.unsigned_abs()))
        }
        _ => Next::Ended(DeliveryState::Dead, None),
    };
    if queue::settle(&transaction, delivery, next, now).await? {
        queue::record(&transaction, delivery, (outcome.kind, outcome.status_code), now).await?;
        if let Some(endpoint) = endpoint {
            store::webhook_endpoints::occupy(&transaction, endpoint.id, lease_now).await?;
            if outcome.kind == AttemptOutcome::Gone {
                disable(&transaction, endpoint.id).await?;
                tracing::warn!(endpoint = endpoint.id, "an endpoint is disabled: it says that it is gone for good");
            }
        }
        transaction.commit().await?;
    }
    Ok(())
}

async fn disable(transaction: &impl sea_orm::ConnectionTrait, endpoint: i64) -> Result<(), ServiceError> {
    let gone = ActiveModel {
        id: Unchanged(endpoint),
        state: Set(EndpointState::Disabled),
        disabled_reason: Set(Some(DisabledReason::Gone)),
        ..Default::default()
    };
    store::webhook_endpoints::update(transaction, gone).await?;
    Ok(())
}
