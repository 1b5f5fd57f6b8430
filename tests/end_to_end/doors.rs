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

/// A row of a table: the field that is looked at, the document, what each caller gets.
type Door<'a> = (&'a str, &'a str, [Answer; 7]);

/// A request of Alice's, and a token for each caller.
struct Scene {
    number: String,
    owner: i64,
    tokens: [Option<String>; 7],
}

impl Scene {
    async fn play(app: &TestApp) -> Self {
        let number = submit(app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let other = submit(app, SIDEWALK, SAINT_ROCH, Some(requester("Bruno", "Gagnon"))).await;
        let (owner, stranger) = (citizen_of(app, &number).await, citizen_of(app, &other).await);
        let tokens = [
            None,
            Some(app.citizen_token(owner)),
            Some(app.citizen_token(stranger)),
            Some(app.token(TokenRole::Agent)),
            Some(app.token(TokenRole::Planner)),
            Some(app.token(TokenRole::Supervisor)),
            Some(app.token(TokenRole::Administrator)),
        ];
        Self { number, owner, tokens }
    }

    async fn try_doors(&self, app: &TestApp, variables: &Value, doors: &[Door<'_>]) {
        for (pointer, document, expected) in doors {
            for ((caller, token), expected) in CALLERS.iter().zip(&self.tokens).zip(expected) {
                let answer = app.graphql(token.as_deref(), document, variables.clone()).await;
                assert_eq!(seen(&answer, pointer), *expected, "{caller}: {document}\n{answer:#}");
            }
        }
    }
}

#[tokio::test]
async fn each_door_opens_to_whom_it_should() {
    for app in TestApp::each().await {
        let scene = Scene::play(&app).await;
        let ids = "query($n: String!) { request(number: $n) { id citizen { id } } }";
        let ids = app.data(&app.token(TokenRole::Agent), ids, json!({ "n": scene.number })).await;
        let (request_id, citizen_id) = (&ids["request"]["id"], &ids["request"]["citizen"]["id"]);
        let variables = json!({ "n": scene.number, "r": request_id, "c": citizen_id });
        #[rustfmt::skip]
        let doors: [Door<'_>; 21] = [
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
            ("/serviceCommitments/0", "{ serviceCommitments { code } }", [Open; 7]),
            // To ask for a citizen's requests is to search citizens.
            ("/requests/nodes/0", "query($c: ID!) { requests(filter: { citizen: $c }) { nodes { number } } }",
                [Unauthenticated, Open, Open, Open, Forbidden, Open, Open]),
            ("/backlog/total", "query($c: ID!) { backlog(filter: { citizen: $c }) { total { requestCount } } }",
                [Unauthenticated, Forbidden, Forbidden, Open, Forbidden, Open, Open]),
            ("/backlogProjects/nodes", "query($c: ID!) { backlogProjects(filter: { citizen: $c }) { nodes { requestCount } } }",
                [Unauthenticated, Forbidden, Forbidden, Open, Forbidden, Open, Open]),
            ("/addFollowUp/followUp", "mutation($n: String!) { addFollowUp(input: { requestNumber: $n, audience: PUBLIC, text: \"Bonjour\" }) {
                ... on AddFollowUpSuccess { followUp { id } } } }",
                [Unauthenticated, Open, Empty, Open, Forbidden, Open, Open]),
            ("/addFollowUp/followUp", "mutation($n: String!) { addFollowUp(input: { requestNumber: $n, audience: INTERNAL, text: \"Note\" }) {
                ... on AddFollowUpSuccess { followUp { id } } } }",
                [Unauthenticated, Forbidden, Empty, Open, Open, Open, Open]),
        ];
        scene.try_doors(&app, &variables, &doors).await;
    }
}

#[tokio::test]
async fn what_a_follow_up_says_is_read_by_whom_it_is_for() {
    for app in TestApp::each().await {
        let scene = Scene::play(&app).await;
        let agent = app.token(TokenRole::Agent);
        let written = [
            (app.citizen_token(scene.owner), "PUBLIC", "C’est moi, Alice."),
            (agent.clone(), "PUBLIC", "Bonjour madame Tremblay."),
            (agent, "INTERNAL", "Vu sur place."),
        ];
        let mut ids = Vec::new();
        for (token, audience, text) in written {
            ids.push(add_follow_up(&app, &token, &scene.number, audience, text).await);
        }
        let variables = json!({ "n": scene.number, "f": ids[0], "g": ids[1], "h": ids[2] });
        #[rustfmt::skip]
        let doors: [Door<'_>; 8] = [
            ("/request/followUps/nodes/0/text", "query($n: String!) { request(number: $n) { followUps(first: 3) { nodes { text } } } }",
                [Unauthenticated, Open, Empty, Open, Forbidden, Open, Open]),
            ("/followUpSummary/lastFollowUp/text", "query($n: String!) { followUpSummary(requestNumber: $n) { lastFollowUp { text } } }",
                [Unauthenticated, Open, Empty, Open, Forbidden, Open, Open]),
            ("/node/createdAt", "query($f: ID!) { node(id: $f) { id ... on FollowUp { createdAt } } }",
                [Empty, Open, Empty, Open, Open, Open, Open]),
            ("/node/text", "query($f: ID!) { node(id: $f) { id ... on FollowUp { text } } }",
                [Empty, Open, Empty, Open, Forbidden, Open, Open]),
            ("/node/text", "query($g: ID!) { node(id: $g) { id ... on FollowUp { text } } }",
                [Empty, Open, Empty, Open, Forbidden, Open, Open]),
            ("/node/authorName", "query($g: ID!) { node(id: $g) { id ... on FollowUp { authorName } } }",
                [Empty, Empty, Empty, Open, Empty, Open, Open]),
            ("/node/text", "query($h: ID!) { node(id: $h) { id ... on FollowUp { text } } }",
                [Empty, Empty, Empty, Open, Open, Open, Open]),
            ("/node/authorName", "query($h: ID!) { node(id: $h) { id ... on FollowUp { authorName } } }",
                [Empty, Empty, Empty, Open, Open, Open, Open]),
        ];
        scene.try_doors(&app, &variables, &doors).await;
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
    let refused = app.data(&water, change, json!({ "n": number })).await;
    assert_eq!(refused["changeRequestStatus"]["__typename"], "StatusChangeReservedForOthers");
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

#[tokio::test]
async fn each_role_submits_as_it_may() {
    for app in TestApp::each().await {
        let known = submit(&app, SIDEWALK, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let citizen = app.citizen_token(citizen_of(&app, &known).await);
        let mutation = "mutation($input: SubmitRequestInput!) { submitRequest(input: $input) { __typename
            ... on SubmitRequestSuccess { request { number } } ... on InvalidInput { faults { field code } } } }";
        let attempt = async |token: Option<&str>, change: Value| {
            let mut input = json!({ "product": "sidewalk", "precision": "raised_slab", "channel": "WEB_FORM",
                "answers": { "hazard": "none" }, "place": { "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 } });
            input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            let answer = app.graphql(token, mutation, json!({ "input": input })).await;
            let submitted = &answer["data"]["submitRequest"];
            let code = answer["errors"][0]["extensions"]["code"].as_str().or(submitted["faults"][0]["code"].as_str());
            code.or(submitted["__typename"].as_str()).unwrap().to_owned()
        };
        let staff = [TokenRole::Agent, TokenRole::Planner, TokenRole::Supervisor, TokenRole::Administrator];
        let staff = staff.map(|role| (role, app.token(role)));
        let asked_by = json!({ "requester": requester("Chantal", "Roy") });
        let made_before = json!({ "openedAt": "2026-09-01T12:00:00Z" });
        for token in [None, Some(citizen.as_str())] {
            assert_eq!(attempt(token, json!({})).await, "SubmitRequestSuccess");
            assert_eq!(attempt(token, made_before.clone()).await, "RESERVED_FOR_STAFF", "an age is a priority");
        }
        assert_eq!(attempt(None, asked_by.clone()).await, "SubmitRequestSuccess");
        assert_eq!(attempt(Some(&citizen), asked_by.clone()).await, "FORBIDDEN");
        for (role, token) in &staff {
            assert_eq!(attempt(Some(token), json!({})).await, "SubmitRequestSuccess", "{role:?}");
            assert_eq!(attempt(Some(token), made_before.clone()).await, "SubmitRequestSuccess", "{role:?}");
            let for_another = if *role == TokenRole::Planner { "FORBIDDEN" } else { "SubmitRequestSuccess" };
            assert_eq!(attempt(Some(token), asked_by.clone()).await, for_another, "{role:?}");
            assert_eq!(attempt(Some(token), json!({ "openedAt": "1999-12-31T23:59:59Z" })).await, "OUT_OF_RANGE");
        }
    }
}

#[tokio::test]
async fn each_role_changes_a_status_as_it_may() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let owner = citizen_of(&app, &number).await;
        let mutation = "mutation($n: String!, $s: RequestStatus!, $r: String) {
            changeRequestStatus(input: { requestNumber: $n, status: $s, reason: $r }) {
            __typename ... on ChangeRequestStatusSuccess { request { status } } } }";
        let step = async |token: Option<&str>, status: &str| {
            let reason = (status == "REOPENED").then_some("came_back");
            let answer = app.graphql(token, mutation, json!({ "n": number, "s": status, "r": reason })).await;
            match answer["errors"][0]["extensions"]["code"].as_str() {
                Some(code) => code.to_owned(),
                None => answer["data"]["changeRequestStatus"]["__typename"].as_str().unwrap().to_owned(),
            }
        };
        let of_roads = app.token_for(TokenRole::Planner, "roads-planner", vec!["roads".to_owned()]);
        assert_eq!(step(None, "ASSIGNED").await, "UNAUTHENTICATED");
        assert_eq!(step(Some(&app.citizen_token(owner)), "ASSIGNED").await, "StatusChangeReservedForOthers");
        assert_eq!(step(Some(&app.citizen_token(owner + 1)), "ASSIGNED").await, "RequestNotFound");
        assert_eq!(step(Some(&of_roads), "ASSIGNED").await, "StatusChangeReservedForOthers");
        let kept = app
            .data(
                &app.token(TokenRole::Agent),
                "query($n: String!) { request(number: $n) { status } }",
                json!({ "n": number }),
            )
            .await;
        assert_eq!(kept["request"]["status"], "RECEIVED", "nothing changed");
        let steps = [
            (TokenRole::Planner, "ASSIGNED"),
            (TokenRole::Agent, "IN_PROGRESS"),
            (TokenRole::Supervisor, "DONE"),
            (TokenRole::Administrator, "REOPENED"),
        ];
        for (role, status) in steps {
            assert_eq!(step(Some(&app.token(role)), status).await, "ChangeRequestStatusSuccess", "{role:?}");
        }
    }
}

async fn add_follow_up(app: &TestApp, token: &str, number: &str, audience: &str, text: &str) -> Value {
    let mutation = "mutation($input: AddFollowUpInput!) { addFollowUp(input: $input) { ... on AddFollowUpSuccess { followUp { id } } } }";
    let input = json!({ "requestNumber": number, "audience": audience, "text": text });
    app.data(token, mutation, json!({ "input": input })).await["addFollowUp"]["followUp"]["id"].clone()
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
