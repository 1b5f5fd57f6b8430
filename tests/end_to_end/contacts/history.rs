//! A citizen's requests and contacts as one list.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{citizen_of, requester, submit_input};
use serde_json::{Value, json};

use super::step;

const HISTORY: &str = "query($id: ID!, $first: Int!, $after: String) { citizen(id: $id) {
  history(first: $first, after: $after) { pageInfo { hasNextPage endCursor }
    nodes { __typename ... on Request { number } ... on Contact { id arrivedAt } } } } }";

/// Two contacts with Alice and one on her behalf, a request of hers, and one that she made for Paul.
async fn scene(app: &TestApp) -> (String, i64) {
    let alice = json!({ "requester": requester("Alice", "Tremblay") });
    let opening = |hour: u32, who: &str| {
        json!({ "channel": "TELEPHONE", "language": "FRENCH", who: alice,
            "arrivedAt": format!("2026-09-15T{hour:02}:00:00Z") })
    };
    let first = step(app, "openContact", opening(9, "caller")).await;
    step(app, "openContact", opening(11, "caller")).await;
    step(app, "openContact", opening(10, "onBehalfOf")).await;
    let demand = json!({ "product": "tree", "precision": "felling", "channel": "TELEPHONE" });
    let with = |more: Value| {
        let mut input = demand.clone();
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let own = json!({ "requester": requester("Alice", "Tremblay"), "openedAt": "2026-09-15T10:30:00Z" });
    let number = submit_input(app, with(own)).await["requestNumber"].as_str().unwrap().to_owned();
    let for_paul = json!({ "requester": requester("Paul", "Roy"), "openedAt": "2026-09-15T09:30:00Z",
        "onBehalf": { "representative": requester("Alice", "Tremblay"), "followUpsTo": "BOTH" } });
    submit_input(app, with(for_paul)).await;
    (first["contact"]["citizen"]["id"].as_str().unwrap().to_owned(), citizen_of(app, &number).await)
}

#[tokio::test]
async fn requests_and_contacts_are_one_list_by_time() {
    for app in TestApp::each().await {
        let (id, _) = scene(&app).await;
        let token = app.token(TokenRole::Agent);
        let whole = app.data(&token, HISTORY, json!({ "id": id, "first": 10 })).await;
        let nodes = whole["citizen"]["history"]["nodes"].as_array().unwrap().clone();
        let kinds: Vec<_> = nodes.iter().map(|node| node["__typename"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["Contact", "Request", "Contact", "Request", "Contact"], "{whole:#}");
        let (mut read, mut after) = (Vec::new(), Value::Null);
        for _ in 0..5 {
            let page = app.data(&token, HISTORY, json!({ "id": id, "first": 1, "after": after })).await;
            let history = &page["citizen"]["history"];
            read.extend(history["nodes"].as_array().unwrap().clone());
            after = history["pageInfo"]["endCursor"].clone();
            assert_eq!(history["pageInfo"]["hasNextPage"], read.len() < 5);
        }
        assert_eq!(read, nodes);
    }
}

#[tokio::test]
async fn a_citizen_reads_their_requests_and_no_contacts() {
    for app in TestApp::each().await {
        let (id, key) = scene(&app).await;
        let own = app.data(&app.citizen_token(key), HISTORY, json!({ "id": id, "first": 10 })).await;
        let nodes = own["citizen"]["history"]["nodes"].as_array().unwrap();
        assert!(nodes.len() == 2 && nodes.iter().all(|node| node["__typename"] == "Request"), "{own:#}");
        let planner =
            app.graphql(Some(&app.token(TokenRole::Planner)), HISTORY, json!({ "id": id, "first": 10 })).await;
        assert_eq!(planner["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
}
