//! Service discovery (<https://wiki.open311.org/Service_Discovery>): where the city speaks GeoReport, in which forms, and when
//! its services last changed.

use axum::extract::State;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::SecondsFormat;

use super::answer::{Failure, Format};
use super::document::{Document, Node};
use super::{Call, Parameters};
use crate::http::router::HttpState;
use crate::http::viewer;

/// What the endpoint speaks.
const SPECIFICATION: &str = "http://wiki.open311.org/GeoReport_v2";

/// `GET /open311/discovery.json`.
pub async fn json(State(state): State<HttpState>, headers: HeaderMap) -> Response {
    answer(&state, &headers, Format::Json).await
}

/// `GET /open311/discovery.xml`.
pub async fn xml(State(state): State<HttpState>, headers: HeaderMap) -> Response {
    answer(&state, &headers, Format::Xml).await
}

async fn answer(state: &HttpState, headers: &HeaderMap, format: Format) -> Response {
    let locale = viewer::locale(headers);
    let call = Call { app: &state.app, headers, locale, parameters: Parameters::default() };
    call.answer(Some(format), StatusCode::OK, call.discovery().await)
}

impl Call<'_> {
    async fn discovery(&self) -> Result<Document, Failure> {
        let reference = self.app.reference.current().await;
        let reference = reference.map_err(|error| Failure::of_service(self.locale, error.into()))?;
        let latest = reference.products().iter().map(|product| product.valid_from).max();
        let changeset = || Node::text(latest.map(|moment| moment.to_rfc3339_opts(SecondsFormat::Secs, true)));
        let text = |key: &str| {
            let city = [("city", reference.city.name.clone())];
            Node::Text(self.locale.wording(&format!("open311.discovery.{key}"), &city))
        };
        let formats = ["text/xml", "application/json"].map(|format| Node::Text(format.to_owned()));
        let endpoint = Node::Fields(vec![
            ("specification", Node::Text(SPECIFICATION.to_owned())),
            ("url", Node::text(self.own_address().map(|address| format!("{address}/open311/v2")))),
            ("changeset", changeset()),
            ("type", Node::Text("production".to_owned())),
            ("formats", Node::List("format", formats.to_vec())),
        ]);
        let content = Node::Fields(vec![
            ("changeset", changeset()),
            ("contact", text("contact")),
            ("key_service", text("key_service")),
            ("endpoints", Node::List("endpoint", vec![endpoint])),
        ]);
        Ok(Document { root: "discovery", content })
    }

    /// The address by which the caller reached the service, behind a proxy that says how it was called.
    fn own_address(&self) -> Option<String> {
        let header = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        let authority: Authority = header(HOST.as_str())?.parse().ok()?;
        let scheme = header("x-forwarded-proto").filter(|scheme| *scheme == "https").unwrap_or("http");
        Some(format!("{scheme}://{authority}"))
    }
}
