//! Work types whose distances follow the streets: from the catalogue and the imported streets to projects.

use std::time::Duration;

use riverain::auth::token::TokenRole;
use riverain::import::progress::NoProgress;
use riverain::import::streets::{StreetImport, import_streets};
use riverain::locale::Locale;
use riverain_tests::TestApp;
use serde_json::{Value, json};

use crate::planned_requests::{LATITUDE, LONGITUDE, PlannedRequest, sidewalk, write};

const PROJECTS: &str =
    "{ backlogProjects(first: 10) { totalCount nodes { requestCount workType { code distance } } } }";

const PLAN: &str = "mutation($input: PlanProgrammeInput!) { planProgramme(input: $input) { __typename
  ... on PlanProgrammeSuccess { programme { id } } } }";

const PLANNED: &str = "query($id: ID!) { programme(id: $id) { state failure { code message }
  totals { scheduledProjectCount unscheduledProjectCount } } }";

/// A place of Saint-Roch, metres east and north of its middle.
fn place(east: f64, north: f64) -> (f64, f64) {
    (LONGITUDE + east / 76_090.0, LATITUDE + north / 111_195.0)
}

/// Imports streets, each from one place to another.
async fn import(app: &TestApp, streets: &[(&str, [(f64, f64); 2])]) {
    let features: Vec<Value> = streets
        .iter()
        .map(|(code, ends)| {
            let geometry = json!({ "type": "LineString", "coordinates": ends.map(|(lon, lat)| [lon, lat]) });
            json!({ "type": "Feature", "properties": { "id": code, "name": code }, "geometry": geometry })
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("streets.geojson");
    std::fs::write(&file, json!({ "type": "FeatureCollection", "features": features }).to_string()).unwrap();
    let report = riverain::import::rejects::default_path(&file);
    let import = StreetImport { file, report, locale: Locale::English };
    let summary = import_streets(&app.app, &import, &mut NoProgress).await.unwrap();
    assert_eq!(summary.rejected, 0);
}

async fn backlog_projects(app: &TestApp) -> Value {
    app.data(&app.token(TokenRole::Planner), PROJECTS, json!({})).await["backlogProjects"].clone()
}

async fn planned_projects(app: &TestApp) -> u64 {
    let token = app.token(TokenRole::Planner);
    let input = json!({ "name": "Rives", "horizon": { "firstYear": 2027, "years": 2, "discountRate": 0.03 } });
    let answer = app.data(&token, PLAN, json!({ "input": input })).await["planProgramme"].clone();
    let id = answer["programme"]["id"].as_str().unwrap_or_else(|| panic!("{answer:#}")).to_owned();
    for _ in 0..600 {
        let programme = app.data(&token, PLANNED, json!({ "id": id })).await["programme"].clone();
        match programme["state"].as_str().unwrap() {
            "QUEUED" | "PLANNING" => tokio::time::sleep(Duration::from_millis(50)).await,
            state => {
                assert_eq!(state, "PLANNED", "{programme:#}");
                let totals = &programme["totals"];
                return totals["scheduledProjectCount"].as_u64().unwrap()
                    + totals["unscheduledProjectCount"].as_u64().unwrap();
            }
        }
    }
    panic!("the programme is not planned after thirty seconds");
}

#[tokio::test]
async fn sidewalks_across_a_river_are_one_project_only_over_a_bridge() {
    for app in TestApp::each().await {
        // Thirty metres apart, on two streets; trees are planted as the crow flies.
        let (south, north) = (place(100.0, 0.0), place(100.0, 30.0));
        let tree = |place| PlannedRequest { work_type: "tree_planting", place: Some(place), ..sidewalk(0.0) };
        let walk = |place| PlannedRequest { place: Some(place), ..sidewalk(0.0) };
        write(&app, &[walk(south), walk(north), tree(south), tree(north)]).await;
        let without_streets = backlog_projects(&app).await;
        assert_eq!(without_streets["totalCount"], 2, "{without_streets:#}");

        let bank = |north| [place(0.0, north), place(300.0, north)];
        import(&app, &[("south", bank(0.0)), ("north", bank(30.0)), ("far", [place(9e4, 0.0), place(9e4, 100.0)])])
            .await;
        let apart = backlog_projects(&app).await;
        assert_eq!(apart["totalCount"], 3, "{apart:#}");
        for node in apart["nodes"].as_array().unwrap() {
            let is_walk = node["workType"]["code"] == "sidewalk_repair";
            assert_eq!(node["requestCount"], if is_walk { 1 } else { 2 });
            assert_eq!(node["workType"]["distance"], if is_walk { "STREET_NETWORK" } else { "GREAT_CIRCLE" });
        }
        assert_eq!(planned_projects(&app).await, 3);

        import(
            &app,
            &[("south", [place(0.0, 0.0), south]), ("north", [place(0.0, 30.0), north]), ("bridge", [south, north])],
        )
        .await;
        assert_eq!(backlog_projects(&app).await["totalCount"], 2);
        assert_eq!(planned_projects(&app).await, 2);
    }
}
