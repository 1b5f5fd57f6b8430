//! How often the planning of a programme was begun: one that stops the service each time is not begun for ever.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::integer;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let attempts = integer(ATTEMPTS).default(0).take();
        manager.alter_table(Table::alter().table(TABLE).add_column(attempts).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A connection of SQLite that has not seen the column yet would find nothing to drop: it looks again for what it reads.
        manager.get_connection().execute_unprepared("SELECT planning_attempts FROM programmes LIMIT 0").await?;
        manager.alter_table(Table::alter().table(TABLE).drop_column(ATTEMPTS).to_owned()).await
    }
}

const TABLE: &str = "programmes";
const ATTEMPTS: &str = "planning_attempts";
