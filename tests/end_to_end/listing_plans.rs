//! What the service asks the database about a place walks the index of places, about a whole city the order's, about words
//! that of texts: the statements that it really sends, explained by both databases.

use std::fmt::Write;

use riverain::auth::token::TokenRole;
use riverain::domain::place::Point;
use riverain::domain::spatial_cover::stored_cell;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, submit};
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::{Value, json};

const PAGE: &str = "query($filter: RequestFilter, $orderBy: RequestOrder) {
  requests(filter: $filter, orderBy: $orderBy, first: 50) { nodes { number } } }";

const COUNT: &str = "query($filter: RequestFilter) { requests(filter: $filter, first: 1) { totalCount } }";

/// Spots of the city, and requests at each.
const SPOTS: i32 = 60;
const REQUESTS_OF_A_SPOT: i32 = 15;

#[tokio::test]
async fn a_place_is_found_through_its_cells_and_a_city_in_order() {
    for app in TestApp::each().await {
        submit(&app, SIDEWALK, SAINT_ROCH, None).await;
        fill(&app).await;
        let token = app.token(TokenRole::Agent);
        let by_priority = json!({ "field": "PRIORITY", "direction": "DESCENDING" });
        for filter in [square(0.002), ring(0.002), json!({ "radius": { "centre": centre(), "metres": 200 } })] {
            for order in [Value::Null, by_priority.clone()] {
                let plan = page_plan(&app, &token, json!({ "filter": filter, "orderBy": order })).await;
                assert!(plan.contains("h3_cell_lon_lat_index"), "{filter}\n{plan}");
                for whole in ["Seq Scan on service_requests", "SCAN service_requests", "opened_at_id", "priority_id"] {
                    assert!(!plan.contains(whole), "{filter}\n{plan}");
                }
            }
            let counting = app.statements_of(&token, COUNT, json!({ "filter": filter })).await;
            let counting = counting.iter().find(|statement| statement.sql.contains("num_items")).unwrap();
            let plan = app.explain(counting).await;
            assert!(plan.contains("h3_cell_lon_lat_index"), "{filter}\n{plan}");
            assert!(!plan.contains("Seq Scan"), "{filter}\n{plan}");
        }
        for filter in [square(0.2), ring(0.2), json!({ "radius": { "centre": centre(), "metres": 30_000 } })] {
            for (order, index) in [(Value::Null, "opened_at_id_index"), (by_priority.clone(), "priority_id_index")] {
                let plan = page_plan(&app, &token, json!({ "filter": filter, "orderBy": order })).await;
                assert!(plan.contains(index), "{filter}\n{plan}");
                for sorted in ["TEMP B-TREE", "Sort"] {
                    assert!(!plan.contains(sorted), "{filter}\n{plan}");
                }
            }
        }
    }
}

#[tokio::test]
async fn words_are_found_through_their_index_before_they_are_put_in_order() {
    for app in TestApp::each().await {
        submit(&app, SIDEWALK, SAINT_ROCH, None).await;
        fill(&app).await;
        let index = match app.database().get_database_backend() {
            DbBackend::Postgres => "service_requests_text_search",
            _ => "VIRTUAL TABLE INDEX",
        };
        let variables = json!({ "filter": { "text": "trottoir4040" } });
        let plan = page_plan(&app, &app.token(TokenRole::Agent), variables).await;
        assert!(plan.contains(index) && !plan.contains("opened_at_id"), "{plan}");
    }
}

fn centre() -> Value {
    json!({ "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 })
}

fn square(half: f64) -> Value {
    let (longitude, latitude) = SAINT_ROCH;
    json!({ "boundingBox": { "west": longitude - half, "south": latitude - half, "east": longitude + half, "north": latitude + half } })
}

/// A polygon of thirty sides.
fn ring(radius: f64) -> Value {
    let corner = |rank: u32| {
        let turn = f64::from(rank % 30) / 30.0 * std::f64::consts::TAU;
        json!([SAINT_ROCH.0 + radius * turn.cos(), SAINT_ROCH.1 + radius * turn.sin()])
    };
    let ring: Vec<Value> = (0..=30).map(corner).collect();
    json!({ "polygon": { "type": "Polygon", "coordinates": [ring] } })
}

async fn page_plan(app: &TestApp, token: &str, variables: Value) -> String {
    let statements = app.statements_of(token, PAGE, variables).await;
    assert!(statements.len() <= 2, "how many there are around, then the page: {statements:#?}");
    app.explain(statements.iter().find(|statement| statement.sql.contains("ORDER BY")).unwrap()).await
}

/// Copies the one request over a grid of the city, an hour apart, in no order of place; then gathers statistics.
async fn fill(app: &TestApp) {
    let mut spots = String::new();
    for column in 0..SPOTS {
        for row in 0..SPOTS {
            let longitude = SAINT_ROCH.0 + f64::from(column - SPOTS / 2) * 0.004;
            let latitude = SAINT_ROCH.1 + f64::from(row - SPOTS / 2) * 0.003;
            let cell = stored_cell(Point::new("place", longitude, latitude).unwrap()).unwrap();
            let separator = if spots.is_empty() { "" } else { "," };
            let rank = (column * SPOTS + row) * 7919 % (SPOTS * SPOTS);
            write!(spots, "{separator}({rank},{longitude:?},{latitude:?},{cell})").unwrap();
        }
    }
    let (hour, float) = match app.database().get_database_backend() {
        DbBackend::Postgres => ("timestamptz '2019-01-01 00:00Z' + i * interval '1 hour'", "::float8"),
        _ => ("strftime('%Y-%m-%dT%H:%M:%S+00:00', '2019-01-01', '+' || i || ' hours')", ""),
    };
    let sql = format!(
        "WITH RECURSIVE spots(rank, lon, lat, cell) AS (VALUES {spots}),
         copies(copy) AS (SELECT 0 UNION ALL SELECT copy + 1 FROM copies WHERE copy < {REQUESTS_OF_A_SPOT} - 1),
         made(i, lon, lat, cell) AS (SELECT copy * {SPOTS} * {SPOTS} + rank + 2, lon, lat, cell FROM spots, copies)
         INSERT INTO service_requests (id, number, kind, channel, product_id, precision_id, answers, lon, lat, h3_cell,
             department_id, work_type_id, work_type_code, status, severity, priority, priority_breakdown,
             priority_policy_id, priority_as_of, source, opened_at, settled_at_first_contact, simulated, place_search,
             description_search, created_at, updated_at)
         SELECT i, 'N-' || i, kind, channel, product_id, precision_id, answers, made.lon{float}, made.lat{float}, cell,
             department_id, work_type_id, work_type_code, status, severity, i * 7 % 10000 / 100.0, priority_breakdown,
             priority_policy_id, priority_as_of, source, {hour}, settled_at_first_contact, simulated, place_search,
             'trottoir' || i, created_at, updated_at
         FROM service_requests CROSS JOIN made WHERE id = 1;
         ANALYZE"
    );
    app.database().execute_unprepared(&sql).await.unwrap();
}
