//! Closed requests are reopened within their window, by those who may, and begin anew.

use chrono::{DateTime, Duration, Utc};
use riverain::auth::token::TokenRole;
use riverain_entities::service_requests::RequestStatus;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, citizen_of, requester, submit};
use riverain_tests::{TestApp, now};
use serde_json::{Value, json};

use super::{put, read, step};

const COMPLAINT: (&str, &str) = ("negative_appreciation", "service");

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_reopened_request_reaches_its_department_and_team_again_with_a_new_promise() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let citizen = app.citizen_token(citizen_of(&app, &number).await);
        let agent = app.token(TokenRole::Agent);
        let first = read(&app, &agent, &number, "dueAt assignment { department { code } team { code } }").await;
        put(&app, &number, RequestStatus::Done, now() - Duration::days(20)).await;
        let closed =
            read(&app, &citizen, &number, "reopenableUntil allowedSteps { status reasons { code label } }").await;
        // 26 August and thirty days: until the end of 25 September in Québec.
        assert_eq!(closed["reopenableUntil"], "2026-09-26T04:00:00+00:00", "{closed:#}");
        assert_eq!(closed["allowedSteps"][0]["reasons"][0]["label"], "Le problème n’est pas réglé");
        let reopened = step(&app, &citizen, &number, "REOPENED", json!({ "reason": "not_settled" })).await;
        let request = &reopened["request"];
        assert_eq!(request["status"], "REOPENED", "{reopened:#}");
        assert_eq!((&request["closedAt"], &request["reopenableUntil"]), (&Value::Null, &Value::Null));
        assert_eq!(request["settledAtFirstContact"], false);
        assert_eq!(request["assignment"], first["assignment"]);
        assert_eq!(request["dueAt"], first["dueAt"], "twenty business days from now, as when it was made now");
        let queue =
            "{ workQueue(department: \"urban_forestry\", team: \"forestry_inspection\") { nodes { number status } } }";
        let queue = app.data(&agent, queue, json!({})).await;
        assert_eq!(queue["workQueue"]["nodes"], json!([{ "number": number, "status": "REOPENED" }]));
        let history = read(
            &app,
            &citizen,
            &number,
            "history(last: 1) { nodes { from to reason { code } authorKind authorName } }",
        )
        .await;
        assert_eq!(
            history["history"]["nodes"][0],
            json!({ "from": "DONE", "to": "REOPENED", "reason": { "code": "not_settled" }, "authorKind": "CITIZEN", "authorName": null })
        );
    }
}

#[tokio::test]
async fn the_window_is_the_products_own_in_business_days_or_the_citys_in_calendar_days() {
    for app in TestApp::each().await {
        let tree = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let complaint = submit(&app, COMPLAINT, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let citizen = app.citizen_token(citizen_of(&app, &tree).await);
        // Now it is Tuesday 15 September 2026, 10:00 in Québec. Labour Day is 7 September.
        let windows = [
            (&tree, "2026-08-16T15:00:00Z", Ok(())),
            (&tree, "2026-08-15T15:00:00Z", Err("2026-09-15T04:00:00+00:00")),
            (&complaint, "2026-08-31T15:00:00Z", Ok(())),
            (&complaint, "2026-08-28T15:00:00Z", Err("2026-09-14T23:00:00+00:00")),
        ];
        for (number, closed_at, outcome) in windows {
            put(&app, number, RequestStatus::Done, moment(closed_at)).await;
            let allowed = read(&app, &citizen, number, "allowedSteps { status }").await;
            let reopened = step(&app, &citizen, number, "REOPENED", json!({ "reason": "came_back" })).await;
            match outcome {
                Ok(()) => {
                    assert_eq!(allowed["allowedSteps"], json!([{ "status": "REOPENED" }]), "{closed_at}");
                    assert_eq!(reopened["__typename"], "ChangeRequestStatusSuccess", "{closed_at} {reopened:#}");
                }
                Err(until) => {
                    assert_eq!(allowed["allowedSteps"], json!([]), "{closed_at}");
                    assert_eq!(reopened["__typename"], "ReopeningWindowClosed", "{closed_at} {reopened:#}");
                    assert_eq!(reopened["until"], until, "{closed_at}");
                    let of_staff = json!({ "reason": "closed_by_mistake" });
                    let agent = step(&app, &app.token(TokenRole::Agent), number, "REOPENED", of_staff).await;
                    assert_eq!(agent["__typename"], "ReopeningWindowClosed", "the staff too");
                }
            }
        }
    }
}

#[tokio::test]
async fn citizens_reopen_and_cancel_their_own_requests_alone() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let alice = citizen_of(&app, &number).await;
        let other = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Benoît", "Roy"))).await;
        let benoit = app.citizen_token(citizen_of(&app, &other).await);
        let refused = step(&app, &benoit, &number, "CANCELLED", json!({})).await;
        assert_eq!(refused["__typename"], "RequestNotFound");
        let own = app.citizen_token(alice);
        let cancelled = step(&app, &own, &number, "CANCELLED", json!({ "reason": "settled_itself" })).await;
        assert_eq!(cancelled["request"]["status"], "CANCELLED", "{cancelled:#}");
        let back = step(&app, &own, &number, "REOPENED", json!({ "reason": "came_back" })).await;
        assert_eq!(back["__typename"], "StatusChangeReservedForOthers");
        assert_eq!(back["reservedFor"], json!(["AGENT", "SUPERVISOR", "ADMINISTRATOR"]));
        let begun = step(&app, &app.token(TokenRole::Agent), &other, "IN_PROGRESS", json!({})).await;
        assert_eq!(begun["request"]["status"], "IN_PROGRESS");
        let late = step(&app, &benoit, &other, "CANCELLED", json!({})).await;
        assert_eq!(late["__typename"], "StatusChangeReservedForOthers", "{late:#}");
    }
}
