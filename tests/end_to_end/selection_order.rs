//! The keys of an answer stand in the order of the selection, whatever is resolved first.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, requester, submit};
use serde_json::json;

/// Slow fields before quick ones, an alias, a key selected twice, fragments.
const QUERY: &str = "query Later { last: departments { code } }
query Asked { b: departments { name code } a: requests(first: 2) { totalCount ...Page nodes { citizen { id } number } } c: me { role } }
fragment Page on RequestConnection { pageInfo { hasNextPage } nodes { status number } ... { pageInfo { endCursor } } }";

#[tokio::test]
async fn keys_follow_the_selection() {
    for app in TestApp::each().await {
        submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Anne", "Roy"))).await;
        let token = app.token(TokenRole::Agent);
        let body = json!({ "query": QUERY, "operationName": "Asked" });
        for _ in 0..10 {
            let request = reqwest::Client::new().post(format!("http://{}/graphql", app.address)).bearer_auth(&token);
            let text = request.json(&body).send().await.unwrap().text().await.unwrap();
            let places: Vec<usize> = [
                "\"b\":",
                "\"name\":",
                "\"code\":",
                "\"a\":",
                "\"totalCount\":",
                "\"pageInfo\":",
                "\"hasNextPage\":",
                "\"endCursor\":",
                "\"nodes\":",
                "\"status\":",
                "\"number\":",
                "\"citizen\":",
                "\"c\":",
                "\"role\":",
            ]
            .into_iter()
            .map(|key| text.find(key).unwrap_or_else(|| panic!("{key} is missing: {text}")))
            .collect();
            assert!(places.is_sorted(), "{text}");
        }
    }
}
