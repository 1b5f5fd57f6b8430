//! A promise that a closed calendar cannot give is refused, with what is wrong about the calendar; nothing is written.

use riverain::auth::token::TokenRole;
use riverain::store::reference::raise_revision;
use riverain_entities::{business_calendars, service_requests};
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, least_answers, submit, submit_input};
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

const EXPECTED: &str = "query($product: String!, $precision: String!, $from: DateTime) {
    expectedPromise(product: $product, precision: $precision, from: $from) {
        dueAt atRiskAt serviceCommitment { code } } }";

#[tokio::test]
async fn the_promise_is_told_before_the_request_is_made() {
    for app in TestApp::each().await {
        let ask = async |product: &str, precision: &str, from: Value| {
            app.graphql_in("en", None, EXPECTED, json!({ "product": product, "precision": precision, "from": from }))
                .await
        };
        let told = ask("tree", "felling", Value::Null).await;
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let made = super::read(&app, &number).await;
        assert_eq!(told["data"]["expectedPromise"]["dueAt"], made["dueAt"], "{told:#}");
        assert_eq!(told["data"]["expectedPromise"]["atRiskAt"], made["atRiskAt"]);
        let later = ask("tree", "felling", json!("2026-12-23T20:00:00Z")).await;
        // 24, 25 and 31 December and 1 January are closed.
        assert_eq!(later["data"]["expectedPromise"]["dueAt"], "2027-01-27T00:00:00+00:00", "{later:#}");
        let planned = ask("sidewalk", "raised_slab", Value::Null).await;
        assert_eq!(planned["data"], json!({ "expectedPromise": null }), "{planned:#}");
        let refused = ask("tree", "fallen", json!("2031-01-01T00:00:00Z")).await;
        let faults = refused["errors"][0]["extensions"]["faults"].as_array().unwrap();
        let told: Vec<_> = faults.iter().map(|fault| (fault["field"].as_str(), fault["code"].as_str())).collect();
        assert_eq!(told, [(Some("precision"), Some("UNKNOWN")), (Some("from"), Some("OUT_OF_RANGE"))]);
    }
}

#[tokio::test]
async fn a_calendar_without_hours_gives_no_promise_and_writes_nothing() {
    for app in TestApp::each().await {
        // Whom the check of the catalogue would have told: someone who writes into the database by hand.
        let never = business_calendars::Entity::update_many()
            .col_expr(business_calendars::Column::Opening, Expr::value(json!({})));
        never.exec(app.database()).await.unwrap();
        raise_revision(app.database()).await.unwrap();
        app.app.reference.look_again().await;
        let input = json!({ "product": "tree", "precision": "felling", "channel": "TELEPHONE",
            "place": { "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 },
            "answers": least_answers(&app, "tree", "felling").await });
        let refused = submit_input(&app, input).await;
        assert_eq!(refused["__typename"], "InvalidInput", "{refused:#}");
        let fault = &refused["faults"][0];
        assert_eq!((&fault["field"], &fault["code"]), (&json!("input.product"), &json!("CALENDAR_CLOSED")));
        assert!(fault["message"].as_str().unwrap().contains("aucune heure d’ouverture"), "{fault:#}");
        assert_eq!(service_requests::Entity::find().count(app.database()).await.unwrap(), 0);

        let variables = json!({ "product": "tree", "precision": "felling" });
        let asked = app.graphql_in("en", None, EXPECTED, variables).await;
        let fault = &asked["errors"][0]["extensions"]["faults"][0];
        assert_eq!((&fault["field"], &fault["code"]), (&json!("product"), &json!("CALENDAR_CLOSED")), "{asked:#}");
        assert!(fault["message"].as_str().unwrap().contains("no opening hours"), "{fault:#}");

        // What is promised nothing comes in all the same.
        submit(&app, SIDEWALK, SAINT_ROCH, None).await;
        let agent = app.token(TokenRole::Agent);
        let count = app.data(&agent, "{ requests { totalCount } }", json!({})).await;
        assert_eq!(count["requests"]["totalCount"], 1);
    }
}
