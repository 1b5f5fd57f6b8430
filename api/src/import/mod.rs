//! Real data out of files: requests of any city, its boroughs and neighbourhoods, its streets.

mod area_kind;
pub mod areas;
mod batches;
mod changes;
mod code;
mod columns;
mod compile;
mod content_digest;
mod convert;
mod csv_rows;
mod error;
mod estimates;
mod geojson_rows;
mod input;
pub mod mapping;
pub mod progress;
mod properties;
mod quoting;
pub mod rejects;
mod relocation;
pub mod requests;
mod rows;
pub mod streets;
mod texts;
mod values;

pub use batches::Tally;
pub use error::ImportError;
