//! Work queues, filters and counts.

use riverain::auth::token::TokenRole;
use riverain_entities::service_requests::RequestStatus;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, citizen_of, requester, submit};
use riverain_tests::{TestApp, now};
use serde_json::{Value, json};

use super::put;

const QUEUE: &str = "query($d: String!, $t: String, $first: Int, $after: String, $last: Int, $before: String) {
    workQueue(department: $d, team: $t, first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage endCursor startCursor } nodes { number dueAt } } }";

/// A tree to fell is promised; a dangerous one and a stump are not.
async fn trees(app: &TestApp) -> [String; 4] {
    [
        submit(app, ("tree", "danger"), SAINT_ROCH, None).await,
        submit(app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await,
        submit(app, ("tree", "stump"), SAINT_ROCH, None).await,
        submit(app, TREE_FELLING, SAINT_ROCH, None).await,
    ]
}

fn numbers(queue: &Value) -> Vec<&str> {
    queue["workQueue"]["nodes"].as_array().unwrap().iter().map(|node| node["number"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_is_due_first_comes_first_page_by_page() {
    for app in TestApp::each().await {
        let [danger, first, stump, second] = trees(&app).await;
        let agent = app.token(TokenRole::Agent);
        let whole = app.data(&agent, QUEUE, json!({ "d": "urban_forestry" })).await;
        assert_eq!(numbers(&whole), [&first, &second, &danger, &stump], "{whole:#}");
        assert_eq!(whole["workQueue"]["totalCount"], 4);
        let (mut after, mut seen) = (Value::Null, Vec::new());
        for _ in 0..4 {
            let page = app.data(&agent, QUEUE, json!({ "d": "urban_forestry", "first": 1, "after": after })).await;
            seen.extend(numbers(&page).into_iter().map(str::to_owned));
            after = page["workQueue"]["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(seen, [first.clone(), second.clone(), danger.clone(), stump.clone()]);
        let end = app.data(&agent, QUEUE, json!({ "d": "urban_forestry", "last": 2 })).await;
        assert_eq!(numbers(&end), [&danger, &stump]);
        let before = end["workQueue"]["pageInfo"]["startCursor"].clone();
        let rest = app.data(&agent, QUEUE, json!({ "d": "urban_forestry", "last": 5, "before": before })).await;
        assert_eq!(numbers(&rest), [&first, &second]);
        let team = app.data(&agent, QUEUE, json!({ "d": "urban_forestry", "t": "forestry_emergency" })).await;
        assert_eq!(numbers(&team), [&danger]);
        put(&app, &first, RequestStatus::Done, now()).await;
        put(&app, &second, RequestStatus::Reopened, now()).await;
        let open = app.data(&agent, QUEUE, json!({ "d": "urban_forestry" })).await;
        assert_eq!(numbers(&open), [&second, &danger, &stump]);
    }
}

#[tokio::test]
async fn requests_are_found_and_counted_by_status_and_team() {
    for app in TestApp::each().await {
        let [danger, first, stump, second] = trees(&app).await;
        put(&app, &first, RequestStatus::Triaged, now()).await;
        put(&app, &stump, RequestStatus::Planned, now()).await;
        put(&app, &second, RequestStatus::Cancelled, now()).await;
        let agent = app.token(TokenRole::Agent);
        let found = async |filter: Value| {
            let list = "query($f: RequestFilter) { requests(filter: $f, orderBy: { field: OPENED_AT, direction: ASCENDING }) { totalCount nodes { number } } }";
            let data = app.data(&agent, list, json!({ "f": filter })).await;
            let nodes = data["requests"]["nodes"].as_array().unwrap();
            let mut numbers: Vec<String> =
                nodes.iter().map(|node| node["number"].as_str().unwrap().to_owned()).collect();
            numbers.sort();
            numbers
        };
        assert_eq!(found(json!({ "statuses": ["TRIAGED", "PLANNED"] })).await, [first.clone(), stump.clone()]);
        assert_eq!(found(json!({ "teams": ["forestry_emergency"] })).await, std::slice::from_ref(&danger));
        assert_eq!(found(json!({ "isOpen": false })).await, std::slice::from_ref(&second));
        assert_eq!(found(json!({ "isOpen": true })).await, [danger.clone(), first.clone(), stump.clone()]);
        let counts = "query($f: RequestFilter) { requestsByStatus(filter: $f) { status label count } }";
        let all = app.data(&agent, counts, json!({})).await;
        let all = all["requestsByStatus"].as_array().unwrap();
        assert_eq!(all.len(), 11);
        assert_eq!(all[1], json!({ "status": "TRIAGED", "label": "Triée", "count": 1 }));
        let held: u64 = all.iter().map(|row| row["count"].as_u64().unwrap()).sum();
        assert_eq!(held, 4);
        let citizen = app.citizen_token(citizen_of(&app, &first).await);
        let own = app.data(&citizen, counts, json!({})).await;
        let own: u64 =
            own["requestsByStatus"].as_array().unwrap().iter().map(|row| row["count"].as_u64().unwrap()).sum();
        assert_eq!(own, 1, "a citizen's are their own");
    }
}

#[tokio::test]
async fn a_queue_that_does_not_exist_is_told() {
    let app = TestApp::sqlite().await;
    let agent = app.token(TokenRole::Agent);
    let fault = async |d: &str, t: &str| {
        let answer = app.graphql(Some(&agent), QUEUE, json!({ "d": d, "t": t })).await;
        answer["errors"][0]["extensions"]["faults"].clone()
    };
    let both = fault("wizardry", "owls").await;
    assert_eq!((&both[0]["field"], &both[1]["field"]), (&json!("department"), &json!("team")), "{both:#}");
    let other = fault("roads", "water_quality").await;
    assert_eq!((&other[0]["field"], &other[0]["code"]), (&json!("team"), &json!("UNKNOWN")), "{other:#}");
    let unknown = "query { requests(filter: { teams: [\"owls\"] }) { totalCount } }";
    let unknown = app.graphql(Some(&agent), unknown, json!({})).await;
    assert_eq!(unknown["errors"][0]["extensions"]["faults"][0]["field"], "filter.teams.0");
    let none = app.graphql(None, QUEUE, json!({ "d": "roads" })).await;
    assert_eq!(none["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}
