//! Bad input gets a clear, typed error in the caller's language, and nothing is half written.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::submit_input;
use serde_json::{Value, json};

const LIST: &str = "query($filter: RequestFilter, $first: Int, $after: String, $last: Int) {
  requests(filter: $filter, first: $first, after: $after, last: $last) { nodes { number } } }";

fn demand() -> Value {
    json!({ "product": "sidewalk", "precision": "raised_slab", "channel": "WEB_FORM",
            "place": { "longitude": -71.2256, "latitude": 46.8139 } })
}

#[tokio::test]
async fn a_faulty_demand_is_refused_whole() {
    for app in TestApp::each().await {
        app.import_areas().await;
        #[rustfmt::skip]
        let cases = [
            (json!({ "product": "unicorn" }), "input.product", "UNKNOWN"),
            (json!({ "precision": "unicorn" }), "input.precision", "UNKNOWN"),
            (json!({ "place": { "longitude": -73.56, "latitude": 45.50 } }), "input.place", "OUTSIDE_CITY"),
            (json!({ "place": { "longitude": -571.2, "latitude": 46.8 } }), "input.place.longitude", "OUT_OF_RANGE"),
            (json!({ "openedAt": "2031-01-01T00:00:00Z" }), "input.openedAt", "IN_THE_FUTURE"),
            (json!({ "description": "a".repeat(10_001) }), "input.description", "TOO_LONG"),
            (json!({ "answers": { "unicorn": "yes" } }), "input.answers.unicorn", "UNKNOWN"),
            (json!({ "answers": { "hazard": "unicorn" } }), "input.answers.hazard", "UNKNOWN"),
            (json!({ "requester": { "givenName": " ", "familyName": "Roy" } }), "input.requester.givenName", "REQUIRED"),
            (json!({ "requester": { "givenName": "Guy", "familyName": "Roy", "email": "guy(at)roy" } }), "input.requester.email", "MALFORMED"),
            (json!({ "requester": { "givenName": "Guy", "familyName": "Roy", "phone": "911" } }), "input.requester.phone", "MALFORMED"),
            (json!({ "requester": { "givenName": "Guy", "familyName": "Roy", "consentToContact": true } }), "input.requester.email", "REQUIRED"),
        ];
        for (change, field, code) in cases {
            let mut input = demand();
            input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            let answer = submit_input(&app, input).await;
            assert_eq!(answer["__typename"], "InvalidInput", "{change}");
            let fault = &answer["faults"][0];
            assert_eq!((fault["field"].as_str(), fault["code"].as_str()), (Some(field), Some(code)), "{answer:#}");
            for text in ["message", "remedy"] {
                let wording = fault[text].as_str().unwrap();
                assert!(wording.len() > 10 && !wording.contains("%{") && !wording.starts_with("fault."), "{wording}");
            }
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
            (json!({ "filter": { "polygon": { "type": "Point", "coordinates": [1, 2] } } }), "filter.polygon", "MALFORMED"),
            (json!({ "filter": { "boundingBox": { "west": -71, "south": 46, "east": -72, "north": 47 } } }), "filter.boundingBox.east", "REVERSED"),
            (json!({ "filter": { "radius": { "centre": { "longitude": -71.2, "latitude": 46.8 }, "metres": -5 } } }), "filter.radius.metres", "OUT_OF_RANGE"),
            (json!({ "filter": { "priority": { "minimum": 80, "maximum": 20 } } }), "filter.priority.maximum", "REVERSED"),
            (json!({ "filter": { "openedAt": { "from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z" } } }), "filter.openedAt.to", "REVERSED"),
        ];
        let token = app.token(TokenRole::Agent);
        for (variables, field, code) in cases {
            let answer = app.graphql(Some(&token), LIST, variables.clone()).await;
            let extensions = &answer["errors"][0]["extensions"];
            assert_eq!(extensions["code"], "INVALID_INPUT", "{variables}: {answer:#}");
            let fault = &extensions["faults"][0];
            assert_eq!((fault["field"].as_str(), fault["code"].as_str()), (Some(field), Some(code)), "{answer:#}");
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
    let app = TestApp::sqlite().await;
    let mut input = demand();
    input["description"] = json!("a".repeat(20 * 1024 * 1024));
    let mutation = "mutation($input: SubmitRequestInput!) { submitRequest(input: $input) { __typename } }";
    let answer = app.graphql(Some(&app.token(TokenRole::Agent)), mutation, json!({ "input": input })).await;
    let extensions = &answer["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "PAYLOAD_TOO_LARGE", "{answer:#}");
    assert_eq!(extensions["faults"][0]["field"], "body");
    assert!(extensions["faults"][0]["remedy"].as_str().unwrap().contains("10 000 caractères"));
}
