//! The GraphQL endpoint: POST for everything, GET for queries alone (GraphQL over HTTP).

use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Variables};
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{ALLOW, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::answer::{answer, cacheable, coded, malformed, refusal};
use super::body::{self, UnreadBody};
use super::multipart;
use super::router::{HttpState, MAXIMUM_BODY};
use super::viewer;
use crate::auth::viewer::Viewer;
use crate::graphql::budget::RowBudget;
use crate::graphql::{document, error, library_fault, loaders, selection_order};
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
    if let Some(boundary) = multipart::boundary(&headers) {
        return post_with_files(&state, &headers, body, boundary).await;
    }
    let body = match body::read(body, MAXIMUM_BODY).await {
        Ok(body) => body,
        Err(UnreadBody::TooLarge(length)) => {
            let failure = error::payload_too_large(locale, length, MAXIMUM_BODY);
            return refusal(locale, StatusCode::PAYLOAD_TOO_LARGE, failure);
        }
        Err(UnreadBody::BrokenOff) => return malformed(locale, StatusCode::BAD_REQUEST, "broken_off", &[]),
    };
    match serde_json::from_slice::<Request>(&body) {
        Ok(request) => execute(&state, &headers, request).await,
        Err(failure) => {
            let place = [("line", failure.line().to_string()), ("column", failure.column().to_string())];
            malformed(locale, StatusCode::BAD_REQUEST, "body", &place)
        }
    }
}

/// An operation by POST with files. The token is looked at first: nothing is read for one that does not hold.
async fn post_with_files(state: &HttpState, headers: &HeaderMap, body: Body, boundary: String) -> Response {
    let locale = viewer::locale(headers);
    if viewer::viewer(&state.app, headers).is_err() {
        return coded(locale, StatusCode::UNAUTHORIZED, error::UNAUTHENTICATED);
    }
    let Ok(turn) = Arc::clone(&state.uploads).try_acquire_owned() else {
        return coded(locale, StatusCode::SERVICE_UNAVAILABLE, error::TOO_MANY_UPLOADS);
    };
    let answer = match multipart::read(body, boundary).await {
        Ok(request) => execute(state, headers, request).await,
        Err(unread) => unread.answer(locale),
    };
    drop(turn);
    answer
}

/// A query by GET; mutations are refused.
pub async fn get(
    State(state): State<HttpState>,
    headers: HeaderMap,
    parameters: Result<Query<QueryParameters>, QueryRejection>,
) -> Response {
    let locale = viewer::locale(&headers);
    let Ok(Query(parameters)) = parameters else {
        return malformed(locale, StatusCode::BAD_REQUEST, "parameters", &[]);
    };
    let mut request = Request::new(parameters.query);
    if let Some(name) = parameters.operation_name {
        request = request.operation_name(name);
    }
    if let Some(variables) = parameters.variables {
        let Ok(variables) = serde_json::from_str(&variables) else {
            return malformed(locale, StatusCode::BAD_REQUEST, "variables", &[]);
        };
        request = request.variables(Variables::from_json(variables));
    }
    if changes_something(&mut request) {
        let mut response = malformed(locale, StatusCode::METHOD_NOT_ALLOWED, "mutation_by_get", &[]);
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
        return response;
    }
    match carry_out(&state, &headers, request).await {
        Ok(response) => cacheable(locale, response, headers.get(IF_NONE_MATCH)),
        Err(refusal) => refusal,
    }
}

fn changes_something(request: &mut Request) -> bool {
    let operation_name = request.operation_name.clone();
    let Ok(document) = request.parsed_query() else { return false };
    let is_selected = |name: Option<&str>| operation_name.is_none() || operation_name.as_deref() == name;
    document.operations.iter().any(|(name, operation)| {
        operation.node.ty != OperationType::Query && is_selected(name.map(async_graphql::Name::as_str))
    })
}

async fn execute(state: &HttpState, headers: &HeaderMap, request: Request) -> Response {
    match carry_out(state, headers, request).await {
        Ok(response) => answer(viewer::locale(headers), StatusCode::OK, response),
        Err(refusal) => refusal,
    }
}

/// What an operation answers, or the refusal of the whole call.
async fn carry_out(
    state: &HttpState,
    headers: &HeaderMap,
    mut request: Request,
) -> Result<async_graphql::Response, Response> {
    let locale = viewer::locale(headers);
    let Ok(viewer) = viewer::viewer(&state.app, headers) else {
        return Err(coded(locale, StatusCode::UNAUTHORIZED, error::UNAUTHENTICATED));
    };
    let document = request.parsed_query().ok().cloned();
    if document.as_ref().is_some_and(|document| !document::is_bounded(document)) {
        return Err(coded(locale, StatusCode::OK, error::TOO_COMPLEX));
    }
    let operation_name = request.operation_name.clone();
    let request = with_call_data(state, request, viewer, locale).await;
    let mut response = state.schema.execute(request).await;
    if let Some(document) = document {
        selection_order::arrange(&document, operation_name.as_deref(), &mut response.data);
    }
    library_fault::word(locale, &mut response.errors);
    Ok(response)
}

/// The request, with what resolvers know of the call.
pub(super) async fn with_call_data(state: &HttpState, request: Request, viewer: Viewer, locale: Locale) -> Request {
    let loader = loaders::for_call(&state.app.database);
    let request = request.data(locale).data(loader).data(RowBudget::default());
    match state.app.reference.current().await {
        Ok(reference) => {
            let viewer = viewer.standing_for(|key| reference.root_of_citizen(key));
            request.data(viewer).data(reference)
        }
        Err(failure) => {
            tracing::warn!(%failure, "no reference data");
            request.data(viewer)
        }
    }
}
