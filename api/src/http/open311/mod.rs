//! Open311: a GeoReport v2 door (<https://wiki.open311.org/GeoReport_v2>) under `/open311/v2/`, for the apps and sites that
//! speak it. It shapes and parses; the services behind it are those of the GraphQL API.

mod answer;
mod attributes;
pub mod discovery;
mod document;
mod requests;
mod services;
mod submission;

use std::collections::HashMap;

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use url::form_urlencoded;

use super::body::{self, UnreadBody};
use super::router::{HttpState, MAXIMUM_BODY};
use super::viewer;
use crate::app::App;
use crate::auth::viewer::Viewer;
use crate::locale::Locale;
use crate::store::reference::Reference;
use answer::{Failure, Format};
use document::Document;

/// `GET /open311/v2/services.{format}` and `GET /open311/v2/requests.{format}`.
pub async fn list(
    State(state): State<HttpState>,
    Path(resource): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let (name, format) = Format::split(&resource);
    let parameters = Parameters::read(query.unwrap_or_default().as_bytes());
    let call = Call { app: &state.app, headers: &headers, locale: viewer::locale(&headers), parameters };
    let answered = match (name, format) {
        ("services", Some(_)) => call.services().await,
        ("requests", Some(_)) => call.requests().await,
        _ => Err(call.not_found()),
    };
    call.answer(format, StatusCode::OK, answered)
}

/// `GET /open311/v2/services/{code}.{format}`, `…/requests/{id}.{format}` and `…/tokens/{id}.{format}`.
pub async fn one(
    State(state): State<HttpState>,
    Path((resource, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let (id, format) = Format::split(&id);
    let parameters = Parameters::read(query.unwrap_or_default().as_bytes());
    let call = Call { app: &state.app, headers: &headers, locale: viewer::locale(&headers), parameters };
    let answered = match (resource.as_str(), format) {
        ("services", Some(_)) => call.service(id).await,
        ("requests", Some(_)) => call.request(id).await,
        ("tokens", Some(_)) => call.token(id).await,
        _ => Err(call.not_found()),
    };
    call.answer(format, StatusCode::OK, answered)
}

/// `POST /open311/v2/requests.{format}`.
pub async fn submit(
    State(state): State<HttpState>,
    Path(resource): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (name, format) = Format::split(&resource);
    let locale = viewer::locale(&headers);
    let (parameters, read) = match body::read(body, MAXIMUM_BODY).await {
        Ok(read) => (Parameters::read(&read), Ok(())),
        Err(UnreadBody::TooLarge(_)) => (Parameters::default(), Err("too_large")),
        Err(UnreadBody::BrokenOff) => (Parameters::default(), Err("broken_off")),
    };
    let call = Call { app: &state.app, headers: &headers, locale, parameters };
    let answered = match (name, format, read) {
        (_, _, Err(key)) => Err(Failure::worded(locale, StatusCode::BAD_REQUEST, key, &[])),
        ("requests", Some(_), Ok(())) => call.submission().await,
        _ => Err(call.not_found()),
    };
    call.answer(format, StatusCode::CREATED, answered)
}

/// The parameters of a call, each with its values in the order given.
#[derive(Debug, Default)]
struct Parameters(HashMap<String, Vec<String>>);

impl Parameters {
    fn read(encoded: &[u8]) -> Self {
        let mut parameters: HashMap<String, Vec<String>> = HashMap::new();
        for (name, value) in form_urlencoded::parse(encoded) {
            parameters.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        Self(parameters)
    }

    /// The first value of a parameter, where it is not empty.
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.first().map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The entries of a parameter that is a list with commas.
    fn list(&self, name: &str) -> Vec<String> {
        let entries = self.get(name).into_iter().flat_map(|value| value.split(','));
        entries.map(|entry| entry.trim().to_owned()).filter(|entry| !entry.is_empty()).collect()
    }
}

/// A call, read.
struct Call<'a> {
    app: &'a App,
    headers: &'a HeaderMap,
    locale: Locale,
    parameters: Parameters,
}

impl Call<'_> {
    /// Who calls: by `api_key`, a token of this service, or else by the `Authorization` header; nobody known without either.
    fn viewer(&self, reference: &Reference) -> Result<Viewer, Failure> {
        let refused = |_| Failure::worded(self.locale, StatusCode::FORBIDDEN, "api_key", &[]);
        let viewer = match self.parameters.get("api_key") {
            Some(key) if !self.headers.contains_key(AUTHORIZATION) => {
                viewer::holder(self.app, &format!("Bearer {key}")).map_err(refused)
            }
            _ => viewer::viewer(self.app, self.headers).map_err(refused),
        };
        Ok(viewer?.standing_for(|key| reference.root_of_citizen(key)))
    }

    fn not_found(&self) -> Failure {
        Failure::worded(self.locale, StatusCode::NOT_FOUND, "not_found", &[])
    }

    fn answer(&self, format: Option<Format>, status: StatusCode, answered: Result<Document, Failure>) -> Response {
        let format = format.unwrap_or(Format::Xml);
        match answered {
            Ok(document) => answer::answer(self.locale, format, status, &document),
            Err(failure) => failure.answer(self.locale, format),
        }
    }
}
