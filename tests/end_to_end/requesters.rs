//! Requesters: whose record a demand goes to, what it changes there, and how the contact centre finds it again.

use futures::future::join_all;
use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, citizen_of, submit};
use serde_json::{Value, json};

const SEARCH: &str =
    "query($filter: CitizenFilter!) { citizens(filter: $filter) { totalCount nodes { givenName phone } } }";

fn person(given_name: &str, family_name: &str, email: &str) -> Value {
    json!({ "givenName": given_name, "familyName": family_name, "email": email })
}

async fn record_of(app: &TestApp, requester: Value) -> i64 {
    citizen_of(app, &submit(app, TREE_FELLING, SAINT_ROCH, Some(requester)).await).await
}

#[tokio::test]
async fn an_address_that_two_people_share_is_two_records() {
    for app in TestApp::each().await {
        let irene = record_of(&app, person("Irène", "Côté", "famille@exemple.ca")).await;
        let paul = record_of(&app, person("Paul", "Côté", "famille@exemple.ca")).await;
        assert_ne!(irene, paul);
        assert_eq!(record_of(&app, person("IRENE", "cote", "Famille@Exemple.ca")).await, irene);
        assert_eq!(record_of(&app, person("paul", "Côté", "famille@exemple.ca")).await, paul);
    }
}

#[tokio::test]
async fn nobody_without_a_token_writes_into_a_known_record() {
    for app in TestApp::each().await {
        let known = record_of(&app, person("Alice", "Tremblay", "alice@exemple.ca")).await;
        let submit = "mutation($input: SubmitRequestInput!) { submitRequest(input: $input) {
            ... on SubmitRequestSuccess { requestNumber } } }";
        let requester = json!({ "givenName": "Alice", "familyName": "Tremblay", "email": "alice@exemple.ca",
            "phone": "418 555-0199", "consentToContact": true });
        let input = json!({ "product": "tree", "precision": "felling", "channel": "WEB_FORM", "requester": requester,
            "answers": { "owner": "private", "permit": "apply" } });
        let answer = app.graphql(None, submit, json!({ "input": input })).await;
        let number = answer["data"]["submitRequest"]["requestNumber"].as_str().unwrap().to_owned();
        assert_ne!(citizen_of(&app, &number).await, known);
        let own = app.data(&app.citizen_token(known), "{ requests { totalCount } }", json!({})).await;
        assert_eq!(own["requests"]["totalCount"], 1);
    }
}

#[tokio::test]
async fn what_a_known_citizen_says_anew_is_kept() {
    for app in TestApp::each().await {
        let known = record_of(&app, person("Alice", "Tremblay", "alice@exemple.ca")).await;
        let read = async |said: Value| {
            let mut requester = person("Alice", "Tremblay", "alice@exemple.ca");
            requester.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
            assert_eq!(record_of(&app, requester).await, known);
            let query = "{ me { citizen { phone language languageGround consentToContact } } }";
            app.data(&app.citizen_token(known), query, json!({})).await["me"]["citizen"].clone()
        };
        let silent = read(json!({})).await;
        assert_eq!(
            silent,
            json!({ "phone": null, "language": "FRENCH", "languageGround": "DEFAULT", "consentToContact": false })
        );
        let spoken = read(json!({ "phone": "+1 418 555-0142", "language": "ENGLISH", "consentToContact": true })).await;
        let expected = json!({ "phone": "4185550142", "language": "ENGLISH", "languageGround": "CHOSEN", "consentToContact": true });
        assert_eq!(spoken, expected);
        assert_eq!(read(json!({})).await, expected, "what is not said stays");
        assert_eq!(read(json!({ "consentToContact": false })).await["consentToContact"], false);
        let found = app.data(&app.token(TokenRole::Agent), SEARCH, json!({ "filter": { "text": "4185550142" } })).await;
        assert_eq!(found["citizens"]["totalCount"], 1);
    }
}

#[tokio::test]
async fn a_new_citizen_who_asks_many_times_at_once_is_one_record() {
    for app in TestApp::each().await {
        let records = join_all((0..8).map(|_| record_of(&app, person("Alice", "Tremblay", "alice@exemple.ca")))).await;
        assert!(records.iter().all(|record| *record == records[0]), "{records:?}");
    }
}

#[tokio::test]
async fn a_citizen_counts_once_at_a_spot() {
    for app in TestApp::each().await {
        let breakdown = async |requester: Option<Value>| {
            let number = submit(&app, SIDEWALK, SAINT_ROCH, requester).await;
            let query = "query($number: String!) { request(number: $number) { priorityBreakdown { components { kind rawValue } } } }";
            let data = app.data(&app.token(TokenRole::Agent), query, json!({ "number": number })).await;
            let parts = data["request"]["priorityBreakdown"]["components"].as_array().unwrap().clone();
            parts.iter().find(|part| part["kind"] == "CITIZENS").unwrap()["rawValue"].as_f64().unwrap()
        };
        let alice = Some(person("Alice", "Tremblay", "alice@exemple.ca"));
        assert!((breakdown(alice.clone()).await - 1.0).abs() < 1e-9);
        assert!((breakdown(alice).await - 1.0).abs() < 1e-9, "the same citizen again");
        assert!((breakdown(Some(person("Paul", "Roy", "paul@exemple.ca"))).await - 2.0).abs() < 1e-9);
        assert!((breakdown(None).await - 3.0).abs() < 1e-9);
    }
}

#[tokio::test]
async fn a_citizen_is_found_by_beginnings_of_words_and_by_telephone() {
    for app in TestApp::each().await {
        let mut irene = person("Irène", "Côté-Gagnon", "irene@exemple.ca");
        irene["phone"] = json!("1 (418) 555-0142");
        record_of(&app, irene).await;
        record_of(&app, person("Paul", "Roy", "paul@exemple.ca")).await;
        let token = app.token(TokenRole::Agent);
        for filter in [
            json!({ "text": "gagn IREN" }),
            json!({ "text": "418 555-0142" }),
            json!({ "text": "+1 418 555 0142" }),
            json!({ "text": "418555" }),
            json!({ "phone": "418-555-0142" }),
            json!({ "phone": "+14185550142" }),
            json!({ "email": "Irene@Exemple.CA" }),
        ] {
            let found = app.data(&token, SEARCH, json!({ "filter": filter })).await;
            let irene = json!([{ "givenName": "Irène", "phone": "4185550142" }]);
            assert_eq!(found["citizens"]["nodes"], irene, "{filter}");
            assert_eq!(found["citizens"]["totalCount"], 1, "{filter}");
        }
        for (filter, field, code) in [
            (json!({ "text": "a ".repeat(13) }), "filter.text", "TOO_MANY"),
            (json!({ "text": "a".repeat(201) }), "filter.text", "TOO_LONG"),
            (json!({ "phone": "911" }), "filter.phone", "MALFORMED"),
            (json!({ "email": "irene" }), "filter.email", "MALFORMED"),
        ] {
            let answer = app.graphql(Some(&token), SEARCH, json!({ "filter": filter })).await;
            let fault = &answer["errors"][0]["extensions"]["faults"][0];
            assert_eq!((&fault["field"], &fault["code"]), (&json!(field), &json!(code)), "{answer:#}");
        }
    }
}
