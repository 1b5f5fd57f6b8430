//! A process that is killed in the middle of a merge leaves nothing of it: nothing doubled, nothing lost.

use std::time::Duration;

use riverain::auth::token::TokenRole;
use riverain::clock::{Clock, SystemClock};
use riverain_tests::TestApp;
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::{Value, json};

use super::{MERGE, UNMERGE, everything, id, merge, record, seen};
use crate::contacts::call;
use crate::server_process::ServerProcess;

/// Makes whoever gives a contact to another citizen wait: a merge has moved the requests by then.
async fn delay(app: &TestApp) {
    let slow = match app.database().get_database_backend() {
        DbBackend::Postgres => {
            "CREATE FUNCTION wait_long() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN PERFORM pg_sleep(4); RETURN NULL; END $$;
             CREATE TRIGGER slow AFTER UPDATE ON contacts FOR EACH ROW EXECUTE FUNCTION wait_long();"
        }
        _ => {
            "CREATE VIEW long_count AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000000)
               SELECT count(*) AS counted FROM n;
             CREATE TRIGGER slow AFTER UPDATE ON contacts BEGIN
               UPDATE request_number_sequences SET next_number = next_number
                 WHERE 0 < (SELECT counted FROM long_count);
             END;"
        }
    };
    app.database().execute_unprepared(slow).await.unwrap();
}

async fn no_delay(app: &TestApp) {
    let quick = match app.database().get_database_backend() {
        DbBackend::Postgres => "DROP TRIGGER slow ON contacts; DROP FUNCTION wait_long();",
        _ => "DROP TRIGGER slow; DROP VIEW long_count;",
    };
    app.database().execute_unprepared(quick).await.unwrap();
}

/// Asks a server of its own, which is killed before it answers.
async fn killed_half_way(app: &TestApp, query: &str, input: Value) {
    let before = everything(app).await;
    delay(app).await;
    let mut server = ServerProcess::start(app, 0).await;
    let url = format!("http://{}/graphql", server.address());
    let token = app.token_at(SystemClock.now(), TokenRole::Agent, "test-user", Vec::new());
    let body = json!({ "query": query, "variables": { "input": input } });
    let asked = reqwest::Client::new().post(url).bearer_auth(token).json(&body).send();
    let answered = tokio::spawn(asked);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert!(!answered.is_finished(), "it is under way");
    assert_eq!(everything(app).await, before, "nobody sees half of it");
    server.kill();
    assert!(answered.await.unwrap().is_err(), "the caller is not told that it was done");
    no_delay(app).await;
    assert_eq!(everything(app).await, before);
}

#[tokio::test]
async fn a_merge_and_an_unmerge_that_are_killed_half_way_leave_nothing_and_are_done_again() {
    for app in TestApp::each().await {
        let (alice, first) = record(&app, "Alice", 0.0).await;
        let (alicia, second) = record(&app, "Alicia", 0.01).await;
        call(&app, json!({ "caller": { "citizen": id(alicia) } })).await;
        let before = everything(&app).await;
        killed_half_way(&app, MERGE, json!({ "into": id(alice), "duplicates": [id(alicia)] })).await;
        let merged = merge(&app, alice, &[alicia]).await;
        assert_eq!(merged["into"]["requests"]["totalCount"], 2, "{merged:#}");
        assert_eq!(super::numbers(&seen(&app, alice).await), [first, second]);

        killed_half_way(&app, UNMERGE, json!({ "citizen": id(alicia) })).await;
        let unmerged = super::unmerge(&app, alicia).await;
        assert_eq!(unmerged["citizen"]["requests"]["totalCount"], 1, "{unmerged:#}");
        assert_eq!(everything(&app).await, before);
        assert_eq!(seen(&app, alicia).await["merges"]["nodes"].as_array().unwrap().len(), 1, "merged once");
    }
}
