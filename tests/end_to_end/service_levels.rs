//! The figures of the centre, counted by its rules on contacts, requests and diversions that come in over HTTP.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, submit};
use serde_json::{Value, json};

use crate::contacts::step;

const LEVELS: &str = "query($period: DayRange!, $by: DayGrouping) { serviceLevels(period: $period, groupBy: $by) {
  total { ...figures } groups { firstDay lastDay weekday figures { openHours contacts { channel count } } } } }
  fragment figures on ServiceLevelFigures {
    contacts { channel count answeredCount unansweredCount settledCount meanWaitSeconds meanHandlingSeconds }
    commitments { commitment { code } level { numerator denominator share formula } target isKept }
    firstContactSettlement { numerator denominator share } emergencyDiversions { numerator denominator }
    agents { name contactCount handlingHours occupancy } openHours }";

/// A contact that came in, was answered and ended at these moments, and settled the matter or not.
async fn contact(app: &TestApp, channel: &str, arrived: &str, answered: Option<&str>, ended: Option<(&str, bool)>) {
    let opening = json!({ "channel": channel, "language": "FRENCH", "arrivedAt": arrived });
    let id = step(app, "openContact", opening).await["contact"]["id"].clone();
    if let Some(at) = answered {
        step(app, "answerContact", json!({ "contact": id, "at": at })).await;
    }
    if let Some((at, settled)) = ended {
        let ending = json!({ "contact": id, "at": at, "settledAtFirstContact": settled });
        let answer = step(app, "endContact", ending).await;
        assert_eq!(answer["__typename"], "ContactSuccess", "{answer:#}");
    }
}

async fn levels(app: &TestApp, first_day: &str, last_day: &str, by: Option<&str>) -> Value {
    let variables = json!({ "period": { "firstDay": first_day, "lastDay": last_day }, "by": by });
    app.data(&app.token(TokenRole::Supervisor), LEVELS, variables).await["serviceLevels"].clone()
}

fn level<'a>(figures: &'a Value, code: &str) -> &'a Value {
    let levels = figures["commitments"].as_array().unwrap();
    levels.iter().find(|level| level["commitment"]["code"] == code).unwrap()
}

fn counts(level: &Value) -> (u64, u64) {
    (level["numerator"].as_u64().unwrap(), level["denominator"].as_u64().unwrap())
}

#[tokio::test]
async fn calls_and_emails_are_measured_by_the_declaration() {
    for app in TestApp::each().await {
        // Friday 11 September 2026 in Québec, then the Monday after: calls of 40 s, 2 min and 2 min 1 s, one given up.
        let settled = Some(("2026-09-11T14:10:00Z", true));
        contact(&app, "TELEPHONE", "2026-09-11T14:00:00Z", Some("2026-09-11T14:00:40Z"), settled).await;
        contact(&app, "TELEPHONE", "2026-09-11T14:00:00Z", Some("2026-09-11T14:02:00Z"), settled).await;
        let unsettled = Some(("2026-09-14T14:12:01Z", false));
        contact(&app, "TELEPHONE", "2026-09-14T14:00:00Z", Some("2026-09-14T14:02:01Z"), unsettled).await;
        contact(&app, "TELEPHONE", "2026-09-14T14:00:00Z", None, Some(("2026-09-14T14:01:00Z", false))).await;
        // One that waits still, and one that came in a minute ago, whose time is not over.
        contact(&app, "TELEPHONE", "2026-09-15T13:50:00Z", None, None).await;
        contact(&app, "TELEPHONE", "2026-09-15T13:59:00Z", None, None).await;
        // E-mails of Thursday and Friday evening, local time: due at closing on Monday and on Tuesday, which is not over.
        contact(&app, "EMAIL", "2026-09-10T20:00:00Z", Some("2026-09-14T22:59:00Z"), None).await;
        contact(&app, "EMAIL", "2026-09-11T03:30:00Z", Some("2026-09-14T23:01:00Z"), None).await;
        contact(&app, "EMAIL", "2026-09-11T20:00:00Z", None, None).await;

        let figures = levels(&app, "2026-09-10", "2026-09-15", None).await["total"].clone();
        let calls = &figures["contacts"][0];
        let expected = json!({ "channel": "TELEPHONE", "count": 6, "answeredCount": 3, "unansweredCount": 1,
            "settledCount": 2, "meanWaitSeconds": (40.0 + 120.0 + 121.0) / 3.0, "meanHandlingSeconds": (560.0 + 480.0 + 600.0) / 3.0 });
        assert_eq!(*calls, expected);
        let telephone = level(&figures, "telephone");
        assert_eq!(counts(&telephone["level"]), (2, 5), "{telephone:#}");
        assert_eq!((&telephone["target"], &telephone["isKept"]), (&json!(0.8), &json!(false)));
        assert!(telephone["level"]["formula"].as_str().unwrap().contains("dans le délai"));
        assert_eq!(counts(&level(&figures, "email")["level"]), (1, 2), "the third is not due yet");
        assert_eq!(counts(&figures["firstContactSettlement"]), (2, 3));
        let nothing = level(&figures, "tree_felling");
        assert_eq!((&nothing["level"]["share"], &nothing["isKept"]), (&Value::Null, &Value::Null));

        // Thursday, Friday, Monday and two hours of Tuesday; all by one agent.
        assert_eq!(figures["openHours"], 35.0);
        let agents = figures["agents"].as_array().unwrap();
        assert_eq!((agents.len(), &agents[0]["contactCount"]), (1, &json!(5)));
        let hours = (560.0 + 480.0 + 600.0) / 3_600.0;
        assert!((agents[0]["handlingHours"].as_f64().unwrap() - hours).abs() < 1e-9, "{agents:?}");
        assert!((agents[0]["occupancy"].as_f64().unwrap() - hours / 35.0).abs() < 1e-9);
    }
}

#[tokio::test]
async fn days_are_put_together_as_asked() {
    for app in TestApp::each().await {
        // Half past eleven in the evening of 31 August in Québec is September in UTC.
        for arrived in ["2026-09-01T03:30:00Z", "2026-09-01T04:00:00Z", "2026-09-06T12:00:00Z", "2026-09-07T12:00:00Z"]
        {
            contact(&app, "COUNTER", arrived, None, None).await;
        }
        let visits = |group: &Value| group["figures"]["contacts"][4]["count"].as_u64().unwrap();
        let grouped = async |by: &str| {
            let groups = levels(&app, "2026-08-30", "2026-09-08", Some(by)).await["groups"].clone();
            let days = |group: &Value| [&group["firstDay"], &group["lastDay"], &group["weekday"]].map(Value::to_string);
            let groups: Vec<_> = groups.as_array().unwrap().iter().map(|group| (days(group), visits(group))).collect();
            groups
        };
        let text =
            |first: &str, last: &str, weekday: &str| [format!("\"{first}\""), format!("\"{last}\""), weekday.into()];
        assert_eq!(
            grouped("MONTH").await,
            [(text("2026-08-30", "2026-08-31", "null"), 1), (text("2026-09-01", "2026-09-08", "null"), 3)],
        );
        assert_eq!(
            grouped("WEEK").await,
            [
                (text("2026-08-30", "2026-08-30", "7"), 0),
                (text("2026-08-31", "2026-09-06", "null"), 3),
                (text("2026-09-07", "2026-09-08", "null"), 1),
            ],
        );
        let weekdays = grouped("WEEKDAY").await;
        let numbers: Vec<_> = weekdays.iter().map(|([_, _, weekday], count)| (weekday.as_str(), *count)).collect();
        assert_eq!(numbers, [("7", 1), ("1", 2), ("2", 1), ("3", 0), ("4", 0), ("5", 0), ("6", 0)]);
        assert_eq!(grouped("DAY").await.len(), 10);
        assert_eq!(grouped("YEAR").await, [(text("2026-08-30", "2026-09-08", "null"), 4)]);
    }
}

#[tokio::test]
async fn requests_and_diversions_count_too() {
    for app in TestApp::each().await {
        submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let diverted = "mutation { submitRequest(input: { product: \"noise\", precision: \"neighbour\", channel: TELEPHONE }) { __typename } }";
        let answer = app.graphql(None, diverted, json!({})).await;
        assert_eq!(answer["data"]["submitRequest"]["__typename"], "DivertedToEmergency", "{answer:#}");
        let figures = levels(&app, "2026-09-15", "2026-09-15", None).await["total"].clone();
        assert_eq!(counts(&figures["emergencyDiversions"]), (1, 2));
        assert_eq!(counts(&level(&figures, "tree_felling")["level"]), (0, 0), "its twenty days are not over");
    }
}

#[tokio::test]
async fn what_cannot_be_counted_is_refused() {
    let app = TestApp::sqlite().await;
    let ask = async |role, first_day: &str, last_day: &str, by: Option<&str>| {
        let variables = json!({ "period": { "firstDay": first_day, "lastDay": last_day }, "by": by });
        app.graphql(Some(&app.token(role)), LEVELS, variables).await["errors"][0]["extensions"].clone()
    };
    for role in [TokenRole::Agent, TokenRole::Planner] {
        assert_eq!(ask(role, "2026-01-01", "2026-01-31", None).await["code"], "FORBIDDEN");
    }
    let fault = |answer: &Value| (answer["faults"][0]["field"].clone(), answer["faults"][0]["code"].clone());
    let supervisor = TokenRole::Supervisor;
    let reversed = ask(supervisor, "2026-02-01", "2026-01-31", None).await;
    assert_eq!(fault(&reversed), (json!("period.lastDay"), json!("REVERSED")));
    let long = ask(supervisor, "2000-01-01", "2026-01-31", None).await;
    assert_eq!(fault(&long), (json!("period.lastDay"), json!("OUT_OF_RANGE")));
    let many = ask(supervisor, "2024-01-01", "2026-01-31", Some("DAY")).await;
    assert_eq!(fault(&many), (json!("groupBy"), json!("TOO_MANY")));
}
