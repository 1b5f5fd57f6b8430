//! The backlog, counted by any combination of dimensions, and the projects it would make.

use chrono::{Duration, TimeZone, Utc};
use riverain::auth::token::TokenRole;
use riverain_entities::citizens::{self, Language, LanguageGround};
use riverain_entities::service_requests::RequestStatus;
use riverain_tests::{TestApp, now};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, NotSet};
use serde_json::{Value, json};

use crate::planned_requests::{LATITUDE, LONGITUDE, PlannedRequest, sidewalk, write, write_one};

const COUNT: &str =
    "query($filter: RequestFilter, $groupBy: [BacklogDimension!]) { backlog(filter: $filter, groupBy: $groupBy) {
  total { ...figures } groups { department { code } workType { code } borough { code } neighbourhood { code }
    priorityBand { minimum maximum } yearOpened figures { ...figures } } } }
  fragment figures on BacklogFigures { requestCount distinctCitizens estimatedCostCents estimatedHours
    age { p50Days p90Days maximumDays } }";

const PROJECTS: &str = "query($filter: RequestFilter, $first: Int, $after: String) {
  backlogProjects(filter: $filter, first: $first, after: $after) { totalCount requestsWithoutPlace
    pageInfo { hasNextPage endCursor } nodes { workType { code } department { code } borough { code } requestCount
      costCents value spanMetres outline centroid { longitude latitude }
      requests(first: 3) { totalCount pageInfo { hasNextPage endCursor } nodes { number } } } } }";

pub(crate) async fn citizen(app: &TestApp) -> i64 {
    let citizen = citizens::ActiveModel {
        id: NotSet,
        given_name: Set("Alice".to_owned()),
        family_name: Set("Tremblay".to_owned()),
        email: Set(None),
        phone: Set(None),
        language: Set(Language::French),
        language_ground: Set(LanguageGround::Default),
        consent_to_contact: Set(false),
        consented_at: Set(None),
        search_text: Set("alice tremblay".to_owned()),
        created_at: Set(now()),
        master_id: Set(None),
    };
    citizen.insert(app.database()).await.unwrap().id
}

async fn count(app: &TestApp, filter: Value, group_by: Value) -> Value {
    let variables = json!({ "filter": filter, "groupBy": group_by });
    app.data(&app.token(TokenRole::Planner), COUNT, variables).await["backlog"].clone()
}

#[tokio::test]
async fn the_backlog_is_counted_by_any_combination() {
    for app in TestApp::each().await {
        let alice = citizen(&app).await;
        let opened = |year, month, day, hour| Utc.with_ymd_and_hms(year, month, day, hour, 0, 0).unwrap();
        write(
            &app,
            &[
                // In Québec, 1 January 2026 begins at 05:00 UTC.
                PlannedRequest {
                    citizen_id: Some(alice),
                    opened_at: opened(2026, 1, 1, 4),
                    priority: 19.9,
                    ..sidewalk(0.0)
                },
                PlannedRequest {
                    citizen_id: Some(alice),
                    opened_at: opened(2026, 1, 1, 5),
                    priority: 20.0,
                    ..sidewalk(10.0)
                },
                PlannedRequest { opened_at: opened(2026, 9, 14, 14), priority: 100.0, ..sidewalk(20.0) },
                PlannedRequest { work_type: "tree_planting", borough: None, ..sidewalk(30.0) },
                PlannedRequest { status: RequestStatus::Done, ..sidewalk(40.0) },
            ],
        )
        .await;
        let whole = count(&app, Value::Null, json!([])).await;
        assert_eq!(whole["total"]["requestCount"], 4, "{whole:#}");
        assert_eq!(whole["total"]["distinctCitizens"], 3, "Alice once, two anonymous requests: {whole:#}");
        assert_eq!(whole["total"]["estimatedCostCents"], 400_000);
        assert_eq!(whole["total"]["estimatedHours"], 8.0);
        // Ages 257, 257, 10 and 1 days.
        assert_eq!(whole["total"]["age"], json!({ "p50Days": 10, "p90Days": 257, "maximumDays": 257 }));
        assert_eq!(whole["groups"], json!([]));

        let by_year = count(&app, Value::Null, json!(["YEAR_OPENED", "PRIORITY_BAND"])).await;
        let keys: Vec<Value> = by_year["groups"]
            .as_array()
            .unwrap()
            .iter()
            .map(|group| {
                json!([group["yearOpened"], group["priorityBand"]["minimum"], group["figures"]["requestCount"]])
            })
            .collect();
        assert_eq!(json!(keys), json!([[2025, 0, 1], [2026, 20, 1], [2026, 40, 1], [2026, 80, 1]]), "{by_year:#}");

        let by_place = count(&app, Value::Null, json!(["DEPARTMENT", "WORK_TYPE", "BOROUGH", "NEIGHBOURHOOD"])).await;
        let groups = by_place["groups"].as_array().unwrap();
        assert_eq!(groups.len(), 2, "{by_place:#}");
        assert_eq!(groups[0]["department"]["code"], "roads");
        assert_eq!(groups[0]["borough"]["code"], "la_cite_limoilou");
        assert_eq!(groups[0]["figures"]["distinctCitizens"], 2);
        assert_eq!(groups[0]["figures"]["age"]["p50Days"], 257);
        assert_eq!(groups[1]["workType"]["code"], "tree_planting");
        assert_eq!(groups[1]["borough"], Value::Null);

        let filtered = count(&app, json!({ "workTypes": ["tree_planting"] }), json!(["BOROUGH"])).await;
        assert_eq!(filtered["total"]["requestCount"], 1);
        let none = count(&app, json!({ "boroughs": ["beauport"] }), json!(["BOROUGH"])).await;
        assert_eq!(none["total"]["requestCount"], 0, "{none:#}");
        assert_eq!(none["total"]["age"], Value::Null);
    }
}

#[tokio::test]
async fn counting_takes_one_statement_and_ages_one_more() {
    for app in TestApp::each().await {
        write(&app, &[sidewalk(0.0), sidewalk(500.0)]).await;
        let token = app.token(TokenRole::Planner);
        let plain = "{ backlog(groupBy: [DEPARTMENT, WORK_TYPE]) { total { requestCount } groups { figures { requestCount } } } }";
        let aged =
            "{ backlog(groupBy: [DEPARTMENT]) { total { requestCount } groups { figures { age { p90Days } } } } }";
        app.data(&token, plain, json!({})).await;
        let before = app.statements();
        app.data(&token, plain, json!({})).await;
        let plain_statements = app.statements() - before;
        let before = app.statements();
        app.data(&token, aged, json!({})).await;
        let aged_statements = app.statements() - before;
        assert_eq!(plain_statements, 1);
        assert!(aged_statements <= 4, "two statements, in a transaction at most: {aged_statements}");
    }
}

#[tokio::test]
async fn the_backlog_is_for_staff() {
    let app = TestApp::sqlite().await;
    let citizen = citizen(&app).await;
    let query = "{ backlog { total { requestCount } } backlogProjects { totalCount } }";
    let anonymous = app.graphql(None, query, json!({})).await;
    assert_eq!(anonymous["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{anonymous:#}");
    let refused = app.graphql(Some(&app.citizen_token(citizen)), query, json!({})).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused:#}");
    for role in [TokenRole::Agent, TokenRole::Planner, TokenRole::Supervisor, TokenRole::Administrator] {
        assert_eq!(app.data(&app.token(role), query, json!({})).await["backlog"]["total"]["requestCount"], 0);
    }
}

#[tokio::test]
async fn a_dimension_given_twice_is_a_fault() {
    let app = TestApp::sqlite().await;
    let variables = json!({ "groupBy": ["BOROUGH", "BOROUGH"] });
    let answer = app.graphql(Some(&app.token(TokenRole::Planner)), COUNT, variables).await;
    let fault = &answer["errors"][0]["extensions"]["faults"][0];
    assert_eq!((&fault["field"], &fault["code"]), (&json!("groupBy.1"), &json!("DUPLICATE")), "{answer:#}");
}

#[tokio::test]
async fn the_backlog_groups_into_projects_page_by_page() {
    for app in TestApp::each().await {
        // Three packages: four requests in a row, one alone, one of other work among the first; and one without a place.
        let mut requests: Vec<PlannedRequest> = (0..4).map(|rank| sidewalk(f64::from(rank) * 40.0)).collect();
        requests.push(sidewalk(900.0));
        requests.push(PlannedRequest { work_type: "tree_planting", severity: 80, ..sidewalk(20.0) });
        requests.push(PlannedRequest { place: None, ..sidewalk(0.0) });
        write(&app, &requests).await;
        let token = app.token(TokenRole::Planner);
        let page = async |after: Value| {
            let variables = json!({ "first": 2, "after": after });
            app.data(&token, PROJECTS, variables).await["backlogProjects"].clone()
        };
        let first = page(Value::Null).await;
        assert_eq!(first["totalCount"], 3, "{first:#}");
        assert_eq!(first["requestsWithoutPlace"], 1);
        assert_eq!(first["pageInfo"]["hasNextPage"], true);
        let row = &first["nodes"][0];
        assert_eq!((&row["requestCount"], &row["workType"]["code"]), (&json!(4), &json!("sidewalk_repair")));
        assert_eq!(row["borough"]["code"], "la_cite_limoilou");
        let mobilization = app.app.reference.current().await.unwrap();
        let mobilization = mobilization.work_type_of_code("sidewalk_repair").unwrap().mobilization_cost_cents;
        assert_eq!(row["costCents"], 400_000 + mobilization);
        assert!((row["spanMetres"].as_f64().unwrap() - 120.0).abs() < 1.0, "{row:#}");
        assert_eq!(row["outline"]["type"], "LineString");
        assert!((row["centroid"]["latitude"].as_f64().unwrap() - LATITUDE).abs() < 1e-9);
        assert!(row["centroid"]["longitude"].as_f64().unwrap() > LONGITUDE);
        assert_eq!(row["requests"]["totalCount"], 4);
        assert_eq!(row["requests"]["nodes"].as_array().unwrap().len(), 3);
        assert_eq!(row["requests"]["pageInfo"]["hasNextPage"], true);
        let last = page(first["pageInfo"]["endCursor"].clone()).await;
        assert_eq!(last["nodes"].as_array().unwrap().len(), 1, "{last:#}");
        assert_eq!(last["pageInfo"]["hasNextPage"], false);

        // A page goes on in the grouping that it began, whatever comes after; a new list sees the new request.
        let more = PlannedRequest { severity: 100, opened_at: now() - Duration::days(1), ..sidewalk(3_000.0) };
        write_one(&app, &more, "2026-0000900").await;
        assert_eq!(page(first["pageInfo"]["endCursor"].clone()).await, last);
        assert_eq!(page(Value::Null).await["totalCount"], 4);
    }
}
