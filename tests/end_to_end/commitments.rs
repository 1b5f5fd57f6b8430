//! The service declaration, served.

use riverain::auth::token::TokenRole;
use riverain::catalogue::CatalogueSource;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, submit};
use riverain_tests::{TestApp, now};
use serde_json::{Value, json};

#[tokio::test]
async fn the_service_declaration_is_served() {
    for app in TestApp::each().await {
        let query = "{ serviceCommitments { code version name kind appliesTo amount unit targetShare } }";
        let answer = app.graphql_in("en", None, query, json!({})).await;
        let commitments = answer["data"]["serviceCommitments"].as_array().unwrap();
        let served: Vec<Value> = commitments
            .iter()
            .map(|row| {
                json!([row["code"], row["kind"], row["appliesTo"], row["amount"], row["unit"], row["targetShare"]])
            })
            .collect();
        let expected = [
            json!(["telephone", "DELAY", "CHANNEL", 2, "MINUTES", 0.8]),
            json!(["email", "DELAY", "CHANNEL", 2, "BUSINESS_DAYS", null]),
            json!(["tree_felling", "DELAY", "PRODUCT", 20, "BUSINESS_DAYS", null]),
            json!(["negative_appreciation", "DELAY", "PRODUCT", 2, "BUSINESS_DAYS", null]),
        ];
        assert_eq!(served, expected, "{answer:#}");
        assert_eq!(commitments[0]["name"], "Answer the telephone within 2 minutes, 80% of the time");
    }
}

#[tokio::test]
async fn a_request_keeps_the_commitment_that_it_was_made_with() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let planned = submit(&app, SIDEWALK, SAINT_ROCH, None).await;
        let mut catalogue = riverain::catalogue::load(&CatalogueSource::BuiltIn).unwrap();
        for commitment in &mut catalogue.commitments {
            commitment.amount += 10;
        }
        let tomorrow = now() + chrono::Duration::days(1);
        riverain::services::catalogue::apply(&app.app.database, &catalogue, tomorrow).await.unwrap();
        app.app.reference.look_again().await;
        let query = "query($n: String!) { request(number: $n) { serviceCommitment { code version amount }
            precision { serviceCommitment { version amount } } } }";
        let agent = app.token(TokenRole::Agent);
        let request = app.data(&agent, query, json!({ "n": number })).await["request"].clone();
        assert_eq!(request["serviceCommitment"], json!({ "code": "tree_felling", "version": 1, "amount": 20 }));
        assert_eq!(request["precision"]["serviceCommitment"], json!({ "version": 2, "amount": 30 }), "{request:#}");
        let request = app.data(&agent, query, json!({ "n": planned })).await["request"].clone();
        assert_eq!(request["serviceCommitment"], Value::Null, "a planned intervention has none");
    }
}
