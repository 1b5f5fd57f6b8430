//! The contract's enumerations of what is told, each one a stored vocabulary.

use async_graphql::Enum;
use riverain_entities::{delivery_attempts, notification_deliveries, notification_events, webhook_endpoints};

/// What can happen to a request that is told.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "notification_events::EventType")]
pub enum NotificationEventType {
    /// It came in: `request.received`.
    RequestReceived,
    /// Its status changed: `request.status_changed`.
    StatusChanged,
    /// A public follow-up was added to it: `request.follow_up_added`.
    FollowUpAdded,
    /// The moment by which it is promised changed: `request.promise_changed`.
    PromiseChanged,
}

/// How a message goes.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "notification_deliveries::Channel")]
pub enum NotificationChannel {
    /// By e-mail, to a citizen.
    Email,
    /// By webhook, to a subscriber.
    Webhook,
}

/// How far a message is.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "notification_deliveries::DeliveryState")]
pub enum DeliveryState {
    /// It waits for its first or its next attempt, or is being handed over.
    Pending,
    /// Its receiver took it.
    Delivered,
    /// It was not to be delivered after all.
    Dropped,
    /// It was given up: a dead letter. `redeliver` tries it again.
    Dead,
}

/// Why a message was not to be delivered after all.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "notification_deliveries::DroppedReason")]
pub enum DroppedReason {
    /// The request has become a planned intervention, on which there is no follow-up.
    PlannedIntervention,
    /// The citizen does not agree to be contacted any more, or follows the request no longer.
    NoConsent,
    /// The citizen has no e-mail address any more.
    NoAddress,
    /// The service sends no e-mails any more.
    EmailNotSetUp,
}

/// What came of an attempt at a delivery.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "delivery_attempts::AttemptOutcome")]
pub enum AttemptOutcome {
    /// The receiver took the message.
    Accepted,
    /// The receiver answered that it does not take it.
    Refused,
    /// The receiver wanted it elsewhere; redirections are not followed.
    Redirected,
    /// The receiver did not answer in time.
    TimedOut,
    /// The receiver could not be reached.
    Unreachable,
    /// The receiver lies at an address that webhooks do not go to.
    AddressRefused,
    /// The receiver answered that it is gone for good (410): its endpoint was disabled.
    Gone,
    /// The message was not to be delivered after all.
    Dropped,
}

/// Whether an endpoint is told of anything.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "webhook_endpoints::EndpointState")]
pub enum WebhookEndpointState {
    /// It is.
    Enabled,
    /// It is not: nothing is posted to it, nothing new is written for it, and what waited goes on waiting.
    Disabled,
}

/// Why an endpoint is told of nothing.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "webhook_endpoints::DisabledReason")]
pub enum WebhookDisabledReason {
    /// An administrator disabled it.
    ByHand,
    /// It answered that it is gone for good (410).
    Gone,
}
