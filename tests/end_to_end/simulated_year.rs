//! A year of the City's volumes, a hundredth of them: its figures are recomputed from the rows in SQL, by local days and a
//! business calendar written out here.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use riverain::auth::token::TokenRole;
use riverain::cli::demo;
use riverain::config::Config;
use riverain::simulation::Scope;
use riverain_tests::TestApp;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use serde_json::{Value, json};
use tempfile::TempDir;

const LEVELS: &str = "{ serviceLevels(period: { firstDay: \"2025-01-01\", lastDay: \"2025-12-31\" }, groupBy: MONTH) {
  total { contacts { channel count answeredCount settledCount } commitments { commitment { code } level { numerator denominator } }
    firstContactSettlement { numerator denominator } emergencyDiversions { numerator denominator }
    agents { name contactCount handlingHours } openHours }
  groups { firstDay figures { contacts { channel count } } } } }";

/// What is closed between Monday and Friday, beside the City's own days.
const CLOSED: [(i32, u32, u32); 11] = [
    (2025, 1, 1),
    (2025, 4, 18),
    (2025, 4, 21),
    (2025, 5, 19),
    (2025, 6, 24),
    (2025, 7, 1),
    (2025, 9, 1),
    (2025, 10, 13),
    (2025, 12, 25),
    (2026, 1, 1),
    (2026, 1, 2),
];

fn is_business_day(day: NaiveDate) -> bool {
    let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    !is_weekend && !CLOSED.contains(&(day.year(), day.month(), day.day()))
}

fn days_of_2025() -> impl Iterator<Item = NaiveDate> {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap().iter_days().take(365)
}

/// What the rows say, by SQL of this test's own.
struct Rows<'a>(&'a TestApp);

impl Rows<'_> {
    async fn all(&self, sql: String) -> Vec<QueryResult> {
        let database = self.0.database();
        let statement = Statement::from_string(database.get_database_backend(), sql);
        database.query_all_raw(statement).await.unwrap()
    }

    async fn numbers(&self, sql: String) -> (i64, i64) {
        let row = self.all(sql).await.remove(0);
        (row.try_get("", "a").unwrap(), row.try_get("", "b").unwrap())
    }

    /// A moment as local text, `2025-01-31 08:15:00`.
    fn local(&self, moment: &str) -> String {
        match self.0.database().get_database_backend() {
            DbBackend::Postgres => {
                format!("to_char({moment} AT TIME ZONE 'America/Toronto', 'YYYY-MM-DD HH24:MI:SS')")
            }
            _ => format!(
                "datetime({moment}, CASE WHEN {moment} >= '2025-03-09T07:00:00' AND {moment} < '2025-11-02T06:00:00'
                   OR {moment} >= '2026-03-08T07:00:00' THEN '-4 hours' ELSE '-5 hours' END)"
            ),
        }
    }

    fn of_2025(&self, moment: &str) -> String {
        format!("{} LIKE '2025-%'", self.local(moment))
    }
}

#[tokio::test]
async fn the_figures_of_a_year_are_those_of_its_rows() {
    for app in TestApp::each_idle().await {
        let folder = TempDir::new().unwrap();
        let config = Config { data_dir: folder.path().to_owned(), ..Config::default() };
        let scope = Scope::Year { year: 2025, share: 0.01 };
        let written = demo::simulate_year(&app.app, &config, (1, scope)).await.unwrap();
        assert_eq!(written.requests, 416 + 228 + 520, "of calls, of e-mails, of the app");
        let again = demo::simulate_year(&app.app, &config, (1, scope)).await.unwrap();
        assert_eq!((again.requests, again.contacts), (0, 0), "a year is simulated once");

        let answer = app.data(&app.token(TokenRole::Supervisor), LEVELS, json!({})).await;
        let levels = &answer["serviceLevels"];
        let rows = Rows(&app);
        contacts(&rows, levels).await;
        commitments(&rows, &levels["total"]).await;
        shares_and_agents(&rows, &levels["total"]).await;
    }
}

async fn contacts(rows: &Rows<'_>, levels: &Value) {
    let total = |channel: &str| {
        let channels = levels["total"]["contacts"].as_array().unwrap();
        channels.iter().find(|figures| figures["channel"] == channel).unwrap().clone()
    };
    assert_eq!(
        (&total("TELEPHONE")["count"], &total("EMAIL")["count"]),
        (&json!(2_600), &json!(380)),
        "the City's volumes"
    );
    assert_eq!(total("MOBILE_APP")["count"].as_u64().unwrap() + total("WEB_FORM")["count"].as_u64().unwrap(), 520);
    let month = format!("substr({}, 1, 7)", rows.local("arrived_at"));
    let sql = format!(
        "SELECT {month} AS month, channel, count(*) AS a FROM contacts WHERE {} GROUP BY 1, 2",
        rows.of_2025("arrived_at")
    );
    let mut expected = BTreeMap::new();
    for row in rows.all(sql).await {
        let (month, channel): (String, String) =
            (row.try_get("", "month").unwrap(), row.try_get("", "channel").unwrap());
        expected.insert((month, channel.to_uppercase()), row.try_get::<i64>("", "a").unwrap());
    }
    let mut counted = BTreeMap::new();
    for group in levels["groups"].as_array().unwrap() {
        for figures in group["figures"]["contacts"].as_array().unwrap() {
            let key =
                (group["firstDay"].as_str().unwrap()[..7].to_owned(), figures["channel"].as_str().unwrap().to_owned());
            counted.insert(key, figures["count"].as_i64().unwrap());
        }
    }
    counted.retain(|_, count| *count > 0);
    assert_eq!(counted, expected);
}

async fn commitments(rows: &Rows<'_>, total: &Value) {
    let level = |code: &str| {
        let levels = total["commitments"].as_array().unwrap();
        let level = &levels.iter().find(|level| level["commitment"]["code"] == code).unwrap()["level"];
        (level["numerator"].as_i64().unwrap(), level["denominator"].as_i64().unwrap())
    };
    let telephone = format!(
        "SELECT sum(CASE WHEN answered_at IS NOT NULL AND wait_seconds <= 120 THEN 1 ELSE 0 END) AS a, count(*) AS b
         FROM contacts WHERE channel = 'telephone' AND {}",
        rows.of_2025("arrived_at")
    );
    let telephone = rows.numbers(telephone).await;
    assert_eq!(level("telephone"), telephone);
    let share = telephone.0 as f64 / telephone.1 as f64;
    assert!((0.6..0.95).contains(&share), "around what the declaration promises: {share}");

    let due = |day: NaiveDate| day.succ_opt().unwrap().iter_days().filter(|day| is_business_day(*day)).nth(1).unwrap();
    let due: Vec<String> = days_of_2025().map(|day| format!("('{day}', '{} 19:00:00')", due(day))).collect();
    let email = format!(
        "SELECT sum(CASE WHEN {answered} <= due.column2 THEN 1 ELSE 0 END) AS a, count(*) AS b
         FROM contacts JOIN (VALUES {due}) AS due ON due.column1 = substr({arrived}, 1, 10) WHERE channel = 'email'",
        answered = rows.local("answered_at"),
        arrived = rows.local("arrived_at"),
        due = due.join(", "),
    );
    let email = rows.numbers(email).await;
    assert_eq!((level("email"), email.1), (email, 380));
    assert!(email.0 < 380, "some are late");

    for code in ["tree_felling", "negative_appreciation"] {
        let requests = format!(
            "SELECT CAST(coalesce(sum(CASE WHEN closed_at <= due_at THEN 1 ELSE 0 END), 0) AS BIGINT) AS a, count(*) AS b
             FROM service_requests r WHERE due_at IS NOT NULL AND status <> 'cancelled' AND {}
             AND (closed_at IS NOT NULL OR due_at < '2026-09-15T14:00:00+00:00')
             AND (EXISTS (SELECT 1 FROM precisions p WHERE p.id = r.precision_id AND p.service_commitment_code = '{code}')
               OR EXISTS (SELECT 1 FROM products d WHERE d.id = r.product_id AND d.service_commitment_code = '{code}'))",
            rows.of_2025("opened_at")
        );
        assert_eq!(level(code), rows.numbers(requests).await, "{code}");
    }
}

async fn shares_and_agents(rows: &Rows<'_>, total: &Value) {
    let ratio = |name: &str| (total[name]["numerator"].as_i64().unwrap(), total[name]["denominator"].as_i64().unwrap());
    let settled = format!(
        "SELECT sum(CASE WHEN settled_at_first_contact THEN 1 ELSE 0 END) AS a, count(answered_at) AS b
         FROM contacts WHERE channel = 'telephone' AND {}",
        rows.of_2025("arrived_at")
    );
    let settled = rows.numbers(settled).await;
    assert_eq!(ratio("firstContactSettlement"), settled);
    let share = settled.0 as f64 / settled.1 as f64;
    assert!((0.75..0.87).contains(&share), "four calls in five: {share}");
    let diverted = format!(
        "SELECT (SELECT count(*) FROM emergency_diversions WHERE {}) AS a, (SELECT count(*) FROM service_requests WHERE {}) AS b",
        rows.of_2025("diverted_at"),
        rows.of_2025("opened_at")
    );
    let (diverted, requests) = rows.numbers(diverted).await;
    assert_eq!(ratio("emergencyDiversions"), (diverted, diverted + requests));

    let agents = total["agents"].as_array().unwrap();
    assert_eq!(agents.len(), 23);
    let sql = format!(
        "SELECT count(agent_subject) AS a, CAST(sum(CASE WHEN agent_subject IS NULL THEN 0 ELSE handling_seconds END) AS BIGINT) AS b
         FROM contacts WHERE {}",
        rows.of_2025("arrived_at")
    );
    let (handled, seconds) = rows.numbers(sql).await;
    assert_eq!(agents.iter().map(|agent| agent["contactCount"].as_i64().unwrap()).sum::<i64>(), handled);
    let hours: f64 = agents.iter().map(|agent| agent["handlingHours"].as_f64().unwrap()).sum();
    assert!((hours - seconds as f64 / 3_600.0).abs() < 1e-6);
    let open_days = days_of_2025().filter(|day| is_business_day(*day)).count();
    assert_eq!(total["openHours"], 11.0 * open_days as f64);
}
