//! Sites and projects of the work programmes, and the requests they hold.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, double, integer, integer_null, json_binary, text};

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
        programme_sites().create(manager).await?;
        programme_projects().create(manager).await?;
        programme_project_requests().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["programme_project_requests", "programme_projects", "programme_sites"]).await
    }
}

fn programme_sites() -> NewTable {
    NewTable::with_id("programme_sites")
        .columns([big_integer("programme_id"), text("code"), double("lon"), double("lat")])
        .part_of("programme_id", "programmes")
        .position("lon", "lat")
        .unique(&["programme_id", "code"])
}

fn programme_projects() -> NewTable {
    NewTable::with_id("programme_projects")
        .columns([
            big_integer("programme_id"),
            big_integer("site_id"),
            text("code"),
            big_integer("work_type_id"),
            big_integer("department_id"),
            big_integer_null("borough_id"),
            integer_null("year"),
            big_integer("cost_cents"),
            double("hours"),
            json_binary("crew_hours"),
            double("value"),
            integer("request_count"),
            double("lon"),
            double("lat"),
            json_binary("outline"),
            text("reason_code"),
            json_binary("reason_parameters"),
        ])
        .part_of("programme_id", "programmes")
        .part_of("site_id", "programme_sites")
        .references("work_type_id", "work_types")
        .references("department_id", "departments")
        .references("borough_id", "boroughs")
        .not_negative(&["cost_cents", "hours", "value"])
        .check("request_count_positive", "request_count >= 1")
        .position("lon", "lat")
        .unique(&["programme_id", "code"])
        .index(&["programme_id", "year", "department_id", "id"])
        .index(&["site_id"])
}

fn programme_project_requests() -> NewTable {
    NewTable::new("programme_project_requests")
        .columns([big_integer("project_id"), big_integer("request_id"), big_integer("programme_id")])
        .primary_key(&["project_id", "request_id"])
        .part_of("project_id", "programme_projects")
        .references("request_id", "service_requests")
        .part_of("programme_id", "programmes")
        .unique(&["programme_id", "request_id"])
        .index(&["request_id"])
}
