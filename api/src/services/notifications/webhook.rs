//! Posts webhooks: signed as Standard Webhooks asks, to addresses of the public Internet alone, and nowhere else than asked.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, StatusCode, Url, redirect};
use riverain_entities::delivery_attempts::AttemptOutcome;
use riverain_entities::webhook_endpoints::Model;
use standardwebhooks::Webhook;

use super::NotificationSettings;
use super::attempt::Outcome;
use crate::domain::notification::address::is_public;
use crate::domain::notification::endpoint_url::may_be_public;

/// Calls endpoints.
#[derive(Debug)]
pub(super) struct Caller {
    client: Client,
    private_addresses: bool,
}

impl Caller {
    /// A caller that follows no redirection and uses no proxy.
    ///
    /// # Errors
    /// A machine whose authorities of certificates cannot be read.
    pub(super) fn new(settings: &NotificationSettings) -> Result<Self, reqwest::Error> {
        let builder = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(settings.time_limit)
            .user_agent(concat!("Riverain/", env!("CARGO_PKG_VERSION")));
        let builder = match settings.private_addresses {
            true => builder,
            false => builder.dns_resolver(Arc::new(PublicResolver)),
        };
        Ok(Self { client: builder.build()?, private_addresses: settings.private_addresses })
    }
}

/// Finds the addresses of a name, those of the public Internet alone. What is checked is what is called: a name cannot
/// point elsewhere in between.
#[derive(Debug)]
struct PublicResolver;

/// A name has no address that a webhook may go to.
#[derive(Debug, thiserror::Error)]
#[error("no address on the public Internet")]
struct NoPublicAddress;

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            match public.is_empty() {
                true => Err(NoPublicAddress.into()),
                false => Ok(Box::new(public.into_iter()) as Addrs),
            }
        })
    }
}

/// Posts a message to an endpoint. Its answer is read no further than its status.
pub(super) async fn post(
    caller: &Caller,
    endpoint: &Model,
    message_id: &str,
    payload: String,
    now: DateTime<Utc>,
) -> Outcome {
    let Ok(url) = Url::parse(&endpoint.url) else { return Outcome::last(AttemptOutcome::AddressRefused, None) };
    if !caller.private_addresses && !may_be_public(&url) {
        return Outcome::last(AttemptOutcome::AddressRefused, None);
    }
    let timestamp = now.timestamp();
    let Some(signatures) = signatures(endpoint, message_id, timestamp, &payload, now) else {
        tracing::error!(endpoint = endpoint.id, "the secret of an endpoint does not have its form");
        return Outcome::last(AttemptOutcome::Unreachable, None);
    };
    let call = caller
        .client
        .post(url)
        .header(CONTENT_TYPE, "application/json")
        .header(standardwebhooks::HEADER_WEBHOOK_ID, message_id)
        .header(standardwebhooks::HEADER_WEBHOOK_TIMESTAMP, timestamp)
        .header(standardwebhooks::HEADER_WEBHOOK_SIGNATURE, signatures)
        .body(payload);
    match call.send().await {
        Ok(answer) => answered(answer.status()),
        Err(error) if error.is_timeout() => Outcome::passing(AttemptOutcome::TimedOut, None),
        Err(error) if has_no_public_address(&error) => Outcome::last(AttemptOutcome::AddressRefused, None),
        Err(error) => {
            tracing::debug!(endpoint = endpoint.id, error = %error.without_url(), "an endpoint was not reached");
            Outcome::passing(AttemptOutcome::Unreachable, None)
        }
    }
}

fn answered(status: StatusCode) -> Outcome {
    let code = Some(i32::from(status.as_u16()));
    match status {
        StatusCode::GONE => Outcome::last(AttemptOutcome::Gone, code),
        status if status.is_success() => Outcome::last(AttemptOutcome::Accepted, code),
        status if status.is_redirection() => Outcome::passing(AttemptOutcome::Redirected, code),
        _ => Outcome::passing(AttemptOutcome::Refused, code),
    }
}

/// The signatures by the secret and, for a while after a rotation, by the one before it; none where a secret has no form.
fn signatures(endpoint: &Model, message_id: &str, timestamp: i64, payload: &str, now: DateTime<Utc>) -> Option<String> {
    let previous = endpoint.previous_secret.iter().filter(|_| endpoint.previous_secret_until.is_some_and(|t| now < t));
    let signed = [&endpoint.secret].into_iter().chain(previous).map(|secret| {
        let webhook = Webhook::new(secret).ok()?;
        webhook.sign(message_id, timestamp, payload.as_bytes()).ok()
    });
    Some(signed.collect::<Option<Vec<String>>>()?.join(" "))
}

fn has_no_public_address(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        if cause.is::<NoPublicAddress>() {
            return true;
        }
        source = cause.source();
    }
    false
}
