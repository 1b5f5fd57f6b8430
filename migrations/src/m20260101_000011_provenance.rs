//! Where rows come from: what a source last said of a request, and which city the catalogue is of.
//!
//! Both columns may be absent: a row from before this step gets its value when it is next written.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The new columns, by table.
const COLUMNS: [(&str, &str); 2] = [("service_requests", "source_digest"), ("city", "code")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in COLUMNS {
            manager.alter_table(Table::alter().table(table).add_column(text_null(column)).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in COLUMNS {
            manager.alter_table(Table::alter().table(table).drop_column(column).take()).await?;
        }
        Ok(())
    }
}
