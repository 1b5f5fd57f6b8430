//! Lots of the work programmes: projects of a year bundled into contracts, in a suggested order of visit.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, double, integer, json_binary};

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
        programme_lots().create(manager).await?;
        programme_lot_projects().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["programme_lot_projects", "programme_lots"]).await
    }
}

fn programme_lots() -> NewTable {
    NewTable::with_id("programme_lots")
        .columns([
            big_integer("programme_id"),
            integer("year"),
            big_integer("department_id"),
            integer("number"),
            big_integer_null("borough_id"),
            big_integer_null("neighbourhood_id"),
            big_integer("cost_cents"),
            double("hours"),
            double("value"),
            integer("project_count"),
            integer("request_count"),
            double("length_m"),
            json_binary("outline"),
        ])
        .part_of("programme_id", "programmes")
        .references("department_id", "departments")
        .references("borough_id", "boroughs")
        .references("neighbourhood_id", "neighbourhoods")
        .not_negative(&["cost_cents", "hours", "value", "length_m"])
        .check("number_positive", "number >= 1")
        .check("project_count_positive", "project_count >= 1")
        .check("request_count_positive", "request_count >= 1")
        .unique(&["programme_id", "year", "department_id", "number"])
}

fn programme_lot_projects() -> NewTable {
    NewTable::new("programme_lot_projects")
        .columns([big_integer("lot_id"), integer("position"), big_integer("project_id")])
        .primary_key(&["lot_id", "position"])
        .part_of("lot_id", "programme_lots")
        .part_of("project_id", "programme_projects")
        .check("position_positive", "position >= 1")
        .unique(&["project_id"])
}
