//! Files of e-mails are attachments: of the draft that their e-mail began until a request takes them, PDF documents among
//! them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, integer_null, text, timestamp_with_time_zone, timestamp_with_time_zone_null,
};

use crate::new_table::{NewTable, drop_tables};

/// The media types of photos.
const PHOTOS: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// The columns that the table has with this step and without it.
const KEPT: &str = "id, file_name, media_type, byte_size, width, height, digest, uploaded_by, uploaded_at, upload_rank, \
                    request_id, follow_up_id, attached_at";

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make_anew(manager, with_documents(), "TRUE").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What the table without this step has no place for: documents, and files of drafts.
        make_anew(manager, photos_alone(), "width IS NOT NULL AND draft_request_id IS NULL").await
    }
}

/// Makes the table anew with the rows that satisfy `condition`: SQLite changes no constraint of a table that is there.
async fn make_anew(manager: &SchemaManager<'_>, table: NewTable, condition: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let set_aside = format!("CREATE TABLE attachments_before AS SELECT {KEPT} FROM attachments WHERE {condition}");
    connection.execute_unprepared(&set_aside).await?;
    drop_tables(manager, &["attachments"]).await?;
    table.create(manager).await?;
    let put_back = format!("INSERT INTO attachments ({KEPT}) SELECT {KEPT} FROM attachments_before");
    connection.execute_unprepared(&put_back).await?;
    drop_tables(manager, &["attachments_before"]).await
}

fn with_documents() -> NewTable {
    let columns = [integer_null("width"), integer_null("height")];
    let known = [&PHOTOS[..], &["application/pdf"]].concat();
    files(columns)
        .columns([big_integer_null("draft_request_id")])
        .references("request_id", "service_requests")
        .references("follow_up_id", "follow_ups")
        .references("draft_request_id", "draft_requests")
        .known("media_type", &known)
        .check("size_positive", "byte_size > 0")
        .check(
            "pixels_of_photos",
            "CASE WHEN media_type = 'application/pdf' THEN width IS NULL AND height IS NULL
             ELSE width IS NOT NULL AND height IS NOT NULL AND width > 0 AND height > 0 END",
        )
        .check("attached_together", "(request_id IS NULL) = (attached_at IS NULL)")
        .check("follow_up_of_request", "follow_up_id IS NULL OR request_id IS NOT NULL")
        .check("one_holder", "draft_request_id IS NULL OR request_id IS NULL")
        .index(&["request_id"])
        .index(&["follow_up_id"])
        .index_where("draft", &["draft_request_id"], "draft_request_id IS NOT NULL", false)
        // What the sweep looks for: uploaded and never used.
        .index_where("unused", &["uploaded_at"], "request_id IS NULL AND draft_request_id IS NULL", false)
}

fn photos_alone() -> NewTable {
    files([integer("width"), integer("height")])
        .references("request_id", "service_requests")
        .references("follow_up_id", "follow_ups")
        .known("media_type", &PHOTOS)
        .check("size_positive", "byte_size > 0 AND width > 0 AND height > 0")
        .check("attached_together", "(request_id IS NULL) = (attached_at IS NULL)")
        .check("follow_up_of_request", "follow_up_id IS NULL OR request_id IS NOT NULL")
        .index(&["request_id"])
        .index(&["follow_up_id"])
        .index_where("unused", &["uploaded_at"], "request_id IS NULL", false)
}

fn files([width, height]: [ColumnDef; 2]) -> NewTable {
    NewTable::new("attachments").columns([
        big_integer("id").primary_key().take(),
        text("file_name"),
        text("media_type"),
        big_integer("byte_size"),
        width,
        height,
        text("digest"),
        text("uploaded_by"),
        timestamp_with_time_zone("uploaded_at"),
        integer("upload_rank"),
        big_integer_null("request_id"),
        big_integer_null("follow_up_id"),
        timestamp_with_time_zone_null("attached_at"),
    ])
}
