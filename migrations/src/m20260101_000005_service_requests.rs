//! Service requests and the numbers they are given.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, double, double_null, integer, json_binary, json_binary_null, text,
    text_null, text_uniq, timestamp_with_time_zone, timestamp_with_time_zone_null,
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
        request_number_sequences().create(manager).await?;
        with_indexes(with_rules(service_requests())).create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["service_requests", "request_number_sequences"]).await
    }
}

fn request_number_sequences() -> NewTable {
    NewTable::new("request_number_sequences")
        .columns([integer("year").primary_key().take(), big_integer("next_number")])
        .check("next_number_positive", "next_number >= 1")
}

fn service_requests() -> NewTable {
    NewTable::with_id("service_requests").columns(vec![
        text_uniq("number"),
        text("kind"),
        text("channel"),
        big_integer("product_id"),
        big_integer("precision_id"),
        big_integer_null("question_tree_version_id"),
        json_binary("answers"),
        text_null("description"),
        double_null("lon"),
        double_null("lat"),
        big_integer_null("h3_cell"),
        text_null("address"),
        big_integer_null("borough_id"),
        big_integer_null("neighbourhood_id"),
        big_integer("department_id"),
        big_integer_null("work_type_id"),
        text_null("work_type_code"),
        text("status"),
        integer("severity"),
        double("priority"),
        json_binary("priority_breakdown"),
        big_integer("priority_policy_id"),
        timestamp_with_time_zone("priority_as_of"),
        double_null("priority_override"),
        text_null("priority_override_reason"),
        big_integer_null("citizen_id"),
        text("source"),
        text_null("external_id"),
        timestamp_with_time_zone("opened_at"),
        timestamp_with_time_zone_null("due_at"),
        timestamp_with_time_zone_null("closed_at"),
        boolean("settled_at_first_contact"),
        big_integer_null("estimated_cost_cents"),
        double_null("estimated_hours"),
        json_binary_null("estimated_crew_hours"),
        boolean("simulated"),
        text("place_search"),
        text("description_search"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("updated_at"),
    ])
}

fn with_rules(table: NewTable) -> NewTable {
    table
        .known("kind", &["information", "service_request", "rapid_intervention", "comment_or_complaint"])
        .known("channel", &["telephone", "mobile_app", "email", "web_form", "counter", "internal"])
        .known("status", &FIRST)
        .references("product_id", "products")
        .references("precision_id", "precisions")
        .references("question_tree_version_id", "question_tree_versions")
        .references("borough_id", "boroughs")
        .references("neighbourhood_id", "neighbourhoods")
        .references("department_id", "departments")
        .references("work_type_id", "work_types")
        .references("priority_policy_id", "priority_policies")
        .references("citizen_id", "citizens")
        .check("description_length", "length(description) <= 10000")
        .position("lon", "lat")
        .check("lon_with_lat", "(lon IS NULL) = (lat IS NULL)")
        .check("h3_cell_with_lon", "(h3_cell IS NULL) = (lon IS NULL)")
        .check("work_type_id_with_code", "(work_type_id IS NULL) = (work_type_code IS NULL)")
        .between("severity", 0.0, 100.0)
        .between("priority", 0.0, 100.0)
        .between("priority_override", 0.0, 100.0)
        .check("priority_override_reason_given", "priority_override IS NULL OR priority_override_reason IS NOT NULL")
        .not_negative(&["estimated_cost_cents", "estimated_hours"])
        .check("closed_at_not_before_opened_at", "closed_at >= opened_at")
        .check("closed_at_of_closed", "closed_at IS NULL OR status IN ('done', 'closed_without_work', 'cancelled')")
}

fn with_indexes(table: NewTable) -> NewTable {
    table
        .unique(&["source", "external_id"])
        .index(&["opened_at", "id"])
        .index(&["priority", "id"])
        .index(&["h3_cell"])
        .index(&["citizen_id", "opened_at"])
        .index(&["status", "opened_at"])
        .index(&["department_id", "status", "opened_at", "id"])
        .index_where(
            "backlog",
            &["work_type_code", "borough_id"],
            "closed_at IS NULL AND work_type_code IS NOT NULL",
            false,
        )
}
