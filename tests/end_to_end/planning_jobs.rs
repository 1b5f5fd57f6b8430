//! The queue of plannings: taken over where a process was lost, tried again and given up, and not without end.

use std::time::Duration;

use riverain::auth::token::TokenRole;
use riverain::services::planning_jobs::work;
use riverain_entities::planning_jobs::{ActiveModel, Column, Entity, Model};
use riverain_tests::{TestApp, now};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::planned_requests::{sidewalk, write};
use crate::programme_doors::PLAN;

/// What callers see of a planning.
pub(crate) const STATE: &str = "query($id: ID!) { programme(id: $id) { state phase progress plannedAt instanceDigest
  failure { code message } planning { queuePosition attempt objective upperBound gap timeLimitSeconds queuedAt startedAt
    finishedAt worker cancelledBy } } }";

/// The identifier of a new programme of the roads department, which is queued.
pub(crate) async fn queued(app: &TestApp) -> String {
    let token = app.token(TokenRole::Administrator);
    let answer = app.data(&token, PLAN, json!({ "departments": [{ "department": "roads" }] })).await;
    answer["planProgramme"]["programme"]["id"].as_str().unwrap_or_else(|| panic!("{answer:#}")).to_owned()
}

/// What a planner sees of a programme.
pub(crate) async fn seen(app: &TestApp, id: &str) -> Value {
    app.data(&app.token(TokenRole::Planner), STATE, json!({ "id": id })).await["programme"].clone()
}

/// The programme, once `is_so`; nothing here depends on how long that takes, within a minute.
pub(crate) async fn once(app: &TestApp, id: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..1_200 {
        let programme = seen(app, id).await;
        if is_so(&programme) {
            return programme;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it is not so after a minute: {:#}", seen(app, id).await);
}

/// Lets a worker plan while `until` goes on.
pub(crate) async fn working<T>(app: &TestApp, until: impl Future<Output = T>) -> T {
    let stop = CancellationToken::new();
    let ended = async {
        let value = until.await;
        stop.cancel();
        value
    };
    tokio::join!(ended, work(&app.app, 1, &stop)).0
}

async fn only_job(app: &TestApp) -> Model {
    Entity::find().one(app.database()).await.unwrap().unwrap()
}

async fn change(app: &TestApp, fields: ActiveModel) {
    Entity::update_many().set(fields).filter(Column::Attempt.gte(0)).exec(app.database()).await.unwrap();
}

/// As it is after the process that held it for this attempt was lost, and the lease has run out.
async fn lose(app: &TestApp, attempt: i32) {
    let lost = ActiveModel {
        attempt: Set(attempt),
        worker: Set(Some("lost:1".to_owned())),
        available_at: Set(now() - chrono::Duration::hours(1)),
        ..Default::default()
    };
    change(app, lost).await;
    app.database().execute_unprepared("UPDATE programmes SET state = 'planning', progress = 0.4").await.unwrap();
}

#[tokio::test]
async fn a_planning_of_a_lost_process_is_taken_over() {
    for app in TestApp::each_idle().await {
        write(&app, &[sidewalk(0.0)]).await;
        let id = queued(&app).await;
        lose(&app, 1).await;
        let planned = working(&app, once(&app, &id, |programme| programme["state"] == "PLANNED")).await;
        assert_eq!(planned["planning"]["attempt"], 2, "{planned:#}");
        assert_ne!(planned["planning"]["worker"], "lost:1");
        assert_eq!(planned["progress"], 1.0);
    }
}

#[tokio::test]
async fn a_planning_that_is_held_is_left_alone() {
    for app in TestApp::each_idle().await {
        let first = queued(&app).await;
        lose(&app, 1).await;
        let held = now() + chrono::Duration::days(36_500);
        change(&app, ActiveModel { available_at: Set(held), ..Default::default() }).await;
        let second = queued(&app).await;
        working(&app, once(&app, &second, |programme| programme["state"] == "PLANNED")).await;
        assert_eq!(seen(&app, &first).await["planning"]["worker"], "lost:1", "though it is older");
    }
}

#[tokio::test]
async fn a_planning_whose_process_is_lost_each_time_is_given_up() {
    for app in TestApp::each_idle().await {
        let id = queued(&app).await;
        lose(&app, 3).await;
        let failed = working(&app, once(&app, &id, |programme| programme["state"] == "FAILED")).await;
        assert_eq!(failed["failure"]["code"], "INTERRUPTED", "{failed:#}");
        assert!(failed["failure"]["message"].as_str().unwrap().contains("interrompue"), "{failed:#}");
        assert_eq!(failed["planning"]["attempt"], 3);
        assert_ne!(failed["planning"]["finishedAt"], Value::Null);
    }
}

#[tokio::test]
async fn an_attempt_that_fails_for_a_reason_that_may_pass_is_made_again_after_a_pause() {
    for app in TestApp::each_idle().await {
        write(&app, &[sidewalk(0.0)]).await;
        let id = queued(&app).await;
        let parameters = riverain_entities::programmes::Entity::find().one(app.database()).await.unwrap().unwrap();
        let parameters = parameters.parameters;
        let store = async |value: Value| {
            use riverain_entities::programmes::{Column, Entity};
            let stored = Entity::update_many().col_expr(Column::Parameters, Expr::value(value));
            stored.exec(app.database()).await.unwrap();
        };
        store(json!({ "damaged": true })).await;
        let again =
            |attempt: i32| move |seen: &Value| seen["state"] == "QUEUED" && seen["planning"]["attempt"] == attempt;
        working(&app, once(&app, &id, again(1))).await;
        let pause = ActiveModel { available_at: Set(now() - chrono::Duration::hours(1)), ..Default::default() };
        change(&app, pause.clone()).await;
        working(&app, once(&app, &id, again(2))).await;
        change(&app, pause.clone()).await;
        let failed = working(&app, once(&app, &id, |programme| programme["state"] == "FAILED")).await;
        assert_eq!(failed["failure"]["code"], "INTERNAL", "{failed:#}");
        assert_eq!(failed["planning"]["attempt"], 3);

        store(parameters).await;
        let retry = "mutation($id: ID!) { retryPlanning(input: { programme: $id }) { __typename } }";
        app.data(&app.token(TokenRole::Planner), retry, json!({ "id": id })).await;
        let planned = working(&app, once(&app, &id, |programme| programme["state"] == "PLANNED")).await;
        assert_eq!(planned["planning"]["attempt"], 4, "{planned:#}");
        assert_eq!(planned["failure"], Value::Null);
    }
}

#[tokio::test]
async fn a_plan_is_written_by_who_still_holds_the_job_alone() {
    for app in TestApp::each_idle().await {
        write(&app, &[sidewalk(0.0)]).await;
        let id = queued(&app).await;
        let job = only_job(&app).await;
        let taken = riverain::store::planning_jobs::take(app.database(), &job, "first:1", now(), now()).await.unwrap();
        let claim = riverain::store::planning_jobs::Claim::of(&taken);
        let planned = working(&app, once(&app, &id, |programme| programme["state"] == "PLANNED")).await;
        assert_eq!(planned["planning"]["attempt"], 2);
        let finished = riverain::store::planning_jobs::finish(app.database(), claim, now()).await.unwrap();
        assert!(!finished, "the first process comes too late");
        let renewed = riverain::store::planning_jobs::renew(app.database(), claim, now(), None, None).await.unwrap();
        assert_eq!(renewed, None);
    }
}

#[tokio::test]
async fn a_queue_that_is_full_takes_no_more() {
    for app in TestApp::each_idle().await {
        for _ in 0..50 {
            queued(&app).await;
        }
        let token = app.token(TokenRole::Administrator);
        let answer =
            app.graphql_in("en", Some(&token), PLAN, json!({ "departments": [{ "department": "roads" }] })).await;
        let refused = &answer["data"]["planProgramme"];
        assert_eq!(refused["__typename"], "InvalidInput", "{answer:#}");
        assert_eq!(refused["faults"][0]["code"], "QUEUE_FULL", "{answer:#}");
        assert_eq!(refused["faults"][0]["message"], "50 programmes already wait to be planned.");
        let list = "{ programmes(first: 50) { nodes { planning { queuePosition } } } }";
        let statements = app.statements_of(&token, list, json!({})).await;
        let asked: Vec<&str> =
            statements.iter().map(|statement| statement.sql.split(" FROM ").last().unwrap()).collect();
        assert!(asked.len() <= 5, "{asked:#?}");
        let programmes = app.data(&token, list, json!({})).await;
        let positions: Vec<i64> = programmes["programmes"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| node["planning"]["queuePosition"].as_i64().unwrap())
            .collect();
        assert_eq!(positions, (1..=50).rev().collect::<Vec<_>>());
    }
}
