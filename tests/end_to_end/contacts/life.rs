//! A contact is opened, answered, learnt more of and ended.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, requester, submit, submit_input};
use serde_json::{Value, json};

use super::{CONTACT, call, faults, step};

const LIST: &str = "query($filter: ContactFilter, $first: Int, $after: String) {
  contacts(filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id channel arrivedAt } } }";

#[tokio::test]
async fn a_call_is_recorded_from_its_arrival_to_its_end() {
    for app in TestApp::each().await {
        let opening = json!({ "channel": "TELEPHONE", "language": "ENGLISH", "arrivedAt": "2026-09-15T13:58:20Z" });
        let opened = step(&app, "openContact", opening).await["contact"].clone();
        assert_eq!((&opened["answeredAt"], &opened["agent"]), (&Value::Null, &Value::Null));
        let id = opened["id"].clone();
        let answered = step(&app, "answerContact", json!({ "contact": id, "at": "2026-09-15T13:59:00Z" })).await;
        let answered = &answered["contact"];
        assert_eq!((&answered["waitSeconds"], &answered["agentName"]), (&json!(40), &json!("Test")));
        let caller = json!({ "requester": requester("Alice", "Tremblay") });
        let changed = step(&app, "updateContact", json!({ "contact": id, "caller": caller })).await;
        assert_eq!(changed["contact"]["citizen"]["givenName"], "Alice");
        assert_eq!(changed["contact"]["language"], "ENGLISH", "what is not said stays");
        let ended = step(&app, "endContact", json!({ "contact": id, "settledAtFirstContact": true })).await;
        let ended = &ended["contact"];
        assert_eq!((&ended["handlingSeconds"], &ended["settledAtFirstContact"]), (&json!(60), &json!(true)));
        assert_eq!(ended["endedAt"], "2026-09-15T14:00:00+00:00");
        let node = format!("query($id: ID!) {{ node(id: $id) {{ ... on Contact {{ {CONTACT} }} }} }}");
        let node = app.data(&app.token(TokenRole::Supervisor), &node, json!({ "id": id })).await;
        assert_eq!(node["node"], *ended);
    }
}

#[tokio::test]
async fn a_step_is_taken_once() {
    for app in TestApp::each().await {
        let id = call(&app, json!({})).await["id"].clone();
        let again = step(&app, "answerContact", json!({ "contact": id })).await;
        assert_eq!(again["__typename"], "ContactStepNotAllowed");
        assert_eq!(again["message"], "Quelqu’un a déjà répondu à ce contact : Test.");
        let end = json!({ "contact": id, "settledAtFirstContact": false });
        assert_eq!(step(&app, "endContact", end.clone()).await["__typename"], "ContactSuccess");
        assert_eq!(step(&app, "endContact", end).await["__typename"], "ContactStepNotAllowed");
    }
}

#[tokio::test]
async fn a_call_that_nobody_answered_settles_nothing() {
    for app in TestApp::each().await {
        let opened = step(&app, "openContact", json!({ "channel": "TELEPHONE", "language": "FRENCH" })).await;
        let id = opened["contact"]["id"].clone();
        let settled = step(&app, "endContact", json!({ "contact": id, "settledAtFirstContact": true })).await;
        assert_eq!(faults(&settled), [("input.settledAtFirstContact".into(), "CONTRADICTION".into())]);
        let given_up = step(&app, "endContact", json!({ "contact": id, "settledAtFirstContact": false })).await;
        assert_eq!(given_up["contact"]["handlingSeconds"], Value::Null);
        let answer = step(&app, "answerContact", json!({ "contact": id })).await;
        assert_eq!(answer["message"], "Ce contact est déjà terminé. Ouvrez-en un autre.");
    }
}

#[tokio::test]
async fn every_fault_of_a_contact_is_told_and_nothing_is_written() {
    for app in TestApp::each().await {
        let citizen = "Q2l0aXplbjo5OTk";
        let refused = step(
            &app,
            "openContact",
            json!({ "channel": "COUNTER", "language": "FRENCH", "caller": { "citizen": citizen },
                "onBehalfOf": { "requester": { "givenName": "", "familyName": "Roy", "phone": "911" } },
                "aboutRequests": ["2026-0000404", "404"] }),
        )
        .await;
        let expected = [
            ("input.caller.citizen", "ABSENT"),
            ("input.onBehalfOf.requester.givenName", "REQUIRED"),
            ("input.onBehalfOf.requester.phone", "MALFORMED"),
            ("input.aboutRequests.0", "ABSENT"),
            ("input.aboutRequests.1", "MALFORMED"),
        ];
        assert_eq!(faults(&refused), expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
        for (field, code, input) in [
            ("input.arrivedAt", "IN_THE_FUTURE", json!({ "arrivedAt": "2026-09-15T14:00:01Z" })),
            ("input.arrivedAt", "OUT_OF_RANGE", json!({ "arrivedAt": "1999-09-15T14:00:01Z" })),
            ("input.aboutRequests", "TOO_MANY", json!({ "aboutRequests": vec!["2026-0000001"; 21] })),
            ("input.caller.citizen", "MALFORMED_ID", json!({ "caller": { "citizen": "UmVxdWVzdDox" } })),
        ] {
            let mut opening = json!({ "channel": "TELEPHONE", "language": "FRENCH" });
            opening.as_object_mut().unwrap().extend(input.as_object().unwrap().clone());
            assert_eq!(faults(&step(&app, "openContact", opening).await), [(field.to_owned(), code.to_owned())]);
        }
        let left = app.data(&app.token(TokenRole::Agent), LIST, json!({})).await;
        assert_eq!(left["contacts"]["totalCount"], 0);
        let people = app.data(&app.token(TokenRole::Agent), "{ citizens { totalCount } }", json!({})).await;
        assert_eq!(people["citizens"]["totalCount"], 0);
    }
}

#[tokio::test]
async fn a_request_made_in_a_call_is_the_callers_and_the_calls() {
    for app in TestApp::each().await {
        let older = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let caller = json!({ "requester": requester("Alice", "Tremblay") });
        let contact = call(&app, json!({ "caller": caller, "aboutRequests": [older] })).await;
        let input = json!({ "product": "tree", "precision": "felling", "channel": "TELEPHONE",
            "contact": contact["id"] });
        let made = submit_input(&app, input.clone()).await;
        assert_eq!(made["request"]["citizen"]["id"], contact["citizen"]["id"], "{made:#}");
        let query = format!("query($id: ID!) {{ contact(id: $id) {{ {CONTACT} }} }}");
        let now = app.data(&app.token(TokenRole::Agent), &query, json!({ "id": contact["id"] })).await;
        let related = now["contact"]["requests"].as_array().unwrap();
        assert_eq!(related.len(), 2);
        assert_eq!((&related[0]["relation"], &related[0]["request"]["number"]), (&json!("ABOUT"), &json!(older)));
        assert_eq!(related[1]["relation"], "MADE");
        assert_eq!(related[1]["request"]["number"], made["requestNumber"]);
        let mut other = input;
        other["channel"] = json!("EMAIL");
        let refused = submit_input(&app, other).await;
        assert_eq!(faults(&refused), [("input.channel".into(), "CONTRADICTION".into())]);
    }
}

#[tokio::test]
async fn who_calls_is_learnt_from_the_request() {
    for app in TestApp::each().await {
        let contact = call(&app, json!({})).await;
        let input = json!({ "product": "tree", "precision": "felling", "channel": "TELEPHONE",
            "contact": contact["id"], "requester": requester("Alice", "Tremblay") });
        submit_input(&app, input).await;
        let query = format!("query($id: ID!) {{ contact(id: $id) {{ {CONTACT} }} }}");
        let now = app.data(&app.token(TokenRole::Agent), &query, json!({ "id": contact["id"] })).await;
        assert_eq!(now["contact"]["citizen"]["givenName"], "Alice");
        assert_eq!(now["contact"]["onBehalfOf"], Value::Null);
    }
}

#[tokio::test]
async fn contacts_are_listed_by_channel_period_agent_and_outcome() {
    for app in TestApp::each().await {
        for (channel, hour, answer) in [("TELEPHONE", 9, true), ("COUNTER", 10, true), ("TELEPHONE", 11, false)] {
            let arrived_at = format!("2026-09-15T{hour:02}:00:00Z");
            let opening =
                json!({ "channel": channel, "language": "FRENCH", "arrivedAt": arrived_at, "answer": answer });
            let opened = step(&app, "openContact", opening).await;
            let end = json!({ "contact": opened["contact"]["id"], "settledAtFirstContact": answer });
            step(&app, "endContact", end).await;
        }
        let token = app.token(TokenRole::Agent);
        let hours = async |filter: Value| {
            let data = app.data(&token, LIST, json!({ "filter": filter })).await;
            let nodes = data["contacts"]["nodes"].as_array().unwrap().clone();
            assert_eq!(data["contacts"]["totalCount"], nodes.len());
            nodes.iter().map(|node| node["arrivedAt"].as_str().unwrap()[11..13].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(hours(json!({})).await, ["11", "10", "09"]);
        assert_eq!(hours(json!({ "channels": ["TELEPHONE"] })).await, ["11", "09"]);
        assert_eq!(hours(json!({ "agent": "test-user" })).await, ["10", "09"]);
        assert_eq!(hours(json!({ "agent": "nobody" })).await, Vec::<String>::new());
        assert_eq!(hours(json!({ "isSettled": false })).await, ["11"]);
        assert_eq!(hours(json!({ "isAnswered": true, "channels": ["COUNTER"] })).await, ["10"]);
        let period = json!({ "from": "2026-09-15T10:00:00Z", "to": "2026-09-15T10:59:00Z" });
        assert_eq!(hours(json!({ "arrivedAt": period })).await, ["10"]);
        let first = app.data(&token, LIST, json!({ "first": 2 })).await;
        assert_eq!(first["contacts"]["pageInfo"]["hasNextPage"], true);
        let after = first["contacts"]["pageInfo"]["endCursor"].clone();
        let second = app.data(&token, LIST, json!({ "first": 2, "after": after })).await;
        let nodes = second["contacts"]["nodes"].as_array().unwrap();
        assert_eq!((nodes.len(), &nodes[0]["channel"]), (1, &json!("TELEPHONE")));
    }
}
