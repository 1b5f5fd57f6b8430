//! A person is found by the words of each of their records, and shown once, by the record that stands for them.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, citizen_of, submit};
use serde_json::{Value, json};

use super::{id, merge, unmerge};
use crate::contacts::call;

const FOUND: &str = "query($filter: CitizenFilter!) { citizens(filter: $filter, first: 10) {
  totalCount nodes { id givenName likelyDuplicates { citizen { givenName } } } } }";

async fn person(app: &TestApp, name: (&str, &str), email: &str, phone: Value, east: f64) -> (i64, String) {
    let requester = json!({ "givenName": name.0, "familyName": name.1, "email": email, "phone": phone });
    let number = submit(app, SIDEWALK, (SAINT_ROCH.0 + east, SAINT_ROCH.1), Some(requester)).await;
    (citizen_of(app, &number).await, number)
}

async fn found(app: &TestApp, filter: Value) -> Value {
    let found = app.data(&app.token(TokenRole::Agent), FOUND, json!({ "filter": filter })).await["citizens"].clone();
    assert_eq!(found["totalCount"], found["nodes"].as_array().unwrap().len(), "{found:#}");
    found["nodes"].clone()
}

fn names(nodes: &Value) -> Vec<&str> {
    nodes.as_array().unwrap().iter().map(|node| node["givenName"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_person_is_found_by_the_words_of_any_record_and_shown_once() {
    for app in TestApp::each().await {
        let (alice, _) = person(&app, ("Alice", "Tremblay"), "alice@exemple.ca", json!("418 555-0101"), 0.0).await;
        let (alison, _) = person(&app, ("Alison", "Trembley"), "ali@ailleurs.ca", json!("418 555-0202"), 0.0).await;
        let (zoe, _) = person(&app, ("Zoé", "Lavoie"), "zoe@exemple.ca", json!("418 555-0202"), 0.1).await;
        let contact = call(&app, json!({ "caller": { "citizen": id(alison) } })).await;
        assert_eq!(names(&found(&app, json!({ "text": "alison" })).await), ["Alison"]);
        merge(&app, alice, &[alison]).await;
        for text in ["alison", "trembley", "ailleurs", "5550202 trembley", "tremblay"] {
            assert_eq!(names(&found(&app, json!({ "text": text })).await), ["Alice"], "{text}");
        }
        assert_eq!(names(&found(&app, json!({ "email": "ali@ailleurs.ca" })).await), ["Alice"]);
        assert_eq!(names(&found(&app, json!({ "text": "alison", "email": "ali@ailleurs.ca" })).await), ["Alice"]);
        assert_eq!(names(&found(&app, json!({ "text": "alison", "email": "alice@exemple.ca" })).await), ["Alice"]);
        assert_eq!(names(&found(&app, json!({ "phone": "418 555-0202" })).await), ["Zoé", "Alice"]);
        assert_eq!(names(&found(&app, json!({})).await), ["Zoé", "Alice"], "the merged record is listed no more");

        let contacts = "query($person: String!) { contacts(filter: { person: $person }) { totalCount nodes { id citizen { givenName } } } }";
        let answer = app.data(&app.token(TokenRole::Agent), contacts, json!({ "person": "alison" })).await;
        let expected = json!([{ "id": contact["id"], "citizen": { "givenName": "Alice" } }]);
        assert_eq!(answer["contacts"], json!({ "totalCount": 1, "nodes": expected }));

        // Zoé has the number of a record of Alice's: it is Alice who is proposed. Alice's own records are not.
        let proposed = found(&app, json!({ "text": "zoé lavoie" })).await;
        let alice_proposed = json!([{ "citizen": { "givenName": "Alice" } }]);
        assert_eq!(proposed[0]["likelyDuplicates"], alice_proposed, "{proposed:#}");
        let proposed = found(&app, json!({ "text": "alison" })).await;
        assert_eq!(proposed[0]["likelyDuplicates"], json!([]), "{proposed:#}");

        unmerge(&app, alison).await;
        assert_eq!(names(&found(&app, json!({ "text": "alison" })).await), ["Alison"]);
        assert_eq!(names(&found(&app, json!({})).await), ["Zoé", "Alison", "Alice"]);
        assert!(zoe > alison);
    }
}

#[tokio::test]
async fn the_planner_counts_a_person_once() {
    let query = "{ backlog(groupBy: [WORK_TYPE]) { total { requestCount distinctCitizens } } }";
    for app in TestApp::each().await {
        let (alice, first) = person(&app, ("Alice", "Tremblay"), "alice@exemple.ca", json!(null), 0.0).await;
        let (alison, second) = person(&app, ("Alison", "Tremblay"), "alison@exemple.ca", json!(null), 0.0).await;
        let planner = app.token(TokenRole::Planner);
        let count = async || app.data(&planner, query, json!({})).await["backlog"]["total"].clone();
        assert_eq!(count().await, json!({ "requestCount": 2, "distinctCitizens": 2 }));
        merge(&app, alice, &[alison]).await;
        assert_eq!(count().await, json!({ "requestCount": 2, "distinctCitizens": 1 }));
        let merged = crate::request_merges::merge(&app, &first, &[&second]).await;
        assert_eq!(merged["master"]["distinctCitizens"], 1, "{merged:#}");
        unmerge(&app, alison).await;
        assert_eq!(count().await, json!({ "requestCount": 1, "distinctCitizens": 2 }));
    }
}
