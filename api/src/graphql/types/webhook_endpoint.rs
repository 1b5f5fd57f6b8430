//! Endpoints of subscribers.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::webhook_endpoints::Model;

use crate::graphql::connection::NodeConnection;
use crate::graphql::cost;
use crate::graphql::global_id::NodeKind;
use crate::graphql::notification_enums::{
    DeliveryState, NotificationEventType, WebhookDisabledReason, WebhookEndpointState,
};
use crate::graphql::paging::PageArguments;
use crate::graphql::query::notifications::{NotificationDeliveryConnection, deliveries};
use crate::services::notifications::endpoints::event_types;
use crate::store::notifications::DeliveryFilter;

/// Endpoints, page by page.
pub type WebhookEndpointConnection = NodeConnection<WebhookEndpoint>;

/// An endpoint that the caller may see.
#[derive(Debug, Clone)]
pub struct WebhookEndpoint(pub Model);

/// Where a subscriber is told of what happens to requests, by signed webhooks (Standard Webhooks). For administrators.
#[Object]
impl WebhookEndpoint {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::WebhookEndpoint.id(self.0.id)
    }

    /// Where webhooks are posted.
    async fn url(&self) -> &str {
        &self.0.url
    }

    /// What it is for.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The types of the events that it is told of.
    async fn event_types(&self) -> Vec<NotificationEventType> {
        event_types(&self.0).into_iter().map(Into::into).collect()
    }

    /// Whether it is told of anything.
    async fn state(&self) -> WebhookEndpointState {
        self.0.state.into()
    }

    /// Why it is not.
    async fn disabled_reason(&self) -> Option<WebhookDisabledReason> {
        self.0.disabled_reason.map(Into::into)
    }

    /// Until when webhooks are signed with the secret that was replaced too, UTC.
    async fn previous_secret_until(&self) -> Option<DateTime<Utc>> {
        self.0.previous_secret_until
    }

    /// When it was registered, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// What is delivered to it, the latest first.
    #[graphql(complexity = "cost::SCAN + cost::page(first, last, child_complexity)")]
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How far they are; all where absent.")] state: Option<DeliveryState>,
        #[graphql(desc = "How many from the beginning, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<NotificationDeliveryConnection> {
        let filter = DeliveryFilter { channel: None, state: state.map(Into::into), endpoint: Some(self.0.id) };
        deliveries(ctx, "WebhookEndpoint.deliveries", filter, &PageArguments { first, after, last, before }).await
    }
}
