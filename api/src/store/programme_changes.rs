//! The projects and the requests of two programmes, A and B, one by one, page by page.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement};
use serde::{Deserialize, Serialize};

use super::page::{Page, PageRequest};
use super::programme_comparison::PAIRS;
use crate::domain::schedule_change::ScheduleChange;

/// Which changes are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeFilter {
    /// What becomes of them; whatever it is where empty.
    pub changes: Vec<ScheduleChange>,
    /// Keys of departments, A's where A plans it, else B's; all where absent.
    pub departments: Option<Vec<i64>>,
}

/// The place of a pair in the list of pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairPosition {
    /// 0 for a project of A, 1 for one that only B's side gives.
    pub side: i32,
    /// The project's key.
    pub place: i64,
}

/// A pair of projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct PairedProjects {
    /// Its place in the list: which side.
    pub side: i32,
    /// Its place in the list: the project's key.
    pub place: i64,
    /// The key of the project of A; none where no request of B's was in A.
    pub project_a: Option<i64>,
    /// The key of the project of B; none where no request of A's is in B.
    pub project_b: Option<i64>,
    /// How many requests they share.
    pub shared: i64,
}

/// A request in A and in B.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct PairedRequest {
    /// Its key.
    pub request_id: i64,
    /// The key of its project in A; none where it has none.
    pub project_a: Option<i64>,
    /// The key of its project in B; none where it has none.
    pub project_b: Option<i64>,
}

/// One page of the pairs of projects of A and B: A's in their order, then those that only B's side gives.
///
/// # Errors
/// A database that fails.
pub async fn projects(
    connection: &impl ConnectionTrait,
    (a, b): (i64, i64),
    filter: &ChangeFilter,
    request: &PageRequest<PairPosition>,
) -> Result<Page<PairedProjects>, DbErr> {
    let after = request.after.unwrap_or(PairPosition { side: 0, place: 0 });
    let sql = format!(
        "{PAIRS}
        SELECT pairs.side AS side, pairs.place AS place, pairs.project_a AS project_a, pairs.project_b AS project_b,
            CAST(pairs.shared AS BIGINT) AS shared
        FROM pairs
        LEFT JOIN programme_projects pa ON pa.id = pairs.project_a
        LEFT JOIN programme_projects pb ON pb.id = pairs.project_b
        WHERE (pairs.side > $3 OR (pairs.side = $3 AND pairs.place > $4)){}
        ORDER BY pairs.side, pairs.place LIMIT $5",
        filter.sql()
    );
    let values = [a.into(), b.into(), after.side.into(), after.place.into(), limit(request).into()];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    Ok(Page::from_rows(PairedProjects::find_by_statement(statement).all(connection).await?, request))
}

/// One page of the requests of A and B, by key.
///
/// # Errors
/// A database that fails.
pub async fn requests(
    connection: &impl ConnectionTrait,
    (a, b): (i64, i64),
    filter: &ChangeFilter,
    request: &PageRequest<i64>,
) -> Result<Page<PairedRequest>, DbErr> {
    let condition = filter.sql();
    let sql = format!(
        "SELECT * FROM (
            SELECT a.request_id AS request_id, a.project_id AS project_a, b.project_id AS project_b
            FROM programme_project_requests a
            JOIN programme_projects pa ON pa.id = a.project_id
            LEFT JOIN programme_project_requests b ON b.programme_id = $2 AND b.request_id = a.request_id
            LEFT JOIN programme_projects pb ON pb.id = b.project_id
            WHERE a.programme_id = $1 AND a.request_id > $3{condition}
            ORDER BY a.request_id LIMIT $4) of_a
        UNION ALL SELECT * FROM (
            SELECT b.request_id AS request_id, pa.id AS project_a, b.project_id AS project_b
            FROM programme_project_requests b
            JOIN programme_projects pb ON pb.id = b.project_id
            LEFT JOIN programme_project_requests a ON a.programme_id = $1 AND a.request_id = b.request_id
            LEFT JOIN programme_projects pa ON pa.id = a.project_id
            WHERE b.programme_id = $2 AND b.request_id > $3 AND a.request_id IS NULL{condition}
            ORDER BY b.request_id LIMIT $4) of_b"
    );
    let after = request.after.unwrap_or(0);
    let values = [a.into(), b.into(), after.into(), limit(request).into()];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let mut rows = PairedRequest::find_by_statement(statement).all(connection).await?;
    rows.sort_unstable_by_key(|row| row.request_id);
    Ok(Page::from_rows(rows, request))
}

impl ChangeFilter {
    /// The condition, over projects `pa` of A and `pb` of B.
    fn sql(&self) -> String {
        let changes: Vec<&str> = self.changes.iter().map(|change| condition(*change)).collect();
        let of_changes = match changes.is_empty() {
            true => String::new(),
            false => format!(" AND ({})", changes.join(" OR ")),
        };
        let of_departments = self.departments.as_ref().map_or_else(String::new, |keys| {
            let keys = keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            // A list of no key is no list to SQLite and PostgreSQL alike.
            let keys = if keys.is_empty() { "NULL".to_owned() } else { keys };
            format!(" AND COALESCE(pa.department_id, pb.department_id) IN ({keys})")
        });
        of_changes + &of_departments
    }
}

fn condition(change: ScheduleChange) -> &'static str {
    match change {
        ScheduleChange::Stayed => "pa.year = pb.year",
        ScheduleChange::Moved => "pa.year <> pb.year",
        ScheduleChange::Entered => "(pa.year IS NULL AND pb.year IS NOT NULL)",
        ScheduleChange::Left => "(pa.year IS NOT NULL AND pb.year IS NULL)",
        ScheduleChange::Waiting => "(pa.year IS NULL AND pb.year IS NULL)",
    }
}

fn limit<K>(request: &PageRequest<K>) -> i64 {
    i64::try_from(request.size).unwrap_or(i64::MAX - 1) + 1
}
