//! Follow-ups of the requests, and contacts with the centre.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer_null, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null,
};

use crate::new_table::{NewTable, drop_tables};
use crate::request_statuses::FIRST;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        follow_ups().create(manager).await?;
        contacts().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["contacts", "follow_ups"]).await
    }
}

fn follow_ups() -> NewTable {
    NewTable::with_id("follow_ups")
        .columns([
            big_integer("request_id"),
            text("author_kind"),
            big_integer_null("author_user_id"),
            text("author_name"),
            text("audience"),
            text("kind"),
            text("text"),
            text_null("status_from"),
            text_null("status_to"),
            timestamp_with_time_zone("created_at"),
        ])
        .references("request_id", "service_requests")
        .references("author_user_id", "users")
        .known("author_kind", &["citizen", "agent", "system", "planner"])
        .known("audience", &["public", "internal"])
        .known("kind", &["note", "status_change", "answer", "call"])
        .known("status_from", &FIRST)
        .known("status_to", &FIRST)
        .check("status_to_of_status_change", "kind <> 'status_change' OR status_to IS NOT NULL")
        .index(&["request_id", "created_at", "id"])
}

pub(crate) fn contacts() -> NewTable {
    NewTable::with_id("contacts")
        .columns([
            text("channel"),
            big_integer_null("citizen_id"),
            big_integer_null("request_id"),
            text("language"),
            timestamp_with_time_zone("arrived_at"),
            timestamp_with_time_zone_null("answered_at"),
            timestamp_with_time_zone_null("ended_at"),
            integer_null("wait_seconds"),
            integer_null("handling_seconds"),
            boolean("settled_at_first_contact"),
        ])
        .references("citizen_id", "citizens")
        .references("request_id", "service_requests")
        .known("channel", &["telephone", "email", "mobile_app", "web_form", "counter"])
        .known("language", &["fr", "en"])
        .check("answered_at_not_before_arrived_at", "answered_at >= arrived_at")
        .check("ended_at_not_before_arrived_at", "ended_at >= arrived_at")
        .not_negative(&["wait_seconds", "handling_seconds"])
        .index(&["arrived_at", "id"])
        .index(&["citizen_id", "arrived_at"])
        .index(&["request_id"])
}
