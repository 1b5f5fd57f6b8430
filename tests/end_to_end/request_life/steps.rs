//! Each step by each role, reasons, and two steps at once.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join;
use riverain::auth::token::TokenRole;
use riverain::domain::request_status;
use riverain_entities::service_requests::RequestStatus;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, citizen_of, requester, submit};
use riverain_tests::{TestApp, now};
use serde_json::{Value, json};

use super::{put, read, step};

/// By role and status: the statuses that may follow, and whether for a reason only.
type Table = BTreeMap<(String, String), BTreeMap<String, bool>>;

fn table() -> Table {
    let lines = include_str!("steps.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let rows = lines.map(|line| {
        let (who, to) = line.split_once(':').unwrap();
        let (role, from) = who.split_once(' ').unwrap();
        let to = to.split_whitespace().map(|to| (to.trim_end_matches('*').to_owned(), to.ends_with('*')));
        ((role.to_owned(), from.to_owned()), to.collect())
    });
    rows.collect()
}

#[tokio::test]
async fn every_step_of_every_role_is_as_the_table_says() {
    let table = table();
    assert_eq!(table.len(), 5 * request_status::ALL.len());
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let roles = [
            ("citizen", app.citizen_token(citizen_of(&app, &number).await)),
            ("agent", app.token(TokenRole::Agent)),
            ("planner", app.token(TokenRole::Planner)),
            ("supervisor", app.token(TokenRole::Supervisor)),
            ("administrator", app.token(TokenRole::Administrator)),
        ];
        for from in request_status::ALL {
            for (role, token) in &roles {
                put(&app, &number, from, now() - chrono::Duration::hours(1)).await;
                let expected = &table[&((*role).to_owned(), request_status::code(from).to_owned())];
                let allowed = read(&app, token, &number, "allowedSteps { status reasonRequired }").await;
                let allowed: BTreeMap<String, bool> = allowed["allowedSteps"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|step| (word(&step["status"]), step["reasonRequired"].as_bool().unwrap()))
                    .collect();
                assert_eq!(&allowed, expected, "{role} from {from:?}");
                for to in request_status::ALL {
                    walk(&app, token, &number, (role, from, to), &table).await;
                }
            }
        }
    }
}

/// Tries a step without a reason, and puts the request back where it was.
async fn walk(
    app: &TestApp,
    token: &str,
    number: &str,
    (role, from, to): (&str, RequestStatus, RequestStatus),
    table: &Table,
) {
    let (from_code, to_code) = (request_status::code(from), request_status::code(to));
    let answered = step(app, token, number, &to_code.to_uppercase(), json!({})).await;
    let expected = &table[&(role.to_owned(), from_code.to_owned())];
    let by_anyone = table.iter().any(|((_, other), steps)| other == from_code && steps.contains_key(to_code));
    let outcome = match expected.get(to_code) {
        Some(false) => "ChangeRequestStatusSuccess",
        Some(true) => "InvalidInput",
        None if by_anyone => "StatusChangeReservedForOthers",
        None => "StatusChangeNotAllowed",
    };
    assert_eq!(answered["__typename"], outcome, "{role}: {from_code} → {to_code}: {answered:#}");
    if let Some(steps) = answered["allowedSteps"].as_array() {
        let told: BTreeSet<String> = steps.iter().map(|step| word(&step["status"])).collect();
        assert_eq!(told, expected.keys().cloned().collect(), "{role}: {from_code} → {to_code}");
        assert_eq!(word(&answered["currentStatus"]), from_code);
    }
    if outcome == "StatusChangeReservedForOthers" {
        let may = table.iter().filter(|((_, other), steps)| other == from_code && steps.contains_key(to_code));
        let may: BTreeSet<String> = may.map(|((role, _), _)| role.clone()).collect();
        let told: BTreeSet<String> = answered["reservedFor"].as_array().unwrap().iter().map(word).collect();
        assert_eq!(told, may, "{role}: {from_code} → {to_code}");
    }
    if outcome == "ChangeRequestStatusSuccess" {
        assert_eq!(word(&answered["request"]["status"]), to_code);
        assert_eq!(answered["request"]["closedAt"].is_null(), request_status::is_open(to), "{answered:#}");
        put(app, number, from, now() - chrono::Duration::hours(1)).await;
    }
}

fn word(value: &Value) -> String {
    value.as_str().unwrap().to_lowercase()
}

#[tokio::test]
async fn a_reason_is_one_of_those_that_the_step_has() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let agent = app.token(TokenRole::Agent);
        let missing = step(&app, &agent, &number, "CLOSED_WITHOUT_WORK", json!({ "note": "" })).await;
        let faults: Vec<(&str, &str)> = missing["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| (fault["field"].as_str().unwrap(), fault["code"].as_str().unwrap()))
            .collect();
        assert_eq!(faults, [("input.reason", "UNKNOWN"), ("input.note", "REQUIRED")], "{missing:#}");
        let wrong = step(&app, &agent, &number, "CLOSED_WITHOUT_WORK", json!({ "reason": "withdrawn" })).await;
        let remedy = wrong["faults"][0]["remedy"].as_str().unwrap();
        assert!(remedy.contains("no_anomaly") && !remedy.contains("withdrawn"), "{remedy}");
        let none = step(&app, &agent, &number, "TRIAGED", json!({ "reason": "no_anomaly" })).await;
        assert_eq!(none["faults"][0]["field"], "input.reason", "a step without reasons takes none");
        assert_eq!(read(&app, &agent, &number, "status").await["status"], "RECEIVED");
        let closed = step(&app, &agent, &number, "CLOSED_WITHOUT_WORK", json!({ "reason": "no_anomaly" })).await;
        assert_eq!(closed["request"]["followUps"]["nodes"][0]["audience"], "PUBLIC", "{closed:#}");
        let told = read(&app, &agent, &number, "followUps(last: 1) { nodes { text } }").await;
        assert_eq!(
            told["followUps"]["nodes"][0]["text"], "Rien à corriger après vérification",
            "the requester's language"
        );
    }
}

#[tokio::test]
async fn of_two_steps_at_once_only_one_passes() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let (agent, supervisor) = (app.token(TokenRole::Agent), app.token(TokenRole::Supervisor));
        let seen = json!({ "expectedStatus": "RECEIVED" });
        let (one, other) = join(
            step(&app, &agent, &number, "TRIAGED", seen.clone()),
            step(&app, &supervisor, &number, "IN_PROGRESS", seen.clone()),
        )
        .await;
        let mut outcomes = [one["__typename"].as_str().unwrap(), other["__typename"].as_str().unwrap()];
        outcomes.sort_unstable();
        assert_eq!(outcomes, ["ChangeRequestStatusSuccess", "RequestChangedMeanwhile"], "{one:#} {other:#}");
        let refused = if one["__typename"] == "RequestChangedMeanwhile" { &one } else { &other };
        let now = read(&app, &agent, &number, "status history(first: 10) { nodes { from to } }").await;
        assert_eq!(refused["currentStatus"], now["status"]);
        assert_eq!(now["history"]["nodes"].as_array().unwrap().len(), 2, "{now:#}");
        assert_eq!(now["history"]["nodes"][1]["from"], "RECEIVED");
    }
}

#[tokio::test]
async fn a_planned_intervention_tells_the_citizen_nothing_whoever_moves_it() {
    for app in TestApp::each().await {
        let number = submit(&app, SIDEWALK, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let citizen = app.citizen_token(citizen_of(&app, &number).await);
        let movers = [
            (app.token(TokenRole::Agent), "ASSIGNED"),
            (app.token(TokenRole::Planner), "PLANNED"),
            (app.token(TokenRole::Supervisor), "IN_PROGRESS"),
        ];
        let summary = "query($n: String!) { followUpSummary(requestNumber: $n) { text lastFollowUp { text } } }";
        let before = app.data(&citizen, summary, json!({ "n": number })).await;
        for (token, status) in movers {
            let moved = step(&app, &token, &number, status, json!({})).await;
            assert_eq!(moved["request"]["followUps"]["nodes"][0]["audience"], "INTERNAL", "{moved:#}");
            let after = app.data(&citizen, summary, json!({ "n": number })).await;
            assert_eq!(after, before, "{status}");
        }
        let own =
            read(&app, &citizen, &number, "history(first: 5) { nodes { to } } followUps(first: 5) { nodes { id } }")
                .await;
        assert_eq!(own, json!({ "history": { "nodes": [] }, "followUps": { "nodes": [] } }));
        let cancelled = step(&app, &citizen, &number, "CANCELLED", json!({})).await;
        assert_eq!(cancelled["__typename"], "StatusChangeReservedForOthers", "the work has begun: {cancelled:#}");
    }
}
