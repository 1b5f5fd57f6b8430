//! The catalogue: the city's products, departments, work types, commitments, calendar and priorities, as files that a
//! clerk can read and edit.
//!
//! A folder is read whole: either a [`Catalogue`] that can be trusted, or every fault of every file.

pub mod format;
mod load;
mod model;
mod schemas;
mod source;
#[cfg(test)]
mod tests;
mod tree;
mod validate;

pub use load::{load, load_city, parse_city};
pub use model::{AssignmentRule, AssignmentRules, Catalogue, Precision, Product};
pub use schemas::{schema_files, write_schemas};
pub use source::CatalogueSource;
