//! A reporter who is not settled reopens the problem for all; nobody withdraws what others report.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::citizen_of;
use serde_json::json;

use super::{merge, seen, step, texts, three_reports};

#[tokio::test]
async fn any_reporter_reopens_the_problem_and_what_they_wrote_stays_theirs() {
    let reopen = "mutation($input: ChangeRequestStatusInput!) { changeRequestStatus(input: $input) { __typename
      ... on ChangeRequestStatusSuccess { request { number status } } ... on Problem { message } } }";
    for app in TestApp::each().await {
        let [master, second, third] = three_reports(&app).await;
        merge(&app, &master, &[&second, &third]).await;
        let agent = app.token(TokenRole::Agent);
        step(&app, &agent, &master, "DONE", None).await;
        let bernard = app.citizen_token(citizen_of(&app, &second).await);
        let steps = "query($number: String!) { request(number: $number) { allowedSteps { status } } }";
        let allowed = app.data(&bernard, steps, json!({ "number": second })).await["request"]["allowedSteps"].clone();
        assert_eq!(allowed, json!([{ "status": "REOPENED" }]));
        let input = json!({ "requestNumber": second, "status": "REOPENED", "reason": "not_settled",
          "note": "Une branche est restée sur mon balcon." });
        let taken = app.data(&bernard, reopen, json!({ "input": input })).await["changeRequestStatus"].clone();
        assert_eq!(taken["request"], json!({ "number": second, "status": "REOPENED" }), "{taken:#}");

        for number in [&master, &second, &third] {
            assert_eq!(seen(&app, number).await["status"], "REOPENED");
        }
        let wrote = "Une branche est restée sur mon balcon.";
        assert!(texts(&seen(&app, &second).await["followUps"]).contains(&wrote));
        for number in [&master, &third] {
            assert!(!texts(&seen(&app, number).await["followUps"]).contains(&wrote), "{number}");
        }
    }
}

#[tokio::test]
async fn a_citizen_withdraws_neither_the_masters_problem_nor_a_merged_report() {
    for app in TestApp::each().await {
        let [master, second, _] = three_reports(&app).await;
        merge(&app, &master, &[&second]).await;
        let alice = app.citizen_token(citizen_of(&app, &master).await);
        let refused = step(&app, &alice, &master, "CANCELLED", None).await;
        assert_eq!(refused["__typename"], "StatusChangeReservedForOthers", "{refused:#}");
        let bernard = app.citizen_token(citizen_of(&app, &second).await);
        let refused = step(&app, &bernard, &second, "CANCELLED", None).await;
        assert_eq!(refused["__typename"], "RequestIsMerged");
        assert_eq!(seen(&app, &master).await["status"], "RECEIVED");
    }
}
