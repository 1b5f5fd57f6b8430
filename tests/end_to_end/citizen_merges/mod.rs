//! One person, many records: merged into one of them and unmerged with nothing lost.

mod between;
mod finding;
mod killed;
mod refusals;
mod sequences;

use riverain::auth::token::TokenRole;
use riverain::graphql::global_id::NodeKind;
use riverain_entities::{
    citizens, contacts, draft_requests, merged_citizen_rows, request_followers, request_representatives,
    service_requests,
};
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, citizen_of, submit};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::contacts::call;

pub(crate) const MERGE: &str = "mutation($input: MergeCitizensInput!) { mergeCitizens(input: $input) { __typename
  ... on MergeCitizensSuccess { into { id requests { totalCount } } merged { id mergedInto { id } } }
  ... on Problem { message } ... on InvalidInput { faults { field code } }
  ... on CitizenNotFound { citizen } ... on CitizenIsMerged { citizen mergedInto { id } }
  ... on CitizenMergedIntoItself { citizen } ... on CitizensMergedInARing { citizen into } } }";

const UNMERGE: &str = "mutation($input: UnmergeCitizenInput!) { unmergeCitizen(input: $input) { __typename
  ... on UnmergeCitizenSuccess { citizen { id requests { totalCount } } separatedFrom { id requests { totalCount } } }
  ... on Problem { message } ... on InvalidInput { faults { field code } } ... on CitizenNotFound { citizen }
  ... on CitizenNotMerged { citizen } } }";

const SEEN: &str = "query($id: ID!) { citizen(id: $id) { givenName mergedInto { givenName }
  requests(first: 20) { totalCount nodes { number } } mergedCitizens(first: 10) { totalCount nodes { givenName } }
  history(first: 50) { nodes { __typename ... on Request { number } ... on Contact { id } } }
  merges(first: 10) { nodes { into { givenName } mergedBy note unmergedBy unmergeNote } } } }";

/// The identifier of a citizen.
pub(crate) fn id(key: i64) -> String {
    NodeKind::Citizen.id(key).0
}

/// What the service answers to an agent who merges records into the first.
pub(crate) async fn merge(app: &TestApp, into: i64, duplicates: &[i64]) -> Value {
    let duplicates: Vec<String> = duplicates.iter().map(|key| id(*key)).collect();
    let input = json!({ "into": id(into), "duplicates": duplicates, "note": "La même personne" });
    app.data(&app.token(TokenRole::Agent), MERGE, json!({ "input": input })).await["mergeCitizens"].clone()
}

pub(crate) async fn unmerge(app: &TestApp, citizen: i64) -> Value {
    let input = json!({ "citizen": id(citizen), "note": "Deux personnes" });
    app.data(&app.token(TokenRole::Agent), UNMERGE, json!({ "input": input })).await["unmergeCitizen"].clone()
}

/// A citizen of this name and address who has made a request, and its number.
async fn record(app: &TestApp, given_name: &str, east: f64) -> (i64, String) {
    let requester = json!({ "givenName": given_name, "familyName": "Tremblay", "consentToContact": true,
        "email": format!("{}@exemple.ca", given_name.to_lowercase()) });
    let number = submit(app, TREE_FELLING, (SAINT_ROCH.0 + east, SAINT_ROCH.1), Some(requester)).await;
    (citizen_of(app, &number).await, number)
}

async fn seen(app: &TestApp, citizen: i64) -> Value {
    app.data(&app.token(TokenRole::Agent), SEEN, json!({ "id": id(citizen) })).await["citizen"].clone()
}

fn numbers(citizen: &Value) -> Vec<String> {
    let nodes = citizen["requests"]["nodes"].as_array().unwrap();
    let mut numbers: Vec<_> = nodes.iter().map(|node| node["number"].as_str().unwrap().to_owned()).collect();
    numbers.sort();
    numbers
}

/// Every row that names a citizen, and what is kept of merges that stand.
#[derive(Debug, Clone, PartialEq)]
struct Everything {
    citizens: Vec<citizens::Model>,
    requests: Vec<service_requests::Model>,
    contacts: Vec<contacts::Model>,
    representatives: Vec<request_representatives::Model>,
    drafts: Vec<draft_requests::Model>,
    followers: Vec<request_followers::Model>,
    kept: Vec<merged_citizen_rows::Model>,
}

async fn everything(app: &TestApp) -> Everything {
    let database = app.database();
    let requests = service_requests::Entity::find().order_by_asc(service_requests::Column::Id);
    let representatives =
        request_representatives::Entity::find().order_by_asc(request_representatives::Column::RequestId);
    let drafts = draft_requests::Entity::find().order_by_asc(draft_requests::Column::Id);
    let followers = request_followers::Entity::find().order_by_asc(request_followers::Column::Id);
    let kept = merged_citizen_rows::Entity::find()
        .order_by_asc(merged_citizen_rows::Column::Place)
        .order_by_asc(merged_citizen_rows::Column::RowId);
    Everything {
        citizens: citizens::Entity::find().order_by_asc(citizens::Column::Id).all(database).await.unwrap(),
        requests: requests.all(database).await.unwrap(),
        contacts: contacts::Entity::find().order_by_asc(contacts::Column::Id).all(database).await.unwrap(),
        representatives: representatives.all(database).await.unwrap(),
        drafts: drafts.all(database).await.unwrap(),
        followers: followers.all(database).await.unwrap(),
        kept: kept.all(database).await.unwrap(),
    }
}

#[tokio::test]
async fn a_person_has_the_history_of_all_their_records_and_each_record_gets_its_own_back() {
    for app in TestApp::each().await {
        let (alice, first) = record(&app, "Alice", 0.0).await;
        let (alicia, second) = record(&app, "Alicia", 0.01).await;
        let called = call(&app, json!({ "caller": { "citizen": id(alicia) } })).await;
        let before = everything(&app).await;

        let merged = merge(&app, alice, &[alicia]).await;
        assert_eq!(merged["__typename"], "MergeCitizensSuccess", "{merged:#}");
        assert_eq!(merged["into"], json!({ "id": id(alice), "requests": { "totalCount": 2 } }));
        assert_eq!(merged["merged"], json!([{ "id": id(alicia), "mergedInto": { "id": id(alice) } }]));
        let person = seen(&app, alice).await;
        assert_eq!(numbers(&person), [first.as_str(), second.as_str()]);
        assert_eq!(person["mergedCitizens"], json!({ "totalCount": 1, "nodes": [{ "givenName": "Alicia" }] }));
        let history = person["history"]["nodes"].as_array().unwrap();
        assert_eq!(history.len(), 3, "{person:#}");
        assert!(history.contains(&json!({ "__typename": "Contact", "id": called["id"] })), "{person:#}");
        let record = seen(&app, alicia).await;
        assert_eq!((&record["mergedInto"]["givenName"], numbers(&record).len()), (&json!("Alice"), 0));

        let unmerged = unmerge(&app, alicia).await;
        assert_eq!(unmerged["citizen"], json!({ "id": id(alicia), "requests": { "totalCount": 1 } }), "{unmerged:#}");
        assert_eq!(unmerged["separatedFrom"], json!({ "id": id(alice), "requests": { "totalCount": 1 } }));
        assert_eq!(everything(&app).await, before);
        let record = seen(&app, alicia).await;
        let told = json!({ "into": { "givenName": "Alice" }, "mergedBy": "Test", "note": "La même personne",
            "unmergedBy": "Test", "unmergeNote": "Deux personnes" });
        assert_eq!((&record["merges"]["nodes"], &record["mergedInto"]), (&json!([told]), &Value::Null));
    }
}

#[tokio::test]
async fn records_of_records_come_along_both_ways() {
    for app in TestApp::each().await {
        let (alice, first) = record(&app, "Alice", 0.0).await;
        let (alicia, second) = record(&app, "Alicia", 0.01).await;
        let (ally, third) = record(&app, "Ally", 0.02).await;
        merge(&app, alicia, &[ally]).await;
        merge(&app, alice, &[alicia]).await;
        assert_eq!(numbers(&seen(&app, alice).await), [first.as_str(), &second, &third]);
        assert_eq!(seen(&app, ally).await["mergedInto"]["givenName"], "Alice");
        // Into a record that is merged: into the one that stands for the person.
        let (alix, fourth) = record(&app, "Alix", 0.03).await;
        assert_eq!(merge(&app, ally, &[alix]).await["into"]["id"], json!(id(alice)));
        assert_eq!(seen(&app, alice).await["mergedCitizens"]["totalCount"], 3);

        unmerge(&app, alicia).await;
        assert_eq!(numbers(&seen(&app, alicia).await), [second.as_str(), &third], "hers, with what was merged into it");
        assert_eq!(numbers(&seen(&app, alice).await), [first.as_str(), &fourth]);
        assert_eq!(seen(&app, ally).await["mergedInto"]["givenName"], "Alicia");
    }
}
