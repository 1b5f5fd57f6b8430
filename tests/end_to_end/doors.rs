//! Each door, tried with each role: who sees and does what.

use riverain::auth::token::{Bearer, Keyring, TokenRole};
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, citizen_of, requester, submit};
use serde_json::{Value, json};

/// What a door answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Open,
    Empty,
    Forbidden,
    Unauthenticated,
}
use Answer::{Empty, Forbidden, Open, Unauthenticated};

/// The callers, in the order of the table's columns.
const CALLERS: [&str; 7] = ["anonymous", "owner", "other citizen", "agent", "planner", "supervisor", "administrator"];

#[tokio::test]
async fn each_door_opens_to_whom_it_should() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let other = submit(&app, SIDEWALK, SAINT_ROCH, Some(requester("Bruno", "Gagnon"))).await;
        let (owner, stranger) = (citizen_of(&app, &number).await, citizen_of(&app, &other).await);
        let tokens = [
            None,
            Some(app.citizen_token(owner)),
            Some(app.citizen_token(stranger)),
            Some(app.token(TokenRole::Agent)),
            Some(app.token(TokenRole::Planner)),
            Some(app.token(TokenRole::Supervisor)),
            Some(app.token(TokenRole::Administrator)),
        ];
        let agent = app.token(TokenRole::Agent);
        let ids = app
            .data(&agent, "query($n: String!) { request(number: $n) { id citizen { id } } }", json!({ "n": number }))
            .await;
        let (request_id, citizen_id) = (&ids["request"]["id"], &ids["request"]["citizen"]["id"]);
        let variables = json!({ "n": number, "r": request_id, "c": citizen_id });
        #[rustfmt::skip]
        let table: [(&str, &str, [Answer; 7]); 17] = [
            // field that is looked at, document, what each caller gets
            ("/departments/0", "{ departments { code } }", [Open; 7]),
            ("/products/0", "{ products { code precisions { code } } }", [Open; 7]),
            ("/boroughs", "{ boroughs { code } }", [Open; 7]),
            ("/me", "{ me { role } }", [Empty, Open, Open, Open, Open, Open, Open]),
            ("/request", "query($n: String!) { request(number: $n) { status place { longitude } } }",
                [Unauthenticated, Open, Empty, Open, Open, Open, Open]),
            ("/request/description", "query($n: String!) { request(number: $n) { description } }",
                [Unauthenticated, Open, Empty, Open, Forbidden, Open, Open]),
            ("/request/answers", "query($n: String!) { request(number: $n) { answers } }",
                [Unauthenticated, Open, Empty, Open, Forbidden, Open, Open]),
            ("/request/citizen", "query($n: String!) { request(number: $n) { citizen { email } } }",
                [Unauthenticated, Open, Empty, Open, Forbidden, Open, Open]),
            ("/requests/nodes/0", "{ requests { nodes { number } } }",
                [Unauthenticated, Open, Open, Open, Open, Open, Open]),
            ("/requests/nodes/0/citizen", "{ requests { nodes { citizen { email } } } }",
                [Unauthenticated, Open, Open, Open, Forbidden, Open, Open]),
            ("/citizens/nodes/0", "{ citizens { nodes { email } } }",
                [Unauthenticated, Forbidden, Forbidden, Open, Forbidden, Open, Open]),
            ("/citizen", "query($c: ID!) { citizen(id: $c) { email } }",
                [Unauthenticated, Open, Empty, Open, Forbidden, Open, Open]),
            ("/node", "query($c: ID!) { node(id: $c) { id ... on Citizen { email } } }",
                [Unauthenticated, Open, Empty, Open, Forbidden, Open, Open]),
            ("/node", "query($r: ID!) { node(id: $r) { id ... on Request { number } } }",
                [Empty, Open, Empty, Open, Open, Open, Open]),
            ("/followUpSummary", "query($n: String!) { followUpSummary(requestNumber: $n) { text } }",
                [Unauthenticated, Open, Empty, Open, Open, Open, Open]),
            ("/addFollowUp/followUp", "mutation($n: String!) { addFollowUp(input: { requestNumber: $n, audience: PUBLIC, text: \"Bonjour\" }) {
                ... on AddFollowUpSuccess { followUp { id } } } }",
                [Unauthenticated, Open, Empty, Open, Forbidden, Open, Open]),
            ("/addFollowUp/followUp", "mutation($n: String!) { addFollowUp(input: { requestNumber: $n, audience: INTERNAL, text: \"Note\" }) {
                ... on AddFollowUpSuccess { followUp { id } } } }",
                [Unauthenticated, Forbidden, Empty, Open, Open, Open, Open]),
        ];
        for (pointer, document, expected) in table {
            for ((caller, token), expected) in CALLERS.iter().zip(&tokens).zip(expected) {
                let answer = app.graphql(token.as_deref(), document, variables.clone()).await;
                assert_eq!(seen(&answer, pointer), expected, "{caller}: {document}\n{answer:#}");
            }
        }
    }
}

#[tokio::test]
async fn a_citizen_lists_their_own_requests_alone() {
    let app = TestApp::sqlite().await;
    let own = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
    let other = submit(&app, SIDEWALK, SAINT_ROCH, Some(requester("Bruno", "Gagnon"))).await;
    let citizen = app.citizen_token(citizen_of(&app, &own).await);
    let stranger_id = app
        .data(
            &app.token(TokenRole::Agent),
            "query($n: String!) { request(number: $n) { citizen { id } } }",
            json!({ "n": other }),
        )
        .await["request"]["citizen"]["id"]
        .clone();
    let list = "query($f: RequestFilter) { requests(filter: $f) { totalCount nodes { number } } }";
    for filter in [json!({}), json!({ "citizen": stranger_id })] {
        let data = app.data(&citizen, list, json!({ "f": filter })).await;
        assert_eq!(data["requests"]["nodes"], json!([{ "number": own }]), "{filter}");
        assert_eq!(data["requests"]["totalCount"], 1);
    }
}

#[tokio::test]
async fn a_planner_does_not_find_requests_by_what_citizens_wrote() {
    for app in TestApp::each().await {
        submit(&app, SIDEWALK, SAINT_ROCH, None).await;
        let list = "query($t: String!) { requests(filter: { text: $t }) { nodes { number } } }";
        let found = async |role, text: &str| {
            app.data(&app.token(role), list, json!({ "t": text })).await["requests"]["nodes"].as_array().unwrap().len()
        };
        assert_eq!(found(TokenRole::Agent, "situation").await, 1);
        assert_eq!(found(TokenRole::Planner, "situation").await, 0);
        assert_eq!(found(TokenRole::Planner, "saint-joseph").await, 1);
    }
}

#[tokio::test]
async fn a_planner_changes_the_requests_of_their_departments_alone() {
    let app = TestApp::sqlite().await;
    let number = submit(&app, SIDEWALK, SAINT_ROCH, None).await;
    let change =
        "mutation($n: String!) { changeRequestStatus(input: { requestNumber: $n, status: ASSIGNED }) { __typename } }";
    let water = app.token_for(TokenRole::Planner, "water-planner", vec!["water".to_owned()]);
    let refused = app.graphql(Some(&water), change, json!({ "n": number })).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let roads = app.token_for(TokenRole::Planner, "roads-planner", vec!["roads".to_owned()]);
    let changed = app.data(&roads, change, json!({ "n": number })).await;
    assert_eq!(changed["changeRequestStatus"]["__typename"], "ChangeRequestStatusSuccess");
}

#[tokio::test]
async fn forged_and_expired_tokens_are_refused() {
    let app = TestApp::sqlite().await;
    let bearer = |role| Bearer { role, subject: "intruder".to_owned(), name: String::new(), departments: Vec::new() };
    let lifetime = chrono::Duration::hours(1);
    let foreign = Keyring::new(&"another key, of thirty-two bytes or more".to_owned().into());
    let forged = foreign.mint(bearer(TokenRole::Administrator), riverain_tests::now(), lifetime).unwrap();
    let expired =
        app.app.keyring.mint(bearer(TokenRole::Agent), riverain_tests::now() - lifetime * 2, lifetime).unwrap();
    let unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZSI6ImFkbWluaXN0cmF0b3IifQ.";
    for token in [forged.as_str(), expired.as_str(), unsigned, "nonsense"] {
        let answer = app.graphql(Some(token), "{ departments { code } }", json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answer}");
        assert_eq!(answer.get("data").unwrap_or(&Value::Null), &Value::Null);
    }
}

fn seen(answer: &Value, pointer: &str) -> Answer {
    let code = answer["errors"][0]["extensions"]["code"].as_str();
    match code {
        Some("FORBIDDEN") => Forbidden,
        Some("UNAUTHENTICATED") => Unauthenticated,
        Some(other) => panic!("{other}: {answer:#}"),
        None => match answer["data"].pointer(pointer) {
            None | Some(Value::Null) => Empty,
            Some(_) => Open,
        },
    }
}
