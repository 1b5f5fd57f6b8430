//! Runs of the imports.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null};

use crate::new_table::{NewTable, drop_tables};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        NewTable::with_id("import_runs")
            .columns([
                text("source"),
                text("file_name"),
                text("mapping_digest"),
                timestamp_with_time_zone("started_at"),
                timestamp_with_time_zone_null("finished_at"),
                big_integer("rows_read"),
                big_integer("inserted"),
                big_integer("updated"),
                big_integer("unchanged"),
                big_integer("rejected"),
            ])
            .check("finished_at_not_before_started_at", "finished_at >= started_at")
            .not_negative(&["rows_read", "inserted", "updated", "unchanged", "rejected"])
            .index(&["source", "started_at"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["import_runs"]).await
    }
}
