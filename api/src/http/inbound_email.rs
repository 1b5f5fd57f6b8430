//! The door for e-mails: a mail server posts each one as it came (`message/rfc822`), with the secret that both know.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use secrecy::ExposeSecret;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::body::{self, UnreadBody};
use super::problem::Problem;
use super::router::HttpState;
use super::viewer;
use crate::domain::inbound_email::UnreadableEmail;
use crate::domain::inbound_email::bounds::MAXIMUM_SIZE;
use crate::graphql::global_id::NodeKind;
use crate::locale::Locale;
use crate::services::inbound_email::{self, EmailOutcome, InboundEmailError};

/// Takes in an e-mail. `201` says what became of it, `200` that it was taken before; a mail server may send it again after
/// any other answer but `401`, `404`, `413`, `415` and `422`, which would be the same.
pub async fn post(State(state): State<HttpState>, headers: HeaderMap, body: Body) -> Response {
    let locale = viewer::locale(&headers);
    let refuse = |status, code, values: &[(&str, String)]| {
        Problem::worded(locale, status, "inbound_email.problem", code, values).answer(locale)
    };
    let Some(secret) = &state.app.inbound_email_secret else {
        return refuse(StatusCode::NOT_FOUND, "closed", &[]);
    };
    if !knows(&headers, secret.expose_secret()) {
        return refuse(StatusCode::UNAUTHORIZED, "wrong_secret", &[]);
    }
    if !is_email(&headers) {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", &[]);
    }
    let raw = match body::read(body, MAXIMUM_SIZE).await {
        Ok(raw) => raw,
        Err(UnreadBody::TooLarge(_)) => return unreadable(locale, UnreadableEmail::TooLarge),
        Err(UnreadBody::BrokenOff) => return refuse(StatusCode::BAD_REQUEST, "broken_off", &[]),
    };
    let taken = match inbound_email::take(&state.app, raw.into()).await {
        Ok(taken) => taken,
        Err(InboundEmailError::Unreadable(fault)) => return unreadable(locale, fault),
        Err(InboundEmailError::Service(failure)) => {
            tracing::error!(%failure, "an e-mail was not taken");
            return refuse(StatusCode::INTERNAL_SERVER_ERROR, "failed", &[]);
        }
    };
    let status = match taken.outcome {
        EmailOutcome::TakenBefore => StatusCode::OK,
        _ => StatusCode::CREATED,
    };
    let number = match &taken.outcome {
        EmailOutcome::FollowedUp(number) | EmailOutcome::Noted(number) => Some(number),
        _ => None,
    };
    let answer = json!({
        "contact": NodeKind::Contact.id(taken.contact_id).0,
        "outcome": taken.outcome.code(),
        "requestNumber": number,
    });
    (status, axum::Json(answer)).into_response()
}

fn unreadable(locale: Locale, fault: UnreadableEmail) -> Response {
    let status = match fault {
        UnreadableEmail::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let maximum = [("maximum", fault.maximum().to_string())];
    Problem::worded(locale, status, "inbound_email.problem", fault.code(), &maximum).answer(locale)
}

/// Whether the caller knows the secret. Digests are compared, so that the time says nothing of how much of it is right.
fn knows(headers: &HeaderMap, secret: &str) -> bool {
    let given = headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok()).and_then(viewer::bearer_token);
    given.is_some_and(|given| Sha256::digest(given) == Sha256::digest(secret))
}

fn is_email(headers: &HeaderMap) -> bool {
    let given = headers.get(CONTENT_TYPE).and_then(|header| header.to_str().ok());
    let media_type = given.and_then(|given| given.split(';').next()).map(str::trim);
    media_type.is_some_and(|given| {
        ["message/rfc822", "message/global", "application/octet-stream"]
            .iter()
            .any(|known| given.eq_ignore_ascii_case(known))
    })
}
