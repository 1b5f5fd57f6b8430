//! Projects of a year bundled into lots, read through the public face.

use std::time::Duration;

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use serde_json::{Value, json};

use crate::planned_requests::{sidewalk, write};
use crate::programme_doors::publish;

const PLAN: &str = "mutation($lots: LotRulesInput) { planProgramme(input: { name: \"Trottoirs\",
  horizon: { firstYear: 2027, years: 1 }, departments: [{ department: \"roads\", years: [{ year: 2027, budgetCents: null,
  crewHours: [{ crew: \"concrete\", hours: null }] }] }], lots: $lots }) { __typename
  ... on PlanProgrammeSuccess { programme { id } } ... on InvalidInput { faults { field code value message } } } }";

const LOTS: &str = "query($id: ID!, $after: String) { programme(id: $id) { years { departments { projectCount
  lots(first: 2, after: $after) { pageInfo { hasNextPage endCursor } nodes { id number year costCents hours value
    projectCount requestCount routeLengthMetres outline department { code } neighbourhood { name } borough { code }
    projects(first: 100) { pageInfo { hasNextPage } edges { cursor node { code lotPosition lot { number } centroid { longitude } } } } } } } } } }";

async fn planned(app: &TestApp, lots: Value) -> String {
    let token = app.token(TokenRole::Planner);
    let answer = app.data(&token, PLAN, json!({ "lots": lots })).await;
    let id = answer["planProgramme"]["programme"]["id"].as_str().unwrap_or_else(|| panic!("{answer:#}")).to_owned();
    for _ in 0..600 {
        let query = "query($id: ID!) { programme(id: $id) { state } }";
        if app.data(&token, query, json!({ "id": id })).await["programme"]["state"] == "PLANNED" {
            return id;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the programme is not planned after thirty seconds");
}

async fn lots(app: &TestApp, id: &str, after: Option<&Value>) -> Value {
    let token = app.token(TokenRole::Planner);
    let read = app.data(&token, LOTS, json!({ "id": id, "after": after })).await;
    read["programme"]["years"][0]["departments"][0].clone()
}

#[tokio::test]
async fn projects_of_a_year_are_bundled_in_order_of_visit() {
    for app in TestApp::each().await {
        app.import_areas().await;
        // Nine projects along a street, written from both ends, so that the order of visit is not that of the keys.
        let along: Vec<_> = [0, 8, 1, 7, 2, 6, 3, 5, 4].map(|rank| sidewalk(f64::from(rank) * 150.0)).to_vec();
        write(&app, &along).await;
        let id = planned(&app, json!({ "maxProjects": 4, "maxCostCents": null, "maxSpanMetres": null })).await;
        let first = lots(&app, &id, None).await;
        assert_eq!(first["projectCount"], 9, "{first:#}");
        assert_eq!(first["lots"]["pageInfo"]["hasNextPage"], true);
        let second = lots(&app, &id, Some(&first["lots"]["pageInfo"]["endCursor"])).await;
        assert_eq!(second["lots"]["pageInfo"]["hasNextPage"], false);
        let all = [&first, &second].map(|page| page["lots"]["nodes"].as_array().unwrap().clone()).concat();
        let numbers: Vec<i64> = all.iter().map(|lot| lot["number"].as_i64().unwrap()).collect();
        assert_eq!(numbers, (1..=i64::try_from(all.len()).unwrap()).collect::<Vec<_>>());
        let mut seen = 0;
        for lot in &all {
            let places = lot["projects"]["edges"].as_array().unwrap();
            seen += places.len();
            assert!(places.len() <= 4 && lot["projectCount"] == places.len(), "{lot:#}");
            assert_eq!(lot["borough"]["code"], "la_cite_limoilou");
            assert!(lot["neighbourhood"]["name"].is_string(), "{lot:#}");
            assert_eq!((lot["year"].clone(), lot["department"]["code"].clone()), (json!(2027), json!("roads")));
            let longitudes: Vec<f64> =
                places.iter().map(|edge| edge["node"]["centroid"]["longitude"].as_f64().unwrap()).collect();
            assert!(longitudes.is_sorted(), "along the street: {longitudes:?}");
            for (edge, position) in places.iter().zip(1..) {
                assert_eq!(edge["node"]["lotPosition"], position);
                assert_eq!(edge["node"]["lot"]["number"], lot["number"]);
            }
            let length = lot["routeLengthMetres"].as_f64().unwrap();
            let legs = f64::from(u32::try_from(places.len()).unwrap() - 1);
            assert!((length - 150.0 * legs).abs() < 5.0, "{lot:#}");
        }
        assert_eq!(seen, 9);

        let node = "query($id: ID!) { node(id: $id) { __typename ... on Lot { number projects(first: 1) { nodes { code } } } } }";
        let lot = json!({ "id": all[0]["id"] });
        assert_eq!(app.graphql(None, node, lot.clone()).await["data"]["node"], Value::Null, "unpublished, unseen");
        publish(&app, &id).await;
        let found = app.graphql(None, node, lot).await;
        assert_eq!(found["data"]["node"]["number"], 1, "{found:#}");
        assert_eq!(
            found["data"]["node"]["projects"]["nodes"][0]["code"],
            all[0]["projects"]["edges"][0]["node"]["code"]
        );
    }
}

#[tokio::test]
async fn the_projects_of_a_lot_are_paged_in_order_of_visit() {
    for app in TestApp::each().await {
        write(&app, &[sidewalk(0.0), sidewalk(600.0), sidewalk(300.0)]).await;
        let id = planned(&app, Value::Null).await;
        let lot = lots(&app, &id, None).await["lots"]["nodes"][0].clone();
        assert_eq!(lot["projectCount"], 3, "one lot by proximity where no area is known: {lot:#}");
        let query = "query($id: ID!, $after: String) { node(id: $id) { ... on Lot { projects(first: 2, after: $after) {
            pageInfo { hasNextPage } nodes { code lotPosition } } } } }";
        let after = &lot["projects"]["edges"][1]["cursor"];
        let token = app.token(TokenRole::Planner);
        let read = app.data(&token, query, json!({ "id": lot["id"], "after": after })).await;
        let page = &read["node"]["projects"];
        assert_eq!(page["nodes"][0]["code"], lot["projects"]["edges"][2]["node"]["code"]);
        assert_eq!(
            (page["nodes"][0]["lotPosition"].clone(), page["pageInfo"]["hasNextPage"].clone()),
            (json!(3), json!(false))
        );
    }
}

#[tokio::test]
async fn lots_are_read_in_as_many_statements_however_many_there_are() {
    for app in TestApp::each().await {
        let requests: Vec<_> = (0..40).map(|rank| sidewalk(f64::from(rank) * 500.0)).collect();
        write(&app, &requests).await;
        let few = planned(&app, Value::Null).await;
        let many = planned(&app, json!({ "maxProjects": 1 })).await;
        let statements = async |id: &str| {
            let before = app.statements();
            lots(&app, id, None).await;
            app.statements() - before
        };
        statements(&few).await;
        assert_eq!(statements(&few).await, statements(&many).await);
    }
}

#[tokio::test]
async fn limits_of_lots_out_of_range_are_faults_all_at_once() {
    let app = TestApp::sqlite().await;
    let lots = json!({ "maxProjects": 0, "maxCostCents": -5, "maxSpanMetres": -1.0 });
    let answer = app.data(&app.token(TokenRole::Planner), PLAN, json!({ "lots": lots })).await;
    let faults = answer["planProgramme"]["faults"].as_array().unwrap_or_else(|| panic!("{answer:#}"));
    let fields: Vec<&str> = faults.iter().map(|fault| fault["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["input.lots.maxCostCents", "input.lots.maxProjects", "input.lots.maxSpanMetres"]);
    assert!(faults.iter().all(|fault| fault["code"] == "OUT_OF_RANGE"));
}
