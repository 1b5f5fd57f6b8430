//! Photos that citizens and the staff send in; their content lies in the object store.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null,
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
        attachments().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["attachments"]).await
    }
}

fn attachments() -> NewTable {
    NewTable::new("attachments")
        .columns([
            big_integer("id").primary_key().take(),
            text("file_name"),
            text("media_type"),
            big_integer("byte_size"),
            integer("width"),
            integer("height"),
            text("digest"),
            text("uploaded_by"),
            timestamp_with_time_zone("uploaded_at"),
            integer("upload_rank"),
            big_integer_null("request_id"),
            big_integer_null("follow_up_id"),
            timestamp_with_time_zone_null("attached_at"),
        ])
        .references("request_id", "service_requests")
        .references("follow_up_id", "follow_ups")
        .known("media_type", &["image/jpeg", "image/png", "image/webp"])
        .check("size_positive", "byte_size > 0 AND width > 0 AND height > 0")
        .check("attached_together", "(request_id IS NULL) = (attached_at IS NULL)")
        .check("follow_up_of_request", "follow_up_id IS NULL OR request_id IS NOT NULL")
        .index(&["request_id"])
        .index(&["follow_up_id"])
        // What the sweep looks for: uploaded and never used.
        .index_where("unused", &["uploaded_at"], "request_id IS NULL", false)
}
