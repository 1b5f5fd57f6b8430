//! Who may plan, see and adopt programmes; and how many statements reading one takes.

use std::time::Duration;

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use serde_json::{Value, json};

use crate::planned_requests::{sidewalk, write};

pub(crate) const PLAN: &str = "mutation($departments: [DepartmentPlanInput!]) { planProgramme(input: { name: \"Programme\",
  horizon: { firstYear: 2027, years: 2 }, departments: $departments }) { __typename
  ... on PlanProgrammeSuccess { programme { id departments { code } } } ... on InvalidInput { message faults { code message } } } }";

const TREE: &str = "query($id: ID!) { programme(id: $id) { name createdBy parameters status departments { code } totals { scheduledProjectCount }
  years { year budgetCents departments { department { code } projectCount value crews { hours usedHours }
    projects(first: 5) { nodes { id code outline reason { text } site { code projects { code } }
      requests(first: 3) { totalCount nodes { number priority } } } } } }
  unscheduledProjects(first: 5) { nodes { id site { code } requests(first: 3) { nodes { number } } } } } }";

pub(crate) async fn planned(app: &TestApp, departments: Value) -> String {
    let token = app.token(TokenRole::Administrator);
    let answer = app.data(&token, PLAN, json!({ "departments": departments })).await;
    let id = answer["planProgramme"]["programme"]["id"].as_str().unwrap().to_owned();
    until_planned(app, &id).await;
    id
}

/// Waits until a programme is planned.
pub(crate) async fn until_planned(app: &TestApp, id: &str) {
    until(app, id, "PLANNED").await;
}

/// Waits until the planning of a programme has ended in a state.
pub(crate) async fn until(app: &TestApp, id: &str, state: &str) {
    let query = "query($id: ID!) { programme(id: $id) { state failure { code details } } }";
    for _ in 0..600 {
        let programme =
            app.data(&app.token(TokenRole::Administrator), query, json!({ "id": id })).await["programme"].clone();
        match programme["state"].as_str().unwrap() {
            "QUEUED" | "PLANNING" => tokio::time::sleep(Duration::from_millis(50)).await,
            ended => return assert_eq!(ended, state, "{programme:#}"),
        }
    }
    panic!("the programme is not planned after thirty seconds");
}

pub(crate) async fn publish(app: &TestApp, id: &str) {
    let token = app.token(TokenRole::Administrator);
    let steps = "mutation($id: ID!) { approveProgramme(input: { programme: $id }) { __typename }
        publishProgramme(input: { programme: $id }) { __typename } }";
    let answer = app.data(&token, steps, json!({ "id": id })).await;
    assert_eq!(answer["publishProgramme"]["__typename"], "PublishProgrammeSuccess", "{answer:#}");
}

#[tokio::test]
async fn planning_is_for_planners_of_the_departments_and_for_those_above() {
    let app = TestApp::sqlite().await;
    let roads = json!([{ "department": "roads" }]);
    let attempt = async |token: Option<&str>, departments: &Value| {
        let answer = app.graphql(token, PLAN, json!({ "departments": departments })).await;
        match answer["errors"][0]["extensions"]["code"].as_str() {
            Some(code) => code.to_owned(),
            None => answer["data"]["planProgramme"]["__typename"].as_str().unwrap().to_owned(),
        }
    };
    let of_trees = app.token_for(TokenRole::Planner, "arborist", vec!["urban_forestry".to_owned()]);
    assert_eq!(attempt(None, &roads).await, "UNAUTHENTICATED");
    assert_eq!(attempt(Some(&app.citizen_token(1)), &roads).await, "FORBIDDEN");
    assert_eq!(attempt(Some(&app.token(TokenRole::Agent)), &roads).await, "FORBIDDEN");
    assert_eq!(attempt(Some(&of_trees), &roads).await, "FORBIDDEN");
    assert_eq!(attempt(Some(&of_trees), &Value::Null).await, "PlanProgrammeSuccess");
    for role in [TokenRole::Planner, TokenRole::Supervisor, TokenRole::Administrator] {
        assert_eq!(attempt(Some(&app.token(role)), &roads).await, "PlanProgrammeSuccess");
    }
    let nowhere = app.token_for(TokenRole::Planner, "newcomer", Vec::new());
    assert_eq!(attempt(Some(&nowhere), &Value::Null).await, "InvalidInput");
}

#[tokio::test]
async fn a_planner_without_departments_named_plans_for_their_own() {
    let app = TestApp::sqlite().await;
    let token = app.token_for(TokenRole::Planner, "arborist", vec!["urban_forestry".to_owned()]);
    let answer = app.data(&token, PLAN, json!({ "departments": null })).await;
    assert_eq!(
        answer["planProgramme"]["programme"]["departments"],
        json!([{ "code": "urban_forestry" }]),
        "{answer:#}"
    );
}

#[tokio::test]
async fn each_role_adopts_a_programme_as_it_may() {
    for app in TestApp::each().await {
        let id = planned(&app, json!([{ "department": "roads" }])).await;
        let approve = "mutation($id: ID!) { step: approveProgramme(input: { programme: $id }) { __typename } }";
        let publish = "mutation($id: ID!) { step: publishProgramme(input: { programme: $id }) { __typename } }";
        let of_trees = app.token_for(TokenRole::Planner, "arborist", vec!["urban_forestry".to_owned()]);
        let of_roads = app.token_for(TokenRole::Planner, "roads-planner", vec!["roads".to_owned()]);
        let attempt = async |token: Option<&str>, step: &str| {
            let answer = app.graphql(token, step, json!({ "id": id })).await;
            let code = answer["errors"][0]["extensions"]["code"].as_str();
            code.or(answer["data"]["step"]["__typename"].as_str()).unwrap().to_owned()
        };
        let outsiders = [None, Some(app.citizen_token(1)), Some(app.token(TokenRole::Agent))];
        for step in [approve, publish] {
            for token in &outsiders {
                assert_eq!(attempt(token.as_deref(), step).await, "ProgrammeNotFound", "unpublished, unseen");
            }
            assert_eq!(attempt(Some(&of_trees), step).await, "FORBIDDEN", "of other departments");
        }
        let supervisor = app.token(TokenRole::Supervisor);
        assert_eq!(attempt(Some(&supervisor), publish).await, "ProgrammeStepNotAllowed", "not approved yet");
        assert_eq!(attempt(Some(&of_roads), approve).await, "ApproveProgrammeSuccess");
        assert_eq!(attempt(Some(&supervisor), publish).await, "PublishProgrammeSuccess");
        for (token, expected) in outsiders.iter().zip(["UNAUTHENTICATED", "FORBIDDEN", "FORBIDDEN"]) {
            assert_eq!(attempt(token.as_deref(), publish).await, expected, "published, seen by all");
        }
        let administrator = app.token(TokenRole::Administrator);
        assert_eq!(attempt(Some(&administrator), approve).await, "ProgrammeStepNotAllowed", "published already");
    }
}

#[tokio::test]
async fn a_programme_is_seen_by_everyone_once_it_is_published() {
    for app in TestApp::each().await {
        write(&app, &[sidewalk(0.0), sidewalk(20.0), sidewalk(3_000.0)]).await;
        let id = planned(&app, json!([{ "department": "roads" }])).await;
        let agent = app.token(TokenRole::Agent);
        let citizen = app.citizen_token(1);
        let list = "{ programmes { nodes { id } } drafts: programmes(filter: { statuses: [DRAFT] }) { nodes { id } } }";
        for token in [None, Some(citizen.as_str()), Some(agent.as_str())] {
            let hidden = app.graphql(token, TREE, json!({ "id": id })).await;
            assert_eq!(hidden["data"]["programme"], Value::Null, "{hidden:#}");
            let none = app.graphql(token, list, json!({})).await;
            assert_eq!(none["data"]["programmes"]["nodes"], json!([]), "{none:#}");
        }
        let project = {
            let seen = app.data(&app.token(TokenRole::Planner), TREE, json!({ "id": id })).await;
            assert_ne!(seen["programme"]["parameters"], Value::Null);
            seen["programme"]["years"][0]["departments"][0]["projects"]["nodes"][0]["id"].clone()
        };
        let node = "query($id: ID!) { node(id: $id) { __typename id ... on Project { code } } }";
        assert_eq!(app.graphql(None, node, json!({ "id": project })).await["data"]["node"], Value::Null);

        publish(&app, &id).await;
        let open = app.graphql(None, TREE, json!({ "id": id })).await;
        let programme = &open["data"]["programme"];
        assert_eq!(programme["status"], "PUBLISHED", "{open:#}");
        assert_eq!(programme["createdBy"], Value::Null, "who planned it is for staff");
        assert_eq!(programme["parameters"], Value::Null);
        let shown = &programme["years"][0]["departments"][0]["projects"]["nodes"][0];
        assert!(shown["outline"]["type"].is_string());
        assert_eq!(shown["requests"], Value::Null, "requests follow their own policy");
        assert_eq!(open["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        let seen = app.graphql(None, list, json!({})).await;
        assert_eq!(seen["data"]["programmes"]["nodes"], json!([{ "id": id }]), "{seen:#}");
        assert_eq!(seen["data"]["drafts"]["nodes"], json!([]));
        let found = app.graphql(None, node, json!({ "id": project })).await;
        assert_eq!(found["data"]["node"]["__typename"], "Project", "{found:#}");
    }
}

#[tokio::test]
async fn reading_a_programme_takes_as_many_statements_however_large_it_is() {
    for app in TestApp::each().await {
        let requests: Vec<_> = (0..60).map(|rank| sidewalk(f64::from(rank) * 700.0)).collect();
        write(&app, &requests[..3]).await;
        let small = planned(&app, json!([{ "department": "roads" }])).await;
        for (request, number) in requests[3..].iter().zip(100..) {
            crate::planned_requests::write_one(&app, request, &format!("2026-{number:07}")).await;
        }
        let large = planned(&app, json!([{ "department": "roads" }, { "department": "water" }])).await;
        let token = app.token(TokenRole::Planner);
        let statements = async |id: &str, callers: usize| {
            let before = app.statements();
            let calls = (0..callers).map(|_| app.data(&token, TREE, json!({ "id": id })));
            futures(calls.collect()).await;
            app.statements() - before
        };
        statements(&small, 1).await;
        let one = statements(&small, 1).await;
        assert_eq!(statements(&large, 1).await, one, "no statement a project");
        assert_eq!(statements(&large, 12).await, 12 * one, "nor under load");
        assert!(one <= 17, "{one}");
    }
}

/// Waits for all of these at once.
async fn futures<F: Future>(calls: Vec<F>) {
    let mut calls: Vec<_> = calls.into_iter().map(Box::pin).collect();
    std::future::poll_fn(|context| {
        calls.retain_mut(|call| call.as_mut().poll(context).is_pending());
        if calls.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}
