//! Reads an instance from text. Of a text that is JSON, every value of the wrong shape is told at once: each is put right in
//! a copy, so that the reading goes on to the next.

use serde_json::{Value, json};

use crate::error::{Fault, FaultKind, InstanceError};
use crate::instance::{Instance, pointer_segment};

/// The most values of the wrong shape that are told: each costs another reading.
const MOST_TOLD: usize = 20;

/// The instance of a text, not validated.
///
/// # Errors
/// The first place where the text is not JSON; else its values of the wrong shape, with the rules that the rest breaks.
pub(crate) fn read(text: &str) -> Result<Instance, InstanceError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let instance = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| every_fault(text, malformed(text, &error)))?;
    deserializer.end().map_err(|error| InstanceError::from(syntax_fault(text, String::new(), &error)))?;
    Ok(instance)
}

/// The first fault and those behind it.
fn every_fault(text: &str, first: Fault) -> InstanceError {
    let Ok(mut document) = serde_json::from_str::<Value>(text) else { return first.into() };
    let mut faults = vec![first];
    while faults.len() < MOST_TOLD {
        let Some(last) = faults.last() else { break };
        let Some(rest) = put_right(&mut document, last) else { break };
        match rest {
            Ok(instance) => {
                faults.extend(broken_rules(&instance, &faults));
                break;
            }
            Err(next) => faults.push(next),
        }
    }
    InstanceError::from(faults)
}

/// Puts something of the right shape in the place of a fault; gives what a reading finds then, or `None` where nothing
/// that was tried is of the right shape.
fn put_right(document: &mut Value, fault: &Fault) -> Option<Result<Instance, Fault>> {
    let (parent, key) = fault.path.rsplit_once('/')?;
    let key = key.replace("~1", "/").replace("~0", "~");
    if let FaultKind::UnknownField { .. } = fault.kind {
        document.pointer_mut(parent)?.as_object_mut()?.remove(&key);
        return Some(reading(document));
    }
    for candidate in [json!(1), json!("?"), json!([]), json!({}), json!(false)] {
        match document.pointer_mut(parent)? {
            Value::Object(fields) => drop(fields.insert(key.clone(), candidate)),
            Value::Array(entries) => *entries.get_mut(key.parse::<usize>().ok()?)? = candidate,
            _ => return None,
        }
        match reading(document) {
            Err(next) if next.path.starts_with(&fault.path) => {}
            rest => return Some(rest),
        }
    }
    None
}

fn reading(document: &Value) -> Result<Instance, Fault> {
    serde_path_to_error::deserialize(document).map_err(|error| {
        let mut fault = malformed("", &error);
        if let FaultKind::Malformed { .. } = fault.kind {
            fault.value = document.pointer(&fault.path).map(ToString::to_string).unwrap_or_default();
            fault.value.truncate(fault.value.char_indices().nth(120).map_or(fault.value.len(), |(end, _)| end));
        }
        fault
    })
}

/// The rules that are broken beside what was put right. Where that was the horizon or a text, others may only seem to be
/// broken, and none is told.
fn broken_rules(instance: &Instance, told: &[Fault]) -> Vec<Fault> {
    let is_harmless = |fault: &Fault| {
        let is_text =
            ["/id", "/department", "/work_type", "/request", "/area"].iter().any(|end| fault.path.ends_with(end));
        !is_text && !fault.path.starts_with("/horizon") && fault.path.matches('/').count() > 1
    };
    if !told.iter().all(|fault| matches!(fault.kind, FaultKind::UnknownField { .. }) || is_harmless(fault)) {
        return Vec::new();
    }
    let Err(error) = instance.validate() else { return Vec::new() };
    let is_new = |fault: &&Fault| told.iter().all(|known| !fault.path.starts_with(&known.path));
    error.faults().iter().filter(is_new).cloned().collect()
}

fn malformed(text: &str, error: &serde_path_to_error::Error<serde_json::Error>) -> Fault {
    let mut path = String::new();
    for segment in error.path() {
        match segment {
            serde_path_to_error::Segment::Seq { index } => path.push_str(&pointer_segment(&index.to_string())),
            serde_path_to_error::Segment::Map { key } => path.push_str(&pointer_segment(key)),
            serde_path_to_error::Segment::Enum { .. } | serde_path_to_error::Segment::Unknown => {}
        }
    }
    let message = error.inner().to_string();
    let quoted = message.split('`').nth(1).map(str::to_owned);
    match quoted {
        Some(field) if message.starts_with("missing field") => {
            Fault::new(format!("{path}{}", pointer_segment(&field)), String::new(), FaultKind::Missing)
        }
        Some(field) if message.starts_with("unknown field") => {
            let known = message.split('`').skip(3).step_by(2).map(str::to_owned).collect();
            let suffix = pointer_segment(&field);
            let path = if path.ends_with(&suffix) { path } else { format!("{path}{suffix}") };
            Fault::new(path, String::new(), FaultKind::UnknownField { known })
        }
        _ => syntax_fault(text, path, error.inner()),
    }
}

fn syntax_fault(text: &str, path: String, error: &serde_json::Error) -> Fault {
    let value = token_at(text, error.line(), error.column());
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    Fault::new(path, value, FaultKind::Malformed { line: error.line(), column: error.column(), message })
}

/// The run of characters around a position of the text, up to the punctuation on either side.
fn token_at(text: &str, line: usize, column: usize) -> String {
    let Some(line) = text.lines().nth(line.saturating_sub(1)) else { return String::new() };
    let is_edge = |c: char| matches!(c, ',' | ':' | '{' | '}' | '[' | ']') || c.is_whitespace();
    let mut at = column.saturating_sub(1).min(line.len());
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    if line[at..].chars().next().is_none_or(is_edge) && at > 0 {
        at -= 1;
        while !line.is_char_boundary(at) {
            at -= 1;
        }
    }
    let start = line[..at].rfind(is_edge).map_or(0, |edge| edge + 1);
    let end = line[at..].find(is_edge).map_or(line.len(), |edge| at + edge);
    line.get(start..end).unwrap_or_default().chars().take(120).collect()
}
