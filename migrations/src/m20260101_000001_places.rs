//! The city, its boroughs, neighbourhoods and streets.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, double, double_null, json_binary, json_binary_null, text, text_uniq,
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
        city().create(manager).await?;
        boroughs().create(manager).await?;
        neighbourhoods().create(manager).await?;
        street_segments().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["street_segments", "neighbourhoods", "boroughs", "city"]).await
    }
}

fn city() -> NewTable {
    NewTable::new("city")
        .columns([
            big_integer("id").primary_key().take(),
            text("name"),
            text("time_zone"),
            double("min_lon"),
            double("min_lat"),
            double("max_lon"),
            double("max_lat"),
            boolean("show_planned_year"),
            boolean("simulated"),
            big_integer("revision").default(1).take(),
        ])
        .check("id_single", "id = 1")
        .position("min_lon", "min_lat")
        .position("max_lon", "max_lat")
        .check("bounds_ordered", "min_lon < max_lon AND min_lat < max_lat")
}

fn boroughs() -> NewTable {
    NewTable::with_id("boroughs")
        .columns([text_uniq("code"), text("name"), double("equity_weight").default(1.0).take()])
        .columns(outline())
        .check("equity_weight_positive", "equity_weight > 0 AND equity_weight <= 1000000")
        .check("bounds_ordered", "min_lon <= max_lon AND min_lat <= max_lat")
}

fn neighbourhoods() -> NewTable {
    NewTable::with_id("neighbourhoods")
        .columns([text_uniq("code"), big_integer("borough_id"), text("name")])
        .columns(outline())
        .references("borough_id", "boroughs")
        .check("bounds_ordered", "min_lon <= max_lon AND min_lat <= max_lat")
        .index(&["borough_id"])
}

fn street_segments() -> NewTable {
    NewTable::with_id("street_segments")
        .columns([
            text_uniq("code"),
            text("name"),
            text("kind"),
            json_binary("geometry"),
            big_integer_null("borough_id"),
            big_integer_null("neighbourhood_id"),
        ])
        .references("borough_id", "boroughs")
        .references("neighbourhood_id", "neighbourhoods")
}

fn outline() -> [ColumnDef; 5] {
    [
        json_binary_null("geometry"),
        double_null("min_lon"),
        double_null("min_lat"),
        double_null("max_lon"),
        double_null("max_lat"),
    ]
}
