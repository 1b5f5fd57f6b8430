//! The life of a request: more statuses, every change of them, teams, rules of assignment, and for how long a request may
//! be reopened.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer_null, json_binary, text, text_null, text_uniq,
    timestamp_with_time_zone,
};
use sea_orm_migration::sea_orm::DbBackend;

use crate::new_table::{NewTable, drop_tables};
use crate::request_statuses::{self, LATER};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        request_statuses::widen(manager).await?;
        teams().create(manager).await?;
        for table in ["life_cycles", "assignment_rule_sets"] {
            NewTable::of_versions(table, text("code")).columns([json_binary("definition")]).create(manager).await?;
        }
        add_columns(manager).await?;
        request_status_changes().create(manager).await?;
        let connection = manager.get_connection();
        connection.execute_unprepared(HISTORY_SO_FAR).await?;
        connection.execute_unprepared(PLANNED_SO_FAR).await?;
        connection.execute_unprepared(&queue_indexes(manager.get_database_backend())).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for (index, _) in QUEUES {
            connection.execute_unprepared(&format!("DROP INDEX {index}")).await?;
        }
        drop_tables(manager, &["request_status_changes"]).await?;
        for (table, column) in COLUMNS.into_iter().rev() {
            manager.alter_table(Table::alter().table(table).drop_column(column).take()).await?;
        }
        drop_tables(manager, &["assignment_rule_sets", "life_cycles", "teams"]).await?;
        request_statuses::narrow(manager).await
    }
}

/// The new columns, by table.
const COLUMNS: [(&str, &str); 6] = [
    ("service_requests", "team_id"),
    ("service_requests", "assignment_rule_set_id"),
    ("service_requests", "assignment_rule_code"),
    ("service_requests", "assigned_by_hand"),
    ("products", "reopening_days"),
    ("products", "reopening_unit"),
];

/// The indexes of the work queues, and what each is of.
const QUEUES: [(&str, &str); 2] =
    [("service_requests_department_queue", "department_id"), ("service_requests_team_queue", "team_id")];

async fn add_columns(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    for (column, parent) in [("team_id", "teams"), ("assignment_rule_set_id", "assignment_rule_sets")] {
        let reference = format!(
            "ALTER TABLE service_requests ADD COLUMN {column} bigint
             CONSTRAINT service_requests_{column}_fkey REFERENCES {parent} (id)"
        );
        connection.execute_unprepared(&reference).await?;
    }
    let unit = Expr::cust("reopening_unit IN ('business_days', 'calendar_days')");
    let days = Expr::cust("reopening_days BETWEEN 0 AND 3660");
    let columns = [
        ("service_requests", text_null("assignment_rule_code")),
        ("service_requests", boolean("assigned_by_hand").default(false).take()),
        ("products", integer_null("reopening_days").check(("products_reopening_days_range", days)).take()),
        ("products", text_null("reopening_unit").check(("products_reopening_unit_known", unit)).take()),
    ];
    for (table, column) in columns {
        manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
    }
    Ok(())
}

fn teams() -> NewTable {
    NewTable::with_id("teams")
        .columns([text_uniq("code"), big_integer("department_id"), text("name_fr"), text("name_en")])
        .references("department_id", "departments")
        .index(&["department_id"])
}

fn request_status_changes() -> NewTable {
    NewTable::with_id("request_status_changes")
        .columns([
            big_integer("request_id"),
            timestamp_with_time_zone("changed_at"),
            text_null("status_from"),
            text("status_to"),
            text_null("reason_code"),
            big_integer_null("life_cycle_id"),
            text("author_kind"),
            big_integer_null("author_user_id"),
            text("author_name"),
            big_integer("department_id"),
            big_integer_null("team_id"),
        ])
        .part_of("request_id", "service_requests")
        .references("life_cycle_id", "life_cycles")
        .references("author_user_id", "users")
        .references("department_id", "departments")
        .references("team_id", "teams")
        .known("status_from", &LATER)
        .known("status_to", &LATER)
        .known("author_kind", &["citizen", "agent", "system", "planner"])
        .check("reason_code_with_life_cycle_id", "(reason_code IS NULL) = (life_cycle_id IS NULL)")
        .index(&["request_id", "changed_at", "id"])
}

/// The open requests of a department and of a team, those that are due first before those without a promise.
fn queue_indexes(backend: DbBackend) -> String {
    let never = match backend {
        DbBackend::Postgres => "'infinity'::timestamptz",
        _ => "'9999'",
    };
    let statements = QUEUES.map(|(index, of)| {
        format!(
            "CREATE INDEX {index} ON service_requests ({of}, (coalesce(due_at, {never})), id)
             WHERE closed_at IS NULL AND {of} IS NOT NULL;"
        )
    });
    statements.join("\n")
}

/// What is known of the requests that are there: when they were opened, each change that a follow-up documents, and the
/// present status of those that a file brought or that were simulated in it.
const HISTORY_SO_FAR: &str = "
INSERT INTO request_status_changes (request_id, changed_at, status_to, author_kind, author_name, department_id)
SELECT r.id, r.opened_at, coalesce((SELECT f.status_from FROM follow_ups f
    WHERE f.request_id = r.id AND f.kind = 'status_change' AND f.status_from IS NOT NULL
    ORDER BY f.created_at, f.id LIMIT 1), 'received'), 'system', '', r.department_id
FROM service_requests r ORDER BY r.id;
INSERT INTO request_status_changes
    (request_id, changed_at, status_from, status_to, author_kind, author_user_id, author_name, department_id)
SELECT r.id, f.created_at, f.status_from, f.status_to, f.author_kind, f.author_user_id, f.author_name, r.department_id
FROM follow_ups f JOIN service_requests r ON r.id = f.request_id
WHERE f.kind = 'status_change' AND f.status_from IS NOT NULL ORDER BY f.created_at, f.id;
INSERT INTO request_status_changes
    (request_id, changed_at, status_from, status_to, author_kind, author_name, department_id)
SELECT r.id, coalesce(r.closed_at, r.updated_at), 'received', r.status, 'system', '', r.department_id
FROM service_requests r
WHERE r.status <> 'received' AND NOT EXISTS (SELECT 1 FROM follow_ups f
    WHERE f.request_id = r.id AND f.kind = 'status_change' AND f.status_from IS NOT NULL)
ORDER BY r.id;
";

/// The requests whose work a published programme has a year for are planned.
const PLANNED_SO_FAR: &str = "
INSERT INTO request_status_changes
    (request_id, changed_at, status_from, status_to, author_kind, author_name, department_id)
SELECT r.id, max(CASE WHEN r.updated_at > p.published_at THEN r.updated_at ELSE p.published_at END), r.status, 'planned',
    'system', '', r.department_id
FROM service_requests r
JOIN programme_project_requests a ON a.request_id = r.id
JOIN programme_projects j ON j.id = a.project_id
JOIN programmes p ON p.id = j.programme_id
WHERE r.closed_at IS NULL AND r.status IN ('received', 'assigned') AND j.year IS NOT NULL
    AND p.status = 'published' AND p.published_at IS NOT NULL
GROUP BY r.id, r.status, r.department_id;
UPDATE service_requests SET status = 'planned' WHERE id IN
    (SELECT request_id FROM request_status_changes WHERE status_to = 'planned');
";
