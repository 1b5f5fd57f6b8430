//! Answers of the GraphQL endpoint: their language is said, and caches are told what they depend on.

use async_graphql::Pos;
use axum::Json;
use axum::http::header::{CONTENT_LANGUAGE, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::graphql::error;
use crate::locale::Locale;

/// An answer in a language.
pub fn answer(locale: Locale, status: StatusCode, body: async_graphql::Response) -> Response {
    let mut answer = (status, Json(body)).into_response();
    answer.headers_mut().insert(CONTENT_LANGUAGE, HeaderValue::from_static(locale.tag()));
    answer.headers_mut().insert(VARY, HeaderValue::from_static("accept-language, authorization"));
    answer
}

/// A refusal of the whole call.
pub fn refusal(locale: Locale, status: StatusCode, failure: async_graphql::Error) -> Response {
    let mut failure = failure.into_server_error(Pos::default());
    failure.locations.clear();
    answer(locale, status, async_graphql::Response::from_errors(vec![failure]))
}

/// A refusal whose code needs no more than its wording.
pub fn coded(locale: Locale, status: StatusCode, code: &'static str) -> Response {
    refusal(locale, status, error::coded(locale, code))
}

/// A refusal of what does not follow GraphQL over HTTP, worded under `transport` in `api/locales`.
pub fn malformed(locale: Locale, status: StatusCode, key: &str, values: &[(&str, String)]) -> Response {
    refusal(locale, status, error::malformed(locale, &format!("transport.{key}"), values))
}
