//! The citizens who report what is in the backlog: those of its requests, and those of the requests merged into them. A known
//! citizen counts once wherever they are counted, each anonymous report as one.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use riverain_entities::service_requests::{Column, Entity};
use sea_orm::sea_query::{Expr, Query, Values};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, Statement, StatementBuilder, Value};

use super::connect::is_postgres;
use super::priorities::Spot;
use super::request_conditions::in_backlog;

/// How many citizens there are among the reports.
const CITIZENS: &str = "COUNT(DISTINCT citizen_id) + COUNT(*) - COUNT(citizen_id) AS citizens";

/// How many distinct citizens report what is in a backlog, at each spot where there are several reports; as of a moment, or
/// now.
///
/// # Errors
/// A database that fails.
pub async fn distinct_citizens(
    connection: &impl ConnectionTrait,
    backlog: Condition,
    moment: Option<DateTime<Utc>>,
) -> Result<HashMap<Spot, u32>, DbErr> {
    let counted = format!(
        "SELECT work_type_code, h3_cell, {CITIZENS} FROM reports WHERE h3_cell IS NOT NULL
         GROUP BY work_type_code, h3_cell HAVING COUNT(*) > 1"
    );
    let rows = connection.query_all_raw(over_reports(connection, backlog, moment, &counted)).await?;
    let spots = rows.iter().map(|row| {
        let spot = Spot { work_type: row.try_get("", "work_type_code")?, cell: row.try_get("", "h3_cell")? };
        Ok((spot, u32::try_from(row.try_get::<i64>("", "citizens")?).unwrap_or(u32::MAX)))
    });
    spots.collect()
}

/// How many distinct citizens but for one report work of a type that is open in a cell.
///
/// # Errors
/// A database that fails.
pub async fn others_at(connection: &impl ConnectionTrait, spot: &Spot, citizen: Option<i64>) -> Result<u64, DbErr> {
    let here = in_backlog().add(Column::WorkTypeCode.eq(&spot.work_type)).add(Column::H3Cell.eq(spot.cell));
    let but_for = citizen.map(|key| format!("WHERE citizen_id IS NULL OR citizen_id <> {key}")).unwrap_or_default();
    let counted = format!("SELECT {CITIZENS} FROM reports {but_for}");
    let row = connection.query_one_raw(over_reports(connection, here, None, &counted)).await?;
    let citizens: i64 = row.map(|row| row.try_get("", "citizens")).transpose()?.unwrap_or(0);
    Ok(citizens.unsigned_abs())
}

/// How many distinct citizens report the problem that each of these requests stands for, in one statement.
///
/// # Errors
/// A database that fails.
pub async fn of_requests(connection: &impl ConnectionTrait, request_ids: &[i64]) -> Result<HashMap<i64, u64>, DbErr> {
    let master = "COALESCE(master_id, id)";
    let counted = Query::select()
        .expr_as(Expr::cust(master), "master")
        .expr(Expr::cust(CITIZENS))
        .from(Entity)
        .cond_where(
            Condition::any()
                .add(Column::Id.is_in(request_ids.iter().copied()))
                .add(Column::MasterId.is_in(request_ids.iter().copied())),
        )
        .add_group_by([Expr::cust(master)])
        .to_owned();
    let rows = connection.query_all(&counted).await?;
    let counts =
        rows.iter().map(|row| Ok((row.try_get("", "master")?, row.try_get::<i64>("", "citizens")?.unsigned_abs())));
    counts.collect()
}

/// A statement over `reports`: a row for each report of what is in the backlog, with its citizen, and the work type and cell of
/// the request that stands for it.
fn over_reports(
    connection: &impl ConnectionTrait,
    backlog: Condition,
    moment: Option<DateTime<Utc>>,
    sql: &str,
) -> Statement {
    let rows = Query::select()
        .columns([Column::Id, Column::CitizenId, Column::WorkTypeCode, Column::H3Cell])
        .from(Entity)
        .cond_where(backlog)
        .to_owned();
    let rows = StatementBuilder::build(&rows, &connection.get_database_backend());
    let mut values = rows.values.map(|values| values.0).unwrap_or_default();
    let mut standing = || match moment {
        None => "m.unmerged_at IS NULL".to_owned(),
        Some(moment) => {
            let mut place = || {
                values.push(Value::from(moment));
                if is_postgres(connection) { format!("${}", values.len()) } else { "?".to_owned() }
            };
            let (merged, unmerged) = (place(), place());
            format!("m.merged_at <= {merged} AND (m.unmerged_at IS NULL OR m.unmerged_at > {unmerged})")
        }
    };
    let (directly, through) = (standing(), standing());
    let sql = format!(
        "WITH RECURSIVE backlog AS ({}),
         below (report_id, master_id) AS (
             SELECT m.request_id, m.master_id FROM request_merges m WHERE {directly}
             UNION SELECT below.report_id, m.master_id FROM below JOIN request_merges m ON m.request_id = below.master_id
                 WHERE {through}),
         reports AS (
             SELECT citizen_id, work_type_code, h3_cell FROM backlog
             UNION ALL SELECT report.citizen_id, backlog.work_type_code, backlog.h3_cell
             FROM below JOIN backlog ON backlog.id = below.master_id
             JOIN service_requests report ON report.id = below.report_id)
         {sql}",
        rows.sql
    );
    Statement { sql, values: Some(Values(values)), db_backend: connection.get_database_backend() }
}
