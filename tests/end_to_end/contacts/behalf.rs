//! One person reaches the centre for another: both are kept, and who gets the follow-ups is chosen.

use riverain_tests::TestApp;
use riverain_tests::scenes::{citizen_of, requester, submit_input};
use serde_json::{Value, json};

use super::{CONTACT, call, faults};
use riverain::auth::token::TokenRole;

const SUMMARY: &str = "query($number: String!) { followUpSummary(requestNumber: $number) { text } }";

fn demand(more: Value) -> Value {
    let mut input = json!({ "product": "tree", "precision": "felling", "channel": "TELEPHONE" });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

#[tokio::test]
async fn both_are_kept_and_the_one_who_is_chosen_follows() {
    for app in TestApp::each().await {
        for (chosen, follows) in [("REPRESENTATIVE", true), ("BOTH", true), ("REQUESTER", false)] {
            let on_behalf = json!({ "representative": requester("Paul", "Roy"), "followUpsTo": chosen });
            let input = demand(json!({ "requester": requester("Alice", "Tremblay"), "onBehalf": on_behalf }));
            let made = submit_input(&app, input).await;
            let number = made["requestNumber"].as_str().unwrap().to_owned();
            let query = "query($number: String!) { request(number: $number) { citizen { givenName }
                representative { followUpsTo citizen { id givenName } } } }";
            let read = app.data(&app.token(TokenRole::Agent), query, json!({ "number": number })).await;
            let read = &read["request"];
            assert_eq!(read["citizen"]["givenName"], "Alice");
            assert_eq!(read["representative"]["followUpsTo"], chosen);
            assert_eq!(read["representative"]["citizen"]["givenName"], "Paul");
            let paul = representative_key(&app, &number).await;
            let as_paul = app.data(&app.citizen_token(paul), SUMMARY, json!({ "number": number })).await;
            assert_eq!(!as_paul["followUpSummary"].is_null(), follows, "{chosen}");
            let alice = citizen_of(&app, &number).await;
            let as_alice = app.data(&app.citizen_token(alice), SUMMARY, json!({ "number": number })).await;
            assert!(!as_alice["followUpSummary"].is_null(), "a requester reads what is theirs: {chosen}");
        }
    }
}

#[tokio::test]
async fn within_a_contact_the_caller_is_the_representative() {
    for app in TestApp::each().await {
        let contact = call(
            &app,
            json!({ "caller": { "requester": requester("Paul", "Roy") },
                "onBehalfOf": { "requester": requester("Alice", "Tremblay") } }),
        )
        .await;
        let unsaid = submit_input(&app, demand(json!({ "contact": contact["id"] }))).await;
        assert_eq!(faults(&unsaid), [("input.onBehalf".into(), "REQUIRED".into())]);
        let made = submit_input(
            &app,
            demand(json!({ "contact": contact["id"], "onBehalf": { "followUpsTo": "REPRESENTATIVE" } })),
        )
        .await;
        assert_eq!(made["request"]["citizen"]["id"], contact["onBehalfOf"]["id"], "{made:#}");
        let number = made["requestNumber"].as_str().unwrap();
        let paul = representative_key(&app, number).await;
        let as_paul = app.data(&app.citizen_token(paul), SUMMARY, json!({ "number": number })).await;
        assert!(!as_paul["followUpSummary"].is_null());
    }
}

#[tokio::test]
async fn a_contact_learns_both_from_the_request() {
    for app in TestApp::each().await {
        let contact = call(&app, json!({})).await;
        let on_behalf = json!({ "representative": requester("Paul", "Roy"), "followUpsTo": "BOTH" });
        let input = json!({ "contact": contact["id"], "requester": requester("Alice", "Tremblay"),
            "onBehalf": on_behalf });
        submit_input(&app, demand(input)).await;
        let query = format!("query($id: ID!) {{ contact(id: $id) {{ {CONTACT} }} }}");
        let now = app.data(&app.token(TokenRole::Agent), &query, json!({ "id": contact["id"] })).await;
        assert_eq!(now["contact"]["citizen"]["givenName"], "Paul");
        assert_eq!(now["contact"]["onBehalfOf"]["givenName"], "Alice");
    }
}

#[tokio::test]
async fn nobody_is_their_own_representative() {
    for app in TestApp::each().await {
        let alice = requester("Alice", "Tremblay");
        let on_behalf = json!({ "representative": alice, "followUpsTo": "BOTH" });
        let same = submit_input(&app, demand(json!({ "requester": alice, "onBehalf": on_behalf }))).await;
        assert_eq!(faults(&same), [("input.onBehalf.representative".into(), "CONTRADICTION".into())]);
        let nobody = submit_input(&app, demand(json!({ "onBehalf": { "followUpsTo": "BOTH" } }))).await;
        let expected = [("input.requester", "REQUIRED"), ("input.onBehalf.representative", "REQUIRED")];
        assert_eq!(faults(&nobody), expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
        let token = app.token(TokenRole::Agent);
        let left = app.data(&token, "{ requests { totalCount } citizens { totalCount } }", json!({})).await;
        assert_eq!((&left["requests"]["totalCount"], &left["citizens"]["totalCount"]), (&json!(0), &json!(0)));
    }
}

async fn representative_key(app: &TestApp, number: &str) -> i64 {
    let request = riverain::store::requests::by_number(app.database(), number).await.unwrap().unwrap();
    let rows = riverain::store::contacts::representatives(app.database(), &[request.id]).await.unwrap();
    rows[0].citizen_id
}
