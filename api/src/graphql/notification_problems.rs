//! Expected refusals of what is done with deliveries.

use async_graphql::SimpleObject;
use riverain_entities::notification_deliveries::{DeliveryState, Model};

use super::types::notification_delivery::NotificationDelivery;
use crate::locale::Locale;

/// The message is not tried again: it waits already, was not to be delivered, or is an e-mail that its receiver has.
#[derive(Debug, SimpleObject)]
pub struct RedeliveryNotAllowed {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The delivery as it is.
    delivery: NotificationDelivery,
}

impl RedeliveryNotAllowed {
    /// The refusal.
    pub fn new(locale: Locale, delivery: Model) -> Self {
        let key = match delivery.state {
            DeliveryState::Dropped => "redelivery_of_dropped",
            DeliveryState::Delivered => "redelivery_of_email",
            DeliveryState::Pending | DeliveryState::Dead => "redelivery_of_pending",
        };
        let message = locale.wording(&format!("problem.{key}"), &[]);
        Self { message, delivery: NotificationDelivery(delivery) }
    }
}
