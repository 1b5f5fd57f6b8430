//! Who registers endpoints, what is refused, and what is shown of them.

use riverain::auth::token::TokenRole;
use serde_json::json;

use super::{REGISTER, hasty, posting, register};

#[tokio::test]
async fn administrators_alone_manage_endpoints_and_a_secret_is_shown_once() {
    for app in posting(&hasty()).await {
        let (id, secret) = register(&app, "https://abonne.example.com/crochets", &["REQUEST_RECEIVED"]).await;
        assert!(secret.starts_with("whsec_") && secret.len() == 50, "{secret}");
        let list = "{ webhookEndpoints { nodes { id url description eventTypes state disabledReason previousSecretUntil createdAt
          deliveries { totalCount } } } }";
        let administrator = app.token(TokenRole::Administrator);
        let shown = app.data(&administrator, list, json!({})).await;
        assert_eq!(shown["webhookEndpoints"]["nodes"][0]["id"], id, "{shown:#}");
        assert!(!shown.to_string().contains("whsec_"));
        let input = json!({ "input": { "url": "https://abonne.example.com/", "eventTypes": ["STATUS_CHANGED"] } });
        let others = [TokenRole::Supervisor, TokenRole::Agent, TokenRole::Planner].map(|role| app.token(role));
        for token in others.iter().chain([&app.citizen_token(1)]) {
            for (query, variables) in [(list, json!({})), (REGISTER, input.clone())] {
                let answer = app.graphql(Some(token), query, variables).await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer:#}");
            }
            let of_node =
                app.graphql(Some(token), "query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
            assert_eq!(of_node["errors"][0]["extensions"]["code"], "FORBIDDEN", "{of_node:#}");
        }
        let nobody = app.graphql(None, list, json!({})).await;
        assert_eq!(nobody["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{nobody:#}");
    }
}

#[tokio::test]
async fn what_does_not_hold_of_an_endpoint_is_told_at_once_in_both_languages() {
    for app in posting(&hasty()).await {
        let administrator = app.token(TokenRole::Administrator);
        let input = json!({ "input": { "url": "ftp://abonne.example.com/", "eventTypes": [], "description": "d".repeat(501) } });
        for (language, words) in [("fr", "est obligatoire"), ("en", "is required")] {
            let answer = app.graphql_in(language, Some(&administrator), REGISTER, input.clone()).await;
            let refused = &answer["data"]["registerWebhookEndpoint"];
            let faults: Vec<_> =
                refused["faults"].as_array().unwrap().iter().map(|fault| (&fault["field"], &fault["code"])).collect();
            assert_eq!(
                json!(faults),
                json!([
                    ["input.eventTypes", "REQUIRED"],
                    ["input.url", "MALFORMED"],
                    ["input.description", "TOO_LONG"]
                ])
            );
            assert!(refused["message"].as_str().unwrap().contains(words), "{refused:#}");
        }
        let change = "mutation($input: ChangeWebhookEndpointInput!) { changeWebhookEndpoint(input: $input) { __typename
          ... on ChangeWebhookEndpointSuccess { endpoint { url description eventTypes state disabledReason } }
          ... on InvalidInput { faults { field code } } } }";
        let absent = riverain::domain::node_id::encode("WebhookEndpoint", 99);
        for (endpoint, code) in [(absent.as_str(), "ABSENT"), ("nonsense", "MALFORMED_ID")] {
            let answer = app
                .data(&administrator, change, json!({ "input": { "endpoint": endpoint, "state": "DISABLED" } }))
                .await;
            let fault = &answer["changeWebhookEndpoint"]["faults"][0];
            assert_eq!((&fault["field"], &fault["code"]), (&json!("input.endpoint"), &json!(code)), "{answer:#}");
        }
        let (id, _) = register(&app, "https://abonne.example.com/", &["STATUS_CHANGED", "STATUS_CHANGED"]).await;
        let input = json!({ "endpoint": id, "description": "Carte", "state": "DISABLED" });
        let changed = app.data(&administrator, change, json!({ "input": input })).await;
        assert_eq!(
            changed["changeWebhookEndpoint"]["endpoint"],
            json!({ "url": "https://abonne.example.com/",
            "description": "Carte", "eventTypes": ["STATUS_CHANGED"], "state": "DISABLED", "disabledReason": "BY_HAND" })
        );
    }
}
