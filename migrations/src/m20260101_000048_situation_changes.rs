//! What exceptional situations said before each change.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, json_binary, text, text_null, timestamp_with_time_zone,
};

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
        NewTable::with_id("exceptional_situation_changes")
            .columns([
                big_integer("situation_id"),
                timestamp_with_time_zone("changed_at"),
                text("author_subject"),
                text("author_name"),
                big_integer_null("author_user_id"),
                text_null("note"),
                json_binary("before"),
            ])
            .part_of("situation_id", "exceptional_situations")
            .references("author_user_id", "users")
            .index(&["situation_id", "changed_at", "id"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["exceptional_situation_changes"]).await
    }
}
