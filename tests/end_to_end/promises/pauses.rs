//! The clock stands while the citizen is waited for; what most of its time is used up of is at risk.

use riverain::auth::token::TokenRole;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, citizen_of, requester, submit};
use riverain_tests::{TestApp, now};
use serde_json::{Value, json};

use super::{moment, read, standing, step};

#[tokio::test]
async fn the_promise_moves_by_the_business_time_of_a_wait_and_keeps_its_history() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let first = read(&app, &number).await;
        // Twenty business days after Tuesday 15 September; Thanksgiving is 12 October.
        assert_eq!((&first["promise"], &first["dueAt"]), (&json!("RUNNING"), &json!("2026-10-14T23:00:00+00:00")));
        // Nine hours of the first day and twenty days of eleven are 229 hours; three quarters of them, 171 h 45 min.
        assert_eq!(first["atRiskAt"], "2026-10-06T20:45:00+00:00");
        assert_eq!(first["promises"]["nodes"].as_array().unwrap().len(), 1);

        // Friday 18 September 17:00 to Tuesday 22 September 10:00: two hours, a day of eleven, two hours.
        app.move_to(moment("2026-09-18T21:00:00Z"));
        step(&app, &number, "WAITING_FOR_CITIZEN", json!({ "reason": "missing_details" })).await;
        app.move_to(moment("2026-09-22T14:00:00Z"));
        let stopped = read(&app, &number).await;
        assert_eq!(
            (&stopped["promise"], &stopped["clockStoppedAt"]),
            (&json!("PAUSED"), &json!("2026-09-18T21:00:00+00:00"))
        );
        // Of the 229 hours, nine of Tuesday, twenty-two and nine of Friday had passed: 189 are left, whenever it goes on.
        assert_eq!((&stopped["dueAt"], &stopped["atRiskAt"]), (&Value::Null, &Value::Null), "{stopped:#}");
        assert_eq!(stopped["promiseMinutesLeft"], 189 * 60);
        step(&app, &number, "IN_PROGRESS", json!({})).await;
        let moved = read(&app, &number).await;
        assert_eq!((&moved["promise"], &moved["clockStoppedAt"]), (&json!("RUNNING"), &Value::Null));
        // Fifteen hours after the closing of 14 October: the whole of the 15th, and four hours of the 16th.
        assert_eq!(moved["dueAt"], "2026-10-16T16:00:00+00:00", "{moved:#}");
        assert_eq!(moved["atRiskAt"], "2026-10-08T13:45:00+00:00");
        assert_eq!(moved["promiseMinutesLeft"], 189 * 60);
        let history = &moved["promises"]["nodes"];
        assert_eq!((&history[0]["cause"], &history[0]["dueAt"]), (&json!("COMMITMENT"), &first["dueAt"]));
        assert_eq!(
            (&history[1]["cause"], &history[1]["madeAt"]),
            (&json!("PAUSE"), &json!("2026-09-22T14:00:00+00:00"))
        );
        assert!(history[1]["reason"].as_str().unwrap().contains("reportée"), "{history:#}");
        assert_eq!(history.as_array().unwrap().len(), 2);

        // A wait of a night moves nothing, and makes no other promise.
        app.move_to(moment("2026-09-23T00:00:00Z"));
        step(&app, &number, "WAITING_FOR_CITIZEN", json!({})).await;
        app.move_to(moment("2026-09-23T11:00:00Z"));
        step(&app, &number, "IN_PROGRESS", json!({})).await;
        assert_eq!(read(&app, &number).await["promises"], moved["promises"]);
    }
}

#[tokio::test]
async fn promises_are_found_by_how_they_stand() {
    for app in TestApp::each().await {
        let running = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let paused = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let kept = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        submit(&app, SIDEWALK, SAINT_ROCH, None).await;
        step(&app, &paused, "WAITING_FOR_CITIZEN", json!({})).await;
        step(&app, &kept, "DONE", json!({})).await;
        let state = async |number: &str| read(&app, number).await["promise"].clone();
        assert_eq!((state(&running).await, state(&kept).await), (json!("RUNNING"), json!("KEPT")));
        assert_eq!(standing(&app, &["RUNNING"]).await, std::slice::from_ref(&running));
        assert_eq!(standing(&app, &["PAUSED"]).await, std::slice::from_ref(&paused));
        assert_eq!(standing(&app, &["RUNNING", "PAUSED"]).await, [running.clone(), paused.clone()]);

        app.move_to(moment("2026-10-06T20:45:00Z"));
        assert_eq!(state(&running).await, "AT_RISK");
        assert_eq!(standing(&app, &["AT_RISK"]).await, std::slice::from_ref(&running));
        assert_eq!(standing(&app, &["RUNNING"]).await, [""; 0]);

        app.move_to(moment("2026-10-14T23:00:01Z"));
        assert_eq!((state(&running).await, state(&paused).await), (json!("LATE"), json!("PAUSED")));
        assert_eq!(standing(&app, &["LATE"]).await, std::slice::from_ref(&running));
        assert_eq!(standing(&app, &["AT_RISK"]).await, [""; 0]);
        step(&app, &running, "WAITING_FOR_CITIZEN", json!({})).await;
        assert_eq!(state(&running).await, "LATE", "it had passed before");
        assert_eq!(standing(&app, &["LATE"]).await, std::slice::from_ref(&running));
        step(&app, &running, "DONE", json!({})).await;
        assert_eq!(state(&running).await, "LATE");
        let agent = app.token(TokenRole::Agent);
        let count = "query($s: [PromiseState!]!) { requests(filter: { promises: $s }) { totalCount } }";
        for (states, expected) in [(["NONE"], 1), (["KEPT"], 1), (["LATE"], 1), (["PAUSED"], 1)] {
            let data = app.data(&agent, count, json!({ "s": states })).await;
            assert_eq!(data["requests"]["totalCount"], expected, "{states:?}");
        }
    }
}

#[tokio::test]
async fn the_app_is_told_that_the_clock_stands_and_a_closing_counts_it() {
    for app in TestApp::each().await {
        let number =
            submit(&app, ("negative_appreciation", "service"), SAINT_ROCH, Some(requester("Alice", "Roy"))).await;
        let citizen_id = citizen_of(&app, &number).await;
        let summary = "query($n: String!) { followUpSummary(requestNumber: $n) { promise dueAt nextStep } }";
        step(&app, &number, "WAITING_FOR_CITIZEN", json!({})).await;
        app.move_to(now() + chrono::Duration::days(7));
        let told = app.data(&app.citizen_token(citizen_id), summary, json!({ "n": number })).await;
        assert_eq!(told["followUpSummary"]["promise"], "PAUSED", "{told:#}");
        assert_eq!(told["followUpSummary"]["dueAt"], Value::Null, "{told:#}");
        // It waits since the moment it came in: two business days are left when it is closed a week later.
        step(&app, &number, "DONE", json!({})).await;
        let closed = read(&app, &number).await;
        assert_eq!(closed["promise"], "KEPT", "{closed:#}");
        assert_eq!(closed["dueAt"], "2026-09-24T23:00:00+00:00", "{closed:#}");
    }
}
