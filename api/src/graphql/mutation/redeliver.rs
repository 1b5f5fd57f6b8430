//! `redeliver`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};

use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::notification_problems::RedeliveryNotAllowed;
use crate::graphql::problems::InvalidInput;
use crate::graphql::types::notification_delivery::NotificationDelivery;
use crate::services::ServiceError;
use crate::services::notifications::deliveries::{self, DELIVERY, RedeliveryOutcome};

/// A message to try again.
#[derive(Debug, InputObject)]
pub struct RedeliverInput {
    /// The delivery.
    delivery: ID,
}

/// What came of `redeliver`.
#[derive(Debug, Union)]
pub enum RedeliverPayload {
    /// The message waits for its next attempt.
    Success(RedeliverSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// The message waits already, was not to be delivered, or is an e-mail that its receiver has.
    RedeliveryNotAllowed(RedeliveryNotAllowed),
}

/// The message waits for its next attempt.
#[derive(Debug, SimpleObject)]
pub struct RedeliverSuccess {
    /// The delivery.
    delivery: NotificationDelivery,
}

/// `redeliver`.
#[derive(Debug, Default)]
pub struct RedeliverMutation;

#[Object]
impl RedeliverMutation {
    /// Puts a dead letter, or a webhook that was delivered, back into the queue, under the same `messageId`. For supervisors
    /// and administrators.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn redeliver(&self, ctx: &Context<'_>, input: RedeliverInput) -> Result<RedeliverPayload> {
        let invalid = |faults| RedeliverPayload::InvalidInput(InvalidInput::new(locale(ctx), faults));
        let delivery = match global_id::named(DELIVERY, NodeKind::NotificationDelivery, &input.delivery) {
            Ok(delivery) => delivery,
            Err(fault) => return Ok(invalid(&fault.into())),
        };
        Ok(match deliveries::redeliver(app(ctx)?, viewer(ctx), delivery).await {
            Ok(RedeliveryOutcome::Queued(row)) => {
                RedeliverPayload::Success(RedeliverSuccess { delivery: NotificationDelivery(*row) })
            }
            Ok(RedeliveryOutcome::NotAllowed(row)) => {
                RedeliverPayload::RedeliveryNotAllowed(RedeliveryNotAllowed::new(locale(ctx), *row))
            }
            Err(ServiceError::InvalidInput(faults)) => invalid(&faults),
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}
