//! A TOML file that was read: its value, and the place of each part of it.

use serde_json::{Map, Number, Value};
use toml::de::{DeTable, DeValue};

use super::fault::clipped;
use super::path::Step;
use super::{DataFile, FieldPath, FileFault, FileFaultCode, schema_faults};

/// A file whose syntax and form are right, with its content.
#[derive(Debug)]
pub struct Document<T> {
    /// The file's name, as faults give it.
    pub file: String,
    /// What the file says.
    pub content: T,
    places: Places,
}

/// The text of a file, its value as JSON, and the start of each part.
#[derive(Debug)]
pub(super) struct Places {
    file: String,
    text: String,
    pub(super) value: Value,
    root: Part,
}

/// Where a part of the file starts, and where each of its own parts does.
#[derive(Debug)]
struct Part {
    start: usize,
    keys: Vec<(String, usize, Part)>,
    elements: Vec<Part>,
}

impl<T: DataFile> Document<T> {
    /// Reads a file's text.
    ///
    /// # Errors
    /// Every fault of its syntax or, where the syntax is right, every fault of its form.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<FileFault>> {
        match Self::read_leniently(file, text) {
            (Some(document), faults) if faults.is_empty() => Ok(document),
            (_, faults) => Err(faults),
        }
    }

    /// Reads a file's text and gives the document even where it has faults, as long as it still makes sense as one (a
    /// severity of 400, say), so that its other faults can be found too.
    pub fn read_leniently(file: &str, text: &str) -> (Option<Self>, Vec<FileFault>) {
        let places = match Places::parse(file, text) {
            Ok(places) => places,
            Err(faults) => return (None, faults),
        };
        let mut faults = schema_faults::find::<T>(&places);
        match serde_path_to_error::deserialize(&places.value) {
            Ok(content) => (Some(Self { file: file.to_owned(), content, places }), faults),
            Err(error) => {
                if faults.is_empty() {
                    let reason = vec![("reason", error.inner().to_string())];
                    faults.push(places.fault(&path_of(error.path()), FileFaultCode::InvalidValue, reason));
                }
                (None, faults)
            }
        }
    }

    /// A fault at a value of this file, or at the nearest part around it that the file holds.
    pub fn fault(&self, path: &FieldPath, code: FileFaultCode, parameters: Vec<(&'static str, String)>) -> FileFault {
        self.places.fault(path, code, parameters)
    }

    /// A fault at a key that should be the code of something, and is none of `known`.
    pub fn unknown_key(&self, path: &FieldPath, key: &str, known: String) -> FileFault {
        let mut fault = self.places.fault_at_key(path, FileFaultCode::UnknownReference, vec![("known", known)]);
        fault.value = Some(clipped(key));
        fault
    }
}

impl Places {
    fn parse(file: &str, text: &str) -> Result<Self, Vec<FileFault>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            let (value, root) = from_table(table.get_ref(), 0);
            return Ok(Self { file: file.to_owned(), text: text.to_owned(), value, root });
        }
        Err(errors
            .iter()
            .map(|error| {
                let (line, column) = position(text, error.span().map_or(0, |span| span.start));
                let mut fault =
                    FileFault::of_file(file, FileFaultCode::Syntax, vec![("reason", error.message().to_owned())]);
                (fault.line, fault.column) = (line, column);
                fault
            })
            .collect())
    }

    /// A fault at the value of a path.
    pub(super) fn fault(
        &self,
        path: &FieldPath,
        code: FileFaultCode,
        parameters: Vec<(&'static str, String)>,
    ) -> FileFault {
        self.fault_at(path, false, code, parameters)
    }

    /// A fault at the key of a path.
    pub(super) fn fault_at_key(
        &self,
        path: &FieldPath,
        code: FileFaultCode,
        parameters: Vec<(&'static str, String)>,
    ) -> FileFault {
        self.fault_at(path, true, code, parameters)
    }

    fn fault_at(
        &self,
        path: &FieldPath,
        at_key: bool,
        code: FileFaultCode,
        parameters: Vec<(&'static str, String)>,
    ) -> FileFault {
        let (mut part, mut value, mut start) = (Some(&self.root), Some(&self.value), self.root.start);
        let mut field = String::new();
        for step in path.steps() {
            match step {
                Step::Key(key) => {
                    let found = part.and_then(|part| part.keys.iter().find(|(name, ..)| name == key));
                    start = found.map_or(start, |(_, key_start, part)| if at_key { *key_start } else { part.start });
                    part = found.map(|(.., part)| part);
                    value = value.and_then(|value| value.get(key));
                    if !field.is_empty() {
                        field.push('.');
                    }
                    field.push_str(key);
                }
                Step::Index(index) => {
                    part = part.and_then(|part| part.elements.get(*index));
                    start = part.map_or(start, |part| part.start);
                    value = value.and_then(|value| value.get(index));
                    let code = value.and_then(|value| value.get("code")).and_then(Value::as_str);
                    field.push_str(&code.map_or_else(|| format!("[{}]", index + 1), |code| format!("[{code}]")));
                }
            }
        }
        let (line, column) = position(&self.text, start);
        let value = value.map(|value| match value {
            Value::String(text) => clipped(text),
            other => clipped(&other.to_string()),
        });
        FileFault { file: self.file.clone(), line, column, field, code, value, parameters }
    }
}

/// Line and column, from 1, of a byte of a text.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

fn path_of(path: &serde_path_to_error::Path) -> FieldPath {
    use serde_path_to_error::Segment;
    path.iter().fold(FieldPath::root(), |path, segment| match segment {
        Segment::Seq { index } => path.index(*index),
        Segment::Map { key } => path.key(key),
        Segment::Enum { .. } | Segment::Unknown => path,
    })
}

fn from_table(table: &DeTable<'_>, start: usize) -> (Value, Part) {
    let mut object = Map::new();
    let mut keys = Vec::new();
    for (key, value) in table {
        let (json, part) = from_value(value.get_ref(), value.span().start);
        object.insert(key.get_ref().to_string(), json);
        keys.push((key.get_ref().to_string(), key.span().start, part));
    }
    (Value::Object(object), Part { start, keys, elements: Vec::new() })
}

fn from_value(value: &DeValue<'_>, start: usize) -> (Value, Part) {
    let json = match value {
        DeValue::Table(table) => return from_table(table, start),
        DeValue::Array(array) => {
            let (values, elements) =
                array.iter().map(|element| from_value(element.get_ref(), element.span().start)).unzip();
            return (Value::Array(values), Part { start, keys: Vec::new(), elements });
        }
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(boolean) => Value::Bool(*boolean),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .map_or_else(|_| Value::String(integer.to_string()), Value::from),
        DeValue::Float(float) => float
            .as_str()
            .parse()
            .ok()
            .and_then(Number::from_f64)
            .map_or_else(|| Value::String(float.to_string()), Value::Number),
        DeValue::Datetime(datetime) => Value::String(datetime.to_string()),
    };
    (json, Part { start, keys: Vec::new(), elements: Vec::new() })
}
