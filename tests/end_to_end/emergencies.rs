//! What belongs to 9-1-1 is diverted: nothing of whoever asked is kept, and supervisors see how often it happens.

use riverain::auth::token::TokenRole;
use riverain_entities::{citizens, emergency_diversions, follow_ups, service_requests};
use riverain_tests::scenes::{SAINT_ROCH, requester, submit_input};
use riverain_tests::{TestApp, now};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

const COUNT: &str = "query($period: TimeRange!, $by: [EmergencyDiversionDimension!]! = []) {
  emergencyDiversions(period: $period, groupBy: $by) { totalCount groups { reason { code name } product { code } channel count } } }";

async fn submit(app: &TestApp, product: &str, precision: &str, answers: Value) -> Value {
    let input = json!({ "product": product, "precision": precision, "channel": "TELEPHONE", "answers": answers,
        "description": "Mon voisin Paul crie", "address": "12, rue Secrète", "requester": requester("Alice", "Tremblay"),
        "place": { "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 } });
    submit_input(app, input).await
}

#[tokio::test]
async fn a_product_an_answer_and_the_triage_question_lead_to_9_1_1() {
    for app in TestApp::each().await {
        app.import_areas().await;
        let fallen = json!({ "owner": "unknown", "falling_now": "person" });
        let cases = [
            ("noise", "neighbour", json!({}), "public_order"),
            ("parking", "abandoned", json!({}), "public_order"),
            ("tree", "fallen_tree", fallen, "life_in_danger"),
            ("public_safety", "fire_prevention", json!({ "emergency": "services" }), "emergency_services"),
            ("social_cohabitation", "mediation", json!({ "emergency": "crime" }), "crime"),
            ("traffic_signal", "struck", json!({ "accident": "yes" }), "road_accident"),
        ];
        for (product, precision, answers, reason) in &cases {
            let answer = submit(&app, product, precision, answers.clone()).await;
            assert_eq!(answer["__typename"], "DivertedToEmergency", "{answer:#}");
            assert_eq!(answer["reason"]["code"], *reason, "{answer:#}");
            assert!(answer["message"].as_str().unwrap().contains("Composez le 9-1-1"), "{answer:#}");
        }
        let database = app.database();
        assert_eq!(service_requests::Entity::find().count(database).await.unwrap(), 0, "no request");
        assert_eq!(citizens::Entity::find().count(database).await.unwrap(), 0, "nobody");
        assert_eq!(follow_ups::Entity::find().count(database).await.unwrap(), 0);
        let rows = emergency_diversions::Entity::find().all(database).await.unwrap();
        assert_eq!(rows.len(), cases.len());
        let reference = app.app.reference.current().await.unwrap();
        let borough = reference.borough_of_code("la_cite_limoilou").unwrap().id;
        assert!(rows.iter().all(|row| row.borough_id == Some(borough) && row.diverted_at == now()), "{rows:?}");
        let kept = format!("{rows:?}");
        for personal in ["Paul", "Secrète", "Alice", "71.22", "555-0142"] {
            assert!(!kept.contains(personal), "{kept}");
        }
    }
}

#[tokio::test]
async fn nothing_else_that_is_wrong_stands_in_the_way() {
    let app = TestApp::sqlite().await;
    let input = json!({ "product": "tree", "precision": "fallen_tree", "channel": "MOBILE_APP", "description": "a".repeat(10_001),
        "answers": { "falling_now": "person", "unicorn": 1 }, "place": { "longitude": 0, "latitude": 0 } });
    let answer = submit_input(&app, input).await;
    assert_eq!(answer["reason"]["code"], "life_in_danger", "{answer:#}");
    let other = submit_input(
        &app,
        json!({ "product": "public_safety", "precision": "fire_prevention", "channel": "TELEPHONE" }),
    )
    .await;
    assert_eq!(other["__typename"], "SubmitRequestSuccess", "what is for 3-1-1 is taken in: {other:#}");
}

#[tokio::test]
async fn supervisors_count_diversions() {
    for app in TestApp::each().await {
        for _ in 0..3 {
            submit(&app, "noise", "neighbour", json!({})).await;
        }
        submit(&app, "traffic_signal", "struck", json!({ "accident": "yes" })).await;
        let supervisor = app.token(TokenRole::Supervisor);
        let period = json!({ "from": "2026-09-15T00:00:00Z", "to": "2026-09-16T00:00:00Z" });
        let variables = json!({ "period": period, "by": ["REASON", "PRODUCT", "CHANNEL"] });
        let counted = app.data(&supervisor, COUNT, variables.clone()).await["emergencyDiversions"].clone();
        let expected = json!({ "totalCount": 4, "groups": [
            { "reason": { "code": "public_order", "name": "Ordre public troublé" }, "product": { "code": "noise" }, "channel": "TELEPHONE", "count": 3 },
            { "reason": { "code": "road_accident", "name": "Accident de la route" }, "product": { "code": "traffic_signal" }, "channel": "TELEPHONE", "count": 1 },
        ] });
        assert_eq!(counted, expected);
        let whole = app.data(&supervisor, COUNT, json!({ "period": {} })).await["emergencyDiversions"].clone();
        assert_eq!(whole["groups"], json!([{ "reason": null, "product": null, "channel": null, "count": 4 }]));
        let before = json!({ "period": { "to": "2026-09-14T00:00:00Z" } });
        assert_eq!(app.data(&supervisor, COUNT, before).await["emergencyDiversions"]["totalCount"], 0);
        for role in [TokenRole::Agent, TokenRole::Planner] {
            let refused = app.graphql(Some(&app.token(role)), COUNT, variables.clone()).await;
            assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{role:?}");
        }
        let reversed = json!({ "period": { "from": "2026-09-15T00:00:00Z", "to": "2026-09-14T00:00:00Z" } });
        let refused = app.graphql(Some(&supervisor), COUNT, reversed).await;
        assert_eq!(refused["errors"][0]["extensions"]["faults"][0]["code"], "REVERSED", "{refused:#}");
    }
}

#[tokio::test]
async fn diversions_are_counted_on_an_index() {
    for app in TestApp::each().await {
        submit(&app, "noise", "neighbour", json!({})).await;
        let (numbers, moment) = match app.database().get_database_backend() {
            DbBackend::Postgres => (
                "SELECT i FROM generate_series(1, 20000) AS i",
                "timestamptz '2024-01-01 00:00Z' + i * interval '1 hour'",
            ),
            _ => (
                "WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 20000) SELECT i FROM numbers",
                "strftime('%Y-%m-%dT%H:%M:%S+00:00', '2024-01-01', '+' || i || ' hours')",
            ),
        };
        let copy = format!(
            "INSERT INTO emergency_diversions (diverted_at, channel, reason_id, product_id, precision_id)
             SELECT {moment}, channel, reason_id, product_id, precision_id FROM emergency_diversions, ({numbers}) AS many"
        );
        app.database().execute_unprepared(&copy).await.unwrap();
        app.database().execute_unprepared("ANALYZE").await.unwrap();
        let supervisor = app.token(TokenRole::Supervisor);
        let period = json!({ "from": "2024-03-01T00:00:00Z", "to": "2024-03-02T00:00:00Z" });
        let variables = json!({ "period": period, "by": ["REASON", "PRODUCT", "CHANNEL"] });
        assert_eq!(app.data(&supervisor, COUNT, variables.clone()).await["emergencyDiversions"]["totalCount"], 25);
        let statements = app.statements_of(&supervisor, COUNT, variables).await;
        let [count] = statements.as_slice() else { panic!("{statements:?}") };
        let plan = app.explain(count).await;
        // PostgreSQL keeps 63 characters of a name.
        assert!(plan.contains("emergency_diversions_diverted_at_reason_id_product_id_channel_i"), "{plan}");
    }
}
