//! What is told beside a programme: what minimum shares came to, how areas are served, which moratoria keep work out, what
//! other budgets would give, how far prices hold, and what it would take to do projects a year earlier.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, double, double_null, integer, integer_null, json_binary_null, text,
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
        programme_minimum_shares().create(manager).await?;
        programme_areas().create(manager).await?;
        programme_moratorium_blocks().create(manager).await?;
        programme_budget_points().create(manager).await?;
        for (table, column) in
            [("programme_projects", json_binary_null(EARLIER)), ("programme_prices", double_null(RANGE))]
        {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        let mut by_site = Index::create();
        by_site.table("programme_projects").name(BY_SITE).col("programme_id").col("site_id").col("year");
        manager.create_index(by_site).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().table("programme_projects").name(BY_SITE).to_owned()).await?;
        for (table, column) in [("programme_prices", RANGE), ("programme_projects", EARLIER)] {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        let tables =
            ["programme_budget_points", "programme_moratorium_blocks", "programme_areas", "programme_minimum_shares"];
        drop_tables(manager, &tables).await
    }
}

const EARLIER: &str = "earlier";
const RANGE: &str = "price_range";
const BY_SITE: &str = "programme_projects_programme_id_site_id_year_index";

fn programme_minimum_shares() -> NewTable {
    NewTable::new("programme_minimum_shares")
        .columns([
            big_integer("programme_id"),
            big_integer("department_id"),
            big_integer("borough_id"),
            double("share"),
            big_integer("spent_cents"),
            big_integer("spent_in_borough_cents"),
            double("lost_by_a_point"),
        ])
        .primary_key(&["programme_id", "department_id", "borough_id"])
        .part_of("programme_id", "programmes")
        .references("department_id", "departments")
        .references("borough_id", "boroughs")
        .between("share", 0.0, 1.0)
        .not_negative(&["spent_cents", "spent_in_borough_cents", "lost_by_a_point"])
}

fn programme_areas() -> NewTable {
    NewTable::with_id("programme_areas")
        .columns([
            big_integer("programme_id"),
            text("kind"),
            big_integer_null("borough_id"),
            big_integer_null("neighbourhood_id"),
            integer("request_count"),
            integer("scheduled_request_count"),
            big_integer("cost_cents"),
            big_integer("spent_cents"),
            double("value"),
            double("scheduled_value"),
            double_null("mean_years"),
            double("mean_age_days"),
            double("median_age_days"),
        ])
        .part_of("programme_id", "programmes")
        .references("borough_id", "boroughs")
        .references("neighbourhood_id", "neighbourhoods")
        .known("kind", &["borough", "neighbourhood"])
        .check("one_area", "borough_id IS NULL OR neighbourhood_id IS NULL")
        .not_negative(&[
            "request_count",
            "scheduled_request_count",
            "cost_cents",
            "spent_cents",
            "value",
            "scheduled_value",
            "mean_age_days",
            "median_age_days",
        ])
        .index(&["programme_id", "kind", "id"])
}

fn programme_moratorium_blocks() -> NewTable {
    NewTable::with_id("programme_moratorium_blocks")
        .columns([
            big_integer("programme_id"),
            big_integer("project_id"),
            integer_null("moratorium"),
            big_integer_null("other_project_id"),
            integer("until_year"),
        ])
        .part_of("programme_id", "programmes")
        .part_of("project_id", "programme_projects")
        .part_of("other_project_id", "programme_projects")
        .check("one_cause", "(moratorium IS NULL) <> (other_project_id IS NULL)")
        .index(&["programme_id", "id"])
        .index(&["project_id"])
        .index(&["other_project_id"])
}

fn programme_budget_points() -> NewTable {
    NewTable::new("programme_budget_points")
        .columns([
            big_integer("programme_id"),
            big_integer("department_id"),
            integer("change_percent"),
            double("objective"),
            double("upper_bound"),
        ])
        .primary_key(&["programme_id", "department_id", "change_percent"])
        .part_of("programme_id", "programmes")
        .references("department_id", "departments")
        .between("change_percent", -100.0, 1000.0)
        .not_negative(&["objective", "upper_bound"])
}
