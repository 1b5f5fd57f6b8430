//! Bad input gets a clear, typed error in the caller's language, and nothing is half written.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, submit, submit_input};
use serde_json::{Value, json};

const LIST: &str = "query($filter: RequestFilter, $first: Int, $after: String, $last: Int) {
  requests(filter: $filter, first: $first, after: $after, last: $last) { nodes { number } } }";

fn demand() -> Value {
    json!({ "product": "sidewalk", "precision": "raised_slab", "channel": "WEB_FORM", "answers": { "hazard": "none" },
            "place": { "longitude": -71.2256, "latitude": 46.8139 } })
}

async fn submit_in(app: &TestApp, language: &str, input: &Value) -> Value {
    let mutation = "mutation($input: SubmitRequestInput!) { submitRequest(input: $input) { __typename
        ... on InvalidInput { message faults { field code value message remedy } } } }";
    let token = app.token(TokenRole::Agent);
    app.graphql_in(language, Some(&token), mutation, json!({ "input": input })).await["data"]["submitRequest"].clone()
}

/// What is wrong and what would be right is said in each language, in full.
fn check_wordings(french: &Value, english: &Value) {
    for text in ["message", "remedy"] {
        let (french, english) = (french[text].as_str().unwrap(), english[text].as_str().unwrap());
        assert_ne!(french, english, "each in its language");
        for wording in [french, english] {
            assert!(wording.len() > 10 && !wording.contains("%{") && !wording.starts_with("fault."), "{wording}");
        }
    }
}

#[tokio::test]
async fn a_faulty_demand_is_refused_whole() {
    for app in TestApp::each().await {
        app.import_areas().await;
        #[rustfmt::skip]
        let cases = [
            (json!({ "product": "unicorn" }), "input.product", "UNKNOWN", json!("unicorn")),
            (json!({ "precision": "unicorn" }), "input.precision", "UNKNOWN", json!("unicorn")),
            (json!({ "place": { "longitude": -73.56, "latitude": 45.50 } }), "input.place", "OUTSIDE_CITY", json!("-73.56, 45.5")),
            (json!({ "place": { "longitude": -571.2, "latitude": 46.8 } }), "input.place.longitude", "OUT_OF_RANGE", json!("-571.2")),
            (json!({ "openedAt": "2031-01-01T00:00:00Z" }), "input.openedAt", "IN_THE_FUTURE", json!("2031-01-01T00:00:00+00:00")),
            (json!({ "openedAt": "1900-01-01T00:00:00Z" }), "input.openedAt", "OUT_OF_RANGE", json!("1900-01-01T00:00:00+00:00")),
            (json!({ "description": "a".repeat(10_001) }), "input.description", "TOO_LONG", json!(format!("{}…", "a".repeat(120)))),
            (json!({ "description": "a\u{0}b" }), "input.description", "NUL_CHARACTER", json!("a␀b")),
            (json!({ "address": "a\u{0}b" }), "input.address", "NUL_CHARACTER", json!("a␀b")),
            (json!({ "answers": "yes" }), "input.answers", "MALFORMED", json!("yes")),
            (json!({ "answers": { "unicorn": "yes" } }), "input.answers.unicorn", "UNKNOWN", json!("unicorn")),
            (json!({ "answers": { "hazard": "unicorn" } }), "input.answers.hazard", "UNKNOWN", json!("unicorn")),
            (json!({ "answers": { "hazard": ["blocked"] } }), "input.answers.hazard", "UNKNOWN", json!(r#"["blocked"]"#)),
            (json!({ "requester": { "givenName": " ", "familyName": "Roy" } }), "input.requester.givenName", "REQUIRED", Value::Null),
            (json!({ "requester": { "givenName": "G\u{0}", "familyName": "Roy" } }), "input.requester.givenName", "NUL_CHARACTER", json!("G␀")),
            (json!({ "requester": { "givenName": "Guy", "familyName": "Roy", "email": "guy(at)roy" } }), "input.requester.email", "MALFORMED", json!("guy(at)roy")),
            (json!({ "requester": { "givenName": "Guy", "familyName": "Roy", "email": "g\u{0}@roy.ca" } }), "input.requester.email", "MALFORMED", json!("g␀@roy.ca")),
            (json!({ "requester": { "givenName": "Guy", "familyName": "Roy", "phone": "911" } }), "input.requester.phone", "MALFORMED", json!("911")),
            (json!({ "requester": { "givenName": "Guy", "familyName": "Roy", "consentToContact": true } }), "input.requester.email", "REQUIRED", Value::Null),
        ];
        for (change, field, code, value) in cases {
            let mut input = demand();
            input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            let mut told = Vec::new();
            for language in ["fr", "en"] {
                let answer = submit_in(&app, language, &input).await;
                assert_eq!(answer["__typename"], "InvalidInput", "{change}");
                let fault = answer["faults"][0].clone();
                assert_eq!((&fault["field"], &fault["code"]), (&json!(field), &json!(code)), "{answer:#}");
                assert_eq!(fault["value"], value, "{answer:#}");
                told.push(fault);
            }
            check_wordings(&told[0], &told[1]);
        }
        let all = app
            .data(&app.token(TokenRole::Agent), "{ requests { totalCount } citizens { totalCount } }", json!({}))
            .await;
        assert_eq!(all["requests"]["totalCount"], 0, "nothing half written");
        assert_eq!(all["citizens"]["totalCount"], 0, "nothing half written");
    }
}

#[tokio::test]
async fn all_faults_are_told_at_once_in_the_callers_language() {
    let app = TestApp::sqlite().await;
    let mutation = "mutation($input: SubmitRequestInput!) { submitRequest(input: $input) { ... on InvalidInput { message faults { code message remedy } } } }";
    let input = json!({ "product": "unicorn", "precision": "x", "channel": "EMAIL", "openedAt": "2031-01-01T00:00:00Z",
        "place": { "longitude": 0, "latitude": 0 } });
    let token = app.token(TokenRole::Agent);
    let french = app.graphql_in("fr-CA", Some(&token), mutation, json!({ "input": input })).await;
    let faults = french["data"]["submitRequest"]["faults"].as_array().unwrap().clone();
    assert_eq!(faults.len(), 3, "{french:#}");
    assert!(faults[0]["message"].as_str().unwrap().contains("n’existe pas"));
    let english = app.graphql_in("en", Some(&token), mutation, json!({ "input": input })).await;
    assert!(english["data"]["submitRequest"]["faults"][0]["message"].as_str().unwrap().contains("does not exist"));
}

#[tokio::test]
async fn faulty_pages_and_filters_name_their_field() {
    for app in TestApp::each().await {
        let hole_across = json!({ "type": "Polygon", "coordinates": [
            [[-71.3, 46.8], [-71.2, 46.8], [-71.2, 46.9], [-71.3, 46.9], [-71.3, 46.8]],
            [[-71.25, 46.85], [-71.15, 46.85], [-71.15, 46.87], [-71.25, 46.87], [-71.25, 46.85]]] });
        let many = |value: &str, count: usize| json!(vec![value; count]);
        let bow_tie = json!({ "type": "Polygon", "coordinates": [[[-71.3, 46.8], [-71.2, 46.9], [-71.2, 46.8], [-71.3, 46.9], [-71.3, 46.8]]] });
        #[rustfmt::skip]
        let cases = [
            (json!({ "first": 100_000 }), "first", "OUT_OF_RANGE"),
            (json!({ "first": 0 }), "first", "OUT_OF_RANGE"),
            (json!({ "first": -1 }), "first", "OUT_OF_RANGE"),
            (json!({ "first": 5, "last": 5 }), "last", "PAGE_AMBIGUOUS"),
            (json!({ "after": "n’importe quoi" }), "after", "MALFORMED_CURSOR"),
            (json!({ "after": "" }), "after", "MALFORMED_CURSOR"),
            (json!({ "filter": { "products": ["unicorn"] } }), "filter.products.0", "UNKNOWN"),
            (json!({ "filter": { "departments": ["roads", "unicorn"] } }), "filter.departments.1", "UNKNOWN"),
            (json!({ "filter": { "polygon": bow_tie } }), "filter.polygon", "SELF_INTERSECTING"),
            (json!({ "filter": { "polygon": hole_across } }), "filter.polygon", "SELF_INTERSECTING"),
            (json!({ "filter": { "statuses": many("DONE", 101) } }), "filter.statuses", "TOO_MANY"),
            (json!({ "filter": { "kinds": many("INFORMATION", 101) } }), "filter.kinds", "TOO_MANY"),
            (json!({ "filter": { "channels": many("EMAIL", 40_000) } }), "filter.channels", "TOO_MANY"),
            (json!({ "filter": { "text": "a\u{0}b" } }), "filter.text", "NUL_CHARACTER"),
            (json!({ "filter": { "citizen": "n’importe quoi" } }), "filter.citizen", "MALFORMED_ID"),
            (json!({ "filter": { "polygon": { "type": "Point", "coordinates": [1, 2] } } }), "filter.polygon", "MALFORMED"),
            (json!({ "filter": { "boundingBox": { "west": -71, "south": 46, "east": -72, "north": 47 } } }), "filter.boundingBox.east", "REVERSED"),
            (json!({ "filter": { "radius": { "centre": { "longitude": -71.2, "latitude": 46.8 }, "metres": -5 } } }), "filter.radius.metres", "OUT_OF_RANGE"),
            (json!({ "filter": { "priority": { "minimum": 80, "maximum": 20 } } }), "filter.priority.maximum", "REVERSED"),
            (json!({ "filter": { "openedAt": { "from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z" } } }), "filter.openedAt.to", "REVERSED"),
        ];
        let token = app.token(TokenRole::Agent);
        for (variables, field, code) in cases {
            let mut told = Vec::new();
            for language in ["fr", "en"] {
                let answer = app.graphql_in(language, Some(&token), LIST, variables.clone()).await;
                let extensions = &answer["errors"][0]["extensions"];
                assert_eq!(extensions["code"], "INVALID_INPUT", "{answer:#}");
                let fault = extensions["faults"][0].clone();
                assert_eq!((fault["field"].as_str(), fault["code"].as_str()), (Some(field), Some(code)), "{answer:#}");
                assert!(fault["value"].is_string(), "the value, or where in it: {answer:#}");
                told.push(fault);
            }
            check_wordings(&told[0], &told[1]);
        }
    }
}

#[tokio::test]
async fn a_cursor_of_another_order_is_refused() {
    let app = TestApp::sqlite().await;
    submit_input(&app, demand()).await;
    let token = app.token(TokenRole::Agent);
    let first = app.data(&token, "{ requests { pageInfo { endCursor } } }", json!({})).await;
    let query = "query($after: String) { requests(after: $after, orderBy: { field: PRIORITY, direction: DESCENDING }) { nodes { number } } }";
    let answer = app.graphql(Some(&token), query, json!({ "after": first["requests"]["pageInfo"]["endCursor"] })).await;
    assert_eq!(answer["errors"][0]["extensions"]["faults"][0]["code"], "MALFORMED_CURSOR", "{answer:#}");
}

#[tokio::test]
async fn a_cursor_made_by_hand_is_refused() {
    // ["requests by opening, latest first", {"value": {"n": …}, "id": 1}]: a priority where a moment belongs.
    let made =
        "WyJyZXF1ZXN0cyBieSBvcGVuaW5nLCBsYXRlc3QgZmlyc3QiLHsidmFsdWUiOnsibiI6NDYzMjIzMzY5MTcyNzI2NTc5Mn0sImlkIjoxfV0";
    for app in TestApp::each().await {
        let query = "query($after: String) { requests(after: $after) { nodes { number } } }";
        let answer = app.graphql(Some(&app.token(TokenRole::Agent)), query, json!({ "after": made })).await;
        assert_eq!(answer["errors"][0]["extensions"]["faults"][0]["code"], "MALFORMED_CURSOR", "{answer:#}");
    }
}

#[tokio::test]
async fn documents_and_numbers_beyond_graphql_carry_a_code() {
    let app = TestApp::sqlite().await;
    let token = app.token(TokenRole::Agent);
    for document in [
        "{ unicorn }",
        "{ requests(first: 99999999999) { nodes { number } } }",
        "query {",
        "{ request(number: 5) { id } }",
    ] {
        let answer = app.graphql(Some(&token), document, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "GRAPHQL_INVALID", "{document}: {answer:#}");
    }
}

#[tokio::test]
async fn a_description_of_twenty_megabytes_is_refused_with_an_answer() {
    for app in TestApp::each().await {
        let mut input = demand();
        input["description"] = json!("a".repeat(20 * 1024 * 1024));
        let mutation = "mutation($input: SubmitRequestInput!) { submitRequest(input: $input) { __typename } }";
        let agent = app.token(TokenRole::Agent);
        let answer = app.graphql(Some(&agent), mutation, json!({ "input": input })).await;
        let extensions = &answer["errors"][0]["extensions"];
        assert_eq!(extensions["code"], "PAYLOAD_TOO_LARGE", "{answer:#}");
        let fault = &extensions["faults"][0];
        assert_eq!(fault["field"], "body");
        assert!(fault["value"].as_str().unwrap().parse::<usize>().unwrap() > 20 * 1024 * 1024);
        assert!(fault["remedy"].as_str().unwrap().contains("10 000 caractères"));
        let all = app.data(&agent, "{ requests { totalCount } }", json!({})).await;
        assert_eq!(all["requests"]["totalCount"], 0, "nothing written");
    }
}

#[tokio::test]
async fn a_nul_character_is_a_fault_wherever_a_person_writes() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let agent = app.token(TokenRole::Agent);
        let follow_up = "mutation($n: String!, $t: String!) { addFollowUp(input: { requestNumber: $n, audience: INTERNAL, text: $t }) {
            ... on InvalidInput { faults { field code value } } } }";
        let status = "mutation($n: String!, $t: String!) { changeRequestStatus(input: { requestNumber: $n, status: ASSIGNED, note: $t }) {
            ... on InvalidInput { faults { field code value } } } }";
        for (document, pointer, field) in
            [(follow_up, "/addFollowUp", "input.text"), (status, "/changeRequestStatus", "input.note")]
        {
            let data = app.data(&agent, document, json!({ "n": number, "t": "a\u{0}b" })).await;
            let faults = &data.pointer(pointer).unwrap()["faults"];
            assert_eq!(faults, &json!([{ "field": field, "code": "NUL_CHARACTER", "value": "a␀b" }]), "{data:#}");
        }
        for field in ["text", "email", "phone"] {
            let list = "query($f: CitizenFilter) { citizens(filter: $f) { nodes { id } } }";
            let answer = app.graphql(Some(&agent), list, json!({ "f": { field: "a\u{0}b" } })).await;
            let fault = &answer["errors"][0]["extensions"]["faults"][0];
            assert_eq!(fault["code"], "NUL_CHARACTER", "{answer:#}");
            assert_eq!(fault["field"], format!("filter.{field}"));
        }
    }
}

#[tokio::test]
async fn a_follow_up_that_is_added_is_no_change_of_status() {
    let app = TestApp::sqlite().await;
    let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
    let add = "mutation($i: AddFollowUpInput!) { addFollowUp(input: $i) { ... on AddFollowUpSuccess { followUp { kind } } } }";
    let input =
        |kind: &str| json!({ "i": { "requestNumber": number, "audience": "PUBLIC", "kind": kind, "text": "Bonjour" } });
    let refused = app.graphql(Some(&app.token(TokenRole::Agent)), add, input("STATUS_CHANGE")).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "GRAPHQL_INVALID", "{refused:#}");
    let added = app.data(&app.token(TokenRole::Agent), add, input("CALL")).await;
    assert_eq!(added["addFollowUp"]["followUp"]["kind"], "CALL");
}

#[tokio::test]
async fn a_flood_of_faults_is_told_in_part() {
    let app = TestApp::sqlite().await;
    let answers: serde_json::Map<String, Value> = (0..90_000).map(|rank| (format!("q{rank}"), json!("x"))).collect();
    let mut input = demand();
    input["answers"] = Value::Object(answers);
    let answer = submit_in(&app, "fr", &input).await;
    assert_eq!(answer["faults"].as_array().unwrap().len(), 1, "one fault for the list");
    assert_eq!(answer["faults"][0]["code"], "TOO_MANY");
    input["answers"] = json!({ "q".repeat(100_000): "x" });
    let answer = submit_in(&app, "fr", &input).await;
    assert!(answer["faults"][0]["field"].as_str().unwrap().chars().count() <= 121, "cut to a readable length");

    let years: Vec<Value> = (0..100).map(|_| json!({ "year": 1, "budgetCents": -1 })).collect();
    let plan = "mutation($d: [DepartmentPlanInput!]) { planProgramme(input: { name: \"P\", horizon: { firstYear: 2027, years: 2 },
        departments: $d }) { ... on InvalidInput { faults { field code value message } } } }";
    let token = app.token(TokenRole::Administrator);
    let faults = async |years: &[Value]| {
        let departments = json!([{ "department": "roads", "years": years }]);
        let data = app.data(&token, plan, json!({ "d": departments })).await;
        data["planProgramme"]["faults"].as_array().unwrap().clone()
    };
    let told = faults(&years).await;
    assert_eq!(told.len(), 101);
    assert_eq!((&told[100]["code"], &told[100]["value"]), (&json!("MORE"), &json!("100")), "{:#}", told[100]);
    let too_many = faults(&vec![years[0].clone(); 5_000]).await;
    assert_eq!((too_many.len(), &too_many[0]["code"]), (1, &json!("TOO_MANY")));

    let list = "query($f: ProgrammeFilter) { programmes(filter: $f) { nodes { id } } }";
    for field in ["departments", "statuses", "states"] {
        let value = match field {
            "departments" => "unicorn",
            "statuses" => "DRAFT",
            _ => "PLANNED",
        };
        let answer = app.graphql(None, list, json!({ "f": { field: vec![value; 40_000] } })).await;
        let faults = answer["errors"][0]["extensions"]["faults"].as_array().unwrap();
        assert!(faults.len() <= 101, "{}", faults.len());
        assert_eq!(faults[0]["code"], "TOO_MANY");
    }
}

#[tokio::test]
async fn a_programme_to_revise_that_is_not_there_is_named_as_it_was_written() {
    let app = TestApp::sqlite().await;
    let plan = "mutation($p: ID!) { planProgramme(input: { name: \"P\", horizon: { firstYear: 2027, years: 2 }, parent: $p }) {
        ... on InvalidInput { faults { field code value remedy } } } }";
    // Programme:99999 and Request:1, as this service writes them.
    for (parent, code) in [("UHJvZ3JhbW1lOjk5OTk5", "ABSENT"), ("UmVxdWVzdDox", "MALFORMED_ID")] {
        let data = app.data(&app.token(TokenRole::Administrator), plan, json!({ "p": parent })).await;
        let fault = &data["planProgramme"]["faults"][0];
        assert_eq!((&fault["field"], &fault["code"]), (&json!("input.parent"), &json!(code)), "{data:#}");
        assert_eq!(fault["value"], parent);
        assert!(fault["remedy"].as_str().unwrap().contains("« id »"), "{fault:#}");
    }
}
