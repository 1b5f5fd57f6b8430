//! What cannot be merged, and who cannot merge: nothing is written.

use futures::future::join;
use riverain::auth::token::TokenRole;
use riverain::store::connect::begin_write;
use riverain::store::requests::by_number_locked;
use riverain_entities::request_merges;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, citizen_of, submit};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{MERGE, UNMERGE, merge, seen, step, three_reports, unmerge};

async fn merges(app: &TestApp) -> u64 {
    request_merges::Entity::find().count(app.database()).await.unwrap()
}

#[tokio::test]
async fn a_request_is_not_merged_into_itself_nor_in_a_ring_nor_twice() {
    for app in TestApp::each().await {
        let [first, second, third] = three_reports(&app).await;
        let itself = merge(&app, &first, &[&second, &first]).await;
        assert_eq!(
            (&itself["__typename"], &itself["requestNumber"]),
            (&json!("RequestMergedIntoItself"), &json!(first))
        );
        assert_eq!(merges(&app).await, 0, "all or none");

        merge(&app, &first, &[&second]).await;
        let ring = merge(&app, &second, &[&first]).await;
        assert_eq!(ring["__typename"], "RequestsMergedInARing", "{ring:#}");
        assert_eq!((&ring["requestNumber"], &ring["masterNumber"]), (&json!(first), &json!(second)));
        let twice = merge(&app, &third, &[&second]).await;
        assert_eq!((&twice["__typename"], &twice["masterNumber"]), (&json!("RequestIsMerged"), &json!(first)));

        // Merged into one that is merged: its master is followed.
        let followed = merge(&app, &second, &[&third]).await;
        assert_eq!(followed["master"], json!({ "number": first, "reportCount": 3, "distinctCitizens": 3 }));
        assert_eq!(seen(&app, &third).await["master"]["number"], json!(first));
        // A longer ring.
        let ring = merge(&app, &third, &[&first]).await;
        assert_eq!(ring["__typename"], "RequestsMergedInARing");
        assert_eq!(merges(&app).await, 2);
        let not_merged = unmerge(&app, &first).await;
        assert_eq!(not_merged["__typename"], "RequestNotMerged");
    }
}

#[tokio::test]
async fn closed_and_other_work_and_missing_requests_are_not_merged() {
    for app in TestApp::each().await {
        let [first, second, third] = three_reports(&app).await;
        let agent = app.token(TokenRole::Agent);
        step(&app, &agent, &second, "DONE", None).await;
        for (master, request) in [(&first, &second), (&second, &first)] {
            let closed = merge(&app, master, &[request]).await;
            assert_eq!(closed["__typename"], "MergedRequestClosed");
            assert_eq!(closed["requestNumber"], json!(second));
        }
        let planned = submit(&app, SIDEWALK, SAINT_ROCH, None).await;
        for (master, request) in [(&first, &planned), (&planned, &first)] {
            let other = merge(&app, master, &[request]).await;
            assert_eq!((&other["__typename"], &other["masterNumber"]), (&json!("RequestOfOtherWork"), &json!(master)));
        }
        let missing = merge(&app, &first, &[&third, "2026-9999999"]).await;
        assert_eq!(missing["__typename"], "RequestNotFound");
        let many: Vec<&str> = vec![third.as_str(); 51];
        for (requests, field, code) in [
            (vec![], "input.requestNumbers", "REQUIRED"),
            (many, "input.requestNumbers", "TOO_MANY"),
            (vec![third.as_str(), third.as_str()], "input.requestNumbers.1", "DUPLICATE"),
            (vec!["premier"], "input.requestNumbers.0", "MALFORMED"),
        ] {
            let faulty = merge(&app, &first, &requests).await;
            assert_eq!(faulty["faults"][0], json!({ "field": field, "code": code }), "{faulty:#}");
        }
        assert_eq!(merges(&app).await, 0);
    }
}

#[tokio::test]
async fn planners_merge_what_is_theirs_and_citizens_nothing() {
    for app in TestApp::each().await {
        let [first, second, _] = three_reports(&app).await;
        let input = json!({ "input": { "masterNumber": first, "requestNumbers": [second] } });
        let planner = app.token_for(TokenRole::Planner, "planner", vec!["roads".to_owned()]);
        let refused = app.data(&planner, MERGE, input.clone()).await["mergeRequests"].clone();
        assert_eq!(refused["__typename"], "RequestOfOtherDepartment", "{refused:#}");
        let department = refused["department"]["code"].as_str().unwrap().to_owned();
        let citizen = app.citizen_token(citizen_of(&app, &first).await);
        let answer = app.graphql(Some(&citizen), MERGE, input.clone()).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let answer = app.graphql(None, MERGE, input.clone()).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        assert_eq!(merges(&app).await, 0);

        let own = app.token_for(TokenRole::Planner, "planner", vec![department]);
        let merged = app.data(&own, MERGE, input).await["mergeRequests"].clone();
        assert_eq!(merged["__typename"], "MergeRequestsSuccess", "{merged:#}");
        let input = json!({ "input": { "requestNumber": second } });
        let refused = app.data(&planner, UNMERGE, input.clone()).await["unmergeRequest"].clone();
        assert_eq!(refused["__typename"], "RequestOfOtherDepartment");
        let unmerged = app.data(&own, UNMERGE, input).await["unmergeRequest"].clone();
        assert_eq!(unmerged["__typename"], "UnmergeRequestSuccess");
    }
}

#[tokio::test]
async fn of_two_merges_at_the_same_moment_the_second_sees_the_first() {
    for app in TestApp::each().await {
        let first = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let second = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        // Both are under way before either can be written.
        let holder = begin_write(app.database()).await.unwrap();
        by_number_locked(&holder, &first).await.unwrap();
        let release = async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            holder.rollback().await.unwrap();
        };
        let (only_first, only_second) = ([first.as_str()], [second.as_str()]);
        let both = join(merge(&app, &first, &only_second), merge(&app, &second, &only_first));
        let ((one, other), ()) = join(both, release).await;
        let named = |outcome: &Value| outcome["__typename"].as_str().unwrap().to_owned();
        let mut outcomes = [named(&one), named(&other)];
        outcomes.sort();
        assert_eq!(outcomes, ["MergeRequestsSuccess", "RequestsMergedInARing"]);
        assert_eq!(merges(&app).await, 1);
    }
}
