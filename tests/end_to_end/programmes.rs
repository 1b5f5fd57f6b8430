//! Work programmes: planned from the backlog, read back, approved and published.

use std::time::Duration;

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use serde_json::{Value, json};

use crate::planned_requests::{PlannedRequest, sidewalk, write};

const PLAN: &str = "mutation($input: PlanProgrammeInput!) { planProgramme(input: $input) { __typename
  ... on PlanProgrammeSuccess { programme { id name status state progress } }
  ... on InvalidInput { message faults { field code value message remedy } } } }";

const STATE: &str = "query($id: ID!) { programme(id: $id) { state phase progress failure { code message details } } }";

const READ: &str = "query($id: ID!, $projects: Int!) { programme(id: $id) { id name status state progress horizon { firstYear yearCount discountRate }
  seed instanceDigest objective upperBound gap createdBy plannedAt requestsWithoutPlace priorityPolicy { code version }
  departments { code } parent { id }
  totals { scheduledProjectCount scheduledRequestCount scheduledCostCents unscheduledProjectCount unscheduledRequestCount }
  years { year budgetCents spentCents projectCount requestCount value departments { department { code } budgetCents spentCents
    projectCount requestCount value crews { crew { code } hours usedHours }
    projects(first: $projects) { pageInfo { hasNextPage endCursor } nodes { id code year costCents value requestCount outline
      workType { code } borough { code } reason { code text } site { code projects { code } }
      requests(first: 2) { totalCount nodes { number workType { code } } } } } } }
  unscheduledProjects { nodes { code year reason { code text } requests { nodes { number } } } } } }";

/// The input of a three-year programme of the roads department whose budgets do a project or so a year.
fn roads(budgets: [i64; 3]) -> Value {
    let years: Vec<Value> = (2027..)
        .zip(budgets)
        .map(|(year, budget)| json!({ "year": year, "budgetCents": budget, "crewHours": [{ "crew": "concrete", "hours": null }] }))
        .collect();
    json!({
        "name": "Trottoirs 2027-2029",
        "horizon": { "firstYear": 2027, "years": 3, "discountRate": 0.05 },
        "departments": [{ "department": "roads", "years": years }],
        "seed": 7,
    })
}

async fn plan(app: &TestApp, token: &str, input: Value) -> Value {
    app.data(token, PLAN, json!({ "input": input })).await["planProgramme"].clone()
}

/// The identifier of a new programme, once its planning has ended in `state`.
async fn planned(app: &TestApp, token: &str, input: Value, state: &str) -> String {
    let answer = plan(app, token, input).await;
    assert_eq!(answer["__typename"], "PlanProgrammeSuccess", "{answer:#}");
    assert_eq!(answer["programme"]["state"], "QUEUED");
    assert_eq!(answer["programme"]["status"], "DRAFT");
    let id = answer["programme"]["id"].as_str().unwrap().to_owned();
    wait_for(app, token, &id, state).await;
    id
}

async fn wait_for(app: &TestApp, token: &str, id: &str, state: &str) {
    for _ in 0..600 {
        let programme = app.data(token, STATE, json!({ "id": id })).await["programme"].clone();
        match programme["state"].as_str().unwrap() {
            "QUEUED" | "PLANNING" => tokio::time::sleep(Duration::from_millis(50)).await,
            ended => return assert_eq!(ended, state, "{programme:#}"),
        }
    }
    panic!("the programme is not planned after thirty seconds");
}

async fn read(app: &TestApp, token: &str, id: &str) -> Value {
    app.data(token, READ, json!({ "id": id, "projects": 20 })).await["programme"].clone()
}

/// Three packages 500 metres apart, of six, four and two requests.
fn three_packages() -> Vec<PlannedRequest> {
    let package = |start: f64, size: u32| (0..size).map(move |rank| sidewalk(start + f64::from(rank) * 20.0));
    package(0.0, 6).chain(package(1_000.0, 4)).chain(package(2_000.0, 2)).collect()
}

#[tokio::test]
async fn a_programme_is_planned_and_read_back() {
    for app in TestApp::each().await {
        let mut requests = three_packages();
        requests.push(PlannedRequest { place: None, ..sidewalk(0.0) });
        write(&app, &requests).await;
        let token = app.token(TokenRole::Planner);
        let reference = app.app.reference.current().await.unwrap();
        let mobilization = reference.work_type_of_code("sidewalk_repair").unwrap().mobilization_cost_cents;
        // The first year does the largest package, the second the next one; the last waits.
        let budgets = [600_000 + mobilization, 400_000 + mobilization, 100];
        let id = planned(&app, &token, roads(budgets), "PLANNED").await;
        let programme = read(&app, &token, &id).await;
        assert_eq!(programme["progress"], 1.0, "{programme:#}");
        assert_eq!(programme["createdBy"], "Test");
        assert_eq!(programme["requestsWithoutPlace"], 1);
        assert_eq!(programme["instanceDigest"].as_str().unwrap().len(), 64);
        assert_eq!(programme["departments"], json!([{ "code": "roads" }]));
        let (objective, bound) = (programme["objective"].as_f64().unwrap(), programme["upperBound"].as_f64().unwrap());
        assert!(objective > 0.0 && objective <= bound + 1e-9, "{programme:#}");
        assert_eq!(programme["totals"]["scheduledRequestCount"], 10);
        assert_eq!(programme["totals"]["unscheduledRequestCount"], 2);
        let years = programme["years"].as_array().unwrap();
        assert_eq!(years.len(), 3);
        let first = &years[0]["departments"][0];
        assert_eq!(first["spentCents"], budgets[0]);
        assert_eq!(years[0]["budgetCents"], budgets[0]);
        assert_eq!(first["projectCount"], 1);
        assert_eq!(first["requestCount"], 6);
        let crews = first["crews"].as_array().unwrap();
        let concrete = crews.iter().find(|crew| crew["crew"]["code"] == "concrete").unwrap();
        assert_eq!(concrete["hours"], Value::Null, "unlimited as asked: {first:#}");
        let paving = crews.iter().find(|crew| crew["crew"]["code"] == "paving").unwrap();
        assert_eq!(paving["hours"], reference.crew_of_code("paving").unwrap().yearly_hours);
        let project = &first["projects"]["nodes"][0];
        assert_eq!(project["requestCount"], 6);
        assert_eq!(project["year"], 2027);
        assert_eq!(project["borough"]["code"], "la_cite_limoilou");
        assert_eq!(project["requests"]["totalCount"], 6);
        assert_eq!(project["requests"]["nodes"][0]["number"], "2026-0000001");
        assert_eq!(project["site"]["projects"][0]["code"], project["code"]);
        assert_eq!(project["reason"]["code"], "FIRST_YEAR");
        assert_eq!(years[1]["departments"][0]["projects"]["nodes"][0]["requestCount"], 4);
        assert_eq!(years[2]["projectCount"], 0);
        let waiting = &programme["unscheduledProjects"]["nodes"][0];
        assert_eq!(waiting["year"], Value::Null);
        assert_eq!(waiting["reason"]["code"], "BUDGET", "{waiting:#}");
        let text = waiting["reason"]["text"].as_str().unwrap();
        assert!(text.contains("Travaux publics — Voirie"), "the department's name, not its code: {text}");
        let english = app.graphql_in("en", Some(&token), READ, json!({ "id": id, "projects": 1 })).await;
        let text = english["data"]["programme"]["unscheduledProjects"]["nodes"][0]["reason"]["text"].clone();
        assert!(text.as_str().unwrap().starts_with("Waiting beyond the horizon"), "{text}");
    }
}

#[tokio::test]
async fn the_same_input_gives_the_same_programme_on_both_databases() {
    let mut plans = Vec::new();
    for app in TestApp::each().await {
        write(&app, &three_packages()).await;
        let token = app.token(TokenRole::Administrator);
        for _ in 0..2 {
            let id = planned(&app, &token, roads([1_500_000, 1_300_000, 900_000]), "PLANNED").await;
            let mut programme = read(&app, &token, &id).await;
            for project in programme["years"].as_array_mut().unwrap() {
                project["departments"][0]["projects"]["pageInfo"] = Value::Null;
                for node in project["departments"][0]["projects"]["nodes"].as_array_mut().unwrap() {
                    node["id"] = Value::Null;
                }
            }
            programme["id"] = Value::Null;
            plans.push(programme);
        }
    }
    for plan in &plans[1..] {
        assert_eq!(plan, &plans[0]);
    }
}

#[tokio::test]
async fn pins_and_moratoria_are_kept() {
    for app in TestApp::each().await {
        let numbers = write(&app, &three_packages()).await;
        let token = app.token(TokenRole::Supervisor);
        let mut input = roads([90_000_000, 90_000_000, 90_000_000]);
        input["pins"] = json!([
            { "requestNumber": numbers[0], "year": 2029 },
            { "requestNumber": numbers[11], "excluded": true },
        ]);
        let (longitude, latitude) = sidewalk(1_000.0).place.unwrap();
        input["moratoria"] = json!([{ "place": { "longitude": longitude, "latitude": latitude }, "radiusMetres": 5, "untilYear": 2027 }]);
        let id = planned(&app, &token, input, "PLANNED").await;
        let programme = read(&app, &token, &id).await;
        let year_of = |number: &str| {
            let years = programme["years"].as_array().unwrap().iter();
            let mut projects = years.flat_map(|year| year["departments"][0]["projects"]["nodes"].as_array().unwrap());
            let holds = |project: &&Value| {
                let requests = project["requests"]["nodes"].as_array().unwrap();
                requests.iter().any(|request| request["number"] == number)
            };
            projects.find(holds).map(|project| (project["year"].clone(), project["reason"]["code"].clone()))
        };
        assert_eq!(year_of(&numbers[0]), Some((json!(2029), json!("PINNED"))), "{programme:#}");
        assert_eq!(year_of(&numbers[6]), Some((json!(2028), json!("GROUND_MORATORIUM"))), "{programme:#}");
        assert_eq!(year_of(&numbers[11]), None, "excluded");
    }
}

#[tokio::test]
async fn pins_that_cannot_hold_fail_the_planning_and_say_what_is_missing() {
    let app = TestApp::sqlite().await;
    let numbers = write(&app, &three_packages()).await;
    let token = app.token(TokenRole::Planner);
    let mut input = roads([100, 100, 100]);
    input["pins"] = json!([{ "requestNumber": numbers[0], "year": 2028 }]);
    let id = planned(&app, &token, input, "FAILED").await;
    let answer = app.data(&token, STATE, json!({ "id": id })).await;
    let failure = &answer["programme"]["failure"];
    assert_eq!(failure["code"], "PINS_INFEASIBLE", "{failure:#}");
    assert!(failure["details"][0].as_str().unwrap().contains(&numbers[0]), "{failure:#}");
    let approval = approve(&app, &token, &id).await;
    assert_eq!(approval["__typename"], "ProgrammeStepNotAllowed", "{approval:#}");
}

#[tokio::test]
async fn every_fault_of_an_input_is_told_at_once() {
    for app in TestApp::each().await {
        let numbers =
            write(&app, &[sidewalk(0.0), PlannedRequest { work_type: "tree_planting", ..sidewalk(90.0) }]).await;
        let token = app.token(TokenRole::Administrator);
        let input = json!({
            "name": "  ",
            "horizon": { "firstYear": 2027, "years": 3, "discountRate": 1.5 },
            "departments": [
                { "department": "roads", "years": [
                    { "year": 2031, "budgetCents": 1 },
                    { "year": 2027, "budgetCents": -1, "crewHours": [
                        { "crew": "arborists", "hours": 1 }, { "crew": "paving", "hours": -2 } ] } ] },
                { "department": "nowhere" },
                { "department": "roads" },
            ],
            "sites": { "radiusMetres": -3 },
            "filter": { "workTypes": ["unknown_work"] },
            "priorityPolicy": { "code": "standard", "version": 99 },
            "pins": [
                { "requestNumber": numbers[0], "year": 2040 },
                { "requestNumber": "2026-7654321", "year": 2027 },
                { "requestNumber": "seven", "year": 2027 },
                { "requestNumber": numbers[1], "excluded": true, "year": 2027 },
                { "requestNumber": numbers[0], "year": 2028 },
            ],
            "moratoria": [{ "place": { "longitude": 200, "latitude": 0 }, "radiusMetres": 5, "untilYear": 2027 }],
            "seed": 2_147_483_648_i64,
            "parent": "zzz",
        });
        let answer = plan(&app, &token, input).await;
        assert_eq!(answer["__typename"], "InvalidInput", "{answer:#}");
        let faults = answer["faults"].as_array().unwrap();
        let found: Vec<(&str, &str)> =
            faults.iter().map(|fault| (fault["field"].as_str().unwrap(), fault["code"].as_str().unwrap())).collect();
        for expected in [
            ("input.name", "REQUIRED"),
            ("input.horizon.discountRate", "OUT_OF_RANGE"),
            ("input.departments.0.years.0.year", "OUT_OF_RANGE"),
            ("input.departments.0.years.1.budgetCents", "OUT_OF_RANGE"),
            ("input.departments.0.years.1.crewHours.0.crew", "UNKNOWN"),
            ("input.departments.0.years.1.crewHours.1.hours", "OUT_OF_RANGE"),
            ("input.departments.1.department", "UNKNOWN"),
            ("input.departments.2.department", "DUPLICATE"),
            ("input.sites.radiusMetres", "OUT_OF_RANGE"),
            ("input.filter.workTypes.0", "UNKNOWN"),
            ("input.priorityPolicy", "UNKNOWN"),
            ("input.pins.0.year", "OUT_OF_RANGE"),
            ("input.pins.1.requestNumber", "NOT_PLANNABLE"),
            ("input.pins.2.requestNumber", "MALFORMED"),
            ("input.pins.3.year", "CONTRADICTION"),
            ("input.pins.4", "CONTRADICTION"),
            ("input.moratoria.0.place.longitude", "OUT_OF_RANGE"),
            ("input.seed", "OUT_OF_RANGE"),
            ("input.parent", "MALFORMED_ID"),
        ] {
            assert!(found.contains(&expected), "{expected:?} in {found:#?}");
        }
        for fault in faults {
            let said = [&fault["message"], &fault["remedy"]].map(|text| text.as_str().unwrap());
            assert!(said.iter().all(|text| !text.is_empty() && !text.contains("fault.")), "{fault:#}");
        }
        let none = app.data(&token, "{ programmes { nodes { id } } }", json!({})).await;
        assert_eq!(none["programmes"]["nodes"], json!([]), "nothing is written");
    }
}

#[tokio::test]
async fn a_nul_character_is_a_fault_on_both_databases() {
    for app in TestApp::each().await {
        let mut input = roads([1, 1, 1]);
        input["name"] = json!("Trottoirs\u{0}");
        input["priorityPolicy"] = json!({ "code": "standard\u{0}" });
        let answer = plan(&app, &app.token(TokenRole::Planner), input).await;
        let codes: Vec<&Value> = answer["faults"].as_array().unwrap().iter().map(|fault| &fault["code"]).collect();
        assert_eq!(json!(codes), json!(["NUL_CHARACTER", "UNKNOWN"]), "{answer:#}");
    }
}

#[tokio::test]
async fn a_horizon_of_no_year_is_a_fault() {
    let app = TestApp::sqlite().await;
    let mut input = roads([1, 1, 1]);
    input["horizon"]["years"] = json!(0);
    let answer = plan(&app, &app.token(TokenRole::Planner), input).await;
    assert_eq!(answer["faults"][0]["field"], "input.horizon.years", "{answer:#}");
    assert_eq!(answer["faults"][0]["value"], "0");
}

const APPROVE: &str = "mutation($id: ID!) { approveProgramme(input: { programme: $id }) { __typename
  ... on ApproveProgrammeSuccess { programme { status approvedBy approvedAt } }
  ... on ProgrammeStepNotAllowed { message currentStatus currentState } ... on ProgrammeNotFound { message }
  ... on InvalidInput { message } } }";

const PUBLISH: &str = "mutation($id: ID!) { publishProgramme(input: { programme: $id }) { __typename
  ... on PublishProgrammeSuccess { programme { status publishedBy publishedAt } archived { id status } }
  ... on ProgrammeStepNotAllowed { message currentStatus currentState } ... on ProgrammeNotFound { message }
  ... on ProgrammeOverlap { message programmes { id name } } ... on InvalidInput { message } } }";

async fn approve(app: &TestApp, token: &str, id: &str) -> Value {
    app.data(token, APPROVE, json!({ "id": id })).await["approveProgramme"].clone()
}

async fn publish(app: &TestApp, token: &str, id: &str) -> Value {
    app.data(token, PUBLISH, json!({ "id": id })).await["publishProgramme"].clone()
}

#[tokio::test]
async fn a_programme_is_approved_then_published_and_replaces_the_ones_it_covers() {
    for app in TestApp::each().await {
        write(&app, &three_packages()).await;
        let token = app.token(TokenRole::Planner);
        let first = planned(&app, &token, roads([900_000_000; 3]), "PLANNED").await;
        let early = publish(&app, &token, &first).await;
        assert_eq!(early["__typename"], "ProgrammeStepNotAllowed", "{early:#}");
        assert_eq!(early["currentStatus"], "DRAFT");
        let approved = approve(&app, &token, &first).await;
        assert_eq!(approved["programme"]["status"], "APPROVED", "{approved:#}");
        assert_eq!(approved["programme"]["approvedBy"], "Test", "the name, not the subject");
        assert_eq!(approve(&app, &token, &first).await["__typename"], "ProgrammeStepNotAllowed");
        let published = publish(&app, &token, &first).await;
        assert_eq!(published["programme"]["status"], "PUBLISHED", "{published:#}");
        assert_eq!(published["archived"], json!([]));

        let mut wide = roads([900_000_000; 3]);
        wide["departments"] = json!([{ "department": "roads" }, { "department": "water" }]);
        wide["parent"] = json!(first);
        let second = planned(&app, &token, wide, "PLANNED").await;
        assert_eq!(read(&app, &token, &second).await["parent"]["id"], first);
        approve(&app, &token, &second).await;
        let published = publish(&app, &token, &second).await;
        assert_eq!(published["archived"], json!([{ "id": first, "status": "ARCHIVED" }]), "{published:#}");

        let third = planned(&app, &token, roads([900_000_000; 3]), "PLANNED").await;
        approve(&app, &token, &third).await;
        let overlap = publish(&app, &token, &third).await;
        assert_eq!(overlap["__typename"], "ProgrammeOverlap", "{overlap:#}");
        assert_eq!(overlap["programmes"][0]["id"], second);
        assert!(overlap["message"].as_str().unwrap().contains("Trottoirs 2027-2029"));
        let unknown = publish(&app, &token, "UHJvZ3JhbW1lOjk5OTk").await;
        assert_eq!(unknown["__typename"], "ProgrammeNotFound", "{unknown:#}");
    }
}

#[tokio::test]
async fn a_filter_of_departments_says_whom_to_plan_for() {
    for app in TestApp::each().await {
        let input = json!({ "name": "Voirie", "horizon": { "firstYear": 2027, "years": 1 }, "filter": { "departments": ["roads"] } });
        let token = app.token(TokenRole::Planner);
        let made = app.data(&token, PLAN, json!({ "input": input })).await;
        let id = &made["planProgramme"]["programme"]["id"];
        let query = "query($id: ID!) { programme(id: $id) { departments { code } } }";
        let read = app.data(&token, query, json!({ "id": id })).await;
        assert_eq!(read["programme"]["departments"], json!([{ "code": "roads" }]));
        let forester = app.token_for(TokenRole::Planner, "forester", vec!["urban_forestry".to_owned()]);
        let refused = app.graphql(Some(&forester), PLAN, json!({ "input": input })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused:#}");
    }
}
