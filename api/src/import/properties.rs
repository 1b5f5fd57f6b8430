//! Which property of a GeoJSON feature holds what, where the caller does not say.

use serde_json::{Map, Value};

use super::geojson_rows::RawFeature;

/// The text of a property, a number as its digits; none where it is absent, null or blank.
pub(super) fn text(feature: &RawFeature, property: &str) -> Option<String> {
    let text = match feature.properties.as_ref()?.get(property)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
        other => other.to_string(),
    };
    (!text.is_empty()).then_some(text)
}

/// The first property of the feature, whatever its case, among names that cities use.
pub(super) fn detect(feature: &RawFeature, names: &[&str]) -> Option<String> {
    let properties = feature.properties.as_ref()?;
    names.iter().find_map(|name| properties.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned())
}

/// The names of the feature's properties, for a person.
pub(super) fn names(feature: &RawFeature) -> String {
    feature.properties.iter().flat_map(Map::keys).cloned().collect::<Vec<_>>().join(", ")
}
