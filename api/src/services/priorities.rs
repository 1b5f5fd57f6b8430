//! Priorities: computed by the planner's pure policy from what the database knows, and kept with their breakdown.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use riverain_entities::service_requests::{self, Column};
use riverain_planner::{PriorityFacts, PriorityPolicy};
use sea_orm::{ColumnTrait, DatabaseTransaction};
use serde_json::Value;

use super::ServiceError;
use crate::app::App;
use crate::store::connect::begin_write;
use crate::store::priorities::{self, NewPriority, Spot};
use crate::store::reference::Reference;
use crate::store::reporters;
use crate::store::request_conditions::in_backlog;

/// How many requests one transaction of a refresh holds.
const BATCH: u64 = 1_000;

/// Seconds of a day.
const DAY_SECONDS: f64 = 86_400.0;

/// What the priority of a request depends on.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances {
    /// Severity from the product, the precision and the answers, 0 to 100.
    pub severity: i32,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// How many distinct citizens reported the same kind of work at the same spot.
    pub distinct_citizens: u32,
    /// Its borough.
    pub borough_id: Option<i64>,
    /// The priority that a person gave it.
    pub manual_override: Option<f64>,
}

/// A priority as it is stored.
#[derive(Debug, Clone)]
pub struct AssessedPriority {
    /// The priority, 0 to 100.
    pub score: f64,
    /// What it is made of: the planner's breakdown.
    pub breakdown: Value,
}

/// The present policy of the city.
///
/// # Errors
/// A stored policy that does not have its form.
pub fn policy(reference: &Reference) -> Result<PriorityPolicy, ServiceError> {
    Ok(serde_json::from_value(reference.priority_policy.weights.clone())?)
}

/// The priority of a request under the present policy, at `now`.
///
/// # Errors
/// A stored policy that does not have its form.
pub fn assess(
    reference: &Reference,
    circumstances: &Circumstances,
    now: DateTime<Utc>,
) -> Result<AssessedPriority, ServiceError> {
    let breakdown = policy(reference)?.priority(&facts(reference, circumstances, now));
    Ok(AssessedPriority { score: breakdown.priority, breakdown: serde_json::to_value(&breakdown)? })
}

/// What the policy looks at, out of the circumstances of a request.
pub fn facts(reference: &Reference, circumstances: &Circumstances, now: DateTime<Utc>) -> PriorityFacts {
    let age = (now - circumstances.opened_at).as_seconds_f64() / DAY_SECONDS;
    let borough = circumstances.borough_id.and_then(|key| reference.borough(key));
    PriorityFacts {
        severity: f64::from(circumstances.severity),
        age_days: age.max(0.0),
        citizens: circumstances.distinct_citizens,
        borough_equity: borough.map_or(1.0, |row| row.equity_weight),
        manual_override: circumstances.manual_override,
    }
}

/// Computes the priorities of the whole backlog again, in batches of one transaction each, and gives how many were
/// written: ages grow and neighbours report, so that a city runs it each night.
///
/// # Errors
/// A database that fails; the batches before it stand.
pub async fn refresh(app: &App) -> Result<u64, ServiceError> {
    let reference = app.reference.current().await?;
    let now = app.clock.now();
    let (mut after, mut written) = (0, 0);
    loop {
        let transaction = begin_write(&app.database).await?;
        let rows = priorities::backlog_after(&transaction, after, BATCH).await?;
        let Some(last) = rows.last() else { return Ok(written) };
        after = last.id;
        renew_some(&transaction, &reference, &rows, now).await?;
        transaction.commit().await?;
        written += u64::try_from(rows.len()).unwrap_or(u64::MAX);
    }
}

/// Computes the priorities of these requests of the backlog again.
///
/// # Errors
/// A stored policy that does not have its form, or a database that fails.
pub async fn renew_some(
    transaction: &DatabaseTransaction,
    reference: &Reference,
    rows: &[service_requests::Model],
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let cells: Vec<i64> = rows.iter().filter_map(|row| row.h3_cell).collect();
    let here = in_backlog().add(Column::H3Cell.is_in(cells));
    let citizens = reporters::distinct_citizens(transaction, here, None).await?;
    let renewed: Result<Vec<NewPriority>, ServiceError> =
        rows.iter().map(|row| renew(reference, &citizens, row, now)).collect();
    Ok(priorities::write(transaction, &renewed?, reference.priority_policy.id, now).await?)
}

fn renew(
    reference: &Reference,
    citizens: &HashMap<Spot, u32>,
    row: &service_requests::Model,
    now: DateTime<Utc>,
) -> Result<NewPriority, ServiceError> {
    let spot = row.work_type_code.clone().zip(row.h3_cell).map(|(work_type, cell)| Spot { work_type, cell });
    let circumstances = Circumstances {
        severity: row.severity,
        opened_at: row.opened_at,
        distinct_citizens: spot.and_then(|spot| citizens.get(&spot)).copied().unwrap_or(1),
        borough_id: row.borough_id,
        manual_override: row.priority_override,
    };
    let AssessedPriority { score, breakdown } = assess(reference, &circumstances, now)?;
    Ok(NewPriority { request_id: row.id, score, breakdown })
}
