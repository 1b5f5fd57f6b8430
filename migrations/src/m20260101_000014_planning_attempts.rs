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
        manager.alter_table(Table::alter().table(TABLE).drop_column(ATTEMPTS).to_owned()).await
    }
}

const TABLE: &str = "programmes";
const ATTEMPTS: &str = "planning_attempts";
