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
  siteRules { radiusMetres maxSpanMetres distance } totals { scheduledProjectCount unscheduledProjectCount }
  years { departments { projects { nodes { code site { code } } } } } unscheduledProjects { nodes { code site { code } } }
  analysis { repeatedStreets(first: 1) { pageInfo { hasNextPage endCursor } nodes { name line leastYearsApart breaksGroundAgain
    text openings { year department { code } projectCount breaksGround } projects { code year workType { code } } } }
    dug: repeatedStreets(breaksGroundAgain: true) { nodes { name } } dugSites: repeatedSites(breaksGroundAgain: true) { nodes { text } } } } }";

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
    let programme = planned(app, json!({})).await;
    let totals = &programme["totals"];
    totals["scheduledProjectCount"].as_u64().unwrap() + totals["unscheduledProjectCount"].as_u64().unwrap()
}

/// A programme of two years, with what is asked besides, once planned.
async fn planned(app: &TestApp, more: Value) -> Value {
    let token = app.token(TokenRole::Planner);
    let mut input = json!({ "name": "Rives", "horizon": { "firstYear": 2027, "years": 2, "discountRate": 0.03 } });
    for (field, value) in more.as_object().unwrap() {
        input[field] = value.clone();
    }
    let answer = app.data(&token, PLAN, json!({ "input": input })).await["planProgramme"].clone();
    let id = answer["programme"]["id"].as_str().unwrap_or_else(|| panic!("{answer:#}")).to_owned();
    for _ in 0..600 {
        let programme = app.data(&token, PLANNED, json!({ "id": id })).await["programme"].clone();
        match programme["state"].as_str().unwrap() {
            "QUEUED" | "PLANNING" => tokio::time::sleep(Duration::from_millis(50)).await,
            state => {
                assert_eq!(state, "PLANNED", "{programme:#}");
                return programme;
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

/// The codes of the sites of a programme's projects.
fn sites(programme: &Value) -> Vec<String> {
    let years = programme["years"].as_array().unwrap().iter();
    let scheduled = years.flat_map(|year| year["departments"].as_array().unwrap()).flat_map(|part| {
        let projects = part["projects"]["nodes"].as_array().unwrap();
        projects.iter()
    });
    let waiting = programme["unscheduledProjects"]["nodes"].as_array().unwrap().iter();
    scheduled.chain(waiting).map(|project| project["site"]["code"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn sites_follow_the_streets_where_that_is_asked() {
    for app in TestApp::each().await {
        let (south, north) = (place(100.0, 0.0), place(100.0, 25.0));
        let walk = |place| PlannedRequest { place: Some(place), ..sidewalk(0.0) };
        let tree = |place| PlannedRequest { work_type: "tree_planting", place: Some(place), ..sidewalk(0.0) };
        write(&app, &[walk(south), tree(north)]).await;
        let bank = |north| [place(0.0, north), place(300.0, north)];
        import(&app, &[("south", bank(0.0)), ("north", bank(25.0))]).await;

        let crow = planned(&app, json!({})).await;
        assert_eq!(crow["siteRules"]["distance"], "GREAT_CIRCLE");
        let sites_of_crow = sites(&crow);
        assert_eq!(sites_of_crow.len(), 2, "{crow:#}");
        assert_eq!(sites_of_crow[0], sites_of_crow[1]);
        let follow = json!({ "sites": { "radiusMetres": 30, "maxSpanMetres": 600, "distance": "STREET_NETWORK" } });
        let along = planned(&app, follow).await;
        assert_eq!(along["siteRules"]["distance"], "STREET_NETWORK");
        let sites_along = sites(&along);
        assert_eq!(sites_along.len(), 2, "{along:#}");
        assert_ne!(sites_along[0], sites_along[1]);

        let token = app.token(TokenRole::Planner);
        let far = json!({ "name": "Rives", "horizon": { "firstYear": 2027, "years": 2, "discountRate": 0.03 },
            "sites": { "maxSpanMetres": 3_001, "distance": "STREET_NETWORK" } });
        let plan = "mutation($input: PlanProgrammeInput!) { planProgramme(input: $input) { ... on InvalidInput { faults { field remedy } } } }";
        let refused = app.data(&token, plan, json!({ "input": far })).await["planProgramme"].clone();
        assert_eq!(refused["faults"][0]["field"], "input.sites.maxSpanMetres", "{refused:#}");
        assert!(refused["faults"][0]["remedy"].as_str().unwrap().contains("3000"), "{refused:#}");
    }
}

#[tokio::test]
async fn a_street_that_departments_open_in_two_years_is_named_with_its_projects() {
    for app in TestApp::each().await {
        // The ends of one street, far from being one site; and another street with one project.
        let main = |place| PlannedRequest { work_type: "water_main_renewal", place: Some(place), ..sidewalk(0.0) };
        let walk = |place| PlannedRequest { place: Some(place), ..sidewalk(0.0) };
        write(&app, &[walk(place(5.0, 3.0)), main(place(395.0, -3.0)), main(place(395.0, 500.0))]).await;
        let street = |north| [place(0.0, north), place(400.0, north)];
        import(&app, &[("rue de la Reine", street(0.0)), ("rue du Roi", street(500.0))]).await;
        // The sidewalk cannot be opened in the first year.
        let (longitude, latitude) = place(5.0, 3.0);
        let moratoria = json!({ "moratoria": [{ "place": { "longitude": longitude, "latitude": latitude },
            "radiusMetres": 5, "untilYear": 2027 }] });
        let programme = planned(&app, moratoria).await;
        let repeated = &programme["analysis"]["repeatedStreets"];
        let [street] = &repeated["nodes"].as_array().unwrap()[..] else { panic!("{repeated:#}") };
        assert_eq!(repeated["pageInfo"]["hasNextPage"], false);
        assert_eq!(street["name"], "rue de la Reine");
        assert_eq!(street["line"]["type"], "LineString");
        assert_eq!(street["leastYearsApart"], 1);
        assert_eq!(street["breaksGroundAgain"], true, "a sidewalk is dug up too");
        assert_eq!(programme["analysis"]["dug"]["nodes"][0]["name"], "rue de la Reine");
        assert_eq!(programme["analysis"]["dugSites"]["nodes"], json!([]));
        let openings = street["openings"].as_array().unwrap();
        let told: Vec<_> =
            openings.iter().map(|row| (row["year"].as_i64(), row["department"]["code"].as_str())).collect();
        assert_eq!(told, [(Some(2027), Some("water")), (Some(2028), Some("roads"))]);
        let works: Vec<_> =
            street["projects"].as_array().unwrap().iter().map(|row| row["workType"]["code"].as_str()).collect();
        assert_eq!(works, [Some("water_main_renewal"), Some("sidewalk_repair")]);
        let text = street["text"].as_str().unwrap();
        assert!(text.contains("rue de la Reine") && text.contains("2028"), "{text}");
    }
}
