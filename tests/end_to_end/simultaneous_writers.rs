//! What writers at the same moment must not do to each other.

use std::time::Duration;

use futures::future::join;
use riverain::auth::token::TokenRole;
use riverain::store::connect::begin_write;
use riverain::store::requests::by_number_locked;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, submit};
use serde_json::json;

#[tokio::test]
async fn one_of_two_contrary_steps_is_refused() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let change =
            "mutation($input: ChangeRequestStatusInput!) { changeRequestStatus(input: $input) { __typename } }";
        let token = app.token(TokenRole::Agent);
        let step = async |status: &str, reason: Option<&str>| {
            let input = json!({ "requestNumber": number, "status": status, "reason": reason });
            app.data(&token, change, json!({ "input": input })).await["changeRequestStatus"]["__typename"].clone()
        };
        // Both steps are under way before either can be taken.
        let holder = begin_write(app.database()).await.unwrap();
        by_number_locked(&holder, &number).await.unwrap();
        let release = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            holder.rollback().await.unwrap();
        };
        let ((done, cancelled), ()) =
            join(join(step("DONE", None), step("CANCELLED", Some("withdrawn"))), release).await;
        let passed =
            [&done, &cancelled].into_iter().filter(|outcome| **outcome == "ChangeRequestStatusSuccess").count();
        assert_eq!(passed, 1, "{done} {cancelled}");
    }
}
