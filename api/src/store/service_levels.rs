//! What the figures of the centre are counted from: each count is one walk of an index, for all groups at once.

use chrono::{DateTime, Utc};
use riverain_entities::contacts::ContactChannel;
use sea_orm::{ActiveEnum, ConnectionTrait, DbErr, QueryResult, Statement, Value};

use super::connect::is_postgres;
use crate::domain::service_levels::{AgentFigures, ChannelFigures, Ratio, Window};

/// By when contacts of a channel must be answered.
#[derive(Debug, Clone, Copy)]
pub enum AnswerBy {
    /// So many seconds after they came in.
    Seconds(i64),
    /// What their window says; each has one.
    DueOfWindow,
}

/// Contacts by group and channel.
///
/// # Errors
/// A database that fails.
pub async fn contacts_by_channel(
    connection: &impl ConnectionTrait,
    windows: &[Window],
) -> Result<Vec<(usize, ContactChannel, ChannelFigures)>, DbErr> {
    let mut sql = Counting::over(connection, windows);
    sql.text = format!(
        "SELECT period.column1 AS position, contacts.channel, COUNT(*) AS arrived, COUNT(contacts.answered_at) AS answered, \
         {unanswered} AS unanswered, {settled} AS settled, {waited} AS waited, COUNT(contacts.wait_seconds) AS waiting, \
         {handled} AS handled, COUNT(contacts.handling_seconds) AS handling FROM {periods} CROSS JOIN contacts \
         WHERE contacts.arrived_at >= period.column2 AND contacts.arrived_at < period.column3 GROUP BY 1, 2",
        unanswered = sum("CASE WHEN contacts.answered_at IS NULL AND contacts.ended_at IS NOT NULL THEN 1 ELSE 0 END"),
        settled = sum("CASE WHEN contacts.settled_at_first_contact THEN 1 ELSE 0 END"),
        waited = sum("contacts.wait_seconds"),
        handled = sum("contacts.handling_seconds"),
        periods = sql.periods,
    );
    let figures = |row: &QueryResult| {
        let code: String = row.try_get("", "channel")?;
        let figures = ChannelFigures {
            arrived: number(row, "arrived")?,
            answered: number(row, "answered")?,
            unanswered: number(row, "unanswered")?,
            settled: number(row, "settled")?,
            waited: (number(row, "waited")?, number(row, "waiting")?),
            handled: (number(row, "handled")?, number(row, "handling")?),
        };
        Ok((position(row)?, ContactChannel::try_from_value(&code)?, figures))
    };
    sql.rows(figures).await
}

/// By group, how many contacts of a channel were answered in time, of those that were answered, have ended or should have
/// been answered by `now`.
///
/// # Errors
/// A database that fails.
pub async fn answered_in_time(
    connection: &impl ConnectionTrait,
    channel: ContactChannel,
    (windows, by): (&[Window], AnswerBy),
    now: DateTime<Utc>,
) -> Result<Vec<(usize, Ratio)>, DbErr> {
    let mut sql = Counting::over(connection, windows);
    let (in_time, is_due) = match by {
        AnswerBy::Seconds(seconds) => {
            let arrived_by = now - chrono::Duration::seconds(seconds);
            (format!("contacts.wait_seconds <= {seconds}"), format!("contacts.arrived_at <= {}", sql.bind(arrived_by)))
        }
        AnswerBy::DueOfWindow => {
            ("contacts.answered_at <= period.column4".to_owned(), format!("period.column4 <= {}", sql.bind(now)))
        }
    };
    let channel = sql.bind(channel.to_value());
    sql.text = format!(
        "SELECT period.column1 AS position, COUNT(*) AS due, {kept} AS kept FROM {periods} CROSS JOIN contacts \
         WHERE contacts.channel = {channel} AND contacts.arrived_at >= period.column2 \
         AND contacts.arrived_at < period.column3 \
         AND (contacts.answered_at IS NOT NULL OR contacts.ended_at IS NOT NULL OR {is_due}) GROUP BY 1",
        kept = sum(&format!("CASE WHEN contacts.answered_at IS NOT NULL AND {in_time} THEN 1 ELSE 0 END")),
        periods = sql.periods,
    );
    sql.rows(|row| Ok((position(row)?, kept_of_due(row)?))).await
}

/// By group and commitment, how many requests were closed by their due date, of those that are closed or were due by
/// `now`. What was cancelled counts nowhere.
///
/// # Errors
/// A database that fails.
pub async fn closed_in_time(
    connection: &impl ConnectionTrait,
    windows: &[Window],
    now: DateTime<Utc>,
) -> Result<Vec<(usize, String, Ratio)>, DbErr> {
    let mut sql = Counting::over(connection, windows);
    let now = sql.bind(now);
    sql.text = format!(
        "SELECT period.column1 AS position, \
         COALESCE(precisions.service_commitment_code, products.service_commitment_code) AS code, COUNT(*) AS due, \
         {kept} AS kept FROM {periods} CROSS JOIN service_requests AS request \
         JOIN precisions ON precisions.id = request.precision_id JOIN products ON products.id = request.product_id \
         WHERE request.opened_at >= period.column2 AND request.opened_at < period.column3 \
         AND request.due_at IS NOT NULL AND request.status <> 'cancelled' \
         AND (request.closed_at IS NOT NULL OR request.due_at <= {now}) \
         AND COALESCE(precisions.service_commitment_code, products.service_commitment_code) IS NOT NULL GROUP BY 1, 2",
        kept = sum("CASE WHEN request.closed_at <= request.due_at THEN 1 ELSE 0 END"),
        periods = sql.periods,
    );
    sql.rows(|row| Ok((position(row)?, row.try_get("", "code")?, kept_of_due(row)?))).await
}

/// By group, how many demands were diverted to 9-1-1, and how many came in as requests.
///
/// # Errors
/// A database that fails.
pub async fn diversions_and_requests(
    connection: &impl ConnectionTrait,
    windows: &[Window],
) -> Result<Vec<(usize, Ratio)>, DbErr> {
    let mut ratios = Vec::new();
    for (table, moment, is_diversion) in
        [("emergency_diversions", "diverted_at", true), ("service_requests", "opened_at", false)]
    {
        let mut sql = Counting::over(connection, windows);
        sql.text = format!(
            "SELECT period.column1 AS position, COUNT(*) AS number FROM {periods} CROSS JOIN {table} \
             WHERE {table}.{moment} >= period.column2 AND {table}.{moment} < period.column3 GROUP BY 1",
            periods = sql.periods,
        );
        let ratio = |row: &QueryResult| {
            let denominator = number(row, "number")?;
            let numerator = if is_diversion { denominator } else { 0 };
            Ok((position(row)?, Ratio { numerator, denominator }))
        };
        ratios.extend(sql.rows(ratio).await?);
    }
    Ok(ratios)
}

/// By group and agent, what they did.
///
/// # Errors
/// A database that fails.
pub async fn agents(
    connection: &impl ConnectionTrait,
    windows: &[Window],
) -> Result<Vec<(usize, String, AgentFigures)>, DbErr> {
    let mut sql = Counting::over(connection, windows);
    sql.text = format!(
        "SELECT period.column1 AS position, contacts.agent_subject AS subject, MAX(contacts.agent_name) AS name, \
         COUNT(*) AS number, {handled} AS handled FROM {periods} CROSS JOIN contacts \
         WHERE contacts.agent_subject IS NOT NULL AND contacts.arrived_at >= period.column2 \
         AND contacts.arrived_at < period.column3 GROUP BY 1, 2",
        handled = sum("contacts.handling_seconds"),
        periods = sql.periods,
    );
    let figures = |row: &QueryResult| {
        let (contacts, handling_seconds) = (number(row, "number")?, number(row, "handled")?);
        let figures = AgentFigures { name: row.try_get("", "name")?, contacts, handling_seconds };
        Ok((position(row)?, row.try_get("", "subject")?, figures))
    };
    sql.rows(figures).await
}

/// A count over windows. The windows are a table of the statement, written first: with `CROSS JOIN` SQLite walks them and
/// looks each up in an index.
struct Counting<'a, C> {
    connection: &'a C,
    /// The windows as a table named `period`: position of the group, first moment, end, due moment.
    periods: String,
    text: String,
    values: Vec<Value>,
}

impl<'a, C: ConnectionTrait> Counting<'a, C> {
    fn over(connection: &'a C, windows: &[Window]) -> Self {
        let mut counting = Self { connection, periods: String::new(), text: String::new(), values: Vec::new() };
        let mut rows = Vec::with_capacity(windows.len());
        for window in windows {
            let due_at = window.due_at.unwrap_or(window.ends);
            let moments = [window.begins, window.ends, due_at].map(|moment| counting.bind(moment));
            rows.push(format!("({}, {})", window.group, moments.join(", ")));
        }
        counting.periods = format!("(VALUES {}) AS period", rows.join(", "));
        counting
    }

    /// The placeholder of a value.
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        if is_postgres(self.connection) { format!("${}", self.values.len()) } else { format!("?{}", self.values.len()) }
    }

    async fn rows<T>(self, read: impl Fn(&QueryResult) -> Result<T, DbErr>) -> Result<Vec<T>, DbErr> {
        let backend = self.connection.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, self.text, self.values);
        self.connection.query_all_raw(statement).await?.iter().map(read).collect()
    }
}

/// A sum as a whole number, 0 of nothing.
fn sum(term: &str) -> String {
    format!("CAST(COALESCE(SUM({term}), 0) AS BIGINT)")
}

fn position(row: &QueryResult) -> Result<usize, DbErr> {
    let position = row.try_get::<i32>("", "position")?;
    usize::try_from(position).map_err(|error| DbErr::Type(error.to_string()))
}

fn number(row: &QueryResult, column: &str) -> Result<u64, DbErr> {
    Ok(row.try_get::<i64>("", column)?.unsigned_abs())
}

fn kept_of_due(row: &QueryResult) -> Result<Ratio, DbErr> {
    Ok(Ratio { numerator: number(row, "kept")?, denominator: number(row, "due")? })
}
