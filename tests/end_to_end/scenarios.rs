//! Scenarios: forks of a programme with what changes, planned from the parent's plan.

use riverain::auth::token::TokenRole;
use riverain_entities::service_requests::RequestStatus;
use riverain_tests::{TestApp, now};
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};

use crate::planned_requests::{PlannedRequest, close, sidewalk, write, write_one};
use crate::programme_doors::{publish, until_planned};

pub(crate) const FORK: &str = "mutation($input: ForkProgrammeInput!) { forkProgramme(input: $input) { __typename
  ... on ForkProgrammeSuccess { programme { id name asOf seed parent { id } } warnings { code message programmes { name } } }
  ... on ProgrammeNotFound { message }
  ... on InvalidInput { message faults { field code value message remedy } } } }";

const PLAN: &str = "mutation($input: PlanProgrammeInput!) { planProgramme(input: $input) { __typename
  ... on PlanProgrammeSuccess { programme { id } warnings { code message programmes { name } } } ... on InvalidInput { message } } }";

const YEARS: &str =
    "query($id: ID!) { programme(id: $id) { years { year budgetCents departments { crews { crew { code } hours }
  projects(first: 20) { nodes { year reason { code } requests(first: 5) { nodes { number } } } } } }
  unscheduledProjects(first: 20) { nodes { year requests(first: 5) { nodes { number } } } } } }";

/// A request by itself, some kilometres east, that costs 1,000 dollars more than the others for each rank.
pub(crate) fn apart(rank: u32, severity: i32) -> PlannedRequest {
    PlannedRequest { severity, ..sidewalk(f64::from(rank) * 1_000.0) }
}

/// What a project of one request costs: its own cost and a mobilization.
pub(crate) async fn project_cost(app: &TestApp) -> i64 {
    let reference = app.app.reference.current().await.unwrap();
    100_000 + reference.work_type_of_code("sidewalk_repair").unwrap().mobilization_cost_cents
}

/// A three-year programme of the roads department, each of whose years has a budget for some projects of one request.
pub(crate) async fn roads(app: &TestApp, projects_a_year: [i64; 3]) -> String {
    let cost = project_cost(app).await;
    let years: Vec<Value> = (2027..)
        .zip(projects_a_year)
        .map(|(year, count)| json!({ "year": year, "budgetCents": count * cost, "crewHours": [{ "crew": "concrete", "hours": null }] }))
        .collect();
    let input = json!({ "name": "Trottoirs", "horizon": { "firstYear": 2027, "years": 3 }, "seed": 7,
        "departments": [{ "department": "roads", "years": years }] });
    let token = app.token(TokenRole::Planner);
    let answer = app.data(&token, PLAN, json!({ "input": input })).await;
    let id = answer["planProgramme"]["programme"]["id"].as_str().unwrap().to_owned();
    until_planned(app, &id).await;
    id
}

/// The identifier of a planned scenario.
pub(crate) async fn forked(app: &TestApp, input: Value) -> String {
    let answer = app.data(&app.token(TokenRole::Planner), FORK, json!({ "input": input })).await;
    let forked = &answer["forkProgramme"];
    assert_eq!(forked["__typename"], "ForkProgrammeSuccess", "{answer:#}");
    let id = forked["programme"]["id"].as_str().unwrap().to_owned();
    until_planned(app, &id).await;
    id
}

/// The years of the requests that a programme plans, by number; null for those that wait.
pub(crate) async fn years(app: &TestApp, id: &str) -> Vec<(String, Value)> {
    let answer = app.data(&app.token(TokenRole::Planner), YEARS, json!({ "id": id })).await;
    let programme = &answer["programme"];
    let scheduled =
        programme["years"].as_array().unwrap().iter().flat_map(|year| year["departments"].as_array().unwrap());
    let mut projects: Vec<&Value> = scheduled.flat_map(|part| part["projects"]["nodes"].as_array().unwrap()).collect();
    projects.extend(programme["unscheduledProjects"]["nodes"].as_array().unwrap());
    let mut years: Vec<(String, Value)> = projects
        .into_iter()
        .flat_map(|project| {
            let requests = project["requests"]["nodes"].as_array().unwrap();
            requests.iter().map(|request| (request["number"].as_str().unwrap().to_owned(), project["year"].clone()))
        })
        .collect();
    years.sort_by(|a, b| a.0.cmp(&b.0));
    years
}

/// Sets the programmes' moments an hour back.
pub(crate) async fn set_back(app: &TestApp) {
    use riverain_entities::programmes::{Column, Entity};
    let earlier = Entity::update_many().col_expr(Column::AsOf, Expr::value(now() - chrono::Duration::hours(1)));
    earlier.exec(app.database()).await.unwrap();
}

fn year_of(years: &[(String, Value)], number: &str) -> Option<Value> {
    years.iter().find(|(found, _)| found == number).map(|(_, year)| year.clone())
}

#[tokio::test]
async fn a_scenario_is_its_parent_but_for_what_changes() {
    for app in TestApp::each().await {
        let numbers =
            write(&app, &(0..6).map(|rank| apart(rank, 90 - 10 * i32::try_from(rank).unwrap())).collect::<Vec<_>>())
                .await;
        let parent = roads(&app, [2, 2, 0]).await;
        // What came and what went since is not seen in the parent's backlog.
        set_back(&app).await;
        let late = PlannedRequest { opened_at: now() - chrono::Duration::minutes(30), ..apart(9, 100) };
        write_one(&app, &late, "2026-0000099").await;
        close(&app, &numbers[5], RequestStatus::Done).await;
        let cost = project_cost(&app).await;
        let scenario = forked(
            &app,
            json!({ "parent": parent, "budgets": [
            { "percentOfParent": 50 }, { "department": "roads", "year": 2029, "budgetCents": 3 * cost } ],
            "crewHours": [{ "crew": "paving", "year": 2028, "hours": 7 }],
            "addPins": [{ "requestNumber": numbers[0], "excluded": true }] }),
        )
        .await;
        let token = app.token(TokenRole::Planner);
        let read = app.data(&token, YEARS, json!({ "id": scenario })).await;
        let budgets: Vec<i64> = read["programme"]["years"]
            .as_array()
            .unwrap()
            .iter()
            .map(|year| year["budgetCents"].as_i64().unwrap())
            .collect();
        assert_eq!(budgets, [cost, cost, 3 * cost], "{read:#}");
        let paving: Vec<Value> = read["programme"]["years"]
            .as_array()
            .unwrap()
            .iter()
            .map(|year| {
                let crews = year["departments"][0]["crews"].as_array().unwrap();
                crews.iter().find(|crew| crew["crew"]["code"] == "paving").unwrap()["hours"].clone()
            })
            .collect();
        assert_eq!((&paving[1], &paving[0]), (&json!(7.0), &paving[2]));
        let planned = years(&app, &scenario).await;
        assert_eq!(
            planned.iter().map(|(number, _)| number.clone()).collect::<Vec<_>>(),
            numbers[1..],
            "the excluded one and the late one are out"
        );
        let scheduled = planned.iter().filter(|(_, year)| !year.is_null()).count();
        assert_eq!(scheduled, 5);
        let query = "query($id: ID!) { programme(id: $id) { name asOf seed parent { id asOf } horizon { yearCount discountRate } } }";
        let read = app.data(&token, query, json!({ "id": scenario })).await["programme"].clone();
        assert_eq!(read["name"], "Trottoirs (2)");
        assert_eq!((&read["seed"], &read["parent"]["id"]), (&json!(7), &json!(parent)));
        assert_eq!(read["asOf"], read["parent"]["asOf"]);
        let back = forked(
            &app,
            json!({ "parent": scenario, "removePins": [numbers[0]], "name": "Retour",
            "horizon": { "firstYear": 2028, "years": 3, "discountRate": 0.1 } }),
        )
        .await;
        let read = app.data(&token, YEARS, json!({ "id": back })).await;
        let budgets: Vec<(i64, i64)> = read["programme"]["years"]
            .as_array()
            .unwrap()
            .iter()
            .map(|year| (year["year"].as_i64().unwrap(), year["budgetCents"].as_i64().unwrap()))
            .collect();
        assert_eq!(budgets, [(2028, cost), (2029, 3 * cost), (2030, 3 * cost)], "a new year is as its nearest");
        assert!(year_of(&years(&app, &back).await, &numbers[0]).is_some(), "no longer excluded");
        let present = years(&app, &forked(&app, json!({ "parent": parent, "asOf": "NOW" })).await).await;
        assert!(year_of(&present, "2026-0000099").is_some() && year_of(&present, &numbers[5]).is_none(), "{present:?}");
    }
}

#[tokio::test]
async fn frozen_years_hold_and_what_has_left_the_backlog_is_let_go() {
    for app in TestApp::each().await {
        let numbers = write(&app, &[apart(0, 90), apart(1, 80), apart(2, 70), apart(3, 60)]).await;
        let parent = roads(&app, [2, 1, 1]).await;
        let before = years(&app, &parent).await;
        assert_eq!(year_of(&before, &numbers[1]), Some(json!(2027)));
        close(&app, &numbers[0], RequestStatus::Done).await;
        // Two urgent requests come in, and would push out what was planned first.
        for (rank, number) in [(20, "2026-0000100"), (21, "2026-0000101"), (22, "2026-0000102")] {
            write_one(&app, &apart(rank, 100), number).await;
        }
        let free = forked(&app, json!({ "parent": parent, "asOf": "NOW" })).await;
        assert_ne!(year_of(&years(&app, &free).await, &numbers[1]), Some(json!(2027)), "urgent ones come first");
        let frozen = forked(&app, json!({ "parent": parent, "asOf": "NOW", "freezeThroughYear": 2027 })).await;
        let after = years(&app, &frozen).await;
        assert_eq!(year_of(&after, &numbers[1]), Some(json!(2027)));
        assert_eq!(year_of(&after, &numbers[0]), None, "done meanwhile");
        let left = app.data(&app.token(TokenRole::Planner), LEFT_OUT, json!({ "id": frozen })).await;
        assert_eq!(left["programme"]["leftOutCounts"], json!([{ "reason": "RELEASED", "count": 1 }]), "{left:#}");
        let released = &left["programme"]["leftOutRequests"]["nodes"][0];
        assert_eq!(released["request"]["number"], numbers[0], "{left:#}");
        assert!(released["text"].as_str().unwrap().contains("arriéré"), "{left:#}");
        assert_eq!(left["programme"]["stability"]["freezeThroughYear"], 2027);
    }
}

#[tokio::test]
async fn a_price_on_moves_keeps_announced_years_where_little_is_gained() {
    for app in TestApp::each().await {
        let numbers = write(&app, &[apart(0, 60), apart(1, 50)]).await;
        let parent = roads(&app, [1, 1, 0]).await;
        assert_eq!(year_of(&years(&app, &parent).await, &numbers[1]), Some(json!(2028)));
        write_one(&app, &apart(2, 55), "2026-0000100").await;
        let free = forked(&app, json!({ "parent": parent, "asOf": "NOW" })).await;
        assert_eq!(year_of(&years(&app, &free).await, &numbers[1]), Some(Value::Null), "a little more is worth it");
        let steady = forked(&app, json!({ "parent": parent, "asOf": "NOW", "movePrice": 40 })).await;
        assert_eq!(years(&app, &steady).await[..2], years(&app, &parent).await[..], "not at this price");
    }
}

const LEFT_OUT: &str = "query($id: ID!) { programme(id: $id) { stability { freezeThroughYear movePrice }
  leftOutCounts { reason count } leftOutRequests(first: 10) { nodes { reason text request { number } } } } }";

#[tokio::test]
async fn requests_that_cannot_be_planned_say_why() {
    for app in TestApp::each().await {
        let nowhere = PlannedRequest { place: None, ..sidewalk(0.0) };
        let numbers = write(&app, &[apart(0, 50), nowhere, apart(2, 50), apart(3, 50)]).await;
        crate::planned_requests::retire_work_type(&app, &numbers[2]).await;
        let parent = roads(&app, [9, 9, 9]).await;
        let scenario =
            forked(&app, json!({ "parent": parent, "addPins": [{ "requestNumber": numbers[3], "excluded": true }] }))
                .await;
        let token = app.token(TokenRole::Planner);
        let left = app.data(&token, LEFT_OUT, json!({ "id": scenario })).await["programme"].clone();
        assert_eq!(
            left["leftOutCounts"],
            json!([{ "reason": "NO_PLACE", "count": 1 },
            { "reason": "RETIRED_WORK_TYPE", "count": 1 }, { "reason": "EXCLUDED", "count": 1 }]),
            "{left:#}"
        );
        let reasons: Vec<(&Value, &Value)> = left["leftOutRequests"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| (&node["request"]["number"], &node["reason"]))
            .collect();
        assert_eq!(
            json!(reasons),
            json!([[numbers[1], "NO_PLACE"], [numbers[2], "RETIRED_WORK_TYPE"], [numbers[3], "EXCLUDED"]])
        );
        let some = "query($id: ID!, $after: String) { programme(id: $id) { leftOutRequests(first: 1, after: $after, reasons: [NO_PLACE, EXCLUDED]) {
            pageInfo { hasNextPage endCursor } nodes { request { number } } } } }";
        let first = app.data(&token, some, json!({ "id": scenario })).await["programme"]["leftOutRequests"].clone();
        assert_eq!(
            (&first["nodes"][0]["request"]["number"], &first["pageInfo"]["hasNextPage"]),
            (&json!(numbers[1]), &json!(true))
        );
        let second = app.data(&token, some, json!({ "id": scenario, "after": first["pageInfo"]["endCursor"] })).await;
        assert_eq!(second["programme"]["leftOutRequests"]["nodes"], json!([{ "request": { "number": numbers[3] } }]));
        publish(&app, &scenario).await;
        let hidden = app.graphql(Some(&app.citizen_token(1)), LEFT_OUT, json!({ "id": scenario })).await;
        assert_eq!(hidden["errors"][0]["extensions"]["code"], "FORBIDDEN", "{hidden:#}");
    }
}

#[tokio::test]
async fn every_fault_of_a_fork_is_told_at_once() {
    for app in TestApp::each().await {
        let numbers = write(&app, &[apart(0, 50), apart(1, 50)]).await;
        let parent = roads(&app, [1, 1, 1]).await;
        let token = app.token(TokenRole::Planner);
        let input = json!({ "parent": parent, "name": " ", "horizon": { "years": 0, "discountRate": 2 },
            "budgets": [{ "department": "parks", "percentOfParent": 90 }, { "year": 2050, "budgetCents": 1 }, { "budgetCents": 1, "percentOfParent": 1 },
                { "department": "roads" }, { "budgetCents": -1 }, { "percentOfParent": 2000 }],
            "crewHours": [{ "crew": "nobody", "hours": 1 }, { "hours": -3 }],
            "removePins": [numbers[0]], "addPins": [{ "requestNumber": "2026-9999999", "year": 2027 }, { "requestNumber": numbers[1], "year": 1999 }],
            "sites": { "radiusMetres": -1 }, "priorityPolicy": { "code": "none" }, "seed": -1, "freezeThroughYear": 1999, "movePrice": -1,
            "filter": { "workTypes": ["unknown_work"] } });
        let answer = app.data(&token, FORK, json!({ "input": input })).await["forkProgramme"].clone();
        let faults = answer["faults"].as_array().unwrap();
        let found: Vec<(&str, &str)> =
            faults.iter().map(|fault| (fault["field"].as_str().unwrap(), fault["code"].as_str().unwrap())).collect();
        for expected in [
            ("input.name", "REQUIRED"),
            ("input.horizon.years", "OUT_OF_RANGE"),
            ("input.horizon.discountRate", "OUT_OF_RANGE"),
            ("input.budgets.0.department", "UNKNOWN"),
            ("input.budgets.2.percentOfParent", "CONTRADICTION"),
            ("input.budgets.3.budgetCents", "REQUIRED"),
            ("input.budgets.4.budgetCents", "OUT_OF_RANGE"),
            ("input.budgets.5.percentOfParent", "OUT_OF_RANGE"),
            ("input.crewHours.0.crew", "UNKNOWN"),
            ("input.crewHours.1.hours", "OUT_OF_RANGE"),
            ("input.removePins.0", "UNKNOWN"),
            ("input.addPins.0.requestNumber", "NOT_PLANNABLE"),
            ("input.addPins.1.year", "OUT_OF_RANGE"),
            ("input.sites.radiusMetres", "OUT_OF_RANGE"),
            ("input.priorityPolicy", "UNKNOWN"),
            ("input.seed", "OUT_OF_RANGE"),
            ("input.freezeThroughYear", "OUT_OF_RANGE"),
            ("input.movePrice", "OUT_OF_RANGE"),
            ("input.filter.workTypes.0", "UNKNOWN"),
        ] {
            assert!(found.contains(&expected), "{expected:?} in {found:#?}");
        }
        for fault in faults {
            let said = [&fault["message"], &fault["remedy"]].map(|text| text.as_str().unwrap());
            assert!(said.iter().all(|text| !text.is_empty() && !text.contains("fault.")), "{fault:#}");
        }
        let year = json!({ "parent": parent, "budgets": [{ "year": 2050, "budgetCents": 1 }] });
        let answer = app.data(&token, FORK, json!({ "input": year })).await["forkProgramme"].clone();
        assert_eq!(answer["faults"][0]["field"], "input.budgets.0.year", "{answer:#}");
        let none = app.data(&token, FORK, json!({ "input": { "parent": "UHJvZ3JhbW1lOjk5OTk" } })).await;
        assert_eq!(none["forkProgramme"]["__typename"], "ProgrammeNotFound");
        let malformed = app.data(&token, FORK, json!({ "input": { "parent": "zzz" } })).await;
        assert_eq!(malformed["forkProgramme"]["faults"][0]["code"], "MALFORMED_ID");
    }
}

#[tokio::test]
async fn a_parent_without_a_plan_freezes_nothing_and_can_be_mended() {
    for app in TestApp::each().await {
        let numbers = write(&app, &[apart(0, 50)]).await;
        let parent = roads(&app, [1, 1, 1]).await;
        let token = app.token(TokenRole::Planner);
        let broken = json!({ "parent": parent, "budgets": [{ "budgetCents": 0 }], "addPins": [{ "requestNumber": numbers[0], "year": 2028 }] });
        let answer = app.data(&token, FORK, json!({ "input": broken })).await;
        let failed = answer["forkProgramme"]["programme"]["id"].as_str().unwrap().to_owned();
        crate::programme_doors::until(&app, &failed, "FAILED").await;
        let frozen = app
            .data(&token, FORK, json!({ "input": { "parent": failed, "freezeThroughYear": 2027, "movePrice": 1 } }))
            .await;
        let codes: Vec<&Value> =
            frozen["forkProgramme"]["faults"].as_array().unwrap().iter().map(|fault| &fault["code"]).collect();
        assert_eq!(json!(codes), json!(["PARENT_NOT_PLANNED", "PARENT_NOT_PLANNED"]));
        let mended = forked(&app, json!({ "parent": failed, "removePins": [numbers[0]] })).await;
        assert_eq!(years(&app, &mended).await, [(numbers[0].clone(), Value::Null)]);
    }
}

#[tokio::test]
async fn forking_is_for_planners_of_all_the_departments() {
    for app in TestApp::each().await {
        write(&app, &[apart(0, 50)]).await;
        let parent = roads(&app, [1, 1, 1]).await;
        let attempt = async |token: Option<&str>| {
            let answer = app.graphql(token, FORK, json!({ "input": { "parent": parent } })).await;
            let code = answer["errors"][0]["extensions"]["code"].as_str();
            code.or(answer["data"]["forkProgramme"]["__typename"].as_str()).unwrap().to_owned()
        };
        assert_eq!(attempt(None).await, "ProgrammeNotFound", "a draft is not seen");
        assert_eq!(attempt(Some(&app.token(TokenRole::Agent))).await, "ProgrammeNotFound");
        let of_trees = app.token_for(TokenRole::Planner, "arborist", vec!["urban_forestry".to_owned()]);
        assert_eq!(attempt(Some(&of_trees)).await, "FORBIDDEN");
        publish(&app, &parent).await;
        assert_eq!(attempt(None).await, "UNAUTHENTICATED");
        assert_eq!(attempt(Some(&app.citizen_token(1))).await, "FORBIDDEN");
        assert_eq!(attempt(Some(&app.token(TokenRole::Supervisor))).await, "ForkProgrammeSuccess");
    }
}

#[tokio::test]
async fn a_published_programme_in_the_way_is_told_when_planning_begins() {
    for app in TestApp::each().await {
        write(&app, &[apart(0, 50)]).await;
        let both = json!([{ "department": "roads" }, { "department": "water" }]);
        publish(&app, &crate::programme_doors::planned(&app, both).await).await;
        let input = json!({ "name": "Voirie", "horizon": { "firstYear": 2027, "years": 1 }, "departments": [{ "department": "roads" }] });
        let token = app.token(TokenRole::Planner);
        let planned = app.data(&token, PLAN, json!({ "input": input })).await["planProgramme"].clone();
        assert_eq!(planned["warnings"][0]["code"], "PUBLISHED_OVERLAP", "{planned:#}");
        assert_eq!(planned["warnings"][0]["programmes"], json!([{ "name": "Programme" }]));
        assert!(planned["warnings"][0]["message"].as_str().unwrap().contains("Programme"));
        let fork = app.data(&token, FORK, json!({ "input": { "parent": planned["programme"]["id"] } })).await;
        assert_eq!(fork["forkProgramme"]["warnings"][0]["code"], "PUBLISHED_OVERLAP", "{fork:#}");
    }
}
