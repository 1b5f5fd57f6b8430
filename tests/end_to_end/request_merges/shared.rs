//! What the city writes on a master reaches every reporter; what a citizen wrote reaches nobody else.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::citizen_of;
use serde_json::{Value, json};

use super::{merge, texts, three_reports, unmerge};

const ADD: &str = "mutation($input: AddFollowUpInput!) { addFollowUp(input: $input) {
  ... on AddFollowUpSuccess { followUp { id } } ... on Problem { message } } }";

const HISTORY: &str = "query($id: ID!) { citizen(id: $id) { history(first: 10) { nodes {
  ... on Request { number status followUps(last: 10) { nodes { text request { number address } authorName } } } } } } }";

const SUMMARIES: &str =
    "{ followUpSummaries(first: 10) { nodes { requestNumber status text lastFollowUp { id text } } } }";

const CHANGES: &str = "query($since: String) { followUpSummaryChanges(since: $since) {
  changed { requestNumber status lastFollowUp { text } } removed cursor } }";

async fn add(app: &TestApp, token: &str, number: &str, audience: &str, text: &str) -> Value {
    let input = json!({ "requestNumber": number, "audience": audience, "text": text });
    app.data(token, ADD, json!({ "input": input })).await["addFollowUp"]["followUp"]["id"].clone()
}

#[tokio::test]
async fn a_public_follow_up_on_the_master_reaches_every_reporter() {
    for app in TestApp::each().await {
        let [master, second, third] = three_reports(&app).await;
        let agent = app.token(TokenRole::Agent);
        add(&app, &agent, &master, "PUBLIC", "Madame Tremblay, nous vous avons appelée.").await;
        merge(&app, &master, &[&second, &third]).await;
        let key = citizen_of(&app, &second).await;
        let bernard = app.citizen_token(key);
        let cursor = app.data(&bernard, CHANGES, json!({})).await["followUpSummaryChanges"]["cursor"].clone();
        let told = add(&app, &agent, &master, "PUBLIC", "L’équipe passe mardi.").await;
        add(&app, &agent, &master, "INTERNAL", "Prévoir la nacelle.").await;
        let alice = app.citizen_token(citizen_of(&app, &master).await);
        add(&app, &alice, &master, "PUBLIC", "Mon code de porte est le 1234.").await;

        let summaries = app.data(&bernard, SUMMARIES, json!({})).await["followUpSummaries"]["nodes"].clone();
        assert_eq!(summaries[0]["requestNumber"], json!(second));
        assert_eq!(summaries[0]["lastFollowUp"], json!({ "id": told, "text": "L’équipe passe mardi." }));
        let changes = app.data(&bernard, CHANGES, json!({ "since": cursor })).await["followUpSummaryChanges"].clone();
        assert_eq!(changes["changed"][0]["lastFollowUp"]["text"], "L’équipe passe mardi.");

        let id = app
            .data(
                &agent,
                "query($number: String!) { request(number: $number) { citizen { id } } }",
                json!({ "number": second }),
            )
            .await["request"]["citizen"]["id"]
            .clone();
        let history = app.data(&bernard, HISTORY, json!({ "id": id })).await["citizen"]["history"]["nodes"].clone();
        let follow_ups = &history[0]["followUps"];
        assert_eq!(texts(follow_ups), [MERGED, "L’équipe passe mardi."]);
        // The request that a shared follow-up is read on is the reader's own.
        assert_eq!(follow_ups["nodes"][1]["request"]["number"], json!(second));
        let node = app
            .data(
                &bernard,
                "query($id: ID!) { node(id: $id) { ... on FollowUp { text request { number } } } }",
                json!({ "id": told }),
            )
            .await["node"]
            .clone();
        assert_eq!(node["request"]["number"], json!(second));

        unmerge(&app, &second).await;
        let node = app.data(&bernard, "query($id: ID!) { node(id: $id) { id } }", json!({ "id": told })).await;
        assert_eq!(node["node"], Value::Null);
        add(&app, &agent, &master, "PUBLIC", "L’arbre est abattu.").await;
        let summaries = app.data(&bernard, SUMMARIES, json!({})).await["followUpSummaries"]["nodes"].clone();
        assert_eq!(summaries[0]["lastFollowUp"]["text"], "Votre demande est de nouveau traitée séparément.");
        let chloe = app.citizen_token(citizen_of(&app, &third).await);
        let summaries = app.data(&chloe, SUMMARIES, json!({})).await["followUpSummaries"]["nodes"].clone();
        assert_eq!(summaries[0]["lastFollowUp"]["text"], "L’arbre est abattu.");
    }
}

const MERGED: &str = "D’autres personnes ont signalé le même problème. Votre demande est réunie aux leurs : vous en recevrez tous les suivis.";

#[tokio::test]
async fn a_page_of_shared_follow_ups_goes_on_where_it_ended() {
    let page = "query($number: String!, $after: String) { request(number: $number) {
      followUps(first: 1, after: $after) { nodes { text } pageInfo { endCursor hasNextPage } } } }";
    for app in TestApp::each().await {
        let [master, second, _] = three_reports(&app).await;
        merge(&app, &master, &[&second]).await;
        let agent = app.token(TokenRole::Agent);
        for text in ["Un.", "Deux."] {
            add(&app, &agent, &master, "PUBLIC", text).await;
        }
        let bernard = app.citizen_token(citizen_of(&app, &second).await);
        let (mut after, mut read) = (Value::Null, Vec::new());
        for _ in 0..3 {
            let variables = json!({ "number": second, "after": after });
            let answer = app.data(&bernard, page, variables).await["request"]["followUps"].clone();
            read.push(answer["nodes"][0]["text"].as_str().unwrap().to_owned());
            after = answer["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(read, [MERGED, "Un.", "Deux."]);
    }
}

#[tokio::test]
async fn summaries_of_merged_requests_cost_no_more_statements() {
    for app in TestApp::each().await {
        let [master, second, third] = three_reports(&app).await;
        merge(&app, &master, &[&second, &third]).await;
        let agent = app.token(TokenRole::Agent);
        add(&app, &agent, &master, "PUBLIC", "L’équipe passe mardi.").await;
        let bernard = app.citizen_token(citizen_of(&app, &second).await);
        app.data(&bernard, SUMMARIES, json!({})).await;
        let statements = app.statements_of(&bernard, SUMMARIES, json!({})).await;
        assert!(statements.len() <= 2, "{statements:#?}");
    }
}
