//! Every code that `extensions.code` of an error may carry, and how failures become errors. Internal text is logged,
//! never returned.

use async_graphql::{Error, ErrorExtensions, Value};

use crate::domain::fault::{Fault, FaultKind, Faults};
use crate::locale::Locale;
use crate::services::ServiceError;

/// A token is needed, or the one that was sent does not hold.
pub const UNAUTHENTICATED: &str = "UNAUTHENTICATED";
/// The caller may not do or see this.
pub const FORBIDDEN: &str = "FORBIDDEN";
/// An argument does not hold: `extensions.faults` names each.
pub const INVALID_INPUT: &str = "INVALID_INPUT";
/// The document does not parse or does not fit the schema.
pub const GRAPHQL_INVALID: &str = "GRAPHQL_INVALID";
/// The document would answer more than one call may.
pub const TOO_COMPLEX: &str = "TOO_COMPLEX";
/// The document goes deeper than one call may.
pub const TOO_DEEP: &str = "TOO_DEEP";
/// The answer took too long.
pub const TIMED_OUT: &str = "TIMED_OUT";
/// As many subscriptions or connections are open as the service takes on.
pub const TOO_MANY_SUBSCRIPTIONS: &str = "TOO_MANY_SUBSCRIPTIONS";
/// As many uploads come in as the service takes on.
pub const TOO_MANY_UPLOADS: &str = "TOO_MANY_UPLOADS";
/// The body is larger than the service reads.
pub const PAYLOAD_TOO_LARGE: &str = "PAYLOAD_TOO_LARGE";
/// The service has no catalogue yet: it answers once an administrator has applied one.
pub const NOT_READY: &str = "NOT_READY";
/// The service failed; the log knows why.
pub const INTERNAL: &str = "INTERNAL";

/// The error that a caller gets for a service's failure.
pub fn from_service(locale: Locale, failure: ServiceError) -> Error {
    match failure {
        ServiceError::Unauthenticated => coded(locale, UNAUTHENTICATED),
        ServiceError::Forbidden => coded(locale, FORBIDDEN),
        ServiceError::InvalidInput(faults) => invalid_input(locale, &faults),
        ServiceError::Database(_) | ServiceError::Internal(_) => {
            tracing::error!(error = %failure, "a resolver failed");
            coded(locale, INTERNAL)
        }
    }
}

/// The error of a caller who may not see a field.
pub fn forbidden(locale: Locale) -> Error {
    coded(locale, FORBIDDEN)
}

/// The error of a code that needs no more than its wording.
pub fn coded(locale: Locale, code: &'static str) -> Error {
    let message = locale.wording(&format!("error.{}", code.to_lowercase()), &[]);
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// The error of a call that does not follow GraphQL over HTTP, worded under `key`.
pub fn malformed(locale: Locale, key: &str, values: &[(&str, String)]) -> Error {
    Error::new(locale.wording(key, values)).extend_with(|_, extensions| extensions.set("code", GRAPHQL_INVALID))
}

/// The error of a body of `length` bytes or more, which is larger than the `maximum` that is read.
pub fn payload_too_large(locale: Locale, length: usize, maximum: usize) -> Error {
    part_too_large(locale, Fault::new("body", length, FaultKind::TooLarge { maximum }))
}

/// The error of a part of a body that is larger than what is read of it, as `fault` says.
pub fn part_too_large(locale: Locale, fault: Fault) -> Error {
    let error = invalid_input(locale, &fault.into());
    error.extend_with(|_, extensions| extensions.set("code", PAYLOAD_TOO_LARGE))
}

fn invalid_input(locale: Locale, faults: &Faults) -> Error {
    let message = faults.iter().map(|fault| fault.message(locale)).collect::<Vec<_>>().join(" ");
    let described: Vec<Value> = faults
        .iter()
        .map(|fault| {
            let entries = serde_json::json!({
                "field": fault.field,
                "code": fault.kind.code(),
                "value": fault.value,
                "message": fault.message(locale),
                "remedy": fault.remedy(locale),
            });
            Value::from_json(entries).unwrap_or_default()
        })
        .collect();
    Error::new(message).extend_with(|_, extensions| {
        extensions.set("code", INVALID_INPUT);
        extensions.set("faults", Value::List(described));
    })
}
