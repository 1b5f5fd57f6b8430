//! The JSON Schemas of the files, as editors read them and as the files are checked.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A kind of file: the type is the format.
pub trait DataFile: DeserializeOwned + JsonSchema {}

impl<T: DeserializeOwned + JsonSchema> DataFile for T {}

/// The JSON Schema (draft 2020-12) of a kind of file.
pub(super) fn schema_of<T: DataFile>() -> Value {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(without_null));
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// The same as text, as it is committed beside the files.
pub fn schema_text<T: DataFile>() -> String {
    format!("{:#}\n", schema_of::<T>())
}

/// TOML has no null: what may be absent may not be null.
fn without_null(schema: &mut Schema) {
    let null = Value::from("null");
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| *kind != null);
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type") != Some(&null));
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            for (keyword, value) in only {
                schema.insert(keyword, value);
            }
        }
    }
    if schema.get("default") == Some(&Value::Null) {
        schema.remove("default");
    }
}
