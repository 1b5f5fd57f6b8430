//! A published programme plans its requests; one that is set aside lets them go.

use riverain::auth::token::TokenRole;
use riverain_entities::service_requests::RequestStatus;
use riverain_tests::TestApp;
use serde_json::json;

use super::{put, read};
use crate::planned_requests::{PlannedRequest, sidewalk, write};
use crate::programme_doors::{planned, publish};

#[tokio::test]
async fn requests_with_a_year_are_planned_until_their_programme_is_withdrawn() {
    for app in TestApp::each().await {
        let requests = [sidewalk(0.0), sidewalk(40.0), PlannedRequest { place: None, ..sidewalk(0.0) }];
        let numbers = write(&app, &requests).await;
        put(&app, &numbers[1], RequestStatus::InProgress, riverain_tests::now()).await;
        let id = planned(&app, json!([{ "department": "roads" }])).await;
        let planner = app.token(TokenRole::Planner);
        let status = async |number: &String| read(&app, &planner, number, "status").await["status"].clone();
        publish(&app, &id).await;
        assert_eq!(status(&numbers[0]).await, "PLANNED");
        assert_eq!(status(&numbers[1]).await, "IN_PROGRESS", "work that has begun goes on");
        assert_eq!(status(&numbers[2]).await, "RECEIVED", "a request without a place has no year");
        let next = planned(&app, json!([{ "department": "roads" }])).await;
        publish(&app, &next).await;
        assert_eq!(status(&numbers[0]).await, "PLANNED", "the next programme has it too");
        let archive = "mutation($id: ID!) { archiveProgramme(input: { programme: $id }) { __typename } }";
        app.data(&planner, archive, json!({ "id": next })).await;
        assert_eq!(status(&numbers[0]).await, "ASSIGNED");
        let history =
            read(&app, &planner, &numbers[0], "history(first: 9) { nodes { from to authorKind department { code } } }")
                .await;
        assert_eq!(
            history["history"]["nodes"],
            json!([
                { "from": "RECEIVED", "to": "PLANNED", "authorKind": "AGENT", "department": { "code": "roads" } },
                { "from": "PLANNED", "to": "ASSIGNED", "authorKind": "PLANNER", "department": { "code": "roads" } },
            ]),
            "written in one go, and not twice"
        );
    }
}
