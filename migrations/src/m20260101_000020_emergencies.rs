//! What belongs to 9-1-1 rather than to 3-1-1, and which demands were diverted.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, text, text_uniq, timestamp_with_time_zone};

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
        emergency_reasons().create(manager).await?;
        emergency_diversions().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["emergency_diversions", "emergency_reasons"]).await
    }
}

fn emergency_reasons() -> NewTable {
    NewTable::with_id("emergency_reasons").columns([
        text_uniq("code"),
        text("name_fr"),
        text("name_en"),
        text("text_fr"),
        text("text_en"),
    ])
}

fn emergency_diversions() -> NewTable {
    NewTable::with_id("emergency_diversions")
        .columns([
            timestamp_with_time_zone("diverted_at"),
            text("channel"),
            big_integer("reason_id"),
            big_integer("product_id"),
            big_integer("precision_id"),
            big_integer_null("borough_id"),
        ])
        .known("channel", &["telephone", "mobile_app", "email", "web_form", "counter", "internal"])
        .references("reason_id", "emergency_reasons")
        .references("product_id", "products")
        .references("precision_id", "precisions")
        .references("borough_id", "boroughs")
        // Covers the counts of a period by reason, product and channel.
        .index(&["diverted_at", "reason_id", "product_id", "channel"])
}
