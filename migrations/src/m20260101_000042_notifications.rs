//! What is told of requests, to citizens by e-mail and to subscribers by webhooks: the events, what is to be delivered of
//! each and to whom, every attempt at it, and the endpoints of the subscribers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, integer_null, json_binary, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null,
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
        webhook_endpoints().create(manager).await?;
        notification_events().create(manager).await?;
        notification_deliveries().create(manager).await?;
        delivery_attempts().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["delivery_attempts", "notification_deliveries", "notification_events", "webhook_endpoints"];
        drop_tables(manager, &tables).await
    }
}

const EVENT_TYPES: [&str; 4] =
    ["request.received", "request.status_changed", "request.follow_up_added", "request.promise_changed"];

const STATUSES: [&str; 11] = [
    "received",
    "triaged",
    "assigned",
    "in_progress",
    "waiting_for_citizen",
    "waiting_for_third_party",
    "planned",
    "reopened",
    "done",
    "closed_without_work",
    "cancelled",
];

fn webhook_endpoints() -> NewTable {
    NewTable::with_id("webhook_endpoints")
        .columns([
            text("url"),
            text_null("description"),
            json_binary("event_types"),
            text("secret"),
            text_null("previous_secret"),
            timestamp_with_time_zone_null("previous_secret_until"),
            text("state"),
            text_null("disabled_reason"),
            timestamp_with_time_zone_null("busy_until"),
            timestamp_with_time_zone("created_at"),
            text("created_by"),
        ])
        .known("state", &["enabled", "disabled"])
        .known("disabled_reason", &["by_hand", "gone"])
        .check("disabled_reason_of_disabled", "(state = 'disabled') = (disabled_reason IS NOT NULL)")
        .check("previous_secret_with_until", "(previous_secret IS NULL) = (previous_secret_until IS NULL)")
        .index(&["created_at", "id"])
}

fn notification_events() -> NewTable {
    NewTable::with_id("notification_events")
        .columns([
            big_integer("request_id"),
            text("event_type"),
            timestamp_with_time_zone("occurred_at"),
            big_integer_null("follow_up_id"),
            text("status"),
            timestamp_with_time_zone_null("due_at"),
            timestamp_with_time_zone_null("previous_due_at"),
            text("payload"),
        ])
        .part_of("request_id", "service_requests")
        .part_of("follow_up_id", "follow_ups")
        .known("event_type", &EVENT_TYPES)
        .known("status", &STATUSES)
        .index(&["request_id", "occurred_at", "id"])
        .index(&["follow_up_id"])
}

fn notification_deliveries() -> NewTable {
    NewTable::with_id("notification_deliveries")
        .columns([
            big_integer("event_id"),
            text("channel"),
            big_integer_null("citizen_id"),
            big_integer_null("endpoint_id"),
            text("state"),
            text_null("dropped_reason"),
            integer("attempt"),
            integer("last_attempt"),
            timestamp_with_time_zone("available_at"),
            text_null("worker"),
            timestamp_with_time_zone("created_at"),
            timestamp_with_time_zone_null("ended_at"),
        ])
        .part_of("event_id", "notification_events")
        .part_of("citizen_id", "citizens")
        .part_of("endpoint_id", "webhook_endpoints")
        .known("channel", &["email", "webhook"])
        .known("state", &["pending", "delivered", "dropped", "dead"])
        .known("dropped_reason", &["planned_intervention", "no_consent", "no_address", "email_not_set_up"])
        .check("endpoint_id_of_webhook", "(channel = 'webhook') = (endpoint_id IS NOT NULL)")
        .check("citizen_id_of_email", "(channel = 'email') = (citizen_id IS NOT NULL)")
        .check("dropped_reason_of_dropped", "(state = 'dropped') = (dropped_reason IS NOT NULL)")
        .check("ended_at_of_pending", "(state = 'pending') = (ended_at IS NULL)")
        .check("attempt_range", "attempt BETWEEN 0 AND last_attempt")
        .index_where("due", &["channel", "available_at", "id"], "state = 'pending'", false)
        .index_where("waiting_of_endpoint", &["endpoint_id", "available_at", "id"], "state = 'pending'", false)
        .index(&["channel", "state", "created_at", "id"])
        .index(&["endpoint_id", "created_at", "id"])
        .index(&["endpoint_id", "state", "created_at", "id"])
        .index(&["event_id"])
        .index(&["citizen_id"])
}

fn delivery_attempts() -> NewTable {
    NewTable::new("delivery_attempts")
        .columns([
            big_integer("delivery_id"),
            integer("attempt"),
            timestamp_with_time_zone("started_at"),
            timestamp_with_time_zone_null("ended_at"),
            text_null("outcome"),
            integer_null("status_code"),
        ])
        .primary_key(&["delivery_id", "attempt"])
        .part_of("delivery_id", "notification_deliveries")
        .known(
            "outcome",
            &["accepted", "refused", "redirected", "timed_out", "unreachable", "address_refused", "gone", "dropped"],
        )
        .check("outcome_of_ended", "(ended_at IS NULL) = (outcome IS NULL)")
}
