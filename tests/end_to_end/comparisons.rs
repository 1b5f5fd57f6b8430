//! Two programmes side by side: what moved, entered, left and stayed, what it costs, and what was asked differently.

use riverain::auth::token::TokenRole;
use riverain_entities::service_requests::RequestStatus;
use riverain_tests::{TestApp, now};
use serde_json::{Value, json};

use crate::planned_requests::{PlannedRequest, close, sidewalk, write, write_one};
use crate::programme_doors::publish;
use crate::scenarios::{apart, forked, project_cost, roads, set_back};

const COMPARE: &str = "query($a: ID!, $b: ID!) { compareProgrammes(a: $a, b: $b) {
  a { id } b { id }
  totals: figures { year a { projectCount requestCount costCents } b { projectCount requestCount } }
  years: figures(by: [YEAR]) { year a { requestCount costCents } b { requestCount costCents } }
  places: figures(by: [DEPARTMENT, BOROUGH]) { department { code } borough { code } a { requestCount } }
  flows { change inA yearA inB yearB figures { requestCount projectCount costCents } }
  churn { total { ...churn } groups(by: [YEAR]) { year figures { requestCount movedRequestCount departedRequestCount } }
    departments: groups(by: [DEPARTMENT]) { department { code } figures { movedRequestCount } } } } }
  fragment churn on ChurnFigures { requestCount movedRequestCount movedRequestShare projectCount movedProjectCount
    costCents movedCostCents movedCostShare departedRequestCount departedCostCents }";

const INPUTS: &str = "query($a: ID!, $b: ID!) { compareProgrammes(a: $a, b: $b) { inputs {
  budgets { department { code } year a { budgetCents } b { budgetCents } }
  crewHours { crew { code } year a { hours } b { hours } }
  pins(first: 1) { pageInfo { hasNextPage endCursor } nodes { requestNumber a { year excluded } b { year excluded } } }
  settings { code name a b } } } }";

const REQUESTS: &str = "query($a: ID!, $b: ID!, $filter: ChangeFilter, $first: Int, $after: String) { compareProgrammes(a: $a, b: $b) {
  requestChanges(filter: $filter, first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { change request { number }
    a { year reason { code } } b { year reason { code } } absenceA { code text } absenceB { code text } } } } }";

const PROJECTS: &str = "query($a: ID!, $b: ID!, $filter: ChangeFilter, $first: Int, $after: String) { compareProgrammes(a: $a, b: $b) {
  projectChanges(filter: $filter, first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { change sharedRequestCount
    a { code year reason { code text } requests(first: 5) { nodes { number } } } b { code year reason { code text } } } } } }";

/// A programme of six requests, two a year, and one that was planned after a seventh came, the first was done and money
/// moved to the last year; with the numbers of the six.
async fn two_programmes(app: &TestApp) -> (String, String, Vec<String>) {
    let requests: Vec<PlannedRequest> =
        (0..6_i32).map(|rank| apart(u32::try_from(rank).unwrap(), 90 - 10 * rank)).collect();
    let numbers = write(app, &requests).await;
    let a = roads(app, [2, 2, 0]).await;
    set_back(app).await;
    let late = PlannedRequest { opened_at: now() - chrono::Duration::minutes(30), ..apart(9, 100) };
    write_one(app, &late, "2026-0000099").await;
    close(app, &numbers[0], RequestStatus::Done).await;
    let cost = project_cost(app).await;
    let b = forked(app, json!({ "parent": a, "asOf": "NOW", "crewHours": [{ "crew": "paving", "year": 2028, "hours": 7 }],
        "budgets": [{ "year": 2027, "percentOfParent": 50 }, { "year": 2029, "budgetCents": cost }],
        "addPins": [{ "requestNumber": numbers[5], "excluded": true }, { "requestNumber": numbers[2], "year": 2028 }] })).await;
    (a, b, numbers)
}

async fn compared(app: &TestApp, query: &str, mut variables: Value, (a, b): (&str, &str)) -> Value {
    variables["a"] = json!(a);
    variables["b"] = json!(b);
    app.data(&app.token(TokenRole::Planner), query, variables).await["compareProgrammes"].clone()
}

#[tokio::test]
async fn figures_flows_and_churn_are_counted() {
    for app in TestApp::each().await {
        let (a, b, _) = two_programmes(&app).await;
        let cost = project_cost(&app).await;
        let found = compared(&app, COMPARE, json!({}), (&a, &b)).await;
        assert_eq!((&found["a"]["id"], &found["b"]["id"]), (&json!(a), &json!(b)));
        let totals = json!([{ "year": null, "a": { "projectCount": 6, "requestCount": 6, "costCents": 6 * cost },
            "b": { "projectCount": 5, "requestCount": 5 } }]);
        assert_eq!(found["totals"], totals);
        let year = |year: Value, of_a: i64, of_b: i64| {
            json!({ "year": year,
            "a": { "requestCount": of_a, "costCents": of_a * cost }, "b": { "requestCount": of_b, "costCents": of_b * cost } })
        };
        let years =
            json!([year(Value::Null, 2, 1), year(json!(2027), 2, 1), year(json!(2028), 2, 2), year(json!(2029), 0, 1)]);
        assert_eq!(found["years"], years, "{found:#}");
        let places = json!([{ "department": { "code": "roads" }, "borough": { "code": "la_cite_limoilou" }, "a": { "requestCount": 6 } }]);
        assert_eq!(found["places"], places);
        let flow = |change: &str, year_a: Value, in_a: bool, year_b: Value, in_b: bool| {
            json!({ "change": change, "inA": in_a, "yearA": year_a,
            "inB": in_b, "yearB": year_b, "figures": { "requestCount": 1, "projectCount": 1, "costCents": cost } })
        };
        let flows = json!([
            flow("ENTERED", Value::Null, false, json!(2027), true),
            flow("WAITING", Value::Null, true, Value::Null, false),
            flow("WAITING", Value::Null, true, Value::Null, true),
            flow("LEFT", json!(2027), true, Value::Null, false),
            flow("MOVED", json!(2027), true, json!(2028), true),
            flow("STAYED", json!(2028), true, json!(2028), true),
            flow("MOVED", json!(2028), true, json!(2029), true),
        ]);
        assert_eq!(found["flows"], flows, "{found:#}");
        let total = json!({ "requestCount": 3, "movedRequestCount": 2, "movedRequestShare": 2.0 / 3.0, "projectCount": 3, "movedProjectCount": 2,
            "costCents": 3 * cost, "movedCostCents": 2 * cost, "movedCostShare": 2.0 / 3.0, "departedRequestCount": 1, "departedCostCents": cost });
        assert_eq!(found["churn"]["total"], total, "{found:#}");
        let groups = json!([
            { "year": 2027, "figures": { "requestCount": 1, "movedRequestCount": 1, "departedRequestCount": 1 } },
            { "year": 2028, "figures": { "requestCount": 2, "movedRequestCount": 1, "departedRequestCount": 0 } } ]);
        assert_eq!(found["churn"]["groups"], groups);
        assert_eq!(
            found["churn"]["departments"],
            json!([{ "department": { "code": "roads" }, "figures": { "movedRequestCount": 2 } }])
        );
        let own = "query($id: ID!) { programme(id: $id) { churn { total { movedRequestCount departedRequestCount } } parent { churn { total { requestCount } } } } }";
        let own = app.data(&app.token(TokenRole::Planner), own, json!({ "id": b })).await["programme"].clone();
        assert_eq!(own["churn"]["total"], json!({ "movedRequestCount": 2, "departedRequestCount": 1 }));
        assert_eq!(own["parent"]["churn"], Value::Null, "it revises nothing");
    }
}

#[tokio::test]
async fn each_request_says_where_it_went_and_why_it_is_not_there() {
    for app in TestApp::each().await {
        let (a, b, numbers) = two_programmes(&app).await;
        let all = compared(&app, REQUESTS, json!({}), (&a, &b)).await["requestChanges"]["nodes"].clone();
        let told: Vec<Value> = all
            .as_array()
            .unwrap()
            .iter()
            .map(|node| {
                json!([
                    node["request"]["number"],
                    node["change"],
                    node["a"]["year"],
                    node["b"]["year"],
                    node["absenceA"]["code"],
                    node["absenceB"]["code"]
                ])
            })
            .collect();
        let expected = json!([
            [numbers[0], "LEFT", 2027, null, null, "CLOSED"],
            [numbers[1], "MOVED", 2027, 2028, null, null],
            [numbers[2], "STAYED", 2028, 2028, null, null],
            [numbers[3], "MOVED", 2028, 2029, null, null],
            [numbers[4], "WAITING", null, null, null, null],
            [numbers[5], "WAITING", null, null, null, "EXCLUDED"],
            ["2026-0000099", "ENTERED", null, 2027, "NOT_RECORDED", null],
        ]);
        assert_eq!(json!(told), expected, "{all:#}");
        assert_eq!(all[2]["b"]["reason"]["code"], "PINNED");
        assert_eq!(all[0]["absenceB"]["text"], "La demande était fermée au moment du programme.");
        let mut pages = Vec::new();
        let mut after = Value::Null;
        loop {
            let variables = json!({ "first": 1, "after": after, "filter": { "changes": ["MOVED", "ENTERED"], "departments": ["roads"] } });
            let page = compared(&app, REQUESTS, variables, (&a, &b)).await["requestChanges"].clone();
            pages.push(page["nodes"][0]["request"]["number"].clone());
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(json!(pages), json!([numbers[1], numbers[3], "2026-0000099"]));
        let none = json!({ "filter": { "departments": ["water"] } });
        assert_eq!(compared(&app, REQUESTS, none, (&a, &b)).await["requestChanges"]["nodes"], json!([]));
    }
}

#[tokio::test]
async fn projects_are_paired_by_the_requests_they_share() {
    for app in TestApp::each().await {
        // One package of five, 50 metres from one to the next, and one by itself.
        let chain = (0..5).map(|rank| sidewalk(f64::from(rank) * 50.0));
        let numbers = write(&app, &chain.chain([sidewalk(5_000.0)]).collect::<Vec<_>>()).await;
        let a = roads(&app, [9, 9, 9]).await;
        // Without its second request, it falls apart in one and three.
        let pins =
            json!([{ "requestNumber": numbers[1], "excluded": true }, { "requestNumber": numbers[0], "year": 2029 }]);
        let b = forked(&app, json!({ "parent": a, "addPins": pins })).await;
        let all = compared(&app, PROJECTS, json!({}), (&a, &b)).await["projectChanges"]["nodes"].clone();
        // A's side gives its larger part, B's side the smaller one.
        assert_eq!(all.as_array().unwrap().len(), 3, "{all:#}");
        let shared: Vec<&Value> = all
            .as_array()
            .unwrap()
            .iter()
            .filter(|node| node["a"]["requests"]["nodes"].as_array().unwrap().len() == 5)
            .map(|node| &node["sharedRequestCount"])
            .collect();
        assert_eq!(json!(shared), json!([3, 1]), "{all:#}");
        let moved = json!({ "filter": { "changes": ["MOVED"] }, "first": 1 });
        let moved = compared(&app, PROJECTS, moved, (&a, &b)).await["projectChanges"].clone();
        assert_eq!(moved["nodes"].as_array().unwrap().len(), 1, "{moved:#}");
        assert_eq!(moved["nodes"][0]["b"]["year"], 2029);
        assert!(moved["nodes"][0]["b"]["reason"]["text"].as_str().unwrap().contains("2029"), "{moved:#}");
        assert_eq!(moved["nodes"][0]["a"]["reason"]["code"], "FIRST_YEAR");
        let (mut after, mut count) = (Value::Null, 0);
        loop {
            let page =
                compared(&app, PROJECTS, json!({ "first": 1, "after": after }), (&a, &b)).await["projectChanges"]
                    .clone();
            assert_eq!(page["nodes"][0]["a"]["code"], all[count]["a"]["code"]);
            (after, count) = (page["pageInfo"]["endCursor"].clone(), count + 1);
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(count, 3);
        // The other way round, the parts are merged.
        let merged = compared(&app, PROJECTS, json!({}), (&b, &a)).await["projectChanges"]["nodes"].clone();
        assert_eq!(merged.as_array().unwrap().len(), 3, "{merged:#}");
    }
}

#[tokio::test]
async fn what_was_asked_differently_is_listed() {
    for app in TestApp::each().await {
        let (a, b, numbers) = two_programmes(&app).await;
        let cost = project_cost(&app).await;
        let inputs = compared(&app, INPUTS, json!({}), (&a, &b)).await["inputs"].clone();
        let budget = |year: i32, of_a: i64, of_b: i64| {
            json!({ "department": { "code": "roads" }, "year": year,
            "a": { "budgetCents": of_a }, "b": { "budgetCents": of_b } })
        };
        assert_eq!(inputs["budgets"], json!([budget(2027, 2 * cost, cost), budget(2029, 0, cost)]), "{inputs:#}");
        assert_eq!(inputs["crewHours"][0]["b"]["hours"], 7.0, "{inputs:#}");
        assert_eq!(inputs["crewHours"].as_array().unwrap().len(), 1);
        let pin = json!({ "requestNumber": numbers[2], "a": null, "b": { "year": 2028, "excluded": false } });
        assert_eq!(inputs["pins"]["nodes"], json!([pin]));
        assert_eq!(inputs["pins"]["pageInfo"]["hasNextPage"], true);
        let settings: Vec<&Value> =
            inputs["settings"].as_array().unwrap().iter().map(|setting| &setting["code"]).collect();
        assert_eq!(json!(settings), json!(["AS_OF"]), "{inputs:#}");
        assert_eq!(inputs["settings"][0]["name"], "Moment de l’arriéré");
        let c = forked(&app, json!({ "parent": a, "seed": 8, "horizon": { "firstYear": 2028, "years": 2, "discountRate": 0.1 },
            "sites": { "radiusMetres": 10, "maxSpanMetres": null }, "filter": { "workTypes": ["sidewalk_repair"] }, "freezeThroughYear": 2028, "movePrice": 2,
            "moratoria": [{ "place": { "longitude": -71.2, "latitude": 46.8 }, "radiusMetres": 5, "untilYear": 2028 }] })).await;
        let settings = compared(&app, INPUTS, json!({}), (&a, &c)).await["inputs"]["settings"].clone();
        let told: Vec<Value> = settings
            .as_array()
            .unwrap()
            .iter()
            .map(|setting| json!([setting["code"], setting["a"], setting["b"]]))
            .collect();
        let expected = json!([
            ["FIRST_YEAR", "2027", "2028"],
            ["YEARS", "3", "2"],
            ["DISCOUNT_RATE", "0.03", "0.1"],
            ["SITE_RADIUS", "30", "10"],
            ["SITE_SPAN", "600", null],
            ["FREEZE_THROUGH_YEAR", null, "2028"],
            ["MOVE_PRICE", null, "2"],
            ["FILTER", null, "{\"work_types\":[\"sidewalk_repair\"]}"],
            ["MORATORIA", "0", "1"],
            ["SEED", "7", "8"]
        ]);
        assert_eq!(json!(told), expected);
    }
}

#[tokio::test]
async fn a_comparison_shows_each_caller_what_they_may_see() {
    for app in TestApp::each().await {
        let (a, b, _) = two_programmes(&app).await;
        let ids = json!({ "a": a, "b": b });
        let citizen = app.citizen_token(1);
        publish(&app, &a).await;
        for token in [None, Some(citizen.as_str()), Some(&app.token(TokenRole::Agent))] {
            let hidden = app.graphql(token, COMPARE, ids.clone()).await;
            assert_eq!(hidden["data"]["compareProgrammes"], Value::Null, "one of them is a draft: {hidden:#}");
        }
        let same = json!({ "a": a, "b": a });
        let open = app.graphql(None, COMPARE, same.clone()).await;
        assert_eq!(open["data"]["compareProgrammes"]["churn"]["total"]["movedRequestCount"], 0, "{open:#}");
        for query in [REQUESTS, INPUTS] {
            let refused = app.graphql(Some(&citizen), query, same.clone()).await;
            assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused:#}");
        }
        let broken = app.graphql(None, COMPARE, json!({ "a": "zzz", "b": "UmVxdWVzdDox" })).await;
        let fields: Vec<&Value> = broken["errors"][0]["extensions"]["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| &fault["field"])
            .collect();
        assert_eq!(json!(fields), json!(["a", "b"]));
        let unknown = app
            .graphql(
                Some(&app.token(TokenRole::Planner)),
                REQUESTS,
                json!({ "a": a, "b": b, "filter": { "departments": ["nowhere"] } }),
            )
            .await;
        assert_eq!(unknown["errors"][0]["extensions"]["faults"][0]["field"], "filter.departments.0", "{unknown:#}");
    }
}

#[tokio::test]
async fn comparing_takes_as_many_statements_however_much_changed() {
    for app in TestApp::each().await {
        let (a, b, _) = two_programmes(&app).await;
        let token = app.token(TokenRole::Planner);
        for query in [COMPARE, REQUESTS, PROJECTS] {
            let count = async |ids: Value| {
                let before = app.statements();
                app.data(&token, query, ids).await;
                app.statements() - before
            };
            let variables = |first: u32| json!({ "a": a, "b": b, "first": first });
            count(variables(1)).await;
            assert_eq!(count(variables(1)).await, count(variables(7)).await, "{query}");
        }
    }
}
