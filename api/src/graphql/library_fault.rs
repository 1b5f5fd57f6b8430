//! What the library says of a document or of its variables, in the caller's language and with a code. The library words
//! it in English and gives it no code; the position stays.

use async_graphql::{ErrorExtensionValues, ServerError};

use super::error::{GRAPHQL_INVALID, INTERNAL, TOO_COMPLEX, TOO_DEEP};
use crate::locale::Locale;

/// The most faults of a document that are told.
const MAXIMUM_TOLD: usize = 20;

/// How messages of the library begin, the wording that says the same, and what it calls the quoted names in them.
const WORDINGS: [(&str, &str, &[&str]); 18] = [
    (" -->", "syntax", &[]),
    ("Unknown field", "unknown_field", &["field", "type"]),
    ("Unknown argument", "unknown_argument", &["argument", "field"]),
    ("Unknown type", "unknown_type", &["type"]),
    ("Unknown fragment", "unknown_fragment", &["fragment"]),
    ("Unknown directive", "unknown_directive", &["directive"]),
    ("Unknown operation", "unknown_operation", &["operation"]),
    ("Operation name required", "operation_name_required", &[]),
    ("Fragment", "fragment", &["fragment"]),
    ("Field", "field", &["field"]),
    ("Invalid value for argument", "argument_value", &["argument"]),
    ("Invalid value", "value", &[]),
    ("Failed to parse", "typed_value", &["type"]),
    ("Expected input type", "typed_value", &["type"]),
    ("Variable", "variable", &["variable"]),
    ("Directive", "directive", &["directive"]),
    ("Schema is not configured", "no_such_operation", &[]),
    ("Subscriptions are not supported", "subscription_by_http", &[]),
];

/// Words the faults that carry no code yet, and leaves out those beyond the first twenty of a document.
pub fn word(locale: Locale, failures: &mut Vec<ServerError>) {
    let of_document = |failure: &ServerError| failure.path.is_empty() && code_of(failure).is_none();
    let count = failures.iter().filter(|failure| of_document(failure)).count();
    if count > MAXIMUM_TOLD {
        let more = ("count", (count - MAXIMUM_TOLD).to_string());
        failures.truncate(MAXIMUM_TOLD);
        failures.push(coded(locale.wording("library_fault.more", &[more]), GRAPHQL_INVALID));
    }
    for failure in failures.iter_mut().filter(|failure| code_of(failure).is_none()) {
        let (message, code) = worded(locale, failure);
        *failure = ServerError {
            locations: std::mem::take(&mut failure.locations),
            path: std::mem::take(&mut failure.path),
            ..coded(message, code)
        };
    }
}

fn worded(locale: Locale, failure: &ServerError) -> (String, &'static str) {
    let said = failure.message.as_str();
    if said.starts_with("Query is too complex") {
        return (locale.wording("error.too_complex", &[]), TOO_COMPLEX);
    }
    if said.starts_with("Query is nested too deep") || said.starts_with("The recursion depth") {
        return (locale.wording("error.too_deep", &[]), TOO_DEEP);
    }
    let known = WORDINGS.iter().find(|(beginning, ..)| said.starts_with(beginning));
    match known {
        Some((_, key, names)) => {
            let values: Vec<(&str, String)> = names.iter().copied().zip(names_in(said)).collect();
            (locale.wording(&format!("library_fault.{key}"), &values), GRAPHQL_INVALID)
        }
        None if failure.path.is_empty() => (locale.wording("error.graphql_invalid", &[]), GRAPHQL_INVALID),
        None => {
            tracing::error!(error = said, "a resolver failed");
            (locale.wording("error.internal", &[]), INTERNAL)
        }
    }
}

/// The names that a message quotes, in order; its second word where it quotes none, as in `Variable n is not defined`.
fn names_in(message: &str) -> Vec<String> {
    let quoted: Vec<&str> = message.split('"').skip(1).step_by(2).collect();
    let names = if quoted.is_empty() { message.split(' ').skip(1).take(1).collect() } else { quoted };
    names.into_iter().map(|name| name.trim_start_matches('$').to_owned()).collect()
}

fn code_of(failure: &ServerError) -> Option<&async_graphql::Value> {
    failure.extensions.as_ref().and_then(|extensions| extensions.get("code"))
}

fn coded(message: String, code: &'static str) -> ServerError {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code);
    ServerError { extensions: Some(extensions), ..ServerError::new(message, None) }
}
