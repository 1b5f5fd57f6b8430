//! `riverain migrate`: brings the database's schema up to date.

use riverain_migrations::{Migrator, MigratorTrait};

use super::CommandError;
use crate::config::Config;
use crate::store::connect::connect;

/// Applies every migration that is not applied yet.
///
/// # Errors
/// A database that cannot be reached, or a step that fails.
pub async fn run(config: &Config) -> Result<(), CommandError> {
    let database = connect(&config.database_url(), 1).await?;
    Migrator::up(&database, None).await?;
    Ok(())
}
