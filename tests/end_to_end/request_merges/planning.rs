//! The planner plans each problem once, and counts each citizen once.

use chrono::Duration;
use riverain::auth::token::TokenRole;
use riverain_entities::request_merges;
use riverain_tests::{TestApp, now};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{merge, seen, unmerge};
use crate::backlog::citizen;
use crate::planned_requests::{PlannedRequest, sidewalk, write};
use crate::programme_doors::publish;
use crate::scenarios::{forked, roads};

const BACKLOG: &str = "{ backlog(groupBy: [WORK_TYPE]) {
  total { requestCount reportCount distinctCitizens estimatedCostCents estimatedHours age { p50Days maximumDays } }
  groups { figures { requestCount reportCount distinctCitizens } } }
  backlogProjects(first: 10) { nodes { requestCount reportCount costCents } } }";

const PRIORITY: &str = "query($number: String!) { request(number: $number) { priorityBreakdown {
  components { kind rawValue } } } }";

const PLANNED: &str = "query($id: ID!) { programme(id: $id) { years { departments { projects(first: 20) { nodes {
  requests(first: 20) { nodes { number } } } } } }
  unscheduledProjects(first: 20) { nodes { requests(first: 20) { nodes { number } } } } } }";

async fn citizens_of_priority(app: &TestApp, number: &str) -> Value {
    let answer = app.data(&app.token(TokenRole::Planner), PRIORITY, json!({ "number": number })).await;
    let components = answer["request"]["priorityBreakdown"]["components"].as_array().unwrap().clone();
    components.iter().find(|part| part["kind"] == "CITIZENS").unwrap()["rawValue"].clone()
}

/// The numbers of the requests of a programme, in order.
async fn requests_of(app: &TestApp, id: &str) -> Vec<String> {
    let answer = app.data(&app.token(TokenRole::Planner), PLANNED, json!({ "id": id })).await["programme"].clone();
    let years = answer["years"].as_array().unwrap().iter().flat_map(|year| year["departments"].as_array().unwrap());
    let years = years.map(|department| &department["projects"]);
    let projects = years.chain([&answer["unscheduledProjects"]]).flat_map(|list| list["nodes"].as_array().unwrap());
    let requests = projects.flat_map(|project| project["requests"]["nodes"].as_array().unwrap());
    let mut numbers: Vec<String> = requests.map(|node| node["number"].as_str().unwrap().to_owned()).collect();
    numbers.sort();
    numbers
}

/// Four requests: two of Alice at one spot, one of Bernard and an anonymous one at another, 40 metres away.
async fn four_requests(app: &TestApp) -> Vec<String> {
    let (alice, bernard) = (citizen(app).await, citizen(app).await);
    let of = |citizen_id, metres| PlannedRequest { citizen_id, ..sidewalk(metres) };
    write(app, &[of(Some(alice), 0.0), of(Some(alice), 1.0), of(Some(bernard), 40.0), of(None, 41.0)]).await
}

#[tokio::test]
async fn the_backlog_counts_problems_reports_and_citizens() {
    for app in TestApp::each().await {
        let numbers = four_requests(&app).await;
        let planner = app.token(TokenRole::Planner);
        let figures = async || app.data(&planner, BACKLOG, json!({})).await;
        let before = figures().await;
        let total = |answer: &Value| answer["backlog"]["total"].clone();
        assert_eq!(total(&before)["requestCount"], 4);
        let requests: Vec<&str> = numbers[1..].iter().map(String::as_str).collect();
        let merged = merge(&app, &numbers[0], &requests).await;
        assert_eq!(merged["master"], json!({ "number": numbers[0], "reportCount": 4, "distinctCitizens": 3 }));

        let after = figures().await;
        let expected = json!({ "requestCount": 1, "reportCount": 4, "distinctCitizens": 3 });
        assert_eq!(after["backlog"]["groups"], json!([{ "figures": expected }]));
        let whole = total(&after);
        assert_eq!((&whole["reportCount"], &whole["distinctCitizens"]), (&json!(4), &json!(3)));
        assert_eq!(whole["estimatedCostCents"].to_string().trim_matches('"'), "100000");
        assert_eq!((&whole["estimatedHours"], &whole["age"]["maximumDays"]), (&json!(2.0), &json!(10)));
        let projects = after["backlogProjects"]["nodes"].as_array().unwrap();
        assert_eq!(projects.len(), 1);
        assert_eq!((&projects[0]["requestCount"], &projects[0]["reportCount"]), (&json!(1), &json!(4)));

        for number in &requests {
            unmerge(&app, number).await;
        }
        assert_eq!(figures().await, before);
    }
}

#[tokio::test]
async fn the_priority_of_a_master_counts_each_citizen_of_its_reports_once() {
    for app in TestApp::each().await {
        let numbers = four_requests(&app).await;
        merge(&app, &numbers[0], &[&numbers[1]]).await;
        assert_eq!(citizens_of_priority(&app, &numbers[0]).await, 1.0, "both are Alice's");
        merge(&app, &numbers[0], &[&numbers[2]]).await;
        assert_eq!(citizens_of_priority(&app, &numbers[0]).await, 2.0);
        // A nightly refresh says the same.
        riverain::services::priorities::refresh(&app.app).await.unwrap();
        assert_eq!(citizens_of_priority(&app, &numbers[0]).await, 2.0);
        // A chain: who is merged through another counts for the last master.
        unmerge(&app, &numbers[2]).await;
        merge(&app, &numbers[3], &[&numbers[2]]).await;
        merge(&app, &numbers[0], &[&numbers[3]]).await;
        assert_eq!(citizens_of_priority(&app, &numbers[0]).await, 3.0);
        unmerge(&app, &numbers[3]).await;
        assert_eq!(citizens_of_priority(&app, &numbers[0]).await, 1.0);
        assert_eq!(citizens_of_priority(&app, &numbers[3]).await, 2.0);
    }
}

#[tokio::test]
async fn a_programme_plans_masters_alone_and_a_scenario_the_backlog_of_its_moment() {
    for app in TestApp::each().await {
        let numbers = four_requests(&app).await;
        merge(&app, &numbers[0], &[&numbers[1]]).await;
        let programme = roads(&app, [9, 9, 9]).await;
        let expected = [&numbers[0], &numbers[2], &numbers[3]];
        assert_eq!(requests_of(&app, &programme).await.iter().collect::<Vec<_>>(), expected);

        // Merged after the programme's moment: its scenarios still plan the backlog that it was planned from.
        merge(&app, &numbers[2], &[&numbers[3]]).await;
        let last = Query::select().expr(Expr::cust("MAX(id)")).from(request_merges::Entity).to_owned();
        request_merges::Entity::update_many()
            .col_expr(request_merges::Column::MergedAt, Expr::value(now() + Duration::hours(1)))
            .filter(request_merges::Column::Id.in_subquery(last))
            .exec(app.database())
            .await
            .unwrap();
        let scenario = forked(&app, json!({ "parent": programme, "name": "Même carnet" })).await;
        assert_eq!(requests_of(&app, &scenario).await.iter().collect::<Vec<_>>(), expected);

        // Published: masters are planned, and their reports with them.
        publish(&app, &programme).await;
        assert_eq!(seen(&app, &numbers[1]).await["status"], "PLANNED");
        let history = seen(&app, &numbers[1]).await["history"]["nodes"].clone();
        assert_eq!(history.as_array().unwrap().last().unwrap(), &json!({ "from": "RECEIVED", "to": "PLANNED" }));
    }
}
