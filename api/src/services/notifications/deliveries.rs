//! What became of what was to be told, and another try at it.

use riverain_entities::notification_deliveries::{ActiveModel, Channel, DeliveryState, Model};
use sea_orm::ActiveValue::{Set, Unchanged};

pub use super::attempt::message_id;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::services::ServiceError;
use crate::services::contacts::Named;
use crate::store::connect::begin_write;
use crate::store::notifications::{self, DeliveryFilter};
use crate::store::page::{MomentPosition, Page, PageRequest};

/// Where the delivery is in the input.
pub const DELIVERY: &str = "input.delivery";

/// What came of asking for another try.
#[derive(Debug)]
pub enum RedeliveryOutcome {
    /// The message waits for its next attempt.
    Queued(Box<Model>),
    /// The message waits already, was not to be delivered, or is an e-mail that its receiver has.
    NotAllowed(Box<Model>),
}

/// One page of deliveries, the latest first.
///
/// # Errors
/// A caller who may not see them, or a database that fails.
pub async fn list(
    app: &App,
    viewer: &Viewer,
    filter: DeliveryFilter,
    page: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, ServiceError> {
    check_reader(viewer)?;
    Ok(notifications::page(&app.database, filter, page).await?)
}

/// How many deliveries there are.
///
/// # Errors
/// A caller who may not see them, or a database that fails.
pub async fn count(app: &App, viewer: &Viewer, filter: DeliveryFilter) -> Result<u64, ServiceError> {
    check_reader(viewer)?;
    Ok(notifications::count(&app.database, filter).await?)
}

/// The delivery of this key, where there is one.
///
/// # Errors
/// A caller who may not see them, or a database that fails.
pub async fn find(app: &App, viewer: &Viewer, key: i64) -> Result<Option<Model>, ServiceError> {
    check_reader(viewer)?;
    Ok(notifications::by_keys(&app.database, &[key]).await?.pop())
}

/// Puts a dead letter, or a webhook that was delivered, back into the queue: under the same name, with as many attempts as a
/// new one has.
///
/// # Errors
/// A delivery that is not there, a caller who may not do it, or a database that fails.
pub async fn redeliver(app: &App, viewer: &Viewer, delivery: Named) -> Result<RedeliveryOutcome, ServiceError> {
    check_reader(viewer)?;
    let transaction = begin_write(&app.database).await?;
    let held = notifications::by_key_locked(&transaction, delivery.key).await?;
    let held = held.ok_or_else(|| delivery.absent(DELIVERY))?;
    let allowed = match held.state {
        DeliveryState::Dead => true,
        DeliveryState::Delivered => held.channel == Channel::Webhook,
        DeliveryState::Pending | DeliveryState::Dropped => false,
    };
    if !allowed {
        return Ok(RedeliveryOutcome::NotAllowed(Box::new(held)));
    }
    let change = ActiveModel {
        id: Unchanged(held.id),
        state: Set(DeliveryState::Pending),
        ended_at: Set(None),
        last_attempt: Set(held.attempt + app.notifications.settings.attempts),
        available_at: Set(app.clock.now()),
        worker: Set(None),
        ..Default::default()
    };
    let queued = notifications::update(&transaction, change).await?;
    transaction.commit().await?;
    Ok(RedeliveryOutcome::Queued(Box::new(queued)))
}

fn check_reader(viewer: &Viewer) -> Result<(), ServiceError> {
    if may(viewer, Action::ReadDeliveries) { Ok(()) } else { Err(ServiceError::refused(viewer)) }
}
