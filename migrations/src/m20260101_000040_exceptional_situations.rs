//! Exceptional situations (*sécurité civile*): what is declared, and what was done with it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, json_binary, json_binary_null, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null,
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
        exceptional_situations().create(manager).await?;
        exceptional_situation_events().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["exceptional_situation_events", "exceptional_situations"]).await
    }
}

fn exceptional_situations() -> NewTable {
    NewTable::with_id("exceptional_situations")
        .columns([
            text("scope_kind"),
            json_binary("scope_codes"),
            text("title_fr"),
            text("title_en"),
            text("text_fr"),
            text("text_en"),
            timestamp_with_time_zone("starts_at"),
            timestamp_with_time_zone_null("ends_at"),
            json_binary_null("opening"),
            json_binary("first_products"),
            json_binary("first_answers"),
            timestamp_with_time_zone("declared_at"),
            timestamp_with_time_zone_null("began_at"),
            timestamp_with_time_zone_null("ended_at"),
        ])
        .known("scope_kind", &["city", "boroughs", "products"])
        .check("ends_at_after_starts_at", "ends_at > starts_at")
        .check("ended_at_not_before_began_at", "ended_at >= began_at")
        .index(&["declared_at", "id"])
        .index_where("open", &["starts_at", "id"], "ended_at IS NULL", false)
}

fn exceptional_situation_events() -> NewTable {
    NewTable::with_id("exceptional_situation_events")
        .columns([
            big_integer("situation_id"),
            timestamp_with_time_zone("happened_at"),
            text("kind"),
            text("author_subject"),
            text("author_name"),
            big_integer_null("author_user_id"),
            text_null("note"),
        ])
        .part_of("situation_id", "exceptional_situations")
        .references("author_user_id", "users")
        .known("kind", &["declared", "began", "ended", "cancelled"])
        .index(&["situation_id", "happened_at", "id"])
}
