//! An answer for each call: one that takes too long, or that breaks, is told so with a code.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt;

use super::answer::coded;
use super::{multipart, viewer};
use crate::graphql::error;

/// The longest that an answer may take.
const TIME_OUT: Duration = Duration::from_secs(30);

/// The longest that it may take where photos come in, as a phone sends them from a poor network.
const UPLOAD_TIME_OUT: Duration = Duration::from_mins(5);

/// The answer of the routes, or the refusal of a call that took too long or broke.
pub async fn guard(request: Request, next: Next) -> Response {
    let locale = viewer::locale(request.headers());
    let limit = if multipart::boundary(request.headers()).is_some() { UPLOAD_TIME_OUT } else { TIME_OUT };
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(limit, answered).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            tracing::error!("a handler broke");
            coded(locale, StatusCode::INTERNAL_SERVER_ERROR, error::INTERNAL)
        }
        Err(_) => coded(locale, StatusCode::GATEWAY_TIMEOUT, error::TIMED_OUT),
    }
}
