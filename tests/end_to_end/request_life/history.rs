//! The history of a request: who wrote it, who reads it, page by page; and the diagram of the life cycle.

use riverain::auth::token::TokenRole;
use riverain_entities::follow_ups::AuthorKind;
use riverain_entities::request_status_changes::{Column, Entity};
use riverain_entities::service_requests::RequestStatus;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, citizen_of, requester, submit};
use riverain_tests::{TestApp, TestDatabase};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::{read, step};

#[tokio::test]
async fn every_change_is_kept_with_who_made_it_for_the_staff_alone() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let citizen = app.citizen_token(citizen_of(&app, &number).await);
        let (agent, planner) = (app.token(TokenRole::Agent), app.token(TokenRole::Planner));
        step(&app, &agent, &number, "ASSIGNED", json!({})).await;
        step(&app, &planner, &number, "WAITING_FOR_CITIZEN", json!({ "reason": "access_needed" })).await;
        step(&app, &agent, &number, "DONE", json!({})).await;
        let selection = "history(first: 10) { nodes { changedAt from to reason { code label } authorKind authorName
            department { code } team { name } } pageInfo { hasNextPage } }";
        let told = read(&app, &agent, &number, selection).await["history"]["nodes"].clone();
        let steps: Vec<Value> = told
            .as_array()
            .unwrap()
            .iter()
            .map(|row| json!([row["from"], row["to"], row["reason"]["code"], row["authorKind"], row["authorName"]]))
            .collect();
        assert_eq!(
            json!(steps),
            json!([
                [null, "RECEIVED", null, "AGENT", "Test"],
                ["RECEIVED", "ASSIGNED", null, "AGENT", "Test"],
                ["ASSIGNED", "WAITING_FOR_CITIZEN", "access_needed", "PLANNER", "Test"],
                ["WAITING_FOR_CITIZEN", "DONE", null, "AGENT", "Test"],
            ])
        );
        assert_eq!(told[2]["reason"]["label"], "L’équipe doit avoir accès aux lieux");
        assert_eq!(told[1]["team"]["name"], "Foresterie — Inspection");
        let own = read(&app, &citizen, &number, selection).await["history"]["nodes"].clone();
        let own = own.as_array().unwrap();
        assert_eq!(own.len(), 4);
        assert!(own.iter().all(|row| row["authorName"].is_null()), "staff is named to the staff alone: {own:#?}");
    }
}

#[tokio::test]
async fn a_history_is_read_page_by_page_and_many_in_one_statement() {
    for app in TestApp::each().await {
        let agent = app.token(TokenRole::Agent);
        for _ in 0..3 {
            let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
            for status in ["TRIAGED", "ASSIGNED", "IN_PROGRESS", "ASSIGNED", "DONE"] {
                step(&app, &agent, &number, status, json!({})).await;
            }
        }
        let page = "query($n: String!, $after: String) { request(number: $n) {
            history(first: 2, after: $after) { pageInfo { hasNextPage endCursor } nodes { to } } } }";
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let data = app.data(&agent, page, json!({ "n": "2026-0000001", "after": after })).await;
            let history = &data["request"]["history"];
            seen.extend(history["nodes"].as_array().unwrap().iter().map(|row| row["to"].clone()));
            if history["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = history["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(json!(seen), json!(["RECEIVED", "TRIAGED", "ASSIGNED", "IN_PROGRESS", "ASSIGNED", "DONE"]));
        let list = "{ requests(first: 3) { nodes { number history(last: 1) { nodes { to } } allowedSteps { status }
            assignment { team { code } rule { code } } } } }";
        let statements = app.statements_of(&agent, list, json!({})).await;
        let of_history = statements.iter().filter(|statement| statement.sql.contains("request_status_changes")).count();
        assert_eq!(of_history, 1, "{statements:#?}");
    }
}

#[tokio::test]
async fn what_was_there_before_gets_the_history_that_is_known_of_it() {
    use riverain_migrations::{Migrator, MigratorTrait};
    for database in TestDatabase::each_empty().await {
        let connection = database.connection();
        Migrator::up(connection, None).await.unwrap();
        crate::sample_rows::insert_all(connection).await;
        let others = "UPDATE request_status_changes SET status_to = 'reopened';
            UPDATE service_requests SET status = 'reopened', closed_at = NULL;
            UPDATE follow_ups SET status_from = 'planned', status_to = 'triaged'";
        connection.execute_unprepared(others).await.unwrap();
        // Down past the step, where the first eight statuses alone are known, and up again.
        let names: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        let rank = names.iter().position(|name| name == "m20260101_000021_request_life").unwrap();
        let steps = u32::try_from(names.len() - rank).unwrap();
        Migrator::down(connection, Some(steps)).await.unwrap();
        let held = statuses(connection).await;
        assert_eq!(held, ["in_progress", "assigned", "received"]);
        Migrator::up(connection, None).await.unwrap();
        let mut changes = Entity::find().order_by_asc(Column::Id).all(connection).await.unwrap();
        // The other request has no follow-up that tells anything.
        let documented = changes[0].request_id;
        changes.retain(|row| row.request_id == documented);
        let told: Vec<_> = changes.iter().map(|row| (row.status_from, row.status_to, row.author_kind)).collect();
        assert_eq!(
            told,
            [
                (None, RequestStatus::Assigned, AuthorKind::System),
                (Some(RequestStatus::Assigned), RequestStatus::Received, AuthorKind::Agent),
            ]
        );
        assert_eq!(changes[1].author_name, "Réjean Côté");
    }
}

async fn statuses(connection: &sea_orm::DatabaseConnection) -> Vec<String> {
    let sql = "SELECT r.status || ' ' || f.status_from || ' ' || f.status_to AS v
        FROM service_requests r JOIN follow_ups f ON f.request_id = r.id";
    let statement = sea_orm::Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get::<String>("", "v").unwrap().split(' ').map(str::to_owned).collect()
}

#[tokio::test]
async fn the_diagram_of_the_docs_is_that_of_the_catalogue() {
    let app = TestApp::sqlite().await;
    let diagram = app.app.reference.current().await.unwrap().life.cycle().diagram();
    let page = include_str!("../../../docs/request-life.md");
    assert!(page.contains(&format!("```mermaid\n{diagram}```")), "riverain catalogue diagram gives:\n{diagram}");
}
