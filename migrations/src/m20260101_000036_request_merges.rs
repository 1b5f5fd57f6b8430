//! One problem, many reports: requests that are merged into a master, whose status they take, and the follow-ups of the
//! master that reach them. The database itself keeps them together, whoever writes: a step, an import, a programme.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
};
use sea_orm_migration::sea_orm::DbBackend;

use crate::new_table::{NewTable, drop_tables};
use crate::request_statuses::LATER;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        request_merges().create(manager).await?;
        shared_follow_ups().create(manager).await?;
        let connection = manager.get_connection();
        for statement in COLUMNS {
            connection.execute_unprepared(statement).await?;
        }
        let watch = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_WATCH,
            _ => SQLITE_WATCH,
        };
        connection.execute_unprepared(watch).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let unwatch = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_UNWATCH,
            _ => SQLITE_UNWATCH,
        };
        connection.execute_unprepared(unwatch).await?;
        connection.execute_unprepared("DROP INDEX service_requests_master").await?;
        for column in ["report_count", "master_id"] {
            manager.alter_table(Table::alter().table("service_requests").drop_column(column).take()).await?;
        }
        drop_tables(manager, &["shared_follow_ups", "request_merges"]).await
    }
}

const COLUMNS: [&str; 3] = [
    "ALTER TABLE service_requests ADD COLUMN master_id bigint
     CONSTRAINT service_requests_master_id_fkey REFERENCES service_requests (id)
     CONSTRAINT service_requests_master_id_other CHECK (master_id <> id)",
    "ALTER TABLE service_requests ADD COLUMN report_count integer NOT NULL DEFAULT 1
     CONSTRAINT service_requests_report_count_positive CHECK (report_count >= 1)",
    "CREATE INDEX service_requests_master ON service_requests (master_id) WHERE master_id IS NOT NULL",
];

/// Each time a request was merged into another, and until when it was.
fn request_merges() -> NewTable {
    NewTable::with_id("request_merges")
        .columns([
            big_integer("request_id"),
            big_integer("master_id"),
            text_null("note"),
            timestamp_with_time_zone("merged_at"),
            big_integer_null("merged_by_user_id"),
            text("merged_by_name"),
            text("own_status"),
            timestamp_with_time_zone_null("own_closed_at"),
            timestamp_with_time_zone_null("unmerged_at"),
            big_integer_null("unmerged_by_user_id"),
            text_null("unmerged_by_name"),
            text_null("unmerge_note"),
        ])
        .part_of("request_id", "service_requests")
        .references("master_id", "service_requests")
        .references("merged_by_user_id", "users")
        .references("unmerged_by_user_id", "users")
        .known("own_status", &LATER)
        .check("master_id_other", "master_id <> request_id")
        .check("unmerged_together", "(unmerged_at IS NULL) = (unmerged_by_name IS NULL)")
        .index(&["request_id", "merged_at", "id"])
        .index(&["master_id"])
        // A request is merged into one other at a time.
        .index_where("standing", &["request_id"], "unmerged_at IS NULL", true)
}

/// What the city wrote on a master for all to read, and whom it reached: the requests that were merged into it then.
fn shared_follow_ups() -> NewTable {
    NewTable::new("shared_follow_ups")
        .columns([big_integer("request_id"), big_integer("follow_up_id")])
        .primary_key(&["request_id", "follow_up_id"])
        .part_of("request_id", "service_requests")
        .part_of("follow_up_id", "follow_ups")
        .index(&["follow_up_id"])
}

/// Merged requests take each status of their master, and their histories tell it; none is closed before it was opened. What others say of a merged request's own
/// status (its source, say) is kept for when it is unmerged. What a citizen wrote reaches nobody else.
const SQLITE_WATCH: &str = "
CREATE TRIGGER merged_requests_follow AFTER UPDATE OF status, closed_at ON service_requests
WHEN new.report_count > 1 AND (old.status IS NOT new.status OR old.closed_at IS NOT new.closed_at)
BEGIN
    UPDATE service_requests SET status = new.status, updated_at = new.updated_at,
        closed_at = CASE WHEN new.closed_at < opened_at THEN opened_at ELSE new.closed_at END
        WHERE master_id = new.id;
END;
CREATE TRIGGER merged_request_keeps_its_own AFTER UPDATE OF status, closed_at ON service_requests
WHEN new.master_id IS NOT NULL AND new.master_id IS old.master_id AND EXISTS (SELECT 1 FROM service_requests m
    WHERE m.id = new.master_id AND (m.status <> new.status OR (m.closed_at IS NULL) <> (new.closed_at IS NULL)))
BEGIN
    UPDATE request_merges SET own_status = new.status, own_closed_at = new.closed_at
        WHERE request_id = new.id AND unmerged_at IS NULL;
    UPDATE service_requests SET status = (SELECT m.status FROM service_requests m WHERE m.id = new.master_id),
        closed_at = (SELECT CASE WHEN m.closed_at < new.opened_at THEN new.opened_at ELSE m.closed_at END
            FROM service_requests m WHERE m.id = new.master_id)
        WHERE id = new.id;
END;
CREATE TRIGGER merged_requests_history AFTER INSERT ON request_status_changes WHEN new.status_from <> new.status_to
BEGIN
    INSERT INTO request_status_changes (request_id, changed_at, status_from, status_to, reason_code, life_cycle_id,
            author_kind, author_user_id, author_name, department_id, team_id)
        SELECT id, new.changed_at, new.status_from, new.status_to, new.reason_code, new.life_cycle_id,
            new.author_kind, new.author_user_id, new.author_name, department_id, team_id
        FROM service_requests WHERE master_id = new.request_id;
END;
CREATE TRIGGER follow_up_reaches_merged_requests AFTER INSERT ON follow_ups
WHEN new.audience = 'public' AND new.author_kind <> 'citizen'
BEGIN
    INSERT INTO shared_follow_ups (request_id, follow_up_id)
        SELECT id, new.id FROM service_requests WHERE master_id = new.request_id;
END;
";

const SQLITE_UNWATCH: &str = "
DROP TRIGGER follow_up_reaches_merged_requests;
DROP TRIGGER merged_requests_history;
DROP TRIGGER merged_request_keeps_its_own;
DROP TRIGGER merged_requests_follow;
";

const POSTGRES_WATCH: &str = "
CREATE FUNCTION follow_master() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE service_requests SET status = new.status, closed_at = CASE WHEN new.closed_at < opened_at
        THEN opened_at ELSE new.closed_at END,
        updated_at = new.updated_at WHERE master_id = new.id;
    RETURN NULL;
END $$;
CREATE TRIGGER merged_requests_follow AFTER UPDATE OF status, closed_at ON service_requests FOR EACH ROW
    WHEN (new.report_count > 1 AND (old.status IS DISTINCT FROM new.status OR old.closed_at IS DISTINCT FROM new.closed_at))
    EXECUTE FUNCTION follow_master();
CREATE FUNCTION keep_own_status() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE master record;
BEGIN
    SELECT m.status, m.closed_at INTO master FROM service_requests m WHERE m.id = new.master_id;
    IF master.status <> new.status OR (master.closed_at IS NULL) <> (new.closed_at IS NULL) THEN
        UPDATE request_merges SET own_status = new.status, own_closed_at = new.closed_at
            WHERE request_id = new.id AND unmerged_at IS NULL;
        UPDATE service_requests SET status = master.status,
            closed_at = CASE WHEN master.closed_at < new.opened_at THEN new.opened_at ELSE master.closed_at END
            WHERE id = new.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER merged_request_keeps_its_own AFTER UPDATE OF status, closed_at ON service_requests FOR EACH ROW
    WHEN (new.master_id IS NOT NULL AND new.master_id IS NOT DISTINCT FROM old.master_id
        AND (old.status IS DISTINCT FROM new.status OR old.closed_at IS DISTINCT FROM new.closed_at))
    EXECUTE FUNCTION keep_own_status();
CREATE FUNCTION tell_merged_requests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A statement that adds nothing is followed by this function, too.
    IF NOT EXISTS (SELECT 1 FROM added c JOIN service_requests r ON r.master_id = c.request_id) THEN
        RETURN NULL;
    END IF;
    INSERT INTO request_status_changes (request_id, changed_at, status_from, status_to, reason_code, life_cycle_id,
            author_kind, author_user_id, author_name, department_id, team_id)
        SELECT r.id, c.changed_at, c.status_from, c.status_to, c.reason_code, c.life_cycle_id,
            c.author_kind, c.author_user_id, c.author_name, r.department_id, r.team_id
        FROM added c JOIN service_requests r ON r.master_id = c.request_id WHERE c.status_from <> c.status_to
        ORDER BY c.id, r.id;
    RETURN NULL;
END $$;
CREATE TRIGGER merged_requests_history AFTER INSERT ON request_status_changes REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION tell_merged_requests();
CREATE FUNCTION share_follow_ups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO shared_follow_ups (request_id, follow_up_id)
        SELECT r.id, f.id FROM added f JOIN service_requests r ON r.master_id = f.request_id
        WHERE f.audience = 'public' AND f.author_kind <> 'citizen';
    RETURN NULL;
END $$;
CREATE TRIGGER follow_up_reaches_merged_requests AFTER INSERT ON follow_ups REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION share_follow_ups();
";

const POSTGRES_UNWATCH: &str = "
DROP TRIGGER follow_up_reaches_merged_requests ON follow_ups;
DROP FUNCTION share_follow_ups();
DROP TRIGGER merged_requests_history ON request_status_changes;
DROP FUNCTION tell_merged_requests();
DROP TRIGGER merged_request_keeps_its_own ON service_requests;
DROP FUNCTION keep_own_status();
DROP TRIGGER merged_requests_follow ON service_requests;
DROP FUNCTION follow_master();
";
