//! Where the calendar changes, open promises are reckoned anew in batches, by whoever runs, and the old ones are kept.

use std::process::{Child, Command};
use std::time::Duration;

use chrono::NaiveDate;
use riverain::catalogue::format::ClosedDay;
use riverain::catalogue::{Catalogue, CatalogueSource};
use riverain::data_file::Text;
use riverain::services::catalogue::apply;
use riverain::services::notifications::Telling;
use riverain::services::promises::recompute;
use riverain::store::connect::connect;
use riverain::store::reference::ReferenceCache;
use riverain_entities::{promises, service_requests};
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, submit};
use riverain_tests::{TestApp, TestDatabase, now};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::{moment, read, step};

const COPIES: u64 = 6_000;

const TELLING_NOBODY: Telling = Telling { is_mailing: false, attempts: 1 };

/// Of the child: the URL of the database.
const TOLD: &str = "RIVERAIN_TEST_RECOMPUTING";

fn closed_on(days: &[&str]) -> Catalogue {
    let mut catalogue = riverain::catalogue::load(&CatalogueSource::BuiltIn).unwrap();
    let closed = days.iter().map(|day| ClosedDay {
        day: day.parse::<NaiveDate>().unwrap(),
        name: Text { fr: "Fermeture".to_owned(), en: "Closing".to_owned() },
    });
    catalogue.calendar.closed_days.extend(closed);
    catalogue
}

/// The promise of a request once it is due at a moment, within half a minute.
async fn once_due(app: &TestApp, number: &str, due_at: &str) -> Value {
    let mut request = Value::Null;
    for _ in 0..300 {
        request = read(app, number).await;
        if request["dueAt"] == due_at {
            return request;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it is not due at {due_at}: {request:#}");
}

#[tokio::test]
async fn the_service_follows_a_calendar_that_changes() {
    for app in TestApp::each().await {
        let open = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let waited = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let done = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        step(&app, &done, "DONE", json!({})).await;
        step(&app, &waited, "WAITING_FOR_CITIZEN", json!({})).await;
        app.move_to(moment("2026-09-16T14:00:00Z"));
        step(&app, &waited, "IN_PROGRESS", json!({})).await;
        let before = (read(&app, &open).await, read(&app, &done).await);
        assert_eq!(before.0["dueAt"], "2026-10-14T23:00:00+00:00");
        // Two days of the delay are now closed by the city.
        let catalogue = closed_on(&["2026-09-17", "2026-10-01"]);
        apply(app.database(), &catalogue, moment("2026-09-16T14:00:00Z")).await.unwrap();
        let moved = once_due(&app, &open, "2026-10-16T23:00:00+00:00").await;
        let history = moved["promises"]["nodes"].as_array().unwrap();
        assert_eq!(history.len(), 2, "{moved:#}");
        assert_eq!((&history[0]["cause"], &history[0]["dueAt"]), (&json!("COMMITMENT"), &before.0["dueAt"]));
        assert_eq!((&history[1]["cause"], &history[1]["dueAt"]), (&json!("CALENDAR"), &moved["dueAt"]));
        // Nine hours of the 15th and two of the 16th were waited: a day of eleven hours.
        let waited = once_due(&app, &waited, "2026-10-19T23:00:00+00:00").await;
        let causes: Vec<&Value> =
            waited["promises"]["nodes"].as_array().unwrap().iter().map(|node| &node["cause"]).collect();
        assert_eq!(causes, ["COMMITMENT", "PAUSE", "CALENDAR"]);
        assert_eq!(read(&app, &done).await, before.1, "what is closed keeps its promise");

        apply(app.database(), &closed_on(&[]), moment("2026-09-16T14:00:00Z")).await.unwrap();
        let back = once_due(&app, &open, "2026-10-14T23:00:00+00:00").await;
        assert_eq!(back["atRiskAt"], before.0["atRiskAt"], "as it was before");
        assert_eq!(back["promises"]["nodes"].as_array().unwrap().len(), 3);
    }
}

/// What the child process runs: this very test program, told by its environment.
#[tokio::test]
async fn recompute_as_told() {
    let Ok(url) = std::env::var(TOLD) else { return };
    let database = connect(&url, 2).await.unwrap();
    let reference = ReferenceCache::new(database.clone()).current().await.unwrap();
    recompute(&database, &reference, TELLING_NOBODY, now()).await.unwrap();
}

#[tokio::test]
async fn a_recomputation_that_is_killed_is_finished_by_the_next() {
    for database in databases_with_requests().await {
        let connection = database.connection();
        apply(connection, &closed_on(&["2026-10-01"]), now()).await.unwrap();
        let mut child = start(database.url());
        while moved(connection).await == 0 {
            assert!(child.try_wait().unwrap().is_none(), "it ended before it could be killed");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let written = moved(connection).await;
        assert!(0 < written && written < COPIES, "killed after {written}");
        assert_eq!(written % 500, 0, "a batch is whole or absent");
        assert_eq!(kept(connection).await, COPIES + written, "what moved has two promises, the rest one");

        assert!(start(database.url()).wait().unwrap().success());
        assert_eq!(moved(connection).await, COPIES);
        assert_eq!(kept(connection).await, 2 * COPIES, "nothing is lost and nothing doubled");
        let reference = ReferenceCache::new(connection.clone()).current().await.unwrap();
        let again = recompute(connection, &reference, TELLING_NOBODY, now()).await.unwrap();
        assert_eq!(again.looked_at, 0);
    }
}

/// Databases that nobody serves, each with many open requests of a tree to fell.
async fn databases_with_requests() -> Vec<TestDatabase> {
    let mut databases = Vec::new();
    for app in TestApp::each().await {
        submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let request = service_requests::Entity::find().one(app.database()).await.unwrap().unwrap();
        for database in TestDatabase::each().await {
            let same_kind = database.connection().get_database_backend() == app.database().get_database_backend();
            if !same_kind {
                continue;
            }
            apply(database.connection(), &closed_on(&[]), now()).await.unwrap();
            insert_copies(database.connection(), &request).await;
            databases.push(database);
        }
    }
    databases
}

async fn insert_copies(connection: &DatabaseConnection, request: &service_requests::Model) {
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    let copies: Vec<_> = (1..=i64::try_from(COPIES).unwrap())
        .map(|rank| service_requests::Model { id: rank, number: format!("2026-{rank:07}"), ..request.clone() })
        .map(|copy| copy.into_active_model().reset_all())
        .collect();
    for chunk in copies.chunks(500) {
        service_requests::Entity::insert_many(chunk.to_vec()).exec_without_returning(connection).await.unwrap();
    }
}

async fn moved(connection: &DatabaseConnection) -> u64 {
    let moved = service_requests::Column::DueAt.ne(moment("2026-10-14T23:00:00Z"));
    service_requests::Entity::find().filter(moved).count(connection).await.unwrap()
}

async fn kept(connection: &DatabaseConnection) -> u64 {
    promises::Entity::find().count(connection).await.unwrap()
}

fn start(url: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "promises::recomputing::recompute_as_told"])
        .env(TOLD, url)
        .spawn()
        .unwrap()
}
