//! The 311 app: where all of a citizen's requests stand, what changed, and no more than that over the network.

use chrono::{DateTime, Duration, Utc};
use riverain::auth::token::TokenRole;
use riverain_entities::{follow_up_corrections, follow_ups, request_status_changes, service_requests};
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, citizen_of, requester, submit};
use riverain_tests::{TestApp, now};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

const SUMMARY: &str = "query($number: String!) { followUpSummary(requestNumber: $number) {
  requestNumber status text nextStep promise dueAt lastFollowUp { text } } }";

const SUMMARIES: &str = "query($first: Int, $after: String) { followUpSummaries(first: $first, after: $after) {
  nodes { requestNumber status text nextStep promise lastFollowUp { text } } pageInfo { hasNextPage endCursor } } }";

const CHANGES: &str = "query($since: String, $first: Int) { followUpSummaryChanges(since: $since, first: $first) {
  changed { requestNumber status lastFollowUp { text correctedAt } } removed cursor hasMore } }";

const ADD: &str = "mutation($input: AddFollowUpInput!) { addFollowUp(input: $input) { ... on AddFollowUpSuccess { followUp { id } } } }";

const CORRECT: &str = "mutation($input: CorrectFollowUpInput!) { correctFollowUp(input: $input) { __typename
  ... on CorrectFollowUpSuccess { followUp { text correctedAt corrections { replacedText reason authorName } } }
  ... on InvalidInput { faults { field code } } } }";

const STEP: &str = "mutation($input: ChangeRequestStatusInput!) { changeRequestStatus(input: $input) { __typename } }";

async fn add(app: &TestApp, number: &str, audience: &str, text: &str) -> Value {
    let agent = app.token(TokenRole::Agent);
    let input = json!({ "requestNumber": number, "audience": audience, "text": text });
    app.data(&agent, ADD, json!({ "input": input })).await["addFollowUp"]["followUp"]["id"].clone()
}

async fn submit_for_alice(app: &TestApp, about: (&str, &str)) -> String {
    submit(app, about, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await
}

/// Makes all that happened so far to have happened an hour before.
async fn an_hour_passes(app: &TestApp) {
    let earlier = now() - Duration::hours(1);
    let update = service_requests::Entity::update_many();
    let update = update.col_expr(service_requests::Column::UpdatedAt, Expr::value(earlier));
    update.exec(app.database()).await.unwrap();
    let update = request_status_changes::Entity::update_many();
    let update = update.col_expr(request_status_changes::Column::ChangedAt, Expr::value(earlier));
    update.exec(app.database()).await.unwrap();
    let update = follow_ups::Entity::update_many();
    update.col_expr(follow_ups::Column::CreatedAt, Expr::value(earlier)).exec(app.database()).await.unwrap();
    let update = follow_up_corrections::Entity::update_many();
    let update = update.col_expr(follow_up_corrections::Column::CorrectedAt, Expr::value(earlier));
    update.exec(app.database()).await.unwrap();
}

async fn changes(app: &TestApp, token: &str, since: &Value) -> Value {
    app.data(token, CHANGES, json!({ "since": since })).await["followUpSummaryChanges"].clone()
}

fn numbers(changes: &Value) -> Vec<&str> {
    changes["changed"].as_array().unwrap().iter().map(|summary| summary["requestNumber"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_summary_says_what_happens_next() {
    for app in TestApp::each().await {
        let number = submit_for_alice(&app, TREE_FELLING).await;
        let citizen = app.citizen_token(citizen_of(&app, &number).await);
        let seen = async |language: &str| {
            let answer = app.graphql_in(language, Some(&citizen), SUMMARY, json!({ "number": number })).await;
            answer["data"]["followUpSummary"].clone()
        };
        let running = seen("fr").await;
        assert_eq!(running["promise"], "RUNNING");
        let due: DateTime<Utc> = running["dueAt"].as_str().unwrap().parse().unwrap();
        let day = due.with_timezone(&chrono_tz::America::Toronto).format("%Y-%m-%d").to_string();
        assert!(running["nextStep"].as_str().unwrap().contains(&format!("au plus tard le {day}")), "{running:#}");
        assert!(seen("en").await["nextStep"].as_str().unwrap().contains(&format!("by {day}")));

        let late = now() - Duration::days(1);
        let update =
            service_requests::Entity::update_many().col_expr(service_requests::Column::DueAt, Expr::value(late));
        update.exec(app.database()).await.unwrap();
        let passed = seen("en").await;
        assert_eq!(passed["promise"], "LATE");
        assert!(passed["nextStep"].as_str().unwrap().contains("2026-09-14, has passed"), "{passed:#}");

        let agent = app.token(TokenRole::Agent);
        let input = json!({ "requestNumber": number, "status": "DONE", "note": "L’arbre est abattu." });
        let taken = app.data(&agent, STEP, json!({ "input": input })).await;
        assert_eq!(taken["changeRequestStatus"]["__typename"], "ChangeRequestStatusSuccess", "{taken:#}");
        let done = seen("en").await;
        assert!(done["nextStep"].as_str().unwrap().contains("you may reopen the request until"), "{done:#}");
        let planned = submit_for_alice(&app, SIDEWALK).await;
        let answer = app.data(&citizen, SUMMARY, json!({ "number": planned })).await["followUpSummary"].clone();
        assert_eq!(answer["nextStep"], "Aucune démarche n’est requise de votre part.");
    }
}

#[tokio::test]
async fn a_summary_is_two_statements_and_so_are_those_of_all_of_a_citizens_requests() {
    for app in TestApp::each().await {
        let mut sent = Vec::new();
        for _ in 0..7 {
            sent.push(submit_for_alice(&app, TREE_FELLING).await);
        }
        submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Bernard", "Gagnon"))).await;
        for number in &sent {
            add(&app, number, "PUBLIC", &format!("Suivi de {number}")).await;
            add(&app, number, "INTERNAL", "À voir.").await;
        }
        let citizen = app.citizen_token(citizen_of(&app, &sent[0]).await);
        app.data(&citizen, SUMMARIES, json!({})).await;
        for (query, variables) in [
            (SUMMARY, json!({ "number": sent[0] })),
            (SUMMARIES, json!({ "first": 2 })),
            (SUMMARIES, json!({ "first": 100 })),
        ] {
            let before = app.statements();
            app.data(&citizen, query, variables.clone()).await;
            assert!(app.statements() - before <= 2, "{} statements for {query} {variables}", app.statements() - before);
        }
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page =
                app.data(&citizen, SUMMARIES, json!({ "first": 3, "after": after })).await["followUpSummaries"].clone();
            for node in page["nodes"].as_array().unwrap() {
                let number = node["requestNumber"].as_str().unwrap().to_owned();
                assert_eq!(node["lastFollowUp"]["text"], format!("Suivi de {number}"), "public, and its own");
                seen.push(number);
            }
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        seen.sort();
        assert_eq!(seen, sent, "all of hers, once, and nobody else's");
    }
}

#[tokio::test]
async fn a_phone_gets_what_changed_and_nothing_else() {
    for app in TestApp::each().await {
        let (first, second) = (submit_for_alice(&app, TREE_FELLING).await, submit_for_alice(&app, TREE_FELLING).await);
        let alice = citizen_of(&app, &first).await;
        let citizen = app.citizen_token(alice);
        let follow_up = add(&app, &first, "PUBLIC", "L’arbre sera abatu mardi.").await;
        let start = changes(&app, &citizen, &Value::Null).await;
        assert_eq!(numbers(&start), [first.as_str(), second.as_str()]);
        let cursor = &start["cursor"];
        an_hour_passes(&app).await;
        let nothing = changes(&app, &citizen, cursor).await;
        assert_eq!((numbers(&nothing).len(), &nothing["removed"], &nothing["hasMore"]), (0, &json!([]), &json!(false)));

        add(&app, &second, "INTERNAL", "Vu.").await;
        assert_eq!(numbers(&changes(&app, &citizen, cursor).await).len(), 0, "what she may not read is no change");
        let agent = app.token(TokenRole::Supervisor);
        let input = json!({ "followUp": follow_up, "text": "L’arbre sera abattu mardi.", "reason": "Faute." });
        app.data(&agent, CORRECT, json!({ "input": input })).await;
        let corrected = changes(&app, &citizen, cursor).await;
        assert_eq!(numbers(&corrected), [first.as_str()]);
        assert_eq!(corrected["changed"][0]["lastFollowUp"]["text"], "L’arbre sera abattu mardi.");
        assert!(corrected["changed"][0]["lastFollowUp"]["correctedAt"].is_string());

        an_hour_passes(&app).await;
        add(&app, &second, "PUBLIC", "C’est noté.").await;
        assert_eq!(numbers(&changes(&app, &citizen, cursor).await), [second.as_str()]);
        an_hour_passes(&app).await;
        let input = json!({ "requestNumber": second, "status": "IN_PROGRESS", "note": "Commencé." });
        app.data(&agent, STEP, json!({ "input": input })).await;
        assert_eq!(numbers(&changes(&app, &citizen, cursor).await), [second.as_str()]);
        an_hour_passes(&app).await;
        let ran_out = service_requests::Entity::update_many()
            .col_expr(service_requests::Column::DueAt, Expr::value(now()))
            .filter(service_requests::Column::Number.eq(&first));
        ran_out.exec(app.database()).await.unwrap();
        assert_eq!(numbers(&changes(&app, &citizen, cursor).await), [first.as_str()], "its promise ran out");
    }
}

#[tokio::test]
async fn a_request_that_becomes_anothers_is_gone_for_one_phone_and_new_for_the_other() {
    for app in TestApp::each().await {
        let first = submit_for_alice(&app, TREE_FELLING).await;
        let other = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Bernard", "Gagnon"))).await;
        let (alice, bernard) = (citizen_of(&app, &first).await, citizen_of(&app, &other).await);
        let (hers, his) = (app.citizen_token(alice), app.citizen_token(bernard));
        let cursors = (
            changes(&app, &hers, &Value::Null).await["cursor"].clone(),
            changes(&app, &his, &Value::Null).await["cursor"].clone(),
        );
        an_hour_passes(&app).await;
        let give = async |citizen: i64| {
            let given = service_requests::Entity::update_many()
                .col_expr(service_requests::Column::CitizenId, Expr::value(citizen))
                .filter(service_requests::Column::Number.eq(&first));
            given.exec(app.database()).await.unwrap();
        };
        give(bernard).await;
        let gone = changes(&app, &hers, &cursors.0).await;
        assert_eq!((numbers(&gone).len(), &gone["removed"]), (0, &json!([first])));
        assert_eq!(numbers(&changes(&app, &his, &cursors.1).await), [first.as_str()]);
        give(alice).await;
        let back = changes(&app, &hers, &cursors.0).await;
        assert_eq!((numbers(&back), &back["removed"]), (vec![first.as_str()], &json!([])));
        assert_eq!(changes(&app, &his, &cursors.1).await["removed"], json!([first]));
        riverain_tests::scenes::withdraw_newest(&app).await;
        assert_eq!(changes(&app, &his, &cursors.1).await["removed"], json!([first, other]));
    }
}

#[tokio::test]
async fn changes_come_page_by_page_and_for_citizens_alone() {
    let app = TestApp::sqlite().await;
    let mut sent = Vec::new();
    for _ in 0..5 {
        sent.push(submit_for_alice(&app, TREE_FELLING).await);
    }
    let citizen = app.citizen_token(citizen_of(&app, &sent[0]).await);
    let (mut seen, mut since) = (Vec::new(), Value::Null);
    loop {
        let page =
            app.data(&citizen, CHANGES, json!({ "since": since, "first": 2 })).await["followUpSummaryChanges"].clone();
        seen.extend(numbers(&page).into_iter().map(str::to_owned));
        since = page["cursor"].clone();
        if page["hasMore"] == false {
            break;
        }
    }
    assert_eq!(seen, sent);
    let code = async |token: Option<&str>, since: &str| {
        let answer = app.graphql(token, CHANGES, json!({ "since": since })).await;
        answer["errors"][0]["extensions"]["code"].clone()
    };
    assert_eq!(code(None, since.as_str().unwrap()).await, "UNAUTHENTICATED");
    assert_eq!(code(Some(&app.token(TokenRole::Agent)), since.as_str().unwrap()).await, "FORBIDDEN");
    assert_eq!(code(Some(&citizen), "no cursor").await, "INVALID_INPUT");
}

#[tokio::test]
async fn a_get_of_what_is_known_is_not_sent_again() {
    for app in TestApp::each().await {
        let number = submit_for_alice(&app, TREE_FELLING).await;
        let citizen = app.citizen_token(citizen_of(&app, &number).await);
        let path = format!(
            "/graphql?query=%7BfollowUpSummary(requestNumber:%22{number}%22)%7Bstatus%20text%20nextStep%20lastFollowUp%7Btext%7D%7D%7D"
        );
        let fresh = app.get(&path, Some(&citizen), &[]).await;
        assert_eq!(fresh.status(), 200);
        assert_eq!(fresh.headers()["cache-control"], "private, no-cache");
        assert!(fresh.headers()["vary"].to_str().unwrap().contains("authorization"));
        let tag = fresh.headers()["etag"].to_str().unwrap().to_owned();
        assert!(tag.starts_with("W/\""), "{tag}");
        let again = app.get(&path, Some(&citizen), &[("if-none-match", &tag)]).await;
        assert_eq!(again.status(), 304);
        assert_eq!(again.headers()["etag"].to_str().unwrap(), tag);
        assert!(again.bytes().await.unwrap().is_empty());
        let english = app.get(&path, Some(&citizen), &[("if-none-match", &tag), ("accept-language", "en")]).await;
        assert_eq!(english.status(), 200, "another language is another answer");
        add(&app, &number, "PUBLIC", "L’arbre sera abattu mardi.").await;
        let changed = app.get(&path, Some(&citizen), &[("if-none-match", &tag)]).await;
        assert_eq!(changed.status(), 200);
        let changed: Value = changed.json().await.unwrap();
        assert_eq!(changed["data"]["followUpSummary"]["lastFollowUp"]["text"], "L’arbre sera abattu mardi.");
        // What failed, or may not be seen, has no tag.
        let other = app.get(&path, None, &[("if-none-match", &tag)]).await;
        assert!(other.headers().get("etag").is_none() && other.status() == 200);
    }
}

#[tokio::test]
async fn a_correction_keeps_what_was_corrected_and_says_who_may() {
    use riverain_entities::users::{ActiveModel, UserRole};
    use sea_orm::{ActiveModelTrait, ActiveValue::Set, NotSet};
    for app in TestApp::each().await {
        let number = submit_for_alice(&app, TREE_FELLING).await;
        let user = ActiveModel {
            id: NotSet,
            subject: Set("test-user".into()),
            name: Set("Test".into()),
            role: Set(UserRole::Agent),
        };
        user.insert(app.database()).await.unwrap();
        let follow_up = add(&app, &number, "PUBLIC", "Nous passerons mardi.").await;
        let correct = async |token: &str, follow_up: &Value, text: &str| {
            let input = json!({ "followUp": follow_up, "text": text, "reason": "Autre jour." });
            app.graphql(Some(token), CORRECT, json!({ "input": input })).await
        };
        let other = app.token_for(TokenRole::Agent, "another-agent", vec![]);
        let citizen = app.citizen_token(citizen_of(&app, &number).await);
        for token in [&other, &citizen] {
            let refused = correct(token, &follow_up, "Jamais.").await;
            assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused:#}");
        }
        let agent = app.token(TokenRole::Agent);
        for text in ["Nous passerons mercredi.", "Nous passerons jeudi.", "Nous passerons jeudi."] {
            let corrected = correct(&agent, &follow_up, text).await;
            assert_eq!(corrected["data"]["correctFollowUp"]["followUp"]["text"], text, "{corrected:#}");
        }
        let last = correct(&agent, &follow_up, "Nous passerons jeudi.").await;
        let kept = &last["data"]["correctFollowUp"]["followUp"]["corrections"];
        assert_eq!(
            *kept,
            json!([
                { "replacedText": "Nous passerons mardi.", "reason": "Autre jour.", "authorName": "Test" },
                { "replacedText": "Nous passerons mercredi.", "reason": "Autre jour.", "authorName": "Test" },
            ])
        );
        let history =
            "query($id: ID!) { node(id: $id) { ... on FollowUp { text correctedAt corrections { replacedText } } } }";
        let hidden = app.graphql(Some(&citizen), history, json!({ "id": follow_up })).await;
        assert_eq!(hidden["errors"][0]["extensions"]["code"], "FORBIDDEN", "{hidden:#}");
        let own = json!({ "requestNumber": number, "audience": "PUBLIC", "text": "Merci." });
        let said = app.data(&citizen, ADD, json!({ "input": own })).await["addFollowUp"]["followUp"]["id"].clone();
        let refused = correct(&app.token(TokenRole::Administrator), &said, "De rien.").await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "what a citizen said stays");
        let faulty = correct(&agent, &json!("x"), "").await;
        assert_eq!(faulty["data"]["correctFollowUp"]["faults"][0]["code"], "MALFORMED_ID", "{faulty:#}");
    }
}
