//! Two programmes, A and B, side by side: the database matches their requests and projects and counts them.
//!
//! Requests are the same in both. Each project of A is paired with the project of B that holds the most of its requests,
//! and each project of B with the one of A that holds the most of its own, the first listed where several do; a pair that
//! comes out both ways counts once.

use riverain_entities::programme_projects::{Column, Entity};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryResult, QuerySelect, Statement,
};

use crate::domain::schedule_change::{ComparisonKey, Flow, PlanFigures, PlanPart, Route};

/// The requests of A with where B has them, then those that B alone has.
const REQUEST_FLOWS: &str = "
    SELECT 1 AS in_a, pa.year AS year_a, CASE WHEN b.project_id IS NULL THEN 0 ELSE 1 END AS in_b, pb.year AS year_b,
        pa.department_id AS department_id, pa.borough_id AS borough_id, COUNT(*) AS request_count,
        SUM(CAST(pa.cost_cents AS DOUBLE PRECISION) / pa.request_count) AS cost_cents,
        SUM(pa.value / pa.request_count) AS value
    FROM programme_project_requests a
    JOIN programme_projects pa ON pa.id = a.project_id
    LEFT JOIN programme_project_requests b ON b.programme_id = $2 AND b.request_id = a.request_id
    LEFT JOIN programme_projects pb ON pb.id = b.project_id
    WHERE a.programme_id = $1
    GROUP BY 2, 3, 4, 5, 6
    UNION ALL
    SELECT 0, NULL, 1, pb.year, pb.department_id, pb.borough_id, COUNT(*),
        SUM(CAST(pb.cost_cents AS DOUBLE PRECISION) / pb.request_count), SUM(pb.value / pb.request_count)
    FROM programme_project_requests b
    JOIN programme_projects pb ON pb.id = b.project_id
    WHERE b.programme_id = $2 AND NOT EXISTS (
        SELECT 1 FROM programme_project_requests a WHERE a.programme_id = $1 AND a.request_id = b.request_id)
    GROUP BY pb.year, pb.department_id, pb.borough_id";

/// The pairs of projects, each with its place in the list of pairs: those of A, then those that only B's side gives.
pub(super) const PAIRS: &str = "
    WITH common AS MATERIALIZED (
        SELECT a.project_id AS project_a, b.project_id AS project_b, COUNT(*) AS shared
        FROM programme_project_requests a
        JOIN programme_project_requests b ON b.programme_id = $2 AND b.request_id = a.request_id
        WHERE a.programme_id = $1
        GROUP BY a.project_id, b.project_id),
    ranked AS MATERIALIZED (
        SELECT project_a, project_b, shared,
            ROW_NUMBER() OVER (PARTITION BY project_a ORDER BY shared DESC, project_b) AS rank_a,
            ROW_NUMBER() OVER (PARTITION BY project_b ORDER BY shared DESC, project_a) AS rank_b
        FROM common),
    pairs AS (
        SELECT 0 AS side, project_a AS place, project_a, project_b, shared FROM ranked WHERE rank_a = 1
        UNION ALL
        SELECT 0, id, id, NULL, 0 FROM programme_projects
        WHERE programme_id = $1 AND id NOT IN (SELECT project_a FROM common)
        UNION ALL
        SELECT 1, project_b, project_a, project_b, shared FROM ranked WHERE rank_b = 1 AND rank_a > 1
        UNION ALL
        SELECT 1, id, NULL, id, 0 FROM programme_projects
        WHERE programme_id = $2 AND id NOT IN (SELECT project_b FROM common))";

const PAIR_FLOWS: &str = "
    SELECT CASE WHEN pa.id IS NULL THEN 0 ELSE 1 END AS in_a, pa.year AS year_a,
        CASE WHEN pb.id IS NULL THEN 0 ELSE 1 END AS in_b, pb.year AS year_b,
        COALESCE(pa.department_id, pb.department_id) AS department_id,
        COALESCE(pa.borough_id, pb.borough_id) AS borough_id, COUNT(*) AS project_count
    FROM pairs
    LEFT JOIN programme_projects pa ON pa.id = pairs.project_a
    LEFT JOIN programme_projects pb ON pb.id = pairs.project_b
    GROUP BY 1, 2, 3, 4, 5, 6";

#[derive(Debug, FromQueryResult)]
struct PartRow {
    programme_id: i64,
    year: Option<i32>,
    department_id: i64,
    borough_id: Option<i64>,
    project_count: i64,
    request_count: i64,
    cost_cents: i64,
    value: f64,
}

/// The figures of programmes by year, department and borough.
///
/// # Errors
/// A database that fails.
pub async fn parts(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<PlanPart>, DbErr> {
    let rows: Vec<PartRow> = Entity::find()
        .select_only()
        .columns([Column::ProgrammeId, Column::Year, Column::DepartmentId, Column::BoroughId])
        .column_as(Column::Id.count(), "project_count")
        .expr_as(Expr::cust("CAST(SUM(request_count) AS BIGINT)"), "request_count")
        .expr_as(Expr::cust("CAST(SUM(cost_cents) AS BIGINT)"), "cost_cents")
        .column_as(Column::Value.sum(), "value")
        .filter(Column::ProgrammeId.is_in(keys.iter().copied()))
        .group_by(Column::ProgrammeId)
        .group_by(Column::Year)
        .group_by(Column::DepartmentId)
        .group_by(Column::BoroughId)
        .into_model()
        .all(connection)
        .await?;
    let part = |row: PartRow| PlanPart {
        programme_id: row.programme_id,
        key: ComparisonKey { year: row.year, department_id: Some(row.department_id), borough_id: row.borough_id },
        figures: PlanFigures {
            project_count: row.project_count,
            request_count: row.request_count,
            cost_cents: row.cost_cents,
            value: row.value,
        },
    };
    Ok(rows.into_iter().map(part).collect())
}

/// From where in A to where in B requests and projects go, by department and borough. A request has an equal share of its
/// project's cost and value; pairs of projects count as projects.
///
/// # Errors
/// A database that fails.
pub async fn flows(connection: &impl ConnectionTrait, a: i64, b: i64) -> Result<Vec<Flow>, DbErr> {
    let mut flows = Vec::new();
    for row in connection.query_all_raw(statement(connection, REQUEST_FLOWS.to_owned(), a, b)).await? {
        flows.push(request_flow(&row)?);
    }
    for row in connection.query_all_raw(statement(connection, format!("{PAIRS}{PAIR_FLOWS}"), a, b)).await? {
        let figures = PlanFigures { project_count: row.try_get("", "project_count")?, ..PlanFigures::default() };
        flows.push(Flow { figures, ..place(&row)? });
    }
    Ok(flows)
}

/// A statement about A and B.
pub(super) fn statement(connection: &impl ConnectionTrait, sql: String, a: i64, b: i64) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, [a.into(), b.into()])
}

fn request_flow(row: &QueryResult) -> Result<Flow, DbErr> {
    let cost: f64 = row.try_get("", "cost_cents")?;
    #[expect(clippy::cast_possible_truncation, reason = "the costs of a city lie far below 2^52 cents")]
    let cost_cents = cost.round() as i64;
    let figures = PlanFigures {
        project_count: 0,
        request_count: row.try_get("", "request_count")?,
        cost_cents,
        value: row.try_get("", "value")?,
    };
    Ok(Flow { figures, ..place(row)? })
}

fn place(row: &QueryResult) -> Result<Flow, DbErr> {
    let is = |column: &str| row.try_get::<i32>("", column).map(|found| found == 1);
    Ok(Flow {
        route: Route {
            in_a: is("in_a")?,
            year_a: row.try_get("", "year_a")?,
            in_b: is("in_b")?,
            year_b: row.try_get("", "year_b")?,
        },
        key: ComparisonKey {
            year: None,
            department_id: row.try_get("", "department_id")?,
            borough_id: row.try_get("", "borough_id")?,
        },
        figures: PlanFigures::default(),
    })
}
