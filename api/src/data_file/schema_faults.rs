//! The faults of a file's form, in the words of its author rather than of JSON Schema.

use std::collections::BTreeSet;

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::paths::LocationSegment;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use super::document::Places;
use super::schema::schema_of;
use super::text::NOT_BLANK;
use super::{DataFile, FieldPath, FileFault, FileFaultCode};

/// Every fault of the form of a file.
pub(super) fn find<T: DataFile>(places: &Places) -> Vec<FileFault> {
    let schema = schema_of::<T>();
    let validator = match jsonschema::options().should_validate_formats(true).build(&schema) {
        Ok(validator) => validator,
        Err(error) => {
            let reason = vec![("reason", error.to_string())];
            return vec![places.fault(&FieldPath::root(), FileFaultCode::InvalidValue, reason)];
        }
    };
    in_order(&validator, places)
}

fn in_order(validator: &Validator, places: &Places) -> Vec<FileFault> {
    let mut faults: Vec<FileFault> =
        validator.iter_errors(&places.value).flat_map(|error| translate(&error, places)).collect();
    faults.sort_by_key(|fault| (fault.line, fault.column));
    faults
}

fn translate(error: &ValidationError<'_>, places: &Places) -> Vec<FileFault> {
    let path = path_of(error);
    let one = |code, parameters| vec![places.fault(&path, code, parameters)];
    match error.kind() {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => unexpected
            .iter()
            .map(|key| places.fault_at_key(&path.key(key), FileFaultCode::UnknownField, vec![("key", key.clone())]))
            .collect(),
        Kind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            let code = match key {
                "fr" | "en" => FileFaultCode::MissingText,
                _ => FileFaultCode::MissingField,
            };
            let mut fault = places.fault(&path.key(key), code, vec![("key", key.to_owned())]);
            fault.value = None;
            vec![fault]
        }
        Kind::Type { kind } => one(FileFaultCode::WrongType, vec![("expected", expected_type(kind))]),
        Kind::Enum { options } => one(FileFaultCode::UnknownWord, vec![("allowed", words(options))]),
        Kind::Constant { expected_value } => one(FileFaultCode::UnknownWord, vec![("allowed", words(expected_value))]),
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => alternatives(context, &path, places),
        Kind::Minimum { limit } => one(FileFaultCode::OutOfRange, vec![("bound", format!("≥ {limit}"))]),
        Kind::Maximum { limit } => one(FileFaultCode::OutOfRange, vec![("bound", format!("≤ {limit}"))]),
        Kind::ExclusiveMinimum { limit } => one(FileFaultCode::OutOfRange, vec![("bound", format!("> {limit}"))]),
        Kind::ExclusiveMaximum { limit } => one(FileFaultCode::OutOfRange, vec![("bound", format!("< {limit}"))]),
        Kind::Pattern { pattern } if pattern == NOT_BLANK => one(FileFaultCode::BlankText, Vec::new()),
        Kind::Pattern { pattern } => one(FileFaultCode::WrongForm, vec![("form", pattern.clone())]),
        Kind::Format { format } => one(FileFaultCode::WrongForm, vec![("form", format.clone())]),
        Kind::MinItems { limit } | Kind::MinProperties { limit } => {
            one(FileFaultCode::TooFew, vec![("least", limit.to_string())])
        }
        Kind::PropertyNames { error } => {
            let key = error.instance().as_str().unwrap_or_default().to_owned();
            vec![places.fault_at_key(&path.key(&key), FileFaultCode::UnknownField, vec![("key", key)])]
        }
        _ => one(FileFaultCode::InvalidValue, vec![("reason", error.to_string())]),
    }
}

/// The faults of a value that is none of the alternatives: the words allowed where they are words, else the faults of
/// the alternative that it comes nearest to.
fn alternatives(context: &[Vec<ValidationError<'static>>], path: &FieldPath, places: &Places) -> Vec<FileFault> {
    let mut allowed = BTreeSet::new();
    for error in context.iter().flatten() {
        match error.kind() {
            Kind::Constant { expected_value } => allowed.extend(words_of(expected_value)),
            Kind::Enum { options } => allowed.extend(words_of(options)),
            _ => {}
        }
    }
    if !allowed.is_empty() {
        let allowed = allowed.into_iter().collect::<Vec<_>>().join(", ");
        return vec![places.fault(path, FileFaultCode::UnknownWord, vec![("allowed", allowed)])];
    }
    let of_right_type =
        |errors: &&Vec<ValidationError<'static>>| !errors.iter().any(|error| is_type_fault_at(error, path));
    match context.iter().filter(of_right_type).min_by_key(|errors| errors.len()) {
        Some(nearest) => nearest.iter().flat_map(|error| translate(error, places)).collect(),
        None => {
            let expected: BTreeSet<String> = context
                .iter()
                .flatten()
                .filter_map(|error| match error.kind() {
                    Kind::Type { kind } => Some(expected_type(kind)),
                    _ => None,
                })
                .collect();
            let expected = expected.into_iter().collect::<Vec<_>>().join(" | ");
            vec![places.fault(path, FileFaultCode::WrongType, vec![("expected", expected)])]
        }
    }
}

fn is_type_fault_at(error: &ValidationError<'_>, path: &FieldPath) -> bool {
    matches!(error.kind(), Kind::Type { .. }) && path_of(error) == *path
}

fn path_of(error: &ValidationError<'_>) -> FieldPath {
    error.instance_path().iter().fold(FieldPath::root(), |path, segment| match segment {
        LocationSegment::Property(key) => path.key(&key),
        LocationSegment::Index(index) => path.index(index),
    })
}

fn expected_type(kind: &jsonschema::error::TypeKind) -> String {
    use jsonschema::error::TypeKind;
    match kind {
        TypeKind::Single(kind) => kind.to_string(),
        TypeKind::Multiple(kinds) => kinds.iter().map(|kind| kind.to_string()).collect::<Vec<_>>().join(" | "),
    }
}

fn words(value: &Value) -> String {
    words_of(value).join(", ")
}

fn words_of(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(words_of).collect(),
        Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}
