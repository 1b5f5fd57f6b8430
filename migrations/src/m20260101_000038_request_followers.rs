//! Citizens who follow requests of others.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, timestamp_with_time_zone};

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
        NewTable::with_id("request_followers")
            .columns([big_integer("request_id"), big_integer("citizen_id"), timestamp_with_time_zone("followed_at")])
            .part_of("request_id", "service_requests")
            .references("citizen_id", "citizens")
            .unique(&["request_id", "citizen_id"])
            .index(&["citizen_id", "followed_at", "id"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["request_followers"]).await
    }
}
