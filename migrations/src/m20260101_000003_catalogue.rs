//! The catalogue: what can be asked for, how it is asked, what is promised, and how work is planned.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, double, double_null, integer, integer_null, json_binary, json_binary_null,
    text, text_null, text_uniq,
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
        service_commitments().create(manager).await?;
        priority_policies().create(manager).await?;
        work_types().create(manager).await?;
        products().create(manager).await?;
        precisions().create(manager).await?;
        NewTable::with_id("question_trees").columns([text_uniq("code")]).create(manager).await?;
        question_tree_versions().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "question_tree_versions",
                "question_trees",
                "precisions",
                "products",
                "work_types",
                "priority_policies",
                "service_commitments",
            ],
        )
        .await
    }
}

const REQUEST_KINDS: [&str; 4] = ["information", "service_request", "rapid_intervention", "comment_or_complaint"];

fn service_commitments() -> NewTable {
    NewTable::of_versions("service_commitments", text("code"))
        .columns([
            text("name_fr"),
            text("name_en"),
            text("kind"),
            text("unit"),
            integer("amount"),
            double_null("target_share"),
            text("applies_to"),
        ])
        .known("kind", &["delay", "quality"])
        .known("unit", &["business_days", "business_minutes", "minutes", "calendar_days"])
        .known("applies_to", &["product", "channel"])
        .not_negative(&["amount"])
        .between("target_share", 0.0, 1.0)
}

fn priority_policies() -> NewTable {
    NewTable::of_versions("priority_policies", text("code")).columns([
        text("name_fr"),
        text("name_en"),
        json_binary("weights"),
    ])
}

fn work_types() -> NewTable {
    NewTable::of_versions("work_types", text("code"))
        .columns([
            big_integer("department_id"),
            text("name_fr"),
            text("name_en"),
            double("radius_m"),
            double_null("max_span_m"),
            integer_null("max_requests"),
            big_integer_null("max_cost_cents"),
            big_integer("mobilization_cost_cents"),
            big_integer("mobilization_shared_cost_cents"),
            json_binary("after"),
            boolean("breaks_ground"),
            integer("moratorium_years"),
            big_integer("mean_cost_cents"),
            text_null("unit"),
            big_integer_null("cost_per_unit_cents"),
            json_binary("mean_crew_hours"),
            json_binary_null("crew_hours_per_unit"),
        ])
        .references("department_id", "departments")
        .not_negative(&[
            "radius_m",
            "max_span_m",
            "max_cost_cents",
            "mobilization_cost_cents",
            "mobilization_shared_cost_cents",
            "moratorium_years",
            "mean_cost_cents",
            "cost_per_unit_cents",
        ])
        .check("max_requests_positive", "max_requests >= 1")
}

fn products() -> NewTable {
    NewTable::of_versions("products", text("code"))
        .columns([
            text("kind"),
            big_integer("department_id"),
            text("name_fr"),
            text("name_en"),
            integer("severity"),
            text_null("service_commitment_code"),
            integer("position"),
        ])
        .known("kind", &REQUEST_KINDS)
        .references("department_id", "departments")
        .between("severity", 0.0, 100.0)
        .not_negative(&["position"])
}

fn precisions() -> NewTable {
    NewTable::with_id("precisions")
        .columns([
            big_integer("product_id"),
            text("code"),
            integer("version"),
            text("kind"),
            big_integer("department_id"),
            text_null("work_type_code"),
            text("name_fr"),
            text("name_en"),
            integer("severity"),
            text_null("service_commitment_code"),
            integer("position"),
        ])
        .validity()
        .known("kind", &REQUEST_KINDS)
        .references("product_id", "products")
        .references("department_id", "departments")
        .check("version_positive", "version >= 1")
        .between("severity", 0.0, 100.0)
        .not_negative(&["position"])
        .unique(&["product_id", "code"])
}

fn question_tree_versions() -> NewTable {
    NewTable::of_versions("question_tree_versions", big_integer("question_tree_id"))
        .columns([big_integer("product_id"), json_binary("definition")])
        .references("question_tree_id", "question_trees")
        .references("product_id", "products")
        .index(&["product_id"])
}
