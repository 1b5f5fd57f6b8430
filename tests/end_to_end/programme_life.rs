//! The life of programmes around their planning: names, scenarios, archives, deletion, what their lists show.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use serde_json::{Value, json};

use crate::planned_requests::{PlannedRequest, sidewalk, write};
use crate::programme_doors::{planned, publish};
use crate::scenarios::{FORK, forked};

const RENAME: &str =
    "mutation($id: ID!, $name: String!) { step: renameProgramme(input: { programme: $id, name: $name }) { __typename
  ... on RenameProgrammeSuccess { programme { name } } ... on InvalidInput { faults { field code } } } }";

const ARCHIVE: &str = "mutation($id: ID!) { step: archiveProgramme(input: { programme: $id }) { __typename
  ... on ArchiveProgrammeSuccess { programme { status archivedBy archivedAt } } ... on ProgrammeStepNotAllowed { message } } }";

const DELETE: &str = "mutation($id: ID!) { step: deleteProgramme(input: { programme: $id }) { __typename
  ... on DeleteProgrammeSuccess { deleted } ... on ProgrammeStepNotAllowed { message currentStatus }
  ... on ProgrammeHasScenarios { message programmes { id } } } }";

async fn roads(app: &TestApp) -> String {
    planned(app, json!([{ "department": "roads" }])).await
}

async fn step(app: &TestApp, mutation: &str, id: &str) -> Value {
    app.data(&app.token(TokenRole::Planner), mutation, json!({ "id": id })).await["step"].clone()
}

#[tokio::test]
async fn a_programme_is_renamed() {
    for app in TestApp::each().await {
        let id = roads(&app).await;
        let token = app.token(TokenRole::Planner);
        let rename =
            async |name: &str| app.data(&token, RENAME, json!({ "id": id, "name": name })).await["step"].clone();
        assert_eq!(rename("Voirie 2027").await["programme"]["name"], "Voirie 2027");
        assert_eq!(rename(" ").await["faults"], json!([{ "field": "input.name", "code": "REQUIRED" }]));
        let of_trees = app.token_for(TokenRole::Planner, "arborist", vec!["urban_forestry".to_owned()]);
        let refused = app.graphql(Some(&of_trees), RENAME, json!({ "id": id, "name": "x" })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let unseen = app.graphql(None, RENAME, json!({ "id": id, "name": "x" })).await;
        assert_eq!(unseen["data"]["step"]["__typename"], "ProgrammeNotFound");
    }
}

#[tokio::test]
async fn a_published_programme_is_withdrawn_by_archiving_it() {
    for app in TestApp::each().await {
        let id = roads(&app).await;
        publish(&app, &id).await;
        let archived = step(&app, ARCHIVE, &id).await;
        assert_eq!(archived["programme"]["status"], "ARCHIVED", "{archived:#}");
        assert_eq!(archived["programme"]["archivedBy"], "Test");
        assert_eq!(step(&app, ARCHIVE, &id).await["__typename"], "ProgrammeStepNotAllowed", "once");
        let seen = app.graphql(None, "{ programmes { nodes { id } } }", json!({})).await;
        assert_eq!(seen["data"]["programmes"]["nodes"], json!([]));
    }
}

#[tokio::test]
async fn a_draft_is_deleted_once_no_scenario_revises_it() {
    for app in TestApp::each().await {
        write(&app, &[sidewalk(0.0), sidewalk(900.0), PlannedRequest { place: None, ..sidewalk(0.0) }]).await;
        let parent = roads(&app).await;
        let scenario = forked(&app, json!({ "parent": parent })).await;
        let kept = step(&app, DELETE, &parent).await;
        assert_eq!(kept["programmes"], json!([{ "id": scenario }]), "{kept:#}");
        assert!(kept["message"].as_str().unwrap().contains("Programme (2)"), "{kept:#}");
        assert_eq!(step(&app, DELETE, &scenario).await["deleted"], scenario);
        assert_eq!(step(&app, DELETE, &parent).await["deleted"], parent);
        assert_eq!(step(&app, DELETE, &parent).await["__typename"], "ProgrammeNotFound");
        let approved = roads(&app).await;
        publish(&app, &approved).await;
        let refused = step(&app, DELETE, &approved).await;
        assert_eq!(
            (&refused["__typename"], &refused["currentStatus"]),
            (&json!("ProgrammeStepNotAllowed"), &json!("PUBLISHED"))
        );
    }
}

#[tokio::test]
async fn the_scenarios_of_a_programme_are_listed() {
    for app in TestApp::each().await {
        let parent = roads(&app).await;
        let first = forked(&app, json!({ "parent": parent })).await;
        let second = forked(&app, json!({ "parent": parent, "name": "Moins d’argent" })).await;
        let query = "query($id: ID!) { programme(id: $id) { scenarios(first: 5) { nodes { id name } } }
            programmes(filter: { parent: $id }) { nodes { id } } }";
        let token = app.token(TokenRole::Planner);
        let listed = app.data(&token, query, json!({ "id": parent })).await;
        let expected = json!([{ "id": second, "name": "Moins d’argent" }, { "id": first, "name": "Programme (2)" }]);
        assert_eq!(listed["programme"]["scenarios"]["nodes"], expected);
        assert_eq!(listed["programmes"]["nodes"], json!([{ "id": second }, { "id": first }]));
        publish(&app, &parent).await;
        publish(&app, &first).await;
        let open = app.graphql(None, query, json!({ "id": first })).await;
        assert_eq!(open["data"]["programme"]["scenarios"]["nodes"], json!([]), "{open:#}");
        let broken = "{ programmes(filter: { parent: \"zzz\" }) { nodes { id } } }";
        let broken = app.graphql(Some(&token), broken, json!({})).await;
        assert_eq!(broken["errors"][0]["extensions"]["faults"][0]["code"], "MALFORMED_ID", "{broken:#}");
    }
}

#[tokio::test]
async fn parameters_show_no_citizen() {
    for app in TestApp::each().await {
        let number = riverain_tests::scenes::submit(
            &app,
            riverain_tests::scenes::SIDEWALK,
            riverain_tests::scenes::SAINT_ROCH,
            Some(riverain_tests::scenes::requester("Alice", "Tremblay")),
        )
        .await;
        let token = app.token(TokenRole::Administrator);
        let request = "query($n: String!) { request(number: $n) { citizen { id } } }";
        let citizen = app.data(&token, request, json!({ "n": number })).await["request"]["citizen"]["id"].clone();
        let parent = roads(&app).await;
        let answer =
            app.data(&token, FORK, json!({ "input": { "parent": parent, "filter": { "citizen": citizen } } })).await;
        assert_eq!(answer["forkProgramme"]["__typename"], "ForkProgrammeSuccess", "{answer:#}");
        let shown = app.data(&token, "{ programmes(first: 1) { nodes { parameters } } }", json!({})).await;
        let parameters = &shown["programmes"]["nodes"][0]["parameters"];
        assert!(parameters["filter"].is_object(), "{parameters:#}");
        assert_eq!(parameters["filter"].get("citizen"), None, "{parameters:#}");
    }
}
