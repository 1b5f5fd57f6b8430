//! Follow-ups and the summary that the 311 app shows of them.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, citizen_of, requester, submit};
use serde_json::{Value, json};

const ADD: &str = "mutation($input: AddFollowUpInput!) { addFollowUp(input: $input) { __typename
  ... on AddFollowUpSuccess { followUp { id text audience authorKind request { number } } } ... on Problem { message } } }";

const SUMMARY: &str = "query($number: String!) { followUpSummary(requestNumber: $number) {
  requestNumber status text isPlannedIntervention plannedYear promise dueAt lastFollowUp { text authorName } } }";

async fn add(app: &TestApp, token: &str, number: &str, audience: &str, text: &str) -> Value {
    let input = json!({ "requestNumber": number, "audience": audience, "text": text });
    app.data(token, ADD, json!({ "input": input })).await["addFollowUp"].clone()
}

#[tokio::test]
async fn a_planned_intervention_gets_no_follow_up_to_the_citizen() {
    for app in TestApp::each().await {
        let number = submit(&app, SIDEWALK, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let agent = app.token(TokenRole::Agent);
        let refused = add(&app, &agent, &number, "PUBLIC", "Nous passerons demain.").await;
        assert_eq!(refused["__typename"], "PublicFollowUpOnPlannedIntervention");
        assert!(refused["message"].as_str().unwrap().contains("programme d’intervention planifié"), "{refused}");
        let kept = add(&app, &agent, &number, "INTERNAL", "Vu sur place.").await;
        assert_eq!(kept["__typename"], "AddFollowUpSuccess");

        let citizen = app.citizen_token(citizen_of(&app, &number).await);
        let summary = app.data(&citizen, SUMMARY, json!({ "number": number })).await["followUpSummary"].clone();
        assert_eq!(summary["isPlannedIntervention"], true);
        assert_eq!(summary["lastFollowUp"], Value::Null);
        assert_eq!(summary["plannedYear"], Value::Null);
        assert!(summary["text"].as_str().unwrap().contains("Aucun suivi individuel"), "{summary}");
        let english = app.graphql_in("en-CA,fr;q=0.5", Some(&citizen), SUMMARY, json!({ "number": number })).await;
        assert!(english["data"]["followUpSummary"]["text"].as_str().unwrap().contains("No individual follow-up"));
    }
}

#[tokio::test]
async fn a_citizen_reads_the_last_public_follow_up_and_never_an_internal_one() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let agent = app.token(TokenRole::Agent);
        add(&app, &agent, &number, "PUBLIC", "L’arbre sera abattu mardi.").await;
        add(&app, &agent, &number, "INTERNAL", "Le citoyen a appelé deux fois.").await;
        let citizen = app.citizen_token(citizen_of(&app, &number).await);
        let summary = app.data(&citizen, SUMMARY, json!({ "number": number })).await["followUpSummary"].clone();
        assert_eq!(summary["lastFollowUp"]["text"], "L’arbre sera abattu mardi.");
        assert_eq!(summary["lastFollowUp"]["authorName"], Value::Null, "citizens do not learn who wrote");
        assert_eq!(summary["promise"], "RUNNING");
        let history =
            "query($number: String!) { request(number: $number) { followUps(first: 10) { nodes { text audience } } } }";
        let seen = app.data(&citizen, history, json!({ "number": number })).await;
        assert_eq!(seen["request"]["followUps"]["nodes"].as_array().unwrap().len(), 1);
        let all = app.data(&agent, history, json!({ "number": number })).await;
        assert_eq!(all["request"]["followUps"]["nodes"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_history_is_paged_from_both_ends() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let agent = app.token(TokenRole::Agent);
        for text in ["un", "deux", "trois", "quatre", "cinq"] {
            add(&app, &agent, &number, "PUBLIC", text).await;
        }
        let query = "query($number: String!, $first: Int, $after: String, $last: Int, $before: String) { request(number: $number) {
            followUps(first: $first, after: $after, last: $last, before: $before) { nodes { text } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } } }";
        let page = async |arguments: Value| {
            let mut variables = json!({ "number": number });
            variables.as_object_mut().unwrap().extend(arguments.as_object().unwrap().clone());
            app.data(&agent, query, variables).await["request"]["followUps"].clone()
        };
        let texts = |page: &Value| -> Vec<String> {
            page["nodes"].as_array().unwrap().iter().map(|node| node["text"].as_str().unwrap().to_owned()).collect()
        };
        let first = page(json!({ "first": 2 })).await;
        assert_eq!(texts(&first), ["un", "deux"]);
        let next = page(json!({ "first": 2, "after": first["pageInfo"]["endCursor"] })).await;
        assert_eq!(texts(&next), ["trois", "quatre"]);
        let last = page(json!({ "last": 2 })).await;
        assert_eq!(texts(&last), ["quatre", "cinq"]);
        assert_eq!(last["pageInfo"]["hasPreviousPage"], true);
        let previous = page(json!({ "last": 3, "before": last["pageInfo"]["startCursor"] })).await;
        assert_eq!(texts(&previous), ["un", "deux", "trois"]);
        assert_eq!(previous["pageInfo"]["hasPreviousPage"], false);
    }
}

#[tokio::test]
async fn a_request_that_became_planned_shows_its_citizen_no_follow_up() {
    use riverain_entities::service_requests::ActiveModel;
    use sea_orm::ActiveValue::Set;
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let agent = app.token(TokenRole::Agent);
        add(&app, &agent, &number, "PUBLIC", "L’arbre sera abattu mardi.").await;
        let row = riverain::store::requests::by_number(app.database(), &number).await.unwrap().unwrap();
        let reference = app.app.reference.current().await.unwrap();
        let work_type = reference.work_type_of_code("sidewalk_repair").unwrap();
        let change = ActiveModel {
            id: Set(row.id),
            work_type_id: Set(Some(work_type.id)),
            work_type_code: Set(Some(work_type.code.clone())),
            ..Default::default()
        };
        riverain::store::requests::update(app.database(), change).await.unwrap();
        let one = "query($number: String!) { request(number: $number) { followUps { nodes { id text } } } }";
        let list = "{ requests { nodes { followUps(last: 3) { nodes { text } } } } }";
        let seen = app.data(&agent, one, json!({ "number": number })).await;
        assert_eq!(seen["request"]["followUps"]["nodes"][0]["text"], "L’arbre sera abattu mardi.");
        let citizen = app.citizen_token(row.citizen_id.unwrap());
        let hidden = app.data(&citizen, one, json!({ "number": number })).await;
        assert_eq!(hidden["request"]["followUps"]["nodes"], json!([]));
        let hidden = app.data(&citizen, list, json!({})).await;
        assert_eq!(hidden["requests"]["nodes"][0]["followUps"]["nodes"], json!([]));
        let node = "query($id: ID!) { node(id: $id) { id } }";
        let id = &seen["request"]["followUps"]["nodes"][0]["id"];
        assert_eq!(app.data(&citizen, node, json!({ "id": id })).await["node"], Value::Null);
    }
}

#[tokio::test]
async fn a_follow_up_knows_the_user_who_wrote_it() {
    use riverain::store::users::{NewUser, insert_missing};
    use riverain_entities::follow_ups::Entity;
    use riverain_entities::users::UserRole;
    use sea_orm::EntityTrait;
    for app in TestApp::each().await {
        let user = NewUser { subject: "camille", name: "Camille Roy", role: UserRole::Agent, departments: Vec::new() };
        insert_missing(app.database(), user).await.unwrap();
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let known = app.token_for(TokenRole::Agent, "camille", Vec::new());
        add(&app, &known, &number, "INTERNAL", "Vu sur place.").await;
        add(&app, &app.token(TokenRole::Agent), &number, "INTERNAL", "Vu aussi.").await;
        let mut rows = Entity::find().all(app.database()).await.unwrap();
        rows.sort_by_key(|row| row.id);
        let linked: Vec<bool> = rows.iter().map(|row| row.author_user_id.is_some()).collect();
        assert_eq!(linked, [true, false], "nobody of the city has the other subject");
    }
}
