//! What a later import leaves alone: the work of the city, what was promised, and what it already said.

use riverain::auth::token::TokenRole;
use riverain_entities::follow_ups::{self, AuthorKind};
use riverain_entities::service_requests::{self, ActiveModel, RequestStatus};
use riverain_entities::{boroughs, import_runs};
use riverain_tests::TestApp;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::json;
use tempfile::TempDir;

use super::world::{HEADER, MAPPING, World, import_into, moment};

const OPEN: &str = "7,2015-01-01T08:38:00,,,Open,Street Light Outages,Back Bay,1 Beacon St,,,Constituent Call,0";
const SIDEWALK: &str =
    "7,2015-01-01T08:38:00,,,Open,Sidewalk Repair,Back Bay,1 Beacon St,42.3581,-71.0636,Constituent Call,0";

const CHANGE_STATUS: &str = "mutation($input: ChangeRequestStatusInput!) {
    changeRequestStatus(input: $input) { __typename } }";

/// A file of one row for a whole service, of Québec's catalogue.
fn one_row(status: &str, address: &str) -> String {
    format!("ID,OPENED,STATUS,ADDRESS\n7,2026-09-01 08:00,{status},{address}\n")
}

const QUEBEC_MAPPING: &str = r#"
source = "old_311"
time_zone = "America/Toronto"
date_formats = ["%Y-%m-%d %H:%M"]
columns = { external_id = "ID", opened_at = "OPENED", address = "ADDRESS" }
status = { column = "STATUS", words = { New = "received", Busy = "in_progress", Over = "done" } }
channel = { default = "telephone" }
categories = [{ product = "graffiti", precision = "PRECISION" }]
"#;

#[tokio::test]
async fn a_status_that_an_agent_set_outlives_the_nightly_file() {
    for app in TestApp::each().await {
        let reference = app.app.reference.current().await.unwrap();
        let product = reference.product_of_code("graffiti").unwrap().id;
        let precision = reference.precisions_of(product).iter().find(|row| row.work_type_code.is_none()).unwrap();
        let folder = TempDir::new().unwrap();
        let (file, mapping) = (folder.path().join("nightly.csv"), folder.path().join("mapping.toml"));
        std::fs::write(&mapping, QUEBEC_MAPPING.replace("PRECISION", &precision.code)).unwrap();
        let import = async |content: String| {
            std::fs::write(&file, content).unwrap();
            import_into(&app.app, &file, &mapping).await.unwrap().tally
        };
        assert_eq!(import(one_row("New", "1 rue du Port")).await.inserted, 1);
        let [request] = service_requests::Entity::find().all(app.database()).await.unwrap().try_into().unwrap();

        let token = app.token(TokenRole::Agent);
        let input = json!({ "requestNumber": request.number, "status": "IN_PROGRESS" });
        let answer = app.data(&token, CHANGE_STATUS, json!({ "input": input })).await;
        assert_eq!(answer["changeRequestStatus"]["__typename"], "ChangeRequestStatusSuccess", "{answer}");

        // The same row again, then the same status with another address, then another status.
        assert_eq!(import(one_row("New", "1 rue du Port")).await.unchanged, 1);
        assert_eq!(import(one_row("New", "2 rue du Port")).await.updated, 1);
        assert_eq!(import(one_row("Over", "2 rue du Port")).await.updated, 1);
        let [request] = service_requests::Entity::find().all(app.database()).await.unwrap().try_into().unwrap();
        assert_eq!(request.status, RequestStatus::InProgress);
        assert_eq!(request.address.as_deref(), Some("2 rue du Port"));
        let by_service = follow_ups::Entity::find().filter(follow_ups::Column::AuthorKind.eq(AuthorKind::System));
        assert_eq!(by_service.count(app.database()).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn what_was_promised_stays_unless_the_row_says_otherwise() {
    for world in World::each().await {
        world.import(&[OPEN]).await;
        let promised = moment("2015-02-03T15:00:00Z");
        let change = ActiveModel { due_at: Set(Some(promised)), ..Default::default() };
        service_requests::Entity::update_many().set(change).exec(world.database.connection()).await.unwrap();
        let moved = OPEN.replace("1 Beacon St", "2 Beacon St");
        assert_eq!(world.import(&[&moved]).await.tally.updated, 1);
        assert_eq!(world.requests().await[0].due_at, Some(promised));
        let given = moved.replace("08:38:00,,", "08:38:00,2015-03-01T12:00:00,");
        assert_eq!(world.import(&[&given]).await.tally.updated, 1);
        assert_eq!(world.requests().await[0].due_at, Some(moment("2015-03-01T17:00:00Z")));
    }
}

#[tokio::test]
async fn the_borough_of_a_request_without_a_position_follows_its_row() {
    for world in World::each().await {
        world.import(&[OPEN]).await;
        assert_eq!(world.import(&[&OPEN.replace("Back Bay", "Roxbury")]).await.tally.updated, 1);
        let [request] = world.requests().await.try_into().unwrap();
        let borough = boroughs::Entity::find_by_id(request.borough_id.unwrap()).one(world.database.connection());
        assert_eq!(borough.await.unwrap().unwrap().code, "roxbury");
    }
}

#[tokio::test]
async fn a_run_cut_short_before_its_priorities_is_finished_by_the_next() {
    for world in World::each().await {
        let connection = world.database.connection();
        world.import(&[SIDEWALK, &SIDEWALK.replacen('7', "8", 1)]).await;
        let together = world.requests().await[0].priority;
        let unfinished = import_runs::ActiveModel { finished_at: Set(None), ..Default::default() };
        import_runs::Entity::update_many().set(unfinished).exec(connection).await.unwrap();
        let forgotten = ActiveModel { priority: Set(1.0), ..Default::default() };
        service_requests::Entity::update_many().set(forgotten).exec(connection).await.unwrap();

        let text = format!("{HEADER}\n{SIDEWALK}\n{}\n", SIDEWALK.replacen('7', "8", 1));
        assert_eq!(world.import_file(text.as_bytes(), MAPPING).await.unwrap().tally.unchanged, 2);
        assert!((world.requests().await[0].priority - together).abs() < 1e-9);
        let last = import_runs::Entity::find().order_by_desc(import_runs::Column::Id).one(connection).await.unwrap();
        assert!(last.unwrap().finished_at.is_some());
    }
}
