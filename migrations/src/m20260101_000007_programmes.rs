//! Work programmes, their departments, budgets and crew hours.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, double, double_null, integer, json_binary, json_binary_null, text, text_null,
    timestamp_with_time_zone, timestamp_with_time_zone_null,
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
        with_rules(programmes()).create(manager).await?;
        programme_departments().create(manager).await?;
        programme_budgets().create(manager).await?;
        programme_crew_hours().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["programme_crew_hours", "programme_budgets", "programme_departments", "programmes"])
            .await
    }
}

fn programmes() -> NewTable {
    NewTable::with_id("programmes").columns(vec![
        text("name"),
        big_integer_null("parent_id"),
        big_integer("priority_policy_id"),
        big_integer("seed"),
        text_null("instance_digest"),
        text("status"),
        text("state"),
        text_null("phase"),
        double("progress"),
        json_binary_null("failure"),
        integer("first_year"),
        integer("years"),
        double("discount_rate"),
        double("site_radius_m"),
        double_null("site_max_span_m"),
        timestamp_with_time_zone("as_of"),
        json_binary("parameters"),
        integer("requests_without_place"),
        double_null("objective"),
        double_null("upper_bound"),
        double_null("gap"),
        double_null("grouping_seconds"),
        double_null("scheduling_seconds"),
        text("created_by"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone_null("planned_at"),
        text_null("approved_by"),
        timestamp_with_time_zone_null("approved_at"),
        text_null("published_by"),
        timestamp_with_time_zone_null("published_at"),
        timestamp_with_time_zone_null("archived_at"),
    ])
}

fn with_rules(table: NewTable) -> NewTable {
    table
        .references("parent_id", "programmes")
        .references("priority_policy_id", "priority_policies")
        .known("status", &["draft", "approved", "published", "archived"])
        .known("state", &["queued", "planning", "planned", "failed", "cancelled"])
        .check("status_of_planned", "status NOT IN ('approved', 'published') OR state = 'planned'")
        .check("status_of_approved", "status NOT IN ('approved', 'published') OR approved_at IS NOT NULL")
        .check("status_of_published", "status <> 'published' OR published_at IS NOT NULL")
        .between("progress", 0.0, 1.0)
        .between("first_year", 1900.0, 9999.0)
        .between("years", 1.0, 100.0)
        .between("discount_rate", 0.0, 1.0)
        .not_negative(&[
            "site_radius_m",
            "site_max_span_m",
            "requests_without_place",
            "objective",
            "upper_bound",
            "grouping_seconds",
            "scheduling_seconds",
        ])
        .between("gap", 0.0, 1.0)
        .index(&["created_at", "id"])
        .index(&["parent_id"])
}

fn programme_departments() -> NewTable {
    NewTable::new("programme_departments")
        .columns([big_integer("programme_id"), big_integer("department_id")])
        .primary_key(&["programme_id", "department_id"])
        .part_of("programme_id", "programmes")
        .references("department_id", "departments")
        .index(&["department_id"])
}

fn programme_budgets() -> NewTable {
    NewTable::new("programme_budgets")
        .columns([
            big_integer("programme_id"),
            big_integer("department_id"),
            integer("year"),
            big_integer_null("budget_cents"),
            big_integer("spent_cents"),
        ])
        .primary_key(&["programme_id", "department_id", "year"])
        .part_of("programme_id", "programmes")
        .references("department_id", "departments")
        .not_negative(&["budget_cents", "spent_cents"])
        .check("spent_cents_within_budget", "spent_cents <= budget_cents")
}

fn programme_crew_hours() -> NewTable {
    NewTable::new("programme_crew_hours")
        .columns([
            big_integer("programme_id"),
            big_integer("crew_id"),
            integer("year"),
            double_null("hours"),
            double("used_hours"),
        ])
        .primary_key(&["programme_id", "crew_id", "year"])
        .part_of("programme_id", "programmes")
        .references("crew_id", "crews")
        .not_negative(&["hours", "used_hours"])
}
