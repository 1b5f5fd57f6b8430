//! TOML files that people write by hand: read against their schema, every fault found at once with its file, line and column.
//!
//! A file's Rust type is its format: its JSON Schema (which editors use) is generated from it, the file is checked against
//! that very schema, and only then read into the type.

mod amount;
mod document;
mod fault;
mod path;
mod schema;
mod schema_faults;
#[cfg(test)]
mod tests;
mod text;

pub use amount::CrewHours;
pub use document::Document;
pub use fault::{FileFault, FileFaultCode};
pub use path::FieldPath;
pub use schema::{DataFile, schema_text};
pub use text::{Code, Text};
