//! Promises: made, paused, at risk, kept or late, reckoned anew.

mod closed_calendar;
mod pauses;
mod recomputing;

use chrono::{DateTime, Utc};
use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use serde_json::{Value, json};

/// What the tests read of a promise.
const PROMISE: &str =
    "promise promiseMinutesLeft dueAt atRiskAt clockStoppedAt promises { nodes { dueAt madeAt cause reason } }";

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The request of a number, as an agent reads its promise.
async fn read(app: &TestApp, number: &str) -> Value {
    let query = format!("query($n: String!) {{ request(number: $n) {{ status {PROMISE} }} }}");
    app.data(&app.token(TokenRole::Agent), &query, json!({ "n": number })).await["request"].clone()
}

/// Lets an agent take a request to a status, which must be allowed.
async fn step(app: &TestApp, number: &str, status: &str, more: Value) {
    let change = "mutation($input: ChangeRequestStatusInput!) { changeRequestStatus(input: $input) { __typename } }";
    let mut input = json!({ "requestNumber": number, "status": status });
    input.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    let answer = app.data(&app.token(TokenRole::Agent), change, json!({ "input": input })).await;
    assert_eq!(answer["changeRequestStatus"]["__typename"], "ChangeRequestStatusSuccess", "{answer:#}");
}

/// The numbers of the requests whose promise stands in one of some ways, by two lists that must agree.
async fn standing(app: &TestApp, states: &[&str]) -> Vec<String> {
    let query = "query($states: [PromiseState!]!) {
        requests(filter: { promises: $states, isOpen: true }, orderBy: { field: DUE_AT, direction: ASCENDING }) {
            totalCount nodes { number } }
        workQueue(department: \"urban_forestry\", promises: $states) { totalCount nodes { number } } }";
    let data = app.data(&app.token(TokenRole::Agent), query, json!({ "states": states })).await;
    let numbers = |list: &Value| -> Vec<String> {
        let numbers: Vec<String> =
            list["nodes"].as_array().unwrap().iter().map(|node| node["number"].as_str().unwrap().to_owned()).collect();
        assert_eq!(list["totalCount"], numbers.len());
        numbers
    };
    assert_eq!(numbers(&data["requests"]), numbers(&data["workQueue"]));
    numbers(&data["requests"])
}
