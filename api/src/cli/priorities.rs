//! `riverain priorities`: computes the backlog's priorities again.

use super::{CommandError, serve};
use crate::config::Config;
use crate::services::priorities;

/// Computes the priorities of the whole backlog again: ages grow and neighbours report.
///
/// # Errors
/// A database that cannot be reached or holds no catalogue.
pub async fn run(config: &Config) -> Result<(), CommandError> {
    let app = serve::open(config).await?;
    let written = priorities::refresh(&app).await?;
    println!("{written}");
    Ok(())
}
