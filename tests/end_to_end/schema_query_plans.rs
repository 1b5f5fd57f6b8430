//! The queries that the product lives by walk an index, on both databases, where the table is large.

use riverain_tests::TestDatabase;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::sample_rows;

const ROWS: u32 = 50_000;

#[tokio::test]
async fn large_tables_are_read_through_their_indexes() {
    for database in TestDatabase::each().await {
        let connection = database.connection();
        sample_rows::insert_all(connection).await;
        copy_request(connection).await;
        let page = "SELECT * FROM service_requests WHERE (opened_at, id) < ('2022-01-01T00:00:00+00:00', 900)
             ORDER BY opened_at DESC, id DESC LIMIT 50";
        walks(connection, page, "service_requests_opened_at_id_index").await;
        let urgent = "SELECT * FROM service_requests WHERE (priority, id) < (50.0, 900)
             ORDER BY priority DESC, id DESC LIMIT 50";
        walks(connection, urgent, "service_requests_priority_id_index").await;
        let history = "SELECT * FROM service_requests WHERE citizen_id = 77 ORDER BY opened_at DESC";
        walks(connection, history, "service_requests_citizen_id_opened_at_index").await;
        let desk = "SELECT * FROM service_requests WHERE department_id = 1 AND status = 'received'
             AND (opened_at, id) < ('2022-01-01T00:00:00+00:00', 900) ORDER BY opened_at DESC, id DESC LIMIT 50";
        walks(connection, desk, "service_requests_department_id_status_opened_at_id_index").await;
        let backlog = "SELECT count(*) FROM service_requests WHERE closed_at IS NULL AND work_type_code = 'rare'
             AND borough_id = 1";
        walks(connection, backlog, "service_requests_backlog").await;
        let never = match connection.get_database_backend() {
            DbBackend::Postgres => "'infinity'::timestamptz",
            _ => "'9999'",
        };
        for (whose, index) in
            [("department_id", "service_requests_department_queue"), ("team_id", "service_requests_team_queue")]
        {
            let queue = format!(
                "SELECT * FROM service_requests WHERE {whose} IN (1) AND closed_at IS NULL
                 AND status IN ('received', 'assigned') AND (coalesce(due_at, {never}), id) > ({never}, 900)
                 ORDER BY coalesce(due_at, {never}), id LIMIT 50"
            );
            walks(connection, &queue, index).await;
        }
        let due = format!(
            "SELECT * FROM service_requests WHERE closed_at IS NULL AND due_at IS NOT NULL
             AND (coalesce(due_at, {never}), id) > ('2022-01-01T00:00:00+00:00', 900)
             ORDER BY coalesce(due_at, {never}), id LIMIT 50"
        );
        // The index is of the open requests with a promise alone: its first rows are the page.
        let plan = plan_of(connection, &due).await;
        assert!(
            plan.contains("service_requests_due") && !plan.contains("TEMP B-TREE") && !plan.contains("Sort"),
            "{plan}"
        );
        let at_risk = "SELECT count(*) FROM service_requests WHERE closed_at IS NULL AND work_type_id IS NULL
             AND clock_stopped_at IS NULL AND at_risk_at <= '2022-01-01T00:00:00+00:00'
             AND due_at >= '2022-01-01T00:00:00+00:00'";
        // None of the copies has a promise: both indexes of promises are as short, and PostgreSQL takes either.
        let plan = plan_of(connection, at_risk).await;
        assert!(
            ["service_requests_at_risk", "service_requests_due"].iter().any(|index| plan.contains(index)),
            "{plan}"
        );
        let stale = "SELECT * FROM service_requests WHERE closed_at IS NULL AND promised_from IS NOT NULL
             AND promise_revision < 7 ORDER BY promise_revision, id LIMIT 500";
        walks(connection, stale, "service_requests_promise_revision").await;
        let text = match connection.get_database_backend() {
            DbBackend::Postgres => {
                "SELECT id FROM service_requests
                 WHERE to_tsvector('simple', place_search || ' ' || description_search)
                       @@ to_tsquery('simple', 'trottoir40404:*')"
            }
            _ => "SELECT rowid AS id FROM service_request_search WHERE service_request_search MATCH 'trottoir40404*'",
        };
        let index = match connection.get_database_backend() {
            DbBackend::Postgres => "service_requests_text_search",
            _ => "VIRTUAL TABLE INDEX",
        };
        walks(connection, text, index).await;
        assert_eq!(count(connection, text).await, 1);
    }
}

#[tokio::test]
async fn text_search_follows_the_requests() {
    for database in TestDatabase::each().await {
        let connection = database.connection();
        sample_rows::insert_all(connection).await;
        let found = async |word: &str| {
            let sql = match connection.get_database_backend() {
                DbBackend::Postgres => format!(
                    "SELECT id FROM service_requests WHERE to_tsvector('simple', place_search || ' ' ||
                     description_search) @@ to_tsquery('simple', '{word}')"
                ),
                _ => format!(
                    "SELECT rowid AS id FROM service_request_search WHERE service_request_search MATCH '{word}'"
                ),
            };
            count(connection, &sql).await
        };
        assert_eq!((found("fabrique").await, found("soulevee").await, found("0000001").await), (1, 1, 1));
        let change =
            "UPDATE service_requests SET place_search = 'rue saint jean', updated_at = created_at WHERE id = 1";
        connection.execute_unprepared(change).await.unwrap();
        assert_eq!((found("fabrique").await, found("jean").await, found("soulevee").await), (0, 1, 1));
        connection.execute_unprepared("DELETE FROM programmes").await.unwrap();
        connection.execute_unprepared("DELETE FROM attachments").await.unwrap();
        connection.execute_unprepared("DELETE FROM inbound_emails").await.unwrap();
        connection.execute_unprepared("DELETE FROM contacts").await.unwrap();
        connection.execute_unprepared("DELETE FROM request_merges").await.unwrap();
        connection.execute_unprepared("DELETE FROM follow_ups").await.unwrap();
        connection.execute_unprepared("DELETE FROM service_requests").await.unwrap();
        assert_eq!((found("jean").await, found("soulevee").await), (0, 0));
    }
}

/// Copies the sample request 50,000 times, spread over cells, hours, priorities and citizens, then gathers statistics.
async fn copy_request(connection: &DatabaseConnection) {
    let hour = match connection.get_database_backend() {
        DbBackend::Postgres => "timestamptz '2019-01-01 00:00Z' + i * interval '1 hour'",
        _ => "strftime('%Y-%m-%dT%H:%M:%S+00:00', '2019-01-01', '+' || i || ' hours')",
    };
    let sql = format!(
        "WITH RECURSIVE n(i) AS (SELECT CAST(2 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
         INSERT INTO citizens (id, given_name, family_name, language, language_ground, consent_to_contact,
             search_text, created_at)
         SELECT i, 'a', 'b', 'fr', 'default', true, 'a b', created_at FROM citizens, n WHERE id = 1 AND i <= 5000;
         WITH RECURSIVE n(i) AS (SELECT CAST(2 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
         INSERT INTO service_requests (id, number, kind, channel, product_id, precision_id, answers, lon, lat, h3_cell,
             borough_id, department_id, team_id, work_type_id, work_type_code, status, severity, priority, priority_breakdown,
             priority_policy_id, priority_as_of, citizen_id, source, opened_at, settled_at_first_contact, simulated,
             place_search, description_search, created_at, updated_at)
         SELECT i, 'N-' || i, kind, channel, product_id, precision_id, answers, lon, lat, i * 7919 % {ROWS},
             borough_id, department_id, team_id, work_type_id, CASE WHEN i % 100 = 0 THEN 'rare' ELSE work_type_code END,
             CASE WHEN i % 2 = 0 THEN 'received' ELSE 'assigned' END, severity, i * 104729 % 10000 / 100.0,
             priority_breakdown, priority_policy_id, priority_as_of, i % 5000 + 1, source, {hour},
             settled_at_first_contact, simulated, place_search, 'trottoir' || i, created_at, updated_at
         FROM service_requests, n WHERE id = 1;
         ANALYZE"
    );
    connection.execute_unprepared(&sql).await.unwrap();
}

/// How the database carries out `sql`.
async fn plan_of(connection: &DatabaseConnection, sql: &str) -> String {
    let explain = match connection.get_database_backend() {
        DbBackend::Postgres => format!("EXPLAIN {sql}"),
        _ => format!("EXPLAIN QUERY PLAN {sql}"),
    };
    let column = match connection.get_database_backend() {
        DbBackend::Postgres => "QUERY PLAN",
        _ => "detail",
    };
    let rows = query(connection, &explain).await;
    let plan: Vec<String> = rows.iter().map(|row| row.try_get("", column).unwrap()).collect();
    plan.join("\n")
}

/// The plan of `sql` reads `index`, never the whole table, and sorts nothing where the index gives the order.
async fn walks(connection: &DatabaseConnection, sql: &str, index: &str) {
    let plan = plan_of(connection, sql).await;
    assert!(plan.contains(index), "{sql}\ndoes not read {index}:\n{plan}");
    for whole in ["Seq Scan", "SCAN service_requests", "TEMP B-TREE FOR ORDER BY"] {
        assert!(!plan.contains(whole), "{sql}\n{plan}");
    }
    if sql.contains("LIMIT") {
        assert!(!plan.contains("Sort"), "{sql}\n{plan}");
    }
}

async fn count(connection: &DatabaseConnection, sql: &str) -> usize {
    query(connection, sql).await.len()
}

async fn query(connection: &DatabaseConnection, sql: &str) -> Vec<sea_orm::QueryResult> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_all_raw(statement).await.unwrap()
}
