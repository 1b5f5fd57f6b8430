//! Contacts with their agent, whom they are on behalf of and every request that came of them; inbound e-mails and the
//! requests that they draft.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer_null, json_binary, text, text_null, text_uniq,
    timestamp_with_time_zone, timestamp_with_time_zone_null,
};
use sea_orm_migration::sea_orm::DbBackend;

use crate::m20260101_000006_follow_ups_and_contacts as before;
use crate::new_table::{NewTable, drop_tables};

/// This step. Going down keeps one request of each contact, the first.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remake(manager, contacts(), "").await?;
        contact_requests().create(manager).await?;
        let connection = manager.get_connection();
        connection.execute_unprepared(REQUESTS_SO_FAR).await?;
        connection.execute_unprepared("DROP TABLE contacts_kept").await?;
        request_representatives().create(manager).await?;
        draft_requests().create(manager).await?;
        inbound_emails().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["inbound_emails", "draft_requests", "request_representatives"]).await?;
        let connection = manager.get_connection();
        connection.execute_unprepared("CREATE TABLE contact_requests_kept AS SELECT * FROM contact_requests").await?;
        drop_tables(manager, &["contact_requests"]).await?;
        remake(manager, before::contacts(), FIRST_REQUEST).await?;
        drop_tables(manager, &["contacts_kept", "contact_requests_kept"]).await
    }
}

/// The columns that the contacts keep.
const KEPT: &str = "id, channel, citizen_id, language, arrived_at, answered_at, ended_at, wait_seconds, \
                    handling_seconds, settled_at_first_contact";

const REQUESTS_SO_FAR: &str = "
INSERT INTO contact_requests (contact_id, request_id, relation)
SELECT c.id, c.request_id,
    CASE WHEN c.channel = r.channel AND c.arrived_at <= r.opened_at THEN 'made' ELSE 'about' END
FROM contacts_kept c JOIN service_requests r ON r.id = c.request_id;
";

const FIRST_REQUEST: &str = ", request_id";

/// Makes the table of contacts anew and fills it: SQLite drops no column that a foreign key names. What it held is left in
/// `contacts_kept`.
async fn remake(manager: &SchemaManager<'_>, table: NewTable, with: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    connection.execute_unprepared("CREATE TABLE contacts_kept AS SELECT * FROM contacts").await?;
    drop_tables(manager, &["contacts"]).await?;
    table.create(manager).await?;
    let request = match with {
        "" => "",
        _ => ", (SELECT min(k.request_id) FROM contact_requests_kept k WHERE k.contact_id = contacts_kept.id)",
    };
    let filled = format!("INSERT INTO contacts ({KEPT}{with}) SELECT {KEPT}{request} FROM contacts_kept ORDER BY id");
    connection.execute_unprepared(&filled).await?;
    if manager.get_database_backend() == DbBackend::Postgres {
        let next = "SELECT setval(pg_get_serial_sequence('contacts', 'id'), coalesce(max(id), 1), max(id) IS NOT NULL)
                    FROM contacts";
        connection.execute_unprepared(next).await?;
    }
    Ok(())
}

fn contacts() -> NewTable {
    NewTable::with_id("contacts")
        .columns([
            text("channel"),
            big_integer_null("citizen_id"),
            big_integer_null("on_behalf_of_id"),
            text("language"),
            timestamp_with_time_zone("arrived_at"),
            timestamp_with_time_zone_null("answered_at"),
            timestamp_with_time_zone_null("ended_at"),
            integer_null("wait_seconds"),
            integer_null("handling_seconds"),
            boolean("settled_at_first_contact"),
            text_null("agent_subject"),
            text_null("agent_name"),
        ])
        .references("citizen_id", "citizens")
        .references("on_behalf_of_id", "citizens")
        .known("channel", &["telephone", "email", "mobile_app", "web_form", "counter"])
        .known("language", &["fr", "en"])
        .check("answered_at_not_before_arrived_at", "answered_at >= arrived_at")
        .check("ended_at_not_before_arrived_at", "ended_at >= arrived_at")
        .check("agent_name_with_agent_subject", "(agent_name IS NULL) = (agent_subject IS NULL)")
        .check("on_behalf_of_another", "on_behalf_of_id <> citizen_id")
        .not_negative(&["wait_seconds", "handling_seconds"])
        .index(&["arrived_at", "id"])
        .index(&["channel", "arrived_at", "id"])
        .index(&["agent_subject", "arrived_at", "id"])
        .index(&["citizen_id", "arrived_at", "id"])
        .index(&["on_behalf_of_id", "arrived_at", "id"])
}

fn contact_requests() -> NewTable {
    NewTable::new("contact_requests")
        .columns([big_integer("contact_id"), big_integer("request_id"), text("relation")])
        .primary_key(&["contact_id", "request_id"])
        .part_of("contact_id", "contacts")
        .part_of("request_id", "service_requests")
        .known("relation", &["made", "about"])
        .index(&["request_id"])
}

fn request_representatives() -> NewTable {
    NewTable::new("request_representatives")
        .columns([big_integer("request_id"), big_integer("citizen_id"), text("follow_ups_to")])
        .primary_key(&["request_id"])
        .part_of("request_id", "service_requests")
        .references("citizen_id", "citizens")
        .known("follow_ups_to", &["requester", "representative", "both"])
        .index(&["citizen_id", "request_id"])
}

fn draft_requests() -> NewTable {
    NewTable::with_id("draft_requests")
        .columns([
            big_integer("contact_id"),
            big_integer_null("citizen_id"),
            text_null("sender_name"),
            text_null("sender_email"),
            text_null("description"),
            text("state"),
            big_integer_null("request_id"),
            text_null("discard_reason"),
            text_null("discard_note"),
            timestamp_with_time_zone("created_at"),
            timestamp_with_time_zone_null("closed_at"),
            text_null("closed_by_subject"),
            text_null("closed_by_name"),
        ])
        .part_of("contact_id", "contacts")
        .references("citizen_id", "citizens")
        .references("request_id", "service_requests")
        .known("state", &["open", "completed", "discarded"])
        .known("discard_reason", &["unwanted", "duplicate", "not_for_the_city", "answered", "other"])
        .check("request_id_of_completed", "(state = 'completed') = (request_id IS NOT NULL)")
        .check("discard_reason_of_discarded", "(state = 'discarded') = (discard_reason IS NOT NULL)")
        .check("closed_at_of_open", "(state = 'open') = (closed_at IS NULL)")
        .check("closed_by_of_closed", "(closed_at IS NULL) = (closed_by_subject IS NULL)")
        .index(&["state", "created_at", "id"])
        .index(&["contact_id"])
        .index(&["citizen_id"])
        .index(&["request_id"])
}

fn inbound_emails() -> NewTable {
    NewTable::with_id("inbound_emails")
        .columns([
            big_integer("contact_id"),
            text_uniq("message_id"),
            text_null("sender_address"),
            text_null("sender_name"),
            text("subject"),
            text("text"),
            boolean("is_shortened"),
            boolean("has_charset_faults"),
            boolean("is_automatic"),
            timestamp_with_time_zone_null("sent_at"),
            timestamp_with_time_zone("received_at"),
            json_binary("attachments"),
            big_integer_null("draft_request_id"),
            big_integer_null("follow_up_id"),
        ])
        .part_of("contact_id", "contacts")
        .references("draft_request_id", "draft_requests")
        .references("follow_up_id", "follow_ups")
        .unique(&["contact_id"])
        .index(&["draft_request_id", "received_at", "id"])
        .index(&["follow_up_id"])
        .index(&["sender_address", "received_at", "id"])
}
