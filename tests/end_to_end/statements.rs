//! No statement per row: what a page costs does not grow with the page, one caller at a time or many at once.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, requester, submit};
use serde_json::json;

const PAGE: &str = "query($first: Int!) { requests(first: $first) { nodes { number
  product { name } precision { name } department { name } borough { name }
  citizen { givenName } followUps(last: 3) { nodes { text } } } } }";

async fn fill(app: &TestApp) {
    for index in 0..12 {
        let name = format!("Citoyen{}", index % 5);
        submit(app, TREE_FELLING, SAINT_ROCH, Some(requester(&name, "Roy"))).await;
    }
}

#[tokio::test]
async fn a_page_with_citizens_and_follow_ups_is_three_statements() {
    for app in TestApp::each().await {
        fill(&app).await;
        let token = app.token(TokenRole::Agent);
        app.data(&token, PAGE, json!({ "first": 1 })).await;
        for first in [2, 12] {
            let before = app.statements();
            app.data(&token, PAGE, json!({ "first": first })).await;
            assert_eq!(app.statements() - before, 3, "a page of {first}");
        }
    }
}

#[tokio::test]
async fn what_is_skipped_costs_no_statement() {
    for app in TestApp::each().await {
        fill(&app).await;
        let token = app.token(TokenRole::Agent);
        let query = "query($with: Boolean!) { requests(first: 5) { nodes { number citizen @include(if: $with) { email }
            followUps(last: 1) @skip(if: true) { nodes { text } } } } }";
        app.data(&token, query, json!({ "with": true })).await;
        for (with, expected) in [(true, 2), (false, 1)] {
            let before = app.statements();
            app.data(&token, query, json!({ "with": with })).await;
            assert_eq!(app.statements() - before, expected, "with citizens: {with}");
        }
    }
}

#[tokio::test]
async fn callers_at_once_do_not_cost_each_other_statements() {
    for app in TestApp::each().await {
        fill(&app).await;
        let token = app.token(TokenRole::Agent);
        app.data(&token, PAGE, json!({ "first": 1 })).await;
        let before = app.statements();
        let calls = (0..16).map(|_| app.data(&token, PAGE, json!({ "first": 12 })));
        futures::future::join_all(calls).await;
        assert_eq!(app.statements() - before, 16 * 3);
    }
}

#[tokio::test]
async fn requests_of_many_citizens_are_one_statement() {
    for app in TestApp::each().await {
        fill(&app).await;
        let query = "{ citizens(first: 5) { nodes { familyName requests(first: 2) { nodes { number } } } } }";
        let token = app.token(TokenRole::Agent);
        app.data(&token, query, json!({})).await;
        let before = app.statements();
        let data = app.data(&token, query, json!({})).await;
        assert_eq!(data["citizens"]["nodes"].as_array().unwrap().len(), 5);
        assert!(app.statements() - before <= 3, "{} statements", app.statements() - before);
    }
}

#[tokio::test]
async fn a_total_is_counted_only_where_asked() {
    let app = TestApp::sqlite().await;
    fill(&app).await;
    let token = app.token(TokenRole::Agent);
    let cost = async |query: &str| {
        let before = app.statements();
        app.data(&token, query, json!({})).await;
        app.statements() - before
    };
    cost("{ requests { nodes { number } } }").await;
    assert_eq!(cost("{ requests { nodes { number } } }").await, 1);
    assert_eq!(cost("{ requests { totalCount nodes { number } } }").await, 2);
}
