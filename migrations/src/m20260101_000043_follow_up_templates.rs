//! Templates of follow-ups.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, text};

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
        NewTable::of_versions("follow_up_templates", text("code"))
            .columns([integer("position"), text("name_fr"), text("name_en"), text("text_fr"), text("text_en")])
            .not_negative(&["position"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["follow_up_templates"]).await
    }
}
