//! The clocks of the promises of several requests, written in one statement.

use chrono::{DateTime, Utc};
use riverain_entities::promises::PromiseCause;
use riverain_entities::service_requests::Model;
use sea_orm::{ActiveEnum, ConnectionTrait, DbErr, Statement, Value};

use super::connect::is_postgres;

/// How many clocks go in one statement.
const CLOCKS_A_STATEMENT: usize = 500;

/// The promise of a request and its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromiseClock {
    /// Key of the request.
    pub id: i64,
    /// When the promise ends.
    pub due_at: Option<DateTime<Utc>>,
    /// From when it is at risk.
    pub at_risk_at: Option<DateTime<Utc>>,
    /// Since when its clock stands.
    pub stopped_at: Option<DateTime<Utc>>,
    /// Since when the commitment counts.
    pub promised_from: Option<DateTime<Utc>>,
    /// Why it ends then.
    pub cause: Option<PromiseCause>,
}

impl PromiseClock {
    /// The promise of a request and its clock, as they are.
    pub fn of(request: &Model) -> Self {
        Self {
            id: request.id,
            due_at: request.due_at,
            at_risk_at: request.at_risk_at,
            stopped_at: request.clock_stopped_at,
            promised_from: request.promised_from,
            cause: request.promise_cause,
        }
    }
}

/// Writes the clocks of requests.
///
/// # Errors
/// A database that fails.
pub async fn write(
    transaction: &impl ConnectionTrait,
    clocks: &[PromiseClock],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let postgres = is_postgres(transaction);
    let placeholder = |rank: usize| if postgres { format!("${rank}") } else { "?".to_owned() };
    for chunk in clocks.chunks(CLOCKS_A_STATEMENT) {
        let mut values: Vec<Value> = vec![now.into()];
        let mut tuples = Vec::with_capacity(chunk.len());
        for clock in chunk {
            let first = values.len() + 1;
            let places: Vec<String> = (first..first + 6).map(placeholder).collect();
            tuples.push(format!("({})", places.join(", ")));
            values.extend([clock.id.into(), clock.due_at.into(), clock.at_risk_at.into(), clock.stopped_at.into()]);
            values.extend([clock.promised_from.into(), clock.cause.map(|cause| cause.to_value()).into()]);
        }
        let sql = format!(
            "UPDATE service_requests SET updated_at = {}, due_at = clock.column2, at_risk_at = clock.column3, \
             clock_stopped_at = clock.column4, promised_from = clock.column5, promise_cause = clock.column6 \
             FROM (VALUES {}) AS clock WHERE service_requests.id = clock.column1",
            placeholder(1),
            tuples.join(", ")
        );
        let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
        transaction.execute_raw(statement).await?;
    }
    Ok(())
}
