//! A planning is stopped, cancelled, and asked for once more.

use riverain::auth::token::TokenRole;
use riverain_tests::{TestApp, now};
use serde_json::{Value, json};

use crate::planned_requests::{PlannedRequest, sidewalk, write};
use crate::planning_jobs::{once, queued, seen, working};

const CANCEL: &str = "mutation($id: ID!) { step: cancelPlanning(input: { programme: $id }) { __typename
  ... on CancelPlanningSuccess { programme { state planning { cancelledBy finishedAt queuePosition } } }
  ... on ProgrammeStepNotAllowed { message currentState } ... on InvalidInput { faults { field code } } } }";

const STOP: &str = "mutation($id: ID!) { step: stopPlanning(input: { programme: $id }) { __typename
  ... on StopPlanningSuccess { programme { state planning { stoppedBy } } }
  ... on ProgrammeStepNotAllowed { message currentState } ... on InvalidInput { faults { field code } } } }";

const RETRY: &str = "mutation($id: ID!, $limit: Float) { step: retryPlanning(input: { programme: $id, timeLimitSeconds: $limit }) {
  __typename ... on RetryPlanningSuccess { programme { state failure { code } planning { queuePosition timeLimitSeconds } } }
  ... on ProgrammeStepNotAllowed { message currentState } ... on InvalidInput { faults { field code } } } }";

const LIMITED: &str = "mutation($limit: Float) { planProgramme(input: { name: \"Programme\", horizon: { firstYear: 2027, years: 2 },
  departments: [{ department: \"roads\", years: [{ year: 2027, budgetCents: 1500000 }, { year: 2028, budgetCents: 1500000 }] }],
  timeLimitSeconds: $limit }) { __typename ... on PlanProgrammeSuccess { programme { id planning { timeLimitSeconds } } }
  ... on InvalidInput { faults { field code message } } } }";

/// So many requests that no programme of a small budget is proven to be the best at once.
pub(crate) fn hard_city() -> Vec<PlannedRequest> {
    (0_u32..120)
        .map(|rank| PlannedRequest {
            cost_cents: 60_000 + i64::from(rank * rank * 7_919 % 90_011),
            severity: i32::try_from(20 + rank * 37 % 79).unwrap(),
            ..sidewalk(f64::from(rank) * 700.0)
        })
        .collect()
}

async fn step(app: &TestApp, token: &str, mutation: &str, variables: Value) -> Value {
    app.data(token, mutation, variables).await["step"].clone()
}

#[tokio::test]
async fn a_planning_that_waits_is_cancelled_and_tried_again() {
    for app in TestApp::each_idle().await {
        write(&app, &[sidewalk(0.0)]).await;
        let token = app.token(TokenRole::Planner);
        let (id, next) = (queued(&app).await, queued(&app).await);
        assert_eq!(seen(&app, &next).await["planning"]["queuePosition"], 2);
        let early = step(&app, &token, RETRY, json!({ "id": id })).await;
        assert_eq!(early["__typename"], "ProgrammeStepNotAllowed", "{early:#}");
        assert_eq!(early["currentState"], "QUEUED");

        let cancelled = step(&app, &token, CANCEL, json!({ "id": id })).await;
        assert_eq!(cancelled["programme"]["state"], "CANCELLED", "{cancelled:#}");
        assert_eq!(cancelled["programme"]["planning"]["cancelledBy"], "test-user");
        assert_eq!(seen(&app, &next).await["planning"]["queuePosition"], 1);
        let twice = step(&app, &token, CANCEL, json!({ "id": id })).await;
        assert_eq!(twice["__typename"], "ProgrammeStepNotAllowed", "{twice:#}");
        assert_eq!(twice["currentState"], "CANCELLED");

        let again = step(&app, &token, RETRY, json!({ "id": id, "limit": null })).await;
        assert_eq!(again["programme"]["state"], "QUEUED", "{again:#}");
        assert!(again["programme"]["planning"]["queuePosition"].is_i64(), "{again:#}");
        let planned = working(&app, once(&app, &id, |programme| programme["state"] == "PLANNED")).await;
        assert_eq!(planned["planning"]["cancelledBy"], Value::Null, "{planned:#}");
        let late = step(&app, &token, CANCEL, json!({ "id": id })).await;
        assert_eq!(late["currentState"], "PLANNED", "{late:#}");
        let late = step(&app, &token, RETRY, json!({ "id": id })).await;
        assert_eq!(late["currentState"], "PLANNED", "{late:#}");
    }
}

#[tokio::test]
async fn a_planning_that_goes_on_is_cancelled_and_leaves_its_worker_free() {
    for app in TestApp::each_idle().await {
        write(&app, &hard_city()).await;
        let token = app.token(TokenRole::Planner);
        // The clock of the test stands still: the search would never end.
        let made = app.data(&token, LIMITED, json!({ "limit": 3600 })).await;
        let id = made["planProgramme"]["programme"]["id"].as_str().unwrap_or_else(|| panic!("{made:#}")).to_owned();
        working(&app, async {
            let improving = once(&app, &id, |seen| seen["phase"] == "IMPROVING").await;
            let planning = &improving["planning"];
            assert_eq!(planning["attempt"], 1, "{improving:#}");
            let number = |field: &str| planning[field].as_f64().unwrap_or_else(|| panic!("{field}: {improving:#}"));
            assert!(0.0 < number("objective") && number("objective") <= number("upperBound"));
            assert!((0.0..=1.0).contains(&number("gap")));
            assert_eq!(planning["queuePosition"], Value::Null);
            let cancelled = step(&app, &token, CANCEL, json!({ "id": id })).await;
            assert_eq!(cancelled["programme"]["state"], "CANCELLED", "{cancelled:#}");
            let next = queued(&app).await;
            once(&app, &next, |programme| programme["state"] == "PLANNED").await;
        })
        .await;
        let cancelled = seen(&app, &id).await;
        assert_eq!(cancelled["state"], "CANCELLED", "its planner wrote nothing any more: {cancelled:#}");
        assert_eq!(cancelled["instanceDigest"], Value::Null);
    }
}

#[tokio::test]
async fn a_planning_that_is_stopped_keeps_the_best_programme_so_far() {
    for app in TestApp::each_idle().await {
        write(&app, &hard_city()).await;
        let token = app.token(TokenRole::Planner);
        // The clock of the test stands still: the search would never end.
        let made = app.data(&token, LIMITED, json!({ "limit": 3600 })).await;
        let id = made["planProgramme"]["programme"]["id"].as_str().unwrap_or_else(|| panic!("{made:#}")).to_owned();
        let early = step(&app, &token, STOP, json!({ "id": id })).await;
        assert_eq!(early["currentState"], "QUEUED", "{early:#}");
        let (known, planned) = working(&app, async {
            let improving = once(&app, &id, |seen| seen["phase"] == "IMPROVING").await;
            let stopped = step(&app, &token, STOP, json!({ "id": id })).await;
            assert_eq!(stopped["programme"]["planning"]["stoppedBy"], "test-user", "{stopped:#}");
            assert_eq!(stopped["programme"]["state"], "PLANNING", "it is planned once its planner has seen it");
            let planned = once(&app, &id, |seen| seen["state"] != "PLANNING").await;
            (improving["planning"]["objective"].as_f64().unwrap(), planned)
        })
        .await;
        assert_eq!(planned["state"], "PLANNED", "{planned:#}");
        let ask =
            "query($id: ID!) { programme(id: $id) { ending objective upperBound totals { scheduledProjectCount } } }";
        let programme = app.data(&token, ask, json!({ "id": id })).await["programme"].clone();
        assert_eq!(programme["ending"], "STOPPED", "{programme:#}");
        let objective = programme["objective"].as_f64().unwrap();
        assert!(known <= objective && objective <= programme["upperBound"].as_f64().unwrap(), "{programme:#}");
        assert!(programme["totals"]["scheduledProjectCount"].as_i64().unwrap() > 0);
        let late = step(&app, &token, STOP, json!({ "id": id })).await;
        assert_eq!(late["currentState"], "PLANNED", "{late:#}");
    }
}

#[tokio::test]
async fn a_planning_is_controlled_by_who_may_plan_it() {
    let app = TestApp::start_idle(riverain_tests::TestDatabase::sqlite().await).await;
    let id = queued(&app).await;
    let of_trees = app.token_for(TokenRole::Planner, "arborist", vec!["urban_forestry".to_owned()]);
    for mutation in [STOP, CANCEL, RETRY] {
        for token in [None, Some(app.citizen_token(1)), Some(app.token(TokenRole::Agent))] {
            let answer = app.graphql(token.as_deref(), mutation, json!({ "id": id })).await;
            assert_eq!(answer["data"]["step"]["__typename"], "ProgrammeNotFound", "{answer:#}");
        }
        let refused = app.graphql(Some(&of_trees), mutation, json!({ "id": id })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused:#}");
    }
    let token = app.token(TokenRole::Planner);
    let faulty = step(&app, &token, RETRY, json!({ "id": "zzz", "limit": 0 })).await;
    let expected = json!([{ "field": "input.programme", "code": "MALFORMED_ID" },
        { "field": "input.timeLimitSeconds", "code": "OUT_OF_RANGE" }]);
    assert_eq!(faulty["faults"], expected, "{faulty:#}");
    let unknown = step(&app, &token, CANCEL, json!({ "id": "UHJvZ3JhbW1lOjk5OTk" })).await;
    assert_eq!(unknown["__typename"], "ProgrammeNotFound");
    assert_eq!(seen(&app, &id).await["state"], "QUEUED");
}

#[tokio::test]
async fn a_time_limit_is_from_one_second_to_an_hour() {
    let app = TestApp::start_idle(riverain_tests::TestDatabase::sqlite().await).await;
    let token = app.token(TokenRole::Planner);
    for refused in [json!(0), json!(-1), json!(3_600.5), json!(1e300)] {
        let answer = app.data(&token, LIMITED, json!({ "limit": refused })).await["planProgramme"].clone();
        assert_eq!(answer["faults"][0]["field"], "input.timeLimitSeconds", "{refused}: {answer:#}");
        assert_eq!(answer["faults"][0]["code"], "OUT_OF_RANGE");
    }
    for (given, kept) in [(json!(1), json!(1.0)), (json!(3600), json!(3600.0)), (Value::Null, Value::Null)] {
        let answer = app.data(&token, LIMITED, json!({ "limit": given })).await["planProgramme"].clone();
        assert_eq!(answer["programme"]["planning"]["timeLimitSeconds"], kept, "{answer:#}");
    }
    assert!(
        seen(&app, &queued(&app).await).await["planning"]["queuedAt"]
            .as_str()
            .unwrap()
            .starts_with(&now().format("%Y").to_string())
    );
}
