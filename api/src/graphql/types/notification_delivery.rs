//! What is to be told of a request, to one recipient.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use riverain_entities::notification_deliveries::{DeliveryState as State, Model};
use riverain_entities::{delivery_attempts, notification_events};

use super::citizen::Citizen;
use super::request::Request;
use super::webhook_endpoint::WebhookEndpoint;
use crate::auth::policy::{Action, may};
use crate::graphql::context::viewer;
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders::{self, CitizenKey, RequestKey};
use crate::graphql::notification_enums::{
    AttemptOutcome, DeliveryState, DroppedReason, NotificationChannel, NotificationEventType,
};
use crate::graphql::notification_loaders::{AttemptsKey, EndpointKey, EventKey};
use crate::graphql::{budget, cost};
use crate::services::notifications::deliveries::message_id;

/// The most attempts that are shown of a delivery.
const MAXIMUM_ATTEMPTS: i32 = 50;

/// A delivery that the caller may see.
#[derive(Debug, Clone)]
pub struct NotificationDelivery(pub Model);

/// One message to one recipient: an e-mail to a citizen, or a webhook to a subscriber. For supervisors and administrators.
#[Object]
impl NotificationDelivery {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::NotificationDelivery.id(self.0.id)
    }

    /// How it goes.
    async fn channel(&self) -> NotificationChannel {
        self.0.channel.into()
    }

    /// How far it is.
    async fn state(&self) -> DeliveryState {
        self.0.state.into()
    }

    /// Why it was not to be delivered after all.
    async fn dropped_reason(&self) -> Option<DroppedReason> {
        self.0.dropped_reason.map(Into::into)
    }

    /// How its receiver knows it again, whichever attempt brings it: the `webhook-id`, or the part of the `Message-ID` before
    /// the `@`.
    async fn message_id(&self) -> String {
        message_id(&self.0)
    }

    /// What it tells of.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<NotificationEvent>> {
        Ok(loaders::load(ctx, EventKey(self.0.event_id)).await?.map(NotificationEvent))
    }

    /// The citizen to whom an e-mail goes.
    async fn citizen(&self, ctx: &Context<'_>) -> Result<Option<Citizen>> {
        match self.0.citizen_id {
            Some(key) => Ok(loaders::load(ctx, CitizenKey(key)).await?.map(Citizen::new)),
            None => Ok(None),
        }
    }

    /// The endpoint to which a webhook goes; null to those who do not manage endpoints.
    async fn endpoint(&self, ctx: &Context<'_>) -> Result<Option<WebhookEndpoint>> {
        match self.0.endpoint_id.filter(|_| may(viewer(ctx), Action::ManageWebhooks)) {
            Some(key) => Ok(loaders::load(ctx, EndpointKey(key)).await?.map(WebhookEndpoint)),
            None => Ok(None),
        }
    }

    /// How often it was tried.
    async fn attempt_count(&self) -> i32 {
        self.0.attempt
    }

    /// The attempts in the order in which they were made; the latest 50 of more.
    #[graphql(complexity = "cost::list(cost::DELIVERY_ATTEMPTS, child_complexity)")]
    async fn attempts(&self, ctx: &Context<'_>) -> Result<Vec<DeliveryAttempt>> {
        let key = AttemptsKey { delivery: self.0.id, after: (self.0.attempt - MAXIMUM_ATTEMPTS).max(0) };
        let rows = loaders::load(ctx, key).await?.unwrap_or_default();
        budget::within(ctx, rows.into_iter().map(DeliveryAttempt::from).collect())
    }

    /// When it is tried next, UTC, where it waits for that. While it is being handed over, when its process counts as lost.
    async fn next_attempt_at(&self) -> Option<DateTime<Utc>> {
        Some(self.0.available_at).filter(|_| self.0.state == State::Pending)
    }

    /// When it was written, UTC: with the change that it tells of.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When it ended, UTC, whatever came of it.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at
    }
}

/// An event that the caller may see.
#[derive(Debug, Clone)]
pub struct NotificationEvent(notification_events::Model);

/// Something that happened to a request.
#[Object]
impl NotificationEvent {
    /// What happened.
    #[graphql(name = "type")]
    async fn event_type(&self) -> NotificationEventType {
        self.0.event_type.into()
    }

    /// When, UTC.
    async fn occurred_at(&self) -> DateTime<Utc> {
        self.0.occurred_at
    }

    /// The request as it is now.
    async fn request(&self, ctx: &Context<'_>) -> Result<Option<Request>> {
        Ok(loaders::load(ctx, RequestKey(self.0.request_id)).await?.map(Request::new))
    }
}

/// An attempt at a delivery.
#[derive(Debug, SimpleObject)]
pub struct DeliveryAttempt {
    /// Its number, from 1.
    attempt: i32,
    /// When it began, UTC.
    started_at: DateTime<Utc>,
    /// When it ended, UTC; null while it goes on, or where its process was lost.
    ended_at: Option<DateTime<Utc>>,
    /// What came of it.
    outcome: Option<AttemptOutcome>,
    /// The status code of the answer, of HTTP or SMTP, where there was one.
    status_code: Option<i32>,
}

impl From<delivery_attempts::Model> for DeliveryAttempt {
    fn from(row: delivery_attempts::Model) -> Self {
        Self {
            attempt: row.attempt,
            started_at: row.started_at,
            ended_at: row.ended_at,
            outcome: row.outcome.map(Into::into),
            status_code: row.status_code,
        }
    }
}
