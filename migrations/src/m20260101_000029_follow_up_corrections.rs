//! Corrections of follow-ups, which keep what was corrected; and whose requests became another citizen's, so that a phone
//! learns what is no longer, or now, its owner's.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, text, text_null, timestamp_with_time_zone};
use sea_orm_migration::sea_orm::DbBackend;

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
        follow_up_corrections().create(manager).await?;
        request_moves().create(manager).await?;
        let watch = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_WATCH,
            _ => SQLITE_WATCH,
        };
        manager.get_connection().execute_unprepared(watch).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let unwatch = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_UNWATCH,
            _ => SQLITE_UNWATCH,
        };
        manager.get_connection().execute_unprepared(unwatch).await?;
        drop_tables(manager, &["request_moves", "follow_up_corrections"]).await
    }
}

fn follow_up_corrections() -> NewTable {
    NewTable::with_id("follow_up_corrections")
        .columns([
            big_integer("follow_up_id"),
            text("replaced_text"),
            text_null("reason"),
            big_integer_null("author_user_id"),
            text("author_name"),
            timestamp_with_time_zone("corrected_at"),
        ])
        .part_of("follow_up_id", "follow_ups")
        .references("author_user_id", "users")
        .index(&["follow_up_id", "corrected_at", "id"])
}

/// Each time a request becomes, or ceases to be, a citizen's after it was made. The citizen's record may be gone since.
fn request_moves() -> NewTable {
    NewTable::with_id("request_moves")
        .columns([big_integer("citizen_id"), text("request_number"), timestamp_with_time_zone("moved_at")])
        .index(&["citizen_id", "moved_at", "id"])
        .index(&["request_number", "citizen_id", "moved_at"])
}

/// Whoever writes: a merge of citizens, an import, a hand in the database.
const SQLITE_WATCH: &str = "
CREATE TRIGGER service_request_moved AFTER UPDATE OF citizen_id ON service_requests
WHEN old.citizen_id IS NOT new.citizen_id
BEGIN
    INSERT INTO request_moves(citizen_id, request_number, moved_at)
        SELECT old.citizen_id, old.number, strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now') WHERE old.citizen_id IS NOT NULL;
    INSERT INTO request_moves(citizen_id, request_number, moved_at)
        SELECT new.citizen_id, new.number, strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now') WHERE new.citizen_id IS NOT NULL;
END;
CREATE TRIGGER service_request_removed AFTER DELETE ON service_requests WHEN old.citizen_id IS NOT NULL
BEGIN
    INSERT INTO request_moves(citizen_id, request_number, moved_at)
        VALUES (old.citizen_id, old.number, strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'));
END;
";

const SQLITE_UNWATCH: &str = "
DROP TRIGGER service_request_removed;
DROP TRIGGER service_request_moved;
";

const POSTGRES_WATCH: &str = "
CREATE FUNCTION note_request_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF old.citizen_id IS NOT NULL THEN
        INSERT INTO request_moves(citizen_id, request_number, moved_at)
            VALUES (old.citizen_id, old.number, clock_timestamp());
    END IF;
    IF TG_OP = 'UPDATE' AND new.citizen_id IS NOT NULL THEN
        INSERT INTO request_moves(citizen_id, request_number, moved_at)
            VALUES (new.citizen_id, new.number, clock_timestamp());
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER service_request_moved AFTER UPDATE OF citizen_id ON service_requests
    FOR EACH ROW WHEN (old.citizen_id IS DISTINCT FROM new.citizen_id) EXECUTE FUNCTION note_request_move();
CREATE TRIGGER service_request_removed AFTER DELETE ON service_requests
    FOR EACH ROW WHEN (old.citizen_id IS NOT NULL) EXECUTE FUNCTION note_request_move();
";

const POSTGRES_UNWATCH: &str = "
DROP TRIGGER service_request_removed ON service_requests;
DROP TRIGGER service_request_moved ON service_requests;
DROP FUNCTION note_request_move();
";
