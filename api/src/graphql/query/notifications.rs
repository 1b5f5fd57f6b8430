//! Questions about what citizens and subscribers are told, and about the endpoints of subscribers.

use async_graphql::{Context, ID, Object, Result};

use crate::graphql::connection::{NodeConnection, connection};
use crate::graphql::context::{Told, app, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::notification_enums::{DeliveryState, NotificationChannel};
use crate::graphql::paging::PageArguments;
use crate::graphql::types::notification_delivery::NotificationDelivery;
use crate::graphql::types::webhook_endpoint::{WebhookEndpoint, WebhookEndpointConnection};
use crate::services::notifications as services;
use crate::store::notifications::DeliveryFilter;
use crate::store::page::MomentPosition;

/// The name by which cursors of the list of endpoints know it.
const ENDPOINTS: &str = "webhookEndpoints";

/// Deliveries, page by page.
pub type NotificationDeliveryConnection = NodeConnection<NotificationDelivery, DeliveryTotal>;

/// How many deliveries a list holds.
#[derive(Debug)]
pub struct DeliveryTotal(DeliveryFilter);

#[Object]
impl DeliveryTotal {
    /// How many deliveries the whole list holds; counted only where asked.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        services::deliveries::count(app(ctx)?, viewer(ctx), self.0).await.told(ctx)
    }
}

/// One page of the deliveries of the list named `list`.
///
/// # Errors
/// A caller who may not see them, arguments that do not hold, or a database that fails.
pub async fn deliveries(
    ctx: &Context<'_>,
    list: &str,
    filter: DeliveryFilter,
    arguments: &PageArguments,
) -> Result<NotificationDeliveryConnection> {
    let page = arguments.check::<MomentPosition>(list).told(ctx)?;
    let found = services::deliveries::list(app(ctx)?, viewer(ctx), filter, &page).await.told(ctx)?;
    let nodes = found.map(|row| (MomentPosition::from(&row), NotificationDelivery(row)));
    connection(ctx, list, nodes, DeliveryTotal(filter))
}

/// Questions about what is told.
#[derive(Debug, Default)]
pub struct NotificationQueries;

#[Object]
impl NotificationQueries {
    /// The endpoints of subscribers, in the order in which they were registered. For administrators.
    #[graphql(complexity = "cost::STATEMENT + cost::page(first, last, child_complexity)")]
    async fn webhook_endpoints(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<WebhookEndpointConnection> {
        let arguments = PageArguments { first, after, last, before };
        let page = arguments.check::<MomentPosition>(ENDPOINTS).told(ctx)?;
        let found = services::endpoints::list(app(ctx)?, viewer(ctx), &page).await.told(ctx)?;
        let nodes = found.map(|row| (MomentPosition::from(&row), WebhookEndpoint(row)));
        connection(ctx, ENDPOINTS, nodes, async_graphql::connection::EmptyFields)
    }

    /// The endpoint of this identifier; null where there is none. For administrators.
    #[graphql(complexity = "cost::STATEMENT + child_complexity")]
    async fn webhook_endpoint(&self, ctx: &Context<'_>, id: ID) -> Result<Option<WebhookEndpoint>> {
        let key = global_id::parse_as("id", NodeKind::WebhookEndpoint, &id).told(ctx)?;
        Ok(services::endpoints::find(app(ctx)?, viewer(ctx), key).await.told(ctx)?.map(WebhookEndpoint))
    }

    /// What is to be told of requests, to whom, and what became of it, the latest first: e-mails and webhooks. Dead letters
    /// are those of the state `DEAD`. For supervisors and administrators.
    #[graphql(complexity = "cost::SCAN + cost::page(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the four arguments of a Relay connection, a channel and a state")]
    async fn notification_deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How they go; all where absent.")] channel: Option<NotificationChannel>,
        #[graphql(desc = "How far they are; all where absent.")] state: Option<DeliveryState>,
        #[graphql(desc = "How many from the beginning, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<NotificationDeliveryConnection> {
        let filter = DeliveryFilter { channel: channel.map(Into::into), state: state.map(Into::into), endpoint: None };
        deliveries(ctx, "notificationDeliveries", filter, &PageArguments { first, after, last, before }).await
    }
}
