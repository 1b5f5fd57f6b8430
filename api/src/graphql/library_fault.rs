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

/// What a message about the value of an argument goes on with after the path of the value; the library stops at the first
/// fault of an argument, however deep.
const OF_ARGUMENTS: [(&str, &str, &[&str]); 4] = [
    ("expected type", "argument_type", &["argument", "type"]),
    ("enumeration type", "argument_word", &["argument", "type", "value"]),
    ("field", "argument_missing", &["argument", "field", "type"]),
    ("unknown field", "argument_unknown", &["argument", "field", "type"]),
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
    let of_argument = said.strip_prefix("Invalid value for argument").and_then(|rest| rest.split_once("\", "));
    let known = match of_argument {
        Some((_, reason)) => OF_ARGUMENTS.iter().find(|(beginning, ..)| reason.starts_with(beginning)),
        None => None,
    };
    let known = known.or_else(|| WORDINGS.iter().find(|(beginning, ..)| said.starts_with(beginning)));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn told(locale: Locale, said: &str) -> String {
        let mut failures = vec![ServerError::new(said, None)];
        word(locale, &mut failures);
        failures.remove(0).message
    }

    #[test]
    fn the_field_inside_an_input_and_its_type_are_named() {
        let cases = [
            (
                r#"Invalid value for argument "input.pins.0.year", expected type "Int""#,
                "The value of the argument “input.pins.0.year” is not of the type “Int”.",
                "La valeur de l’argument « input.pins.0.year » n’est pas du type « Int ».",
            ),
            (
                r#"Invalid value for argument "input.pins.0", field "requestNumber" of type "String!" is required but not provided"#,
                "“input.pins.0” lacks the field “requestNumber”, of type “String!”.",
                "À « input.pins.0 », il manque le champ « requestNumber », du type « String! ».",
            ),
            (
                r#"Invalid value for argument "input.pins.0", unknown field "yeer" of type "PinInput""#,
                "“input.pins.0” has the field “yeer”, which its type “PinInput” does not have: see its fields in the schema.",
                "« input.pins.0 » a le champ « yeer », que son type « PinInput » n’a pas : voyez ses champs dans le schéma.",
            ),
            (
                r#"Invalid value for argument "kind", enumeration type "Kind" does not contain the value "X""#,
                "“kind” is “X”, which is not among the values of “Kind”: see them in the schema.",
                "« kind » vaut « X », qui n’est pas une valeur de « Kind » : voyez-les dans le schéma.",
            ),
        ];
        for (said, english, french) in cases {
            assert_eq!(told(Locale::English, said), english);
            assert_eq!(told(Locale::French, said), french);
        }
        let other = told(Locale::English, r#"Invalid value for argument "input", something new"#);
        assert!(other.starts_with("The value of the argument “input”"), "{other}");
    }
}
