//! Reads an instance from text. What is valid takes the short way, straight into its types; what is not is read once more,
//! value by value, so that every fault is told: those of its shape, and those of the rules that can still be checked.

mod entries;
mod format;
mod gaps;
mod neutral;
mod reader;
mod scanner;
mod stop;

pub(crate) use self::gaps::Gaps;

use serde::Deserialize;

use self::reader::Reader;
use crate::error::InstanceError;
use crate::instance::Instance;

/// The instance of a text, validated.
///
/// # Errors
/// Where the text is JSON, but for numbers that are not finite (`NaN`, `Infinity`, `-Infinity`), every fault; else the place
/// where it is not, and the values of the wrong shape before it.
pub(crate) fn read(text: &str) -> Result<Instance, InstanceError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match serde_json::from_str::<Instance>(text) {
        Ok(instance) => instance.validate().map(|()| instance),
        Err(_) => read_value_by_value(text),
    }
}

fn read_value_by_value(text: &str) -> Result<Instance, InstanceError> {
    let mut reader = Reader::new(text);
    let read = Instance::deserialize(&mut reader).and_then(|instance| Ok(reader.scanner.end().map(|()| instance)?));
    let instance = match read {
        Ok(instance) => instance,
        Err(stop) => return Err(InstanceError::from(reader.into_faults(stop))),
    };
    let (mut faults, gaps) = reader.into_found();
    instance.find_faults(&gaps, &mut faults);
    InstanceError::check(faults).map(|()| instance)
}
