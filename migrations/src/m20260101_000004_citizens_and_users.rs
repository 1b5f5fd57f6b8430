//! Citizens, and the city's own users.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, text, text_null, text_uniq, timestamp_with_time_zone, timestamp_with_time_zone_null,
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
        citizens().create(manager).await?;
        users().create(manager).await?;
        user_departments().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["user_departments", "users", "citizens"]).await
    }
}

fn citizens() -> NewTable {
    NewTable::with_id("citizens")
        .columns([
            text("given_name"),
            text("family_name"),
            text_null("email"),
            text_null("phone"),
            text("language"),
            text("language_ground"),
            boolean("consent_to_contact"),
            timestamp_with_time_zone_null("consented_at"),
            text("search_text"),
            timestamp_with_time_zone("created_at"),
        ])
        .known("language", &["fr", "en"])
        .known("language_ground", &["chosen", "inferred_from_message", "default"])
        .index(&["family_name", "given_name", "id"])
        .index(&["email"])
}

fn users() -> NewTable {
    NewTable::with_id("users")
        .columns([text_uniq("subject"), text("name"), text("role")])
        .known("role", &["agent", "planner", "supervisor", "administrator"])
}

fn user_departments() -> NewTable {
    NewTable::new("user_departments")
        .columns([big_integer("user_id"), big_integer("department_id")])
        .primary_key(&["user_id", "department_id"])
        .part_of("user_id", "users")
        .references("department_id", "departments")
}
