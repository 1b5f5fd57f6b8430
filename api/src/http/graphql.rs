//! The GraphQL endpoint: POST for everything, GET for queries alone (GraphQL over HTTP).

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, ServerError, Variables};
use axum::Json;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::header::{ALLOW, CONTENT_LANGUAGE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::body::{self, UnreadBody};
use super::router::{HttpState, MAXIMUM_BODY};
use super::viewer;
use crate::auth::viewer::Viewer;
use crate::graphql::{error, loaders};
use crate::locale::Locale;

/// The parameters of a query by GET.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueryParameters {
    query: String,
    operation_name: Option<String>,
    variables: Option<String>,
}

/// An operation by POST.
pub async fn post(State(state): State<HttpState>, headers: HeaderMap, body: Body) -> Response {
    let locale = viewer::locale(&headers);
    let body = match body::read(body, MAXIMUM_BODY).await {
        Ok(body) => body,
        Err(UnreadBody::TooLarge(length)) => {
            let failure = error::payload_too_large(locale, length, MAXIMUM_BODY);
            return refusal(StatusCode::PAYLOAD_TOO_LARGE, failure);
        }
        Err(UnreadBody::BrokenOff) => return StatusCode::BAD_REQUEST.into_response(),
    };
    match serde_json::from_slice::<Request>(&body) {
        Ok(request) => execute(&state, &headers, request).await,
        Err(failure) => {
            let detail = format!("JSON {{\"query\": …, \"variables\": …}}: {failure}");
            refuse(locale, StatusCode::BAD_REQUEST, error::GRAPHQL_INVALID, Some(detail))
        }
    }
}

/// A query by GET; mutations are refused.
pub async fn get(
    State(state): State<HttpState>,
    headers: HeaderMap,
    Query(parameters): Query<QueryParameters>,
) -> Response {
    let locale = viewer::locale(&headers);
    let mut request = Request::new(parameters.query);
    if let Some(name) = parameters.operation_name {
        request = request.operation_name(name);
    }
    if let Some(variables) = parameters.variables {
        match serde_json::from_str(&variables) {
            Ok(variables) => request = request.variables(Variables::from_json(variables)),
            Err(failure) => {
                let detail = Some(format!("variables: {failure}"));
                return refuse(locale, StatusCode::BAD_REQUEST, error::GRAPHQL_INVALID, detail);
            }
        }
    }
    let operation_name = request.operation_name.clone();
    if let Ok(document) = request.parsed_query() {
        let is_selected = |name: Option<&str>| operation_name.is_none() || operation_name.as_deref() == name;
        let changes = document.operations.iter().any(|(name, operation)| {
            operation.node.ty != OperationType::Query && is_selected(name.map(async_graphql::Name::as_str))
        });
        if changes {
            let detail = Some("POST".to_owned());
            let mut response = refuse(locale, StatusCode::METHOD_NOT_ALLOWED, error::GRAPHQL_INVALID, detail);
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
            return response;
        }
    }
    execute(&state, &headers, request).await
}

async fn execute(state: &HttpState, headers: &HeaderMap, request: Request) -> Response {
    let locale = viewer::locale(headers);
    let Ok(viewer) = viewer::viewer(&state.app, headers) else {
        return refuse(locale, StatusCode::UNAUTHORIZED, error::UNAUTHENTICATED, None);
    };
    let request = with_call_data(state, request, viewer, locale).await;
    let mut response = state.schema.execute(request).await;
    for failure in &mut response.errors {
        code_uncoded(locale, failure);
    }
    let mut answer = Json(response).into_response();
    answer.headers_mut().insert(CONTENT_LANGUAGE, HeaderValue::from_static(locale.tag()));
    answer.headers_mut().insert(VARY, HeaderValue::from_static("accept-language, authorization"));
    answer
}

async fn with_call_data(state: &HttpState, request: Request, viewer: Viewer, locale: Locale) -> Request {
    let request = request.data(viewer).data(locale).data(loaders::for_call(&state.app.database));
    match state.app.reference.current().await {
        Ok(reference) => request.data(reference),
        Err(failure) => {
            tracing::warn!(%failure, "no reference data");
            request
        }
    }
}

/// Faults that the library found, in the document or its variables, carry the code of those.
fn code_uncoded(locale: Locale, failure: &mut ServerError) {
    let extensions = failure.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        extensions.set("code", error::GRAPHQL_INVALID);
        let wording = locale.wording("error.graphql_invalid", &[]);
        failure.message = format!("{wording} {}", failure.message);
    }
}

fn refuse(locale: Locale, status: StatusCode, code: &'static str, detail: Option<String>) -> Response {
    let mut failure = error::coded(locale, code);
    if let Some(detail) = detail {
        failure.message = format!("{} {detail}", failure.message);
    }
    refusal(status, failure)
}

fn refusal(status: StatusCode, failure: async_graphql::Error) -> Response {
    let mut failure = failure.into_server_error(async_graphql::Pos::default());
    failure.locations.clear();
    (status, Json(async_graphql::Response::from_errors(vec![failure]))).into_response()
}
