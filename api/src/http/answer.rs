//! Answers of the GraphQL endpoint: their language is said, and caches are told what they depend on.

use async_graphql::Pos;
use axum::Json;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::entity_tag;
use crate::graphql::error;
use crate::locale::Locale;

/// An answer in a language.
pub fn answer(locale: Locale, status: StatusCode, body: async_graphql::Response) -> Response {
    let mut answer = (status, Json(body)).into_response();
    answer.headers_mut().insert(CONTENT_LANGUAGE, HeaderValue::from_static(locale.tag()));
    answer.headers_mut().insert(VARY, HeaderValue::from_static("accept-language, authorization"));
    answer
}

/// The answer to a query by GET: whoever holds the same one already is told so alone. Its tag is weak, for on the way bytes
/// are compressed as the caller accepts. An answer with errors has none.
pub fn cacheable(locale: Locale, body: async_graphql::Response, known: Option<&HeaderValue>) -> Response {
    let content = serde_json::to_vec(&body).ok().filter(|_| body.errors.is_empty());
    let mut answer = answer(locale, StatusCode::OK, body);
    let Some(content) = content else { return answer };
    let digest = Sha256::new().chain_update(locale.tag()).chain_update(content).finalize();
    let tag = format!("W/\"{}\"", &hex::encode(digest)[..32]);
    if known.is_some_and(|known| entity_tag::knows(known, &tag)) {
        let headers = answer.headers_mut();
        headers.remove(CONTENT_TYPE);
        headers.remove(CONTENT_LENGTH);
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        *answer.body_mut() = Body::empty();
    }
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.headers_mut().insert(ETAG, tag);
    }
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
