//! The statuses of a request, which two tables hold: from the first eight to those of its whole life, and back.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// The statuses of the first schema.
pub(crate) const FIRST: [&str; 8] = [
    "received",
    "assigned",
    "in_progress",
    "waiting_for_citizen",
    "waiting_for_third_party",
    "done",
    "closed_without_work",
    "cancelled",
];

/// The statuses of a whole life.
pub(crate) const LATER: [&str; 11] = [
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

/// Lets the tables hold the later statuses.
pub(crate) async fn widen(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    replace_lists(manager, &FIRST, &LATER).await
}

/// Gives each later status the nearest of the first ones, and lets the tables hold no other.
pub(crate) async fn narrow(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for (table, column) in COLUMNS {
        let nearest = format!(
            "UPDATE {table} SET {column} = CASE {column} WHEN 'triaged' THEN 'received' WHEN 'planned' THEN 'assigned'
             ELSE 'in_progress' END WHERE {column} IN ('triaged', 'planned', 'reopened')"
        );
        manager.get_connection().execute_unprepared(&nearest).await?;
    }
    replace_lists(manager, &LATER, &FIRST).await
}

/// The columns that hold a status.
const COLUMNS: [(&str, &str); 3] =
    [("service_requests", "status"), ("follow_ups", "status_from"), ("follow_ups", "status_to")];

async fn replace_lists(manager: &SchemaManager<'_>, from: &[&str], to: &[&str]) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let list = |statuses: &[&str]| format!("('{}')", statuses.join("', '"));
    if manager.get_database_backend() == DbBackend::Postgres {
        for (table, column) in COLUMNS {
            let constraint = format!("{table}_{column}_known");
            let replaced = format!(
                "ALTER TABLE {table} DROP CONSTRAINT {constraint},
                 ADD CONSTRAINT {constraint} CHECK ({column} IN {})",
                list(to)
            );
            connection.execute_unprepared(&replaced).await?;
        }
        return Ok(());
    }
    // SQLite changes no constraint of a table that is there, but lets its text be edited where no stored row changes its
    // form (https://sqlite.org/lang_altertable.html, at the end).
    let quoted = |statuses: &[&str]| list(statuses).replace('\'', "''");
    let edited = format!(
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_master SET sql = replace(sql, '{}', '{}')
         WHERE type = 'table' AND name IN ('service_requests', 'follow_ups');
         PRAGMA writable_schema = RESET;",
        quoted(from),
        quoted(to)
    );
    connection.execute_unprepared(&edited).await?;
    Ok(())
}
