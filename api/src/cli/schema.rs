//! `riverain schema`: prints the GraphQL schema.

use std::io::Write;

use super::CommandError;
use crate::graphql::schema::sdl;

/// Prints the schema in GraphQL's schema definition language.
///
/// # Errors
/// Standard output that is closed.
pub fn run() -> Result<(), CommandError> {
    std::io::stdout().write_all(sdl().as_bytes())?;
    Ok(())
}
