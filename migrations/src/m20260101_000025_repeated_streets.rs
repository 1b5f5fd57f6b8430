//! Streets that the work programmes open again: several departments, in several years.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, integer, json_binary, text_null};

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
        programme_repeated_streets().create(manager).await?;
        programme_repeated_street_projects().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["programme_repeated_street_projects", "programme_repeated_streets"]).await
    }
}

fn programme_repeated_streets() -> NewTable {
    NewTable::with_id("programme_repeated_streets")
        .columns([
            big_integer("programme_id"),
            integer("number"),
            text_null("name"),
            json_binary("line"),
            boolean("breaks_ground_again"),
        ])
        .part_of("programme_id", "programmes")
        .check("number_positive", "number >= 1")
        .unique(&["programme_id", "number"])
}

fn programme_repeated_street_projects() -> NewTable {
    NewTable::new("programme_repeated_street_projects")
        .columns([big_integer("street_id"), big_integer("project_id")])
        .primary_key(&["street_id", "project_id"])
        .part_of("street_id", "programme_repeated_streets")
        .part_of("project_id", "programme_projects")
        .index(&["project_id"])
}
