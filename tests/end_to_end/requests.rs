//! Service requests: submitted, read, listed page by page, filtered, moved through their life.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, requester, submit};
use serde_json::{Value, json};

const LIST: &str = "query($filter: RequestFilter, $orderBy: RequestOrder, $first: Int, $after: String, $last: Int, $before: String) {
  requests(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { number priority } } } }";

#[tokio::test]
async fn a_request_is_filled_from_its_place_and_its_product() {
    for app in TestApp::each().await {
        app.import_areas().await;
        let number = submit(&app, SIDEWALK, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        assert_eq!(number, "2026-0000001");
        let query = "query($number: String!) { request(number: $number) { kind status channel isPlannedIntervention
            product { code name precisions { code } } precision { code name } department { code } workType { code }
            borough { name } neighbourhood { name borough { name } } place { longitude latitude } address description
            estimatedCostCents estimatedHours priority
            priorityBreakdown { priority computed components { kind rawValue points } } citizen { givenName email } } }";
        let data = app.data(&app.token(TokenRole::Agent), query, json!({ "number": number })).await;
        let request = &data["request"];
        assert_eq!(request["borough"]["name"], "La Cité-Limoilou", "{request:#}");
        assert_eq!(request["neighbourhood"]["borough"]["name"], "La Cité-Limoilou");
        assert_eq!(request["workType"]["code"], "sidewalk_repair");
        assert_eq!(request["isPlannedIntervention"], true);
        assert_eq!(request["citizen"]["email"], "alice.tremblay@exemple.ca");
        let parts = request["priorityBreakdown"]["components"].as_array().unwrap();
        let sum: f64 = parts.iter().map(|part| part["points"].as_f64().unwrap()).sum();
        assert!((sum - request["priority"].as_f64().unwrap()).abs() < 1e-6, "the parts make the priority: {request:#}");
    }
}

#[tokio::test]
async fn answers_make_a_request_more_severe() {
    let app = TestApp::sqlite().await;
    let plain = submit(&app, SIDEWALK, SAINT_ROCH, None).await;
    let answer = riverain_tests::scenes::submit_input(
        &app,
        json!({ "product": "sidewalk", "precision": "raised_slab", "channel": "MOBILE_APP", "answers": { "hazard": "blocked" },
            "place": { "longitude": -71.3, "latitude": 46.85 } }),
    )
    .await;
    let severe = answer["requestNumber"].as_str().unwrap();
    let severity = async |number: &str| {
        riverain::store::requests::by_number(app.database(), number).await.unwrap().unwrap().severity
    };
    assert!(severity(severe).await > severity(&plain).await);
}

#[tokio::test]
async fn a_commitment_gives_a_due_date_in_business_days() {
    let app = TestApp::sqlite().await;
    let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
    let query = "query($number: String!) { request(number: $number) { openedAt dueAt isPlannedIntervention } }";
    let data = app.data(&app.token(TokenRole::Agent), query, json!({ "number": number })).await;
    // Twenty business days after Tuesday 15 September 2026, past Thanksgiving (12 October): Wednesday 14 October, 19:00.
    assert_eq!(data["request"]["dueAt"], "2026-10-14T23:00:00+00:00", "{data:#}");
}

#[tokio::test]
async fn pages_join_without_gap_or_overlap_in_both_directions() {
    for app in TestApp::each().await {
        for index in 0..7 {
            let shift = f64::from(index) * 0.001;
            submit(&app, SIDEWALK, (SAINT_ROCH.0 - shift, SAINT_ROCH.1), None).await;
        }
        let token = app.token(TokenRole::Agent);
        for order in [Value::Null, json!({ "field": "PRIORITY", "direction": "ASCENDING" })] {
            let all = app.data(&token, LIST, json!({ "first": 100, "orderBy": order })).await;
            let whole = numbers(&all);
            assert_eq!(whole.len(), 7);
            assert_eq!(all["requests"]["totalCount"], 7);
            let (mut forwards, mut after) = (Vec::new(), Value::Null);
            loop {
                let page = app.data(&token, LIST, json!({ "first": 3, "after": after, "orderBy": order })).await;
                forwards.extend(numbers(&page));
                after = page["requests"]["pageInfo"]["endCursor"].clone();
                if page["requests"]["pageInfo"]["hasNextPage"] == false {
                    break;
                }
                // A request that comes in meanwhile shifts nothing.
                if forwards.len() == 3 && order.is_null() {
                    submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
                }
            }
            assert_eq!(forwards, whole);
            let (mut backwards, mut before) = (Vec::new(), Value::Null);
            loop {
                let page = app.data(&token, LIST, json!({ "last": 3, "before": before, "orderBy": order })).await;
                let mut part = numbers(&page);
                part.extend(backwards);
                backwards = part;
                before = page["requests"]["pageInfo"]["startCursor"].clone();
                if page["requests"]["pageInfo"]["hasPreviousPage"] == false {
                    break;
                }
            }
            backwards.retain(|number| whole.contains(number));
            assert_eq!(backwards, whole);
            if order.is_null() {
                riverain_tests::scenes::withdraw_newest(&app).await;
            }
        }
    }
}

#[tokio::test]
async fn filters_find_what_they_say() {
    for app in TestApp::each().await {
        app.import_areas().await;
        let near = submit(&app, SIDEWALK, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let far = submit(&app, TREE_FELLING, (-71.3000, 46.8500), None).await;
        let both = vec![far.clone(), near.clone()];
        let square = |west: f64, south: f64, east: f64, north: f64| json!({ "type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]] });
        let cases = [
            (json!({}), both.clone()),
            (json!({ "products": ["tree"] }), vec![far.clone()]),
            (json!({ "workTypes": ["sidewalk_repair"] }), vec![near.clone()]),
            (json!({ "isPlannedIntervention": false }), vec![far.clone()]),
            (json!({ "boroughs": ["la_cite_limoilou"] }), vec![near.clone()]),
            (json!({ "statuses": ["DONE"] }), vec![]),
            (json!({ "statuses": ["RECEIVED"], "channels": ["TELEPHONE"] }), both.clone()),
            (json!({ "priority": { "minimum": 0, "maximum": 100 } }), both.clone()),
            (json!({ "openedAt": { "from": "2026-09-16T00:00:00Z" } }), vec![]),
            (json!({ "text": "SAINT joseph" }), both.clone()),
            (json!({ "text": "situation ete" }), both.clone()),
            (json!({ "text": near }), vec![near.clone()]),
            (json!({ "text": "introuvable" }), vec![]),
            (
                json!({ "boundingBox": { "west": -71.23, "south": 46.81, "east": -71.22, "north": 46.82 } }),
                vec![near.clone()],
            ),
            (json!({ "polygon": square(-71.31, 46.84, -71.29, 46.86) }), vec![far.clone()]),
            (
                json!({ "radius": { "centre": { "longitude": -71.2256, "latitude": 46.8149 }, "metres": 112 } }),
                vec![near.clone()],
            ),
            (json!({ "radius": { "centre": { "longitude": -71.2256, "latitude": 46.8149 }, "metres": 110 } }), vec![]),
        ];
        let token = app.token(TokenRole::Agent);
        for (filter, expected) in cases {
            let data = app.data(&token, LIST, json!({ "filter": filter })).await;
            assert_eq!(numbers(&data), expected, "{filter}");
            assert_eq!(data["requests"]["totalCount"], expected.len(), "{filter}");
        }
    }
}

#[tokio::test]
async fn a_status_follows_only_where_its_life_allows() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let change = "mutation($input: ChangeRequestStatusInput!) { changeRequestStatus(input: $input) { __typename
            ... on ChangeRequestStatusSuccess { request { status closedAt followUps(last: 1) { nodes { kind statusFrom statusTo text audience } } } }
            ... on StatusChangeNotAllowed { message currentStatus allowedStatuses } ... on Problem { message } } }";
        let token = app.token(TokenRole::Agent);
        let step = async |status: &str| {
            let input = json!({ "requestNumber": number, "status": status, "note": "Arbre abattu." });
            app.data(&token, change, json!({ "input": input })).await["changeRequestStatus"].clone()
        };
        let done = step("DONE").await;
        assert_eq!(done["request"]["status"], "DONE", "{done:#}");
        assert_eq!(done["request"]["closedAt"], "2026-09-15T14:00:00+00:00");
        let follow_up = &done["request"]["followUps"]["nodes"][0];
        assert_eq!((&follow_up["statusFrom"], &follow_up["statusTo"]), (&json!("RECEIVED"), &json!("DONE")));
        let refused = step("CANCELLED").await;
        assert_eq!(refused["__typename"], "StatusChangeNotAllowed");
        assert_eq!(refused["allowedStatuses"], json!(["REOPENED"]));
    }
}

fn numbers(data: &Value) -> Vec<String> {
    let edges = data["requests"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["number"].as_str().unwrap().to_owned()).collect()
}
