//! A process that is killed in the middle of a merge leaves nothing of it: nothing doubled, nothing lost.

use std::time::Duration;

use riverain::auth::token::TokenRole;
use riverain::clock::{Clock, SystemClock};
use riverain_entities::{follow_ups, request_merges, request_status_changes, service_requests};
use riverain_tests::TestApp;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryOrder};
use serde_json::json;

use super::{MERGE, STEP, merge, seen, step, three_reports};
use crate::server_process::ServerProcess;

/// Makes whoever writes a change of status wait, long after a merge has begun to write.
async fn delay(app: &TestApp) {
    let slow = match app.database().get_database_backend() {
        DbBackend::Postgres => {
            "CREATE FUNCTION wait_long() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN PERFORM pg_sleep(4); RETURN NULL; END $$;
             CREATE TRIGGER slow AFTER INSERT ON request_status_changes FOR EACH ROW EXECUTE FUNCTION wait_long();"
        }
        _ => {
            "CREATE VIEW long_count AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000000)
               SELECT count(*) AS counted FROM n;
             CREATE TRIGGER slow AFTER INSERT ON request_status_changes BEGIN
               UPDATE request_number_sequences SET next_number = next_number
                 WHERE 0 < (SELECT counted FROM long_count);
             END;"
        }
    };
    app.database().execute_unprepared(slow).await.unwrap();
}

async fn no_delay(app: &TestApp) {
    let quick = match app.database().get_database_backend() {
        DbBackend::Postgres => "DROP TRIGGER slow ON request_status_changes; DROP FUNCTION wait_long();",
        _ => "DROP TRIGGER slow; DROP VIEW long_count;",
    };
    app.database().execute_unprepared(quick).await.unwrap();
}

#[derive(Debug, PartialEq)]
struct Everything {
    requests: Vec<service_requests::Model>,
    merges: Vec<request_merges::Model>,
    changes: Vec<request_status_changes::Model>,
    follow_ups: Vec<follow_ups::Model>,
}

async fn everything(app: &TestApp) -> Everything {
    let database = app.database();
    Everything {
        requests: service_requests::Entity::find()
            .order_by_asc(service_requests::Column::Id)
            .all(database)
            .await
            .unwrap(),
        merges: request_merges::Entity::find().order_by_asc(request_merges::Column::Id).all(database).await.unwrap(),
        changes: request_status_changes::Entity::find()
            .order_by_asc(request_status_changes::Column::Id)
            .all(database)
            .await
            .unwrap(),
        follow_ups: follow_ups::Entity::find().order_by_asc(follow_ups::Column::Id).all(database).await.unwrap(),
    }
}

#[tokio::test]
async fn a_merge_that_is_killed_half_way_leaves_nothing_and_is_done_again() {
    for app in TestApp::each().await {
        let [master, second, third] = three_reports(&app).await;
        // Merging the first of them writes a change of status, and so waits half-way.
        step(&app, &app.token(TokenRole::Agent), &second, "TRIAGED", None).await;
        let before = everything(&app).await;
        delay(&app).await;
        let mut server = ServerProcess::start(&app, 0).await;
        let url = format!("http://{}/graphql", server.address());
        let token = app.token_at(SystemClock.now(), TokenRole::Agent, "test-user", Vec::new());
        let input = json!({ "masterNumber": master, "requestNumbers": [second, third] });
        let body = json!({ "query": MERGE, "variables": { "input": input } });
        let asked = reqwest::Client::new().post(url).bearer_auth(token).json(&body).send();
        let answered = tokio::spawn(asked);
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        assert!(!answered.is_finished(), "the merge is under way");
        assert_eq!(everything(&app).await, before, "nobody sees half a merge");
        server.kill();
        assert!(answered.await.unwrap().is_err(), "the caller is not told that it was done");
        no_delay(&app).await;
        assert_eq!(everything(&app).await, before);

        let merged = merge(&app, &master, &[&second, &third]).await;
        assert_eq!(merged["master"]["reportCount"], 3, "{merged:#}");
        let after = everything(&app).await;
        assert_eq!(after.merges.len(), 2);
        assert_eq!(after.requests.iter().filter(|request| request.master_id.is_some()).count(), 2);
        assert_eq!(after.requests.len(), before.requests.len());
        assert_eq!(seen(&app, &second).await["history"]["nodes"].as_array().unwrap().len(), 3);
    }
}

#[tokio::test]
async fn a_step_that_is_killed_half_way_leaves_nothing_on_the_master_nor_on_its_reports() {
    for app in TestApp::each().await {
        let [master, second, third] = three_reports(&app).await;
        merge(&app, &master, &[&second, &third]).await;
        let before = everything(&app).await;
        delay(&app).await;
        let mut server = ServerProcess::start(&app, 0).await;
        let url = format!("http://{}/graphql", server.address());
        let token = app.token_at(SystemClock.now(), TokenRole::Agent, "test-user", Vec::new());
        let input = json!({ "requestNumber": master, "status": "WAITING_FOR_CITIZEN" });
        let body = json!({ "query": STEP, "variables": { "input": input } });
        let asked = reqwest::Client::new().post(url).bearer_auth(token).json(&body).send();
        let answered = tokio::spawn(asked);
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        assert!(!answered.is_finished(), "the step is under way");
        assert_eq!(everything(&app).await, before, "nobody sees half a step");
        server.kill();
        assert!(answered.await.unwrap().is_err(), "the caller is not told that it was done");
        no_delay(&app).await;
        assert_eq!(everything(&app).await, before);

        step(&app, &app.token(TokenRole::Agent), &master, "WAITING_FOR_CITIZEN", None).await;
        let after = everything(&app).await;
        assert!(after.requests.iter().all(|request| request.clock_stopped_at.is_some()), "the clocks of all stand");
        assert_eq!(after.changes.len(), before.changes.len() + 3, "each history tells it once");
    }
}
