//! The departments, their crews, and the calendars of the service.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, double, json_binary, text, text_uniq};

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
        departments().create(manager).await?;
        crews().create(manager).await?;
        business_calendars().create(manager).await?;
        closed_days().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["closed_days", "business_calendars", "crews", "departments"]).await
    }
}

fn departments() -> NewTable {
    NewTable::with_id("departments")
        .columns([text_uniq("code"), text("name_fr"), text("name_en"), big_integer("yearly_budget_cents")])
        .not_negative(&["yearly_budget_cents"])
}

fn crews() -> NewTable {
    NewTable::with_id("crews")
        .columns([
            text_uniq("code"),
            big_integer("department_id"),
            text("name_fr"),
            text("name_en"),
            double("yearly_hours"),
        ])
        .references("department_id", "departments")
        .not_negative(&["yearly_hours"])
        .index(&["department_id"])
}

fn business_calendars() -> NewTable {
    NewTable::with_id("business_calendars").columns([
        text_uniq("code"),
        text("name_fr"),
        text("name_en"),
        text("time_zone"),
        json_binary("opening"),
        json_binary("holiday_rules"),
    ])
}

fn closed_days() -> NewTable {
    NewTable::with_id("closed_days")
        .columns([big_integer("calendar_id"), date("day"), text("name_fr"), text("name_en")])
        .part_of("calendar_id", "business_calendars")
        .unique(&["calendar_id", "day"])
}
