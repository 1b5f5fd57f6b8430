//! `registerWebhookEndpoint`, `changeWebhookEndpoint` and `rotateWebhookSecret`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};

use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::enums::distinct;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::notification_enums::{NotificationEventType, WebhookEndpointState};
use crate::graphql::problems::InvalidInput;
use crate::graphql::types::webhook_endpoint::WebhookEndpoint;
use crate::services::ServiceError;
use crate::services::notifications::endpoints::{self, ENDPOINT, EndpointFields};

/// An endpoint to register.
#[derive(Debug, InputObject)]
pub struct RegisterWebhookEndpointInput {
    /// Where webhooks are posted: an https address on the public Internet, unless the service is set to allow others.
    url: String,
    /// What it is for, at most 500 characters.
    description: Option<String>,
    /// The types of the events that it is told of.
    event_types: Vec<NotificationEventType>,
}

/// What is to be changed of an endpoint; what is absent stays as it is.
#[derive(Debug, InputObject)]
pub struct ChangeWebhookEndpointInput {
    /// The endpoint.
    endpoint: ID,
    /// Where webhooks are posted.
    url: Option<String>,
    /// What it is for; empty to say nothing.
    description: Option<String>,
    /// The types of the events that it is told of.
    event_types: Option<Vec<NotificationEventType>>,
    /// Whether it is told of anything.
    state: Option<WebhookEndpointState>,
}

/// An endpoint that gets a new secret.
#[derive(Debug, InputObject)]
pub struct RotateWebhookSecretInput {
    /// The endpoint.
    endpoint: ID,
}

/// What came of `registerWebhookEndpoint`.
#[derive(Debug, Union)]
pub enum RegisterWebhookEndpointPayload {
    /// The endpoint is registered.
    Success(RegisterWebhookEndpointSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
}

/// What came of `changeWebhookEndpoint`.
#[derive(Debug, Union)]
pub enum ChangeWebhookEndpointPayload {
    /// The endpoint is changed.
    Success(ChangeWebhookEndpointSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
}

/// What came of `rotateWebhookSecret`.
#[derive(Debug, Union)]
pub enum RotateWebhookSecretPayload {
    /// The endpoint has a new secret.
    Success(RotateWebhookSecretSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
}

/// The endpoint is registered.
#[derive(Debug, SimpleObject)]
pub struct RegisterWebhookEndpointSuccess {
    /// The endpoint.
    endpoint: WebhookEndpoint,
    /// The secret that webhooks are signed with, `whsec_…`: shown this once.
    secret: String,
}

/// The endpoint is changed.
#[derive(Debug, SimpleObject)]
pub struct ChangeWebhookEndpointSuccess {
    /// The endpoint.
    endpoint: WebhookEndpoint,
}

/// The endpoint has a new secret; webhooks are signed with the one before it too until `previousSecretUntil`.
#[derive(Debug, SimpleObject)]
pub struct RotateWebhookSecretSuccess {
    /// The endpoint.
    endpoint: WebhookEndpoint,
    /// The new secret, `whsec_…`: shown this once.
    secret: String,
}

/// `registerWebhookEndpoint`, `changeWebhookEndpoint` and `rotateWebhookSecret`.
#[derive(Debug, Default)]
pub struct WebhookEndpointMutation;

#[Object]
impl WebhookEndpointMutation {
    /// Registers where a subscriber is told of what happens to requests. For administrators.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn register_webhook_endpoint(
        &self,
        ctx: &Context<'_>,
        input: RegisterWebhookEndpointInput,
    ) -> Result<RegisterWebhookEndpointPayload> {
        let fields = EndpointFields {
            url: Some(input.url),
            description: input.description,
            event_types: Some(distinct(input.event_types)),
            state: None,
        };
        Ok(match endpoints::register(app(ctx)?, viewer(ctx), fields).await {
            Ok((row, secret)) => RegisterWebhookEndpointPayload::Success(RegisterWebhookEndpointSuccess {
                endpoint: WebhookEndpoint(row),
                secret,
            }),
            Err(ServiceError::InvalidInput(faults)) => {
                RegisterWebhookEndpointPayload::InvalidInput(InvalidInput::new(locale(ctx), &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }

    /// Changes an endpoint, or disables or enables it. For administrators.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn change_webhook_endpoint(
        &self,
        ctx: &Context<'_>,
        input: ChangeWebhookEndpointInput,
    ) -> Result<ChangeWebhookEndpointPayload> {
        let invalid = |faults| ChangeWebhookEndpointPayload::InvalidInput(InvalidInput::new(locale(ctx), faults));
        let endpoint = match global_id::named(ENDPOINT, NodeKind::WebhookEndpoint, &input.endpoint) {
            Ok(endpoint) => endpoint,
            Err(fault) => return Ok(invalid(&fault.into())),
        };
        let fields = EndpointFields {
            url: input.url,
            description: input.description,
            event_types: input.event_types.map(distinct),
            state: input.state.map(Into::into),
        };
        Ok(match endpoints::change(app(ctx)?, viewer(ctx), endpoint, fields).await {
            Ok(row) => {
                let success = ChangeWebhookEndpointSuccess { endpoint: WebhookEndpoint(row) };
                ChangeWebhookEndpointPayload::Success(success)
            }
            Err(ServiceError::InvalidInput(faults)) => invalid(&faults),
            Err(failure) => return Err(failure).told(ctx),
        })
    }

    /// Gives an endpoint a new secret; webhooks are signed with both for 24 hours. For administrators.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn rotate_webhook_secret(
        &self,
        ctx: &Context<'_>,
        input: RotateWebhookSecretInput,
    ) -> Result<RotateWebhookSecretPayload> {
        let invalid = |faults| RotateWebhookSecretPayload::InvalidInput(InvalidInput::new(locale(ctx), faults));
        let endpoint = match global_id::named(ENDPOINT, NodeKind::WebhookEndpoint, &input.endpoint) {
            Ok(endpoint) => endpoint,
            Err(fault) => return Ok(invalid(&fault.into())),
        };
        Ok(match endpoints::rotate(app(ctx)?, viewer(ctx), endpoint).await {
            Ok((row, secret)) => RotateWebhookSecretPayload::Success(RotateWebhookSecretSuccess {
                endpoint: WebhookEndpoint(row),
                secret,
            }),
            Err(ServiceError::InvalidInput(faults)) => invalid(&faults),
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}
