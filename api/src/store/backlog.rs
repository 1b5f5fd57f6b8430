//! The backlog of planned interventions, counted by the database in one statement; the ages take a second.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use riverain_entities::service_requests::{Column, Entity};
use sea_orm::sea_query::{CaseStatement, Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, QueryResult, Statement, StatementBuilder};

use crate::domain::backlog::{
    AgePercentiles, BAND_STARTS, Backlog, BacklogDimension, BacklogFigures, BacklogGroup, BacklogKey,
};

/// What the backlog is counted by.
#[derive(Debug, Clone)]
pub struct BacklogGrouping<'a> {
    /// The dimensions, each once.
    pub dimensions: &'a [BacklogDimension],
    /// The years and the instants at which they begin, latest first.
    pub year_starts: &'a [(i32, DateTime<Utc>)],
    /// The present moment, from which ages are told.
    pub now: DateTime<Utc>,
}

/// The requests that meet a condition, counted; groups come in no order.
///
/// # Errors
/// A database that fails.
pub async fn count(
    connection: &impl ConnectionTrait,
    condition: Condition,
    grouping: &BacklogGrouping<'_>,
) -> Result<Backlog, DbErr> {
    let figures = "CAST(COUNT(*) - COALESCE(SUM(is_merged), 0) AS BIGINT) AS request_count, \
        COUNT(*) AS report_count, \
        COUNT(DISTINCT citizen_id) + COUNT(*) - COUNT(citizen_id) AS distinct_citizens, \
        CAST(COALESCE(SUM(estimated_cost_cents), 0) AS BIGINT) AS cost_cents, \
        CAST(COALESCE(SUM(estimated_hours), 0) AS DOUBLE PRECISION) AS hours";
    let total = format!("SELECT 1 AS is_total, {}{figures} FROM backlog", grouping.no_names());
    let sql = match grouping.dimensions.is_empty() {
        true => total,
        false => {
            let names = grouping.names();
            format!("SELECT 0 AS is_total, {names}, {figures} FROM backlog GROUP BY {names} UNION ALL {total}")
        }
    };
    let mut backlog = Backlog::default();
    for row in connection.query_all_raw(grouping.over_backlog(connection, condition, &sql)).await? {
        let figures = figures_of(&row)?;
        match is_total(&row)? {
            true => backlog.total = figures,
            false => backlog.groups.push(BacklogGroup { key: grouping.key_of(&row)?, figures }),
        }
    }
    Ok(backlog)
}

/// Adds to a counted backlog how old its requests are, by nearest rank.
///
/// # Errors
/// A database that fails.
pub async fn add_ages(
    connection: &impl ConnectionTrait,
    condition: Condition,
    grouping: &BacklogGrouping<'_>,
    backlog: &mut Backlog,
) -> Result<(), DbErr> {
    let partition = match grouping.dimensions.is_empty() {
        true => String::new(),
        false => format!("PARTITION BY {}", grouping.names()),
    };
    // The nearest rank of the p-th percentile of n values is the ceiling of p n / 100.
    let moments = "MIN(CASE WHEN age_rank = (size * 50 + 99) / 100 THEN opened_at END) AS p50, \
        MIN(CASE WHEN age_rank = (size * 90 + 99) / 100 THEN opened_at END) AS p90, \
        MIN(opened_at) AS oldest";
    let ranked = |partition: &str| {
        format!(
            "SELECT backlog.*, ROW_NUMBER() OVER ({partition} ORDER BY opened_at DESC) AS age_rank, \
             COUNT(*) OVER ({partition}) AS size FROM backlog WHERE is_merged = 0"
        )
    };
    let total = format!("SELECT 1 AS is_total, {}{moments} FROM ({}) AS whole", grouping.no_names(), ranked(""));
    let sql = match grouping.dimensions.is_empty() {
        true => total,
        false => {
            let names = grouping.names();
            let ranked = ranked(&partition);
            format!(
                "SELECT 0 AS is_total, {names}, {moments} FROM ({ranked}) AS parts GROUP BY {names} UNION ALL {total}"
            )
        }
    };
    let mut ages_of: HashMap<BacklogKey, AgePercentiles> = HashMap::with_capacity(backlog.groups.len());
    for row in connection.query_all_raw(grouping.over_backlog(connection, condition, &sql)).await? {
        let Some(ages) = ages_at(&row, grouping.now)? else { continue };
        match is_total(&row)? {
            true => backlog.total.ages = Some(ages),
            false => {
                ages_of.insert(grouping.key_of(&row)?, ages);
            }
        }
    }
    for group in &mut backlog.groups {
        group.figures.ages = ages_of.get(&group.key).copied();
    }
    Ok(())
}

impl BacklogGrouping<'_> {
    /// A statement over `backlog`: the requests that meet the condition, and those merged into them, which cost nothing more;
    /// with a column a dimension.
    fn over_backlog(&self, connection: &impl ConnectionTrait, condition: Condition, sql: &str) -> Statement {
        let rows = StatementBuilder::build(&self.rows(condition), &connection.get_database_backend());
        let names = self.dimensions.iter().flat_map(|dimension| [", ", name(*dimension)]).collect::<String>();
        let sql = format!(
            "WITH masters AS ({}), backlog AS (
                SELECT citizen_id, estimated_cost_cents, estimated_hours, opened_at, 0 AS is_merged{names} FROM masters
                UNION ALL SELECT report.citizen_id, NULL, NULL, masters.opened_at, 1{names}
                FROM service_requests report JOIN masters ON masters.id = report.master_id
                WHERE report.master_id IS NOT NULL) {sql}",
            rows.sql
        );
        Statement { sql, ..rows }
    }

    fn rows(&self, condition: Condition) -> SelectStatement {
        let mut rows = Query::select();
        rows.from(Entity).cond_where(condition);
        rows.columns([
            Column::Id,
            Column::CitizenId,
            Column::EstimatedCostCents,
            Column::EstimatedHours,
            Column::OpenedAt,
        ]);
        for dimension in self.dimensions {
            rows.expr_as(self.value_of(*dimension), name(*dimension));
        }
        rows
    }

    fn value_of(&self, dimension: BacklogDimension) -> Expr {
        match dimension {
            BacklogDimension::Department => Expr::col(Column::DepartmentId),
            BacklogDimension::WorkType => Expr::col(Column::WorkTypeCode),
            BacklogDimension::Borough => Expr::col(Column::BoroughId),
            BacklogDimension::Neighbourhood => Expr::col(Column::NeighbourhoodId),
            BacklogDimension::PriorityBand => {
                let bands = BAND_STARTS.iter().rev();
                let least = BAND_STARTS.first().copied().unwrap_or_default();
                let case = bands.filter(|start| **start != least).fold(CaseStatement::new(), |case, start| {
                    case.case(Column::Priority.gte(f64::from(*start)), number(*start))
                });
                case.finally(number(least)).into()
            }
            BacklogDimension::YearOpened => {
                let years = self.year_starts.iter();
                years
                    .fold(CaseStatement::new(), |case, (year, start)| {
                        case.case(Column::OpenedAt.gte(*start), number(*year))
                    })
                    .into()
            }
        }
    }

    fn names(&self) -> String {
        self.dimensions.iter().map(|dimension| name(*dimension)).collect::<Vec<_>>().join(", ")
    }

    /// As many empty columns as there are dimensions, for the row of the whole.
    fn no_names(&self) -> String {
        let empty = |dimension: &BacklogDimension| format!("NULL AS {}, ", name(*dimension));
        self.dimensions.iter().map(empty).collect::<Vec<_>>().concat()
    }

    fn key_of(&self, row: &QueryResult) -> Result<BacklogKey, DbErr> {
        let mut key = BacklogKey::default();
        for dimension in self.dimensions {
            let column = name(*dimension);
            match dimension {
                BacklogDimension::Department => key.department_id = row.try_get("", column)?,
                BacklogDimension::WorkType => key.work_type_code = row.try_get("", column)?,
                BacklogDimension::Borough => key.borough_id = row.try_get("", column)?,
                BacklogDimension::Neighbourhood => key.neighbourhood_id = row.try_get("", column)?,
                BacklogDimension::PriorityBand => key.band_start = row.try_get("", column)?,
                BacklogDimension::YearOpened => key.year_opened = row.try_get("", column)?,
            }
        }
        Ok(key)
    }
}

fn name(dimension: BacklogDimension) -> &'static str {
    match dimension {
        BacklogDimension::Department => "department_key",
        BacklogDimension::WorkType => "work_type_key",
        BacklogDimension::Borough => "borough_key",
        BacklogDimension::Neighbourhood => "neighbourhood_key",
        BacklogDimension::PriorityBand => "priority_band",
        BacklogDimension::YearOpened => "year_opened",
    }
}

/// A number that stands in the statement itself, so that both databases see its type.
fn number(value: i32) -> Expr {
    Expr::cust(value.to_string())
}

fn is_total(row: &QueryResult) -> Result<bool, DbErr> {
    Ok(row.try_get::<i32>("", "is_total")? == 1)
}

fn figures_of(row: &QueryResult) -> Result<BacklogFigures, DbErr> {
    Ok(BacklogFigures {
        request_count: row.try_get("", "request_count")?,
        report_count: row.try_get("", "report_count")?,
        distinct_citizens: row.try_get("", "distinct_citizens")?,
        cost_cents: row.try_get("", "cost_cents")?,
        hours: row.try_get("", "hours")?,
        ages: None,
    })
}

fn ages_at(row: &QueryResult, now: DateTime<Utc>) -> Result<Option<AgePercentiles>, DbErr> {
    let moment = |column: &str| row.try_get::<Option<DateTime<Utc>>>("", column);
    Ok(match (moment("p50")?, moment("p90")?, moment("oldest")?) {
        (Some(p50), Some(p90), Some(oldest)) => Some(AgePercentiles::at(now, p50, p90, oldest)),
        _ => None,
    })
}
