//! The forms of answers, and what is told of a call that cannot be answered.

use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::document::{Document, Node};
use crate::domain::fault::Fault;
use crate::locale::Locale;
use crate::services::ServiceError;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

impl Format {
    /// The last segment of a path without its ending, and the form that the ending asks for.
    pub(super) fn split(segment: &str) -> (&str, Option<Self>) {
        match segment.rsplit_once('.') {
            Some((name, "json")) => (name, Some(Self::Json)),
            Some((name, "xml")) => (name, Some(Self::Xml)),
            _ => (segment, None),
        }
    }
}

/// The answer of a document.
pub(super) fn answer(locale: Locale, format: Format, status: StatusCode, document: &Document) -> Response {
    let (media_type, body) = match format {
        Format::Json => ("application/json; charset=utf-8", document.json().into_bytes()),
        Format::Xml => ("text/xml; charset=utf-8", document.xml().unwrap_or_default()),
    };
    let mut answer = (status, body).into_response();
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(locale.tag()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("accept-language, authorization"));
    answer
}

/// What is told of a call that cannot be answered: a status, and errors each with a code and a description.
#[derive(Debug)]
pub(super) struct Failure {
    status: StatusCode,
    errors: Vec<(String, String)>,
}

impl Failure {
    /// The failure of one error, worded under `open311.error` and `key`, whose code is that of the status.
    pub(super) fn worded(locale: Locale, status: StatusCode, key: &str, values: &[(&str, String)]) -> Self {
        let description = locale.wording(&format!("open311.error.{key}"), values);
        Self { status, errors: vec![(status.as_u16().to_string(), description)] }
    }

    /// A demand that 9-1-1 answers: nothing was written.
    pub(super) fn emergency(text: String) -> Self {
        Self { status: StatusCode::BAD_REQUEST, errors: vec![("911".to_owned(), text)] }
    }

    /// The failure of a service, whose faults are told by the names of the parameters.
    pub(super) fn of_service(locale: Locale, error: ServiceError) -> Self {
        match error {
            ServiceError::InvalidInput(faults) => {
                let told = faults.iter().map(|fault| {
                    let fault = Fault { field: parameter(&fault.field), ..fault.clone() };
                    ("400".to_owned(), format!("{} {}", fault.message(locale), fault.remedy(locale)))
                });
                Self { status: StatusCode::BAD_REQUEST, errors: told.collect() }
            }
            ServiceError::Unauthenticated => Self::worded(locale, StatusCode::FORBIDDEN, "api_key_missing", &[]),
            ServiceError::Forbidden => Self::worded(locale, StatusCode::FORBIDDEN, "forbidden", &[]),
            ServiceError::Database(_) | ServiceError::Internal(_) => {
                tracing::error!(%error, "an Open311 call failed");
                Self::worded(locale, StatusCode::INTERNAL_SERVER_ERROR, "failed", &[])
            }
        }
    }

    /// The answer.
    pub(super) fn answer(self, locale: Locale, format: Format) -> Response {
        let errors = self.errors.into_iter().map(|(code, description)| {
            Node::Fields(vec![("code", Node::Text(code)), ("description", Node::Text(description))])
        });
        let document = Document { root: "errors", content: Node::List("error", errors.collect()) };
        answer(locale, format, self.status, &document)
    }
}

/// What GeoReport calls a field of a demand.
fn parameter(field: &str) -> String {
    if let Some(code) = field.strip_prefix("input.answers.") {
        return format!("attribute[{code}]");
    }
    let name = match field {
        "input.answers" => "attribute",
        "input.product" | "input.precision" => "service_code",
        "input.place" | "input.place.longitude" => "long",
        "input.place.latitude" => "lat",
        "input.address" => "address_string",
        "input.requester.givenName" => "first_name",
        "input.requester.familyName" => "last_name",
        other => other.strip_prefix("input.requester.").or_else(|| other.strip_prefix("input.")).unwrap_or(other),
    };
    name.to_owned()
}
