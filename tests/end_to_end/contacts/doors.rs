//! Contacts are for the contact centre alone.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{requester, submit_input};
use serde_json::json;

use super::{call, payload};

#[tokio::test]
async fn nobody_else_reads_or_writes_contacts() {
    for app in TestApp::each().await {
        let contact = call(&app, json!({ "caller": { "requester": requester("Alice", "Tremblay") } })).await;
        let made = submit_input(
            &app,
            json!({ "product": "tree", "precision": "felling", "channel": "TELEPHONE", "contact": contact["id"] }),
        )
        .await;
        let number = made["requestNumber"].as_str().unwrap();
        let alice = riverain_tests::scenes::citizen_of(&app, number).await;
        let open = format!(
            "mutation {{ openContact(input: {{ channel: TELEPHONE, language: FRENCH }}) {{ {} }} }}",
            payload()
        );
        let id = contact["id"].as_str().unwrap();
        let submit = format!(
            "mutation {{ submitRequest(input: {{ product: \"tree\", precision: \"felling\", channel: TELEPHONE,
             contact: \"{id}\" }}) {{ __typename }} }}"
        );
        let list = "{ contacts { nodes { id } } }".to_owned();
        let node = format!("{{ node(id: \"{id}\") {{ id }} }}");
        for query in [open, submit, list, node] {
            for (token, code) in [
                (Some(app.token(TokenRole::Planner)), "FORBIDDEN"),
                (Some(app.citizen_token(alice)), "FORBIDDEN"),
                (None, "UNAUTHENTICATED"),
            ] {
                let answer = app.graphql(token.as_deref(), &query, json!({})).await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{query}\n{answer:#}");
            }
        }
    }
}
