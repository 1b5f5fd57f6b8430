//! Plannings in the background: resumed after a stop, not for ever, and not without end in the queue.

use std::time::Duration;

use riverain::auth::token::TokenRole;
use riverain_entities::programmes::{ActiveModel, Entity, Model, PlanningState};
use riverain_tests::TestApp;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use serde_json::json;

use crate::planned_requests::{sidewalk, write};
use crate::programme_doors::{PLAN, planned};

/// Another programme like `done`, whose planning a stop of the service cut short in this attempt.
async fn cut_short(app: &TestApp, done: &Model, attempt: i32) -> i64 {
    let cut_short = ActiveModel {
        id: sea_orm::NotSet,
        state: Set(PlanningState::Planning),
        planning_attempts: Set(attempt),
        progress: Set(0.4),
        phase: Set(Some("scheduling".to_owned())),
        objective: Set(None),
        upper_bound: Set(None),
        gap: Set(None),
        planned_at: Set(None),
        instance_digest: Set(None),
        ..done.clone().into()
    };
    let roads = app.app.reference.current().await.unwrap().department_of_code("roads").unwrap().id;
    riverain::store::programmes::insert(app.database(), cut_short, &[roads]).await.unwrap().id
}

/// The programme of this key, once its planning has ended.
async fn ended(app: &TestApp, key: i64) -> Model {
    for _ in 0..600 {
        let row = Entity::find_by_id(key).one(app.database()).await.unwrap().unwrap();
        if !matches!(row.state, PlanningState::Queued | PlanningState::Planning) {
            return row;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the planning has not ended after thirty seconds");
}

#[tokio::test]
async fn a_planning_that_a_stop_cut_short_is_done_again() {
    for app in TestApp::each().await {
        write(&app, &[sidewalk(0.0)]).await;
        planned(&app, json!([{ "department": "roads" }])).await;
        let done = Entity::find().one(app.database()).await.unwrap().unwrap();
        let key = cut_short(&app, &done, 1).await;
        assert_eq!(riverain::services::programmes::resume(&app.app).await.unwrap(), 1);
        let again = ended(&app, key).await;
        assert_eq!(again.state, PlanningState::Planned);
        assert_eq!(again.instance_digest, done.instance_digest, "of the same backlog, the same plan");
        assert_eq!(riverain::services::programmes::resume(&app.app).await.unwrap(), 0, "it is planned");
    }
}

#[tokio::test]
async fn a_planning_that_stops_the_service_each_time_is_given_up() {
    for app in TestApp::each().await {
        write(&app, &[sidewalk(0.0)]).await;
        planned(&app, json!([{ "department": "roads" }])).await;
        let done = Entity::find().one(app.database()).await.unwrap().unwrap();
        let key = cut_short(&app, &done, 3).await;
        riverain::services::programmes::resume(&app.app).await.unwrap();
        assert_eq!(ended(&app, key).await.state, PlanningState::Failed);
        let query = "{ programmes(filter: { states: [FAILED] }) { nodes { failure { code message } } } }";
        let data = app.data(&app.token(TokenRole::Planner), query, json!({})).await;
        let failure = &data["programmes"]["nodes"][0]["failure"];
        assert_eq!(failure["code"], "INTERRUPTED", "{data:#}");
        assert!(failure["message"].as_str().unwrap().contains("interrompue"), "{data:#}");
    }
}

#[tokio::test]
async fn a_queue_that_is_full_takes_no_more() {
    for app in TestApp::each().await {
        write(&app, &[sidewalk(0.0)]).await;
        planned(&app, json!([{ "department": "roads" }])).await;
        let done = Entity::find().one(app.database()).await.unwrap().unwrap();
        for _ in 0..50 {
            cut_short(&app, &done, 1).await;
        }
        let token = app.token(TokenRole::Administrator);
        let answer =
            app.graphql_in("en", Some(&token), PLAN, json!({ "departments": [{ "department": "roads" }] })).await;
        let refused = &answer["data"]["planProgramme"];
        assert_eq!(refused["__typename"], "InvalidInput", "{answer:#}");
        assert_eq!(refused["faults"][0]["code"], "QUEUE_FULL", "{answer:#}");
        assert_eq!(refused["faults"][0]["message"], "50 programmes already wait to be planned.");
    }
}
