//! One problem, many reports: merged into a master, unmerged, told to everybody, planned once.

mod following;
mod killed;
mod planning;
mod refusals;
mod reopening;
mod shared;

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, requester, submit};
use serde_json::{Value, json};

pub(crate) const MERGE: &str = "mutation($input: MergeRequestsInput!) { mergeRequests(input: $input) { __typename
  ... on MergeRequestsSuccess { master { number reportCount distinctCitizens } merged { number status isMerged } }
  ... on Problem { message } ... on InvalidInput { faults { field code } }
  ... on RequestIsMerged { requestNumber masterNumber } ... on RequestMergedIntoItself { requestNumber }
  ... on RequestsMergedInARing { requestNumber masterNumber } ... on MergedRequestClosed { requestNumber }
  ... on RequestOfOtherDepartment { requestNumber department { code } }
  ... on RequestOfOtherWork { requestNumber masterNumber } } }";

const UNMERGE: &str = "mutation($input: UnmergeRequestInput!) { unmergeRequest(input: $input) { __typename
  ... on UnmergeRequestSuccess { request { number status isMerged } formerMaster { number reportCount } }
  ... on Problem { message } ... on RequestOfOtherDepartment { requestNumber } } }";

const STEP: &str = "mutation($input: ChangeRequestStatusInput!) { changeRequestStatus(input: $input) { __typename
  ... on ChangeRequestStatusSuccess { request { number status } } ... on Problem { message }
  ... on RequestIsMerged { masterNumber } } }";

const SEEN: &str = "query($number: String!) { request(number: $number) { status closedAt dueAt isMerged reportCount
  distinctCitizens master { number } department { code } allowedSteps { status }
  reports(first: 10) { totalCount nodes { number } }
  merges(first: 10) { nodes { into { number } note mergedBy ownStatus unmergedAt unmergedBy unmergeNote } }
  followUps(first: 50) { nodes { text } } history(first: 50) { nodes { from to } } } }";

/// What the service answers to an agent who merges requests.
pub(crate) async fn merge(app: &TestApp, master: &str, requests: &[&str]) -> Value {
    let input = json!({ "masterNumber": master, "requestNumbers": requests, "note": "Le même problème" });
    let token = app.token(TokenRole::Agent);
    app.data(&token, MERGE, json!({ "input": input })).await["mergeRequests"].clone()
}

pub(crate) async fn unmerge(app: &TestApp, number: &str) -> Value {
    let input = json!({ "requestNumber": number, "note": "Un autre arbre" });
    let token = app.token(TokenRole::Agent);
    app.data(&token, UNMERGE, json!({ "input": input })).await["unmergeRequest"].clone()
}

async fn step(app: &TestApp, token: &str, number: &str, status: &str, reason: Option<&str>) -> Value {
    let input = json!({ "requestNumber": number, "status": status, "reason": reason });
    app.data(token, STEP, json!({ "input": input })).await["changeRequestStatus"].clone()
}

async fn seen(app: &TestApp, number: &str) -> Value {
    app.data(&app.token(TokenRole::Agent), SEEN, json!({ "number": number })).await["request"].clone()
}

/// Three requests for the same tree, of three citizens.
async fn three_reports(app: &TestApp) -> [String; 3] {
    let (lon, lat) = SAINT_ROCH;
    let mut numbers = Vec::new();
    for (name, east) in [("Alice", 0.0), ("Bernard", 0.0001), ("Chloé", 0.0002)] {
        numbers.push(submit(app, TREE_FELLING, (lon + east, lat), Some(requester(name, "Tremblay"))).await);
    }
    numbers.try_into().unwrap()
}

fn texts(follow_ups: &Value) -> Vec<&str> {
    follow_ups["nodes"].as_array().unwrap().iter().map(|node| node["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_merged_request_points_at_its_master_and_takes_its_status() {
    for app in TestApp::each().await {
        let [master, second, third] = three_reports(&app).await;
        let agent = app.token(TokenRole::Agent);
        step(&app, &agent, &second, "TRIAGED", None).await;
        let merged = merge(&app, &master, &[&second, &third]).await;
        assert_eq!(merged["__typename"], "MergeRequestsSuccess", "{merged:#}");
        assert_eq!(merged["master"], json!({ "number": master, "reportCount": 3, "distinctCitizens": 3 }));
        assert_eq!(merged["merged"][0], json!({ "number": second, "status": "RECEIVED", "isMerged": true }));

        step(&app, &agent, &master, "IN_PROGRESS", None).await;
        let report = seen(&app, &second).await;
        assert_eq!(report["status"], "IN_PROGRESS");
        assert_eq!((&report["master"]["number"], &report["allowedSteps"]), (&json!(master), &json!([])));
        let merge = &report["merges"]["nodes"][0];
        assert_eq!((&merge["into"]["number"], &merge["ownStatus"]), (&json!(master), &json!("TRIAGED")));
        assert_eq!((&merge["note"], &merge["mergedBy"]), (&json!("Le même problème"), &json!("Test")));
        assert_eq!(
            report["history"]["nodes"],
            json!([
                { "from": null, "to": "RECEIVED" }, { "from": "RECEIVED", "to": "TRIAGED" },
                { "from": "TRIAGED", "to": "RECEIVED" }, { "from": "RECEIVED", "to": "IN_PROGRESS" },
            ])
        );
        let whole = seen(&app, &master).await;
        assert_eq!((&whole["reportCount"], &whole["reports"]["totalCount"]), (&json!(3), &json!(2)));
        let reports = json!([{ "number": third }, { "number": second }]);
        assert_eq!(whole["reports"]["nodes"], reports);
        let refused = step(&app, &agent, &second, "DONE", None).await;
        assert_eq!((&refused["__typename"], &refused["masterNumber"]), (&json!("RequestIsMerged"), &json!(master)));
        assert!(refused["message"].as_str().unwrap().contains(&master));
    }
}

#[tokio::test]
async fn an_unmerged_request_is_what_it_was() {
    for app in TestApp::each().await {
        let [master, second, third] = three_reports(&app).await;
        let agent = app.token(TokenRole::Agent);
        step(&app, &agent, &second, "WAITING_FOR_CITIZEN", None).await;
        merge(&app, &second, &[&third]).await;
        let (before, report) = (seen(&app, &second).await, seen(&app, &third).await);
        merge(&app, &master, &[&second]).await;
        assert_eq!(seen(&app, &third).await["master"]["number"], json!(master), "the reports of a report come along");
        assert_eq!(seen(&app, &master).await["reportCount"], 3);
        step(&app, &agent, &master, "DONE", None).await;
        assert_eq!(seen(&app, &third).await["status"], "DONE");

        let unmerged = unmerge(&app, &second).await;
        assert_eq!(
            unmerged["request"],
            json!({ "number": second, "status": "WAITING_FOR_CITIZEN", "isMerged": false })
        );
        assert_eq!(unmerged["formerMaster"], json!({ "number": master, "reportCount": 1 }));
        let (after, report_after) = (seen(&app, &second).await, seen(&app, &third).await);
        for (before, after) in [(&before, &after), (&report, &report_after)] {
            for field in ["status", "closedAt", "dueAt", "isMerged", "reportCount", "master", "department", "reports"] {
                assert_eq!(before[field], after[field], "{field}");
            }
        }
        // What happened is kept, and its citizen is told; what was told to the master's is not theirs any more.
        let told = texts(&after["followUps"]);
        let mut expected = texts(&before["followUps"]);
        expected.extend([
            "D’autres personnes ont signalé le même problème. Votre demande est réunie aux leurs : vous en recevrez tous les suivis.",
            "Votre demande est de nouveau traitée séparément.",
        ]);
        assert_eq!(told, expected);
        assert_eq!(texts(&report_after["followUps"]), texts(&report["followUps"]));
        let over = &after["merges"]["nodes"][0];
        assert_eq!((&over["unmergedBy"], &over["unmergeNote"]), (&json!("Test"), &json!("Un autre arbre")));
        let steps = after["history"]["nodes"].as_array().unwrap();
        assert_eq!(steps.last().unwrap(), &json!({ "from": "DONE", "to": "WAITING_FOR_CITIZEN" }));
        assert_eq!(report_after["history"]["nodes"].as_array().unwrap().last(), steps.last());
    }
}

#[tokio::test]
async fn a_queue_holds_each_problem_once() {
    let queue = "query { workQueue(department: \"environment\", first: 50) { nodes { number reportCount } }
      merged: requests(filter: { isMerged: true }) { nodes { number } }
      masters: requests(filter: { isMerged: false }) { totalCount } }";
    for app in TestApp::each().await {
        let [master, second, third] = three_reports(&app).await;
        merge(&app, &master, &[&third]).await;
        let token = app.token(TokenRole::Agent);
        let department = seen(&app, &master).await["department"]["code"].as_str().unwrap().to_owned();
        let listed = app.data(&token, &queue.replace("environment", &department), json!({})).await;
        let mut queued: Vec<_> = listed["workQueue"]["nodes"].as_array().unwrap().clone();
        queued.sort_by_key(|node| node["number"].to_string());
        assert_eq!(
            json!(queued),
            json!([{ "number": master, "reportCount": 2 }, { "number": second, "reportCount": 1 }])
        );
        assert_eq!(listed["merged"]["nodes"], json!([{ "number": third }]));
        assert_eq!(listed["masters"]["totalCount"], 2);
    }
}
