//! Problem details (RFC 9457): what is wrong with a call of an address that is not GraphQL, in the caller's language.

use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::domain::fault::Faults;
use crate::locale::Locale;

/// A problem to tell a caller.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    /// Stable code, such as `programme_not_found`.
    code: &'static str,
    title: String,
    detail: String,
    faults: Vec<Value>,
}

impl Problem {
    /// The problem of a code.
    pub fn new(locale: Locale, status: StatusCode, code: &'static str, values: &[(&str, String)]) -> Self {
        Self::worded(locale, status, "export.problem", code, values)
    }

    /// The problem of a code, worded under `wordings` and the code.
    pub fn worded(
        locale: Locale,
        status: StatusCode,
        wordings: &str,
        code: &'static str,
        values: &[(&str, String)],
    ) -> Self {
        let wording = |part: &str| locale.wording(&format!("{wordings}.{code}.{part}"), values);
        Self { status, code, title: wording("title"), detail: wording("detail"), faults: Vec::new() }
    }

    /// The problem of parameters that do not hold, each with its fault.
    pub fn of_faults(locale: Locale, faults: &Faults) -> Self {
        let described = faults.iter().map(|fault| {
            json!({
                "field": fault.field,
                "code": fault.kind.code(),
                "value": fault.value,
                "message": fault.message(locale),
                "remedy": fault.remedy(locale),
            })
        });
        let faults = described.collect();
        Self { faults, ..Self::new(locale, StatusCode::BAD_REQUEST, "invalid_parameters", &[]) }
    }

    /// The answer.
    pub fn answer(self, locale: Locale) -> Response {
        let mut body = json!({
            "type": format!("urn:riverain:problem:{}", self.code.replace('_', "-")),
            "title": self.title,
            "status": self.status.as_u16(),
            "detail": self.detail,
            "code": self.code.to_uppercase(),
        });
        if !self.faults.is_empty() {
            body["faults"] = Value::Array(self.faults);
        }
        let mut answer = (self.status, body.to_string()).into_response();
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(locale.tag()));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(VARY, HeaderValue::from_static("accept-language, authorization"));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("10"));
        }
        answer
    }
}
