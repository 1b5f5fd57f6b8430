//! Promises: since when each counts, from when it is at risk, since when its clock stands, by which calendar it was
//! reckoned; every promise that a request was ever given, and every change of the calendar.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, double, double_null, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
};
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
        calendar_revisions().create(manager).await?;
        promises().create(manager).await?;
        for (table, column) in columns() {
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        let (present, watch) = match manager.get_database_backend() {
            DbBackend::Postgres => ("now()", POSTGRES_WATCH),
            _ => ("strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')", SQLITE_WATCH),
        };
        let connection = manager.get_connection();
        let first = format!(
            "INSERT INTO calendar_revisions (made_at, cause) SELECT {present}, 'catalogue' FROM business_calendars LIMIT 1"
        );
        connection.execute_unprepared(&first).await?;
        for statements in [SO_FAR, &indexes(manager.get_database_backend()), watch] {
            connection.execute_unprepared(statements).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let unwatch = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_UNWATCH,
            _ => SQLITE_UNWATCH,
        };
        let connection = manager.get_connection();
        for statements in [unwatch, WITHOUT_INDEXES] {
            connection.execute_unprepared(statements).await?;
        }
        for (table, column) in columns().into_iter().rev() {
            let column = column.get_column_name();
            manager.alter_table(Table::alter().table(table).drop_column(column).take()).await?;
        }
        drop_tables(manager, &["promises", "calendar_revisions"]).await
    }
}

const CAUSES: [&str; 6] = ["commitment", "source", "reopening", "pause", "calendar", "exceptional_situation"];

/// Every change of the days and hours that promises are reckoned by. The greatest key is the present revision.
fn calendar_revisions() -> NewTable {
    NewTable::with_id("calendar_revisions")
        .columns([timestamp_with_time_zone("made_at"), text("cause")])
        .known("cause", &["catalogue", "situation_began", "situation_ended"])
}

fn promises() -> NewTable {
    NewTable::with_id("promises")
        .columns([
            big_integer("request_id"),
            timestamp_with_time_zone("made_at"),
            timestamp_with_time_zone_null("due_at"),
            text("cause"),
            big_integer("calendar_revision"),
        ])
        .part_of("request_id", "service_requests")
        .known("cause", &CAUSES)
        .index(&["request_id", "made_at", "id"])
}

fn columns() -> [(&'static str, ColumnDef); 7] {
    let cause = format!("promise_cause IN ('{}')", CAUSES.join("', '"));
    let known = ("service_requests_promise_cause_known", Expr::cust(cause));
    let share = |table| {
        let name = format!("{table}_at_risk_share_range");
        (name, Expr::cust("at_risk_share BETWEEN 0 AND 1"))
    };
    [
        ("service_requests", timestamp_with_time_zone_null("promised_from")),
        ("service_requests", text_null("promise_cause").check(known).take()),
        ("service_requests", big_integer("promise_revision").default(0).take()),
        ("service_requests", timestamp_with_time_zone_null("at_risk_at")),
        ("service_requests", timestamp_with_time_zone_null("clock_stopped_at")),
        ("service_commitments", double_null("at_risk_share").check(share("service_commitments")).take()),
        ("business_calendars", double("at_risk_share").default(0.75).check(share("business_calendars")).take()),
    ]
}

/// What is known of the promises that are there: those that the service made count since the request was opened, or last
/// reopened; those of an import may be its source's own. The clock of a request that waits for its citizen stands.
const SO_FAR: &str = "
UPDATE service_requests SET promise_cause = 'source' WHERE due_at IS NOT NULL AND source NOT IN ('riverain', 'simulation');
UPDATE service_requests SET promise_cause = 'commitment', promised_from = opened_at
WHERE due_at IS NOT NULL AND source IN ('riverain', 'simulation');
UPDATE service_requests SET promise_cause = 'reopening', promised_from =
    (SELECT max(c.changed_at) FROM request_status_changes c
     WHERE c.request_id = service_requests.id AND c.status_to = 'reopened' AND c.status_from <> 'reopened')
WHERE promise_cause = 'commitment' AND id IN (SELECT request_id FROM request_status_changes
    WHERE status_to = 'reopened' AND status_from <> 'reopened');
UPDATE service_requests SET clock_stopped_at = coalesce(
    (SELECT max(c.changed_at) FROM request_status_changes c
     WHERE c.request_id = service_requests.id AND c.status_to = 'waiting_for_citizen'
        AND (c.status_from IS NULL OR c.status_from <> 'waiting_for_citizen')), opened_at)
WHERE due_at IS NOT NULL AND closed_at IS NULL AND status = 'waiting_for_citizen';
INSERT INTO promises (request_id, made_at, due_at, cause, calendar_revision)
SELECT id, coalesce(promised_from, opened_at), due_at, promise_cause, 0 FROM service_requests
WHERE due_at IS NOT NULL ORDER BY id;
";

/// Of the open requests with a promise: those that are at risk from a moment on, those that are due first, and those whose
/// promise was reckoned by an earlier calendar.
fn indexes(backend: DbBackend) -> String {
    let never = match backend {
        DbBackend::Postgres => "'infinity'::timestamptz",
        _ => "'9999'",
    };
    format!(
        "CREATE INDEX service_requests_at_risk ON service_requests (at_risk_at, id)
         WHERE closed_at IS NULL AND at_risk_at IS NOT NULL;
         CREATE INDEX service_requests_due ON service_requests ((coalesce(due_at, {never})), id)
         WHERE closed_at IS NULL AND due_at IS NOT NULL;
         CREATE INDEX service_requests_promise_revision ON service_requests (promise_revision, id)
         WHERE closed_at IS NULL AND promised_from IS NOT NULL;"
    )
}

const WITHOUT_INDEXES: &str = "
DROP INDEX service_requests_promise_revision;
DROP INDEX service_requests_due;
DROP INDEX service_requests_at_risk;
";

/// Whoever writes keeps the promise: a submission, a step, an import, a simulation, a change of the calendar.
const SQLITE_WATCH: &str = "
CREATE TRIGGER service_request_promised AFTER INSERT ON service_requests WHEN new.due_at IS NOT NULL
BEGIN
    INSERT INTO promises(request_id, made_at, due_at, cause, calendar_revision)
        VALUES (new.id, new.created_at, new.due_at, coalesce(new.promise_cause, 'source'), new.promise_revision);
END;
CREATE TRIGGER service_request_promised_anew AFTER UPDATE OF due_at ON service_requests
WHEN new.due_at IS NOT old.due_at
BEGIN
    INSERT INTO promises(request_id, made_at, due_at, cause, calendar_revision)
        VALUES (new.id, new.updated_at, new.due_at, coalesce(new.promise_cause, 'source'), new.promise_revision);
END;
";

const SQLITE_UNWATCH: &str = "
DROP TRIGGER service_request_promised_anew;
DROP TRIGGER service_request_promised;
";

const POSTGRES_WATCH: &str = "
CREATE FUNCTION keep_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO promises(request_id, made_at, due_at, cause, calendar_revision)
        VALUES (new.id, CASE TG_OP WHEN 'INSERT' THEN new.created_at ELSE new.updated_at END, new.due_at,
            coalesce(new.promise_cause, 'source'), new.promise_revision);
    RETURN NULL;
END $$;
CREATE TRIGGER service_request_promised AFTER INSERT ON service_requests
    FOR EACH ROW WHEN (new.due_at IS NOT NULL) EXECUTE FUNCTION keep_promise();
CREATE TRIGGER service_request_promised_anew AFTER UPDATE OF due_at ON service_requests
    FOR EACH ROW WHEN (new.due_at IS DISTINCT FROM old.due_at) EXECUTE FUNCTION keep_promise();
";

const POSTGRES_UNWATCH: &str = "
DROP TRIGGER service_request_promised_anew ON service_requests;
DROP TRIGGER service_request_promised ON service_requests;
DROP FUNCTION keep_promise();
";
