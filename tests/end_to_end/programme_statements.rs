//! What reading programmes, their projects and citizens costs in statements: as many for many as for one, one caller at a
//! time or sixteen at once.

use futures::future::join_all;
use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, citizen_of, requester, submit};
use serde_json::{Value, json};

use crate::planned_requests::{PlannedRequest, sidewalk, write};
use crate::planned_year::show_planned_year;
use crate::programme_doors::{planned, publish};

const CALLERS: u64 = 16;

const PROGRAMMES: &str = "query($first: Int!) { programmes(first: $first) { nodes { name
  years { year projectCount departments { budgetCents crews { usedHours } projects(first: 5) { nodes { code site { code } requests(first: 2) { nodes { number } } } } } }
  unscheduledProjects(first: 5) { nodes { code requests(first: 2) { totalCount nodes { number } } } } } } }";

const TWO_SIZES: &str = "query($id: ID!) { programme(id: $id) { years { departments {
  few: projects(first: 2) { pageInfo { hasNextPage } nodes { code } } many: projects(first: 9) { pageInfo { hasNextPage } nodes { code } } } } } }";

const ONE_SIZE: &str = "query($id: ID!) { programme(id: $id) { years { departments {
  projects(first: 9) { pageInfo { hasNextPage } nodes { code } } } } } }";

/// How many statements an operation takes, by one caller and by sixteen at once, once it was asked before.
async fn costs(app: &TestApp, token: &str, query: &str, variables: Value) -> (u64, u64) {
    app.data(token, query, variables.clone()).await;
    let before = app.statements();
    app.data(token, query, variables.clone()).await;
    let one = app.statements() - before;
    let before = app.statements();
    join_all((0..CALLERS).map(|_| app.data(token, query, variables.clone()))).await;
    (one, app.statements() - before)
}

/// Far enough apart to be a project each.
fn scattered(count: u32, citizen_id: Option<i64>) -> Vec<PlannedRequest> {
    (0..count).map(|rank| PlannedRequest { citizen_id, ..sidewalk(f64::from(rank) * 700.0) }).collect()
}

#[tokio::test]
async fn many_programmes_are_as_many_statements_as_one() {
    for app in TestApp::each().await {
        write(&app, &scattered(8, None)).await;
        for _ in 0..3 {
            planned(&app, json!([{ "department": "roads" }])).await;
        }
        let token = app.token(TokenRole::Planner);
        let (one, _) = costs(&app, &token, PROGRAMMES, json!({ "first": 1 })).await;
        let (three, at_once) = costs(&app, &token, PROGRAMMES, json!({ "first": 3 })).await;
        assert_eq!(three, one, "no statement a programme");
        assert_eq!(at_once, CALLERS * one, "nor under load");
        assert!(one <= 14, "{one}");
    }
}

#[tokio::test]
async fn two_sizes_of_one_connection_are_read_at_once() {
    for app in TestApp::each().await {
        write(&app, &scattered(8, None)).await;
        let id = planned(&app, json!([{ "department": "roads" }, { "department": "water" }])).await;
        let token = app.token(TokenRole::Planner);
        let (one_size, _) = costs(&app, &token, ONE_SIZE, json!({ "id": id })).await;
        let (two_sizes, at_once) = costs(&app, &token, TWO_SIZES, json!({ "id": id })).await;
        assert_eq!((two_sizes, at_once), (one_size, CALLERS * one_size));
        let data = app.data(&token, TWO_SIZES, json!({ "id": id })).await;
        let years = data["programme"]["years"].as_array().unwrap();
        let roads = years.iter().flat_map(|year| year["departments"].as_array().unwrap());
        for department in roads {
            let (few, many) = (&department["few"], &department["many"]);
            let all = many["nodes"].as_array().unwrap();
            assert_eq!(few["nodes"].as_array().unwrap()[..], all[..all.len().min(2)]);
            assert_eq!(few["pageInfo"]["hasNextPage"], all.len() > 2);
        }
    }
}

#[tokio::test]
async fn what_a_citizen_has_in_each_project_is_counted_at_once() {
    for app in TestApp::each().await {
        let first = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let alice = citizen_of(&app, &first).await;
        let numbers: Vec<String> = (100..108).map(|rank| format!("2026-{rank:07}")).collect();
        for (request, number) in scattered(8, Some(alice)).iter().zip(&numbers) {
            crate::planned_requests::write_one(&app, request, number).await;
        }
        let id = planned(&app, json!([{ "department": "roads" }])).await;
        publish(&app, &id).await;
        show_planned_year(&app, true).await;
        let query = |total: &str| {
            format!(
                "query($id: ID!) {{ programme(id: $id) {{ years {{ departments {{ projects(first: 9) {{ nodes {{
                 requests(first: 3) {{ {total} nodes {{ number }} }} }} }} }} }} }} }}"
            )
        };
        let token = app.citizen_token(alice);
        let (without, _) = costs(&app, &token, &query(""), json!({ "id": id })).await;
        let (with, at_once) = costs(&app, &token, &query("totalCount"), json!({ "id": id })).await;
        assert_eq!(with, without + 1, "one statement for all totals");
        assert_eq!(at_once, CALLERS * with);
    }
}

#[tokio::test]
async fn the_requests_of_many_citizens_and_their_totals_are_a_statement_each() {
    for app in TestApp::each().await {
        for rank in 0..12 {
            let name = format!("Citoyen{}", rank % 5);
            submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester(&name, "Roy"))).await;
        }
        let query = "{ citizens(first: 5) { nodes { familyName requests(first: 2) { totalCount
            nodes { number followUps(last: 1) { nodes { text } } } } } } }";
        let (one, at_once) = costs(&app, &app.token(TokenRole::Agent), query, json!({})).await;
        assert_eq!((one, at_once), (4, CALLERS * 4));
        let data = app.data(&app.token(TokenRole::Agent), query, json!({})).await;
        let citizens = data["citizens"]["nodes"].as_array().unwrap();
        let total: u64 = citizens.iter().map(|citizen| citizen["requests"]["totalCount"].as_u64().unwrap()).sum();
        assert_eq!(total, 12);
    }
}
