//! What nobody needs is swept away, and a crash leaves nothing that is half there.

use std::time::{Duration, SystemTime};

use chrono::Duration as Span;
use riverain::auth::token::TokenRole;
use riverain::clock::{Clock, SystemClock};
use riverain::services::attachments::{Swept, sweep};
use riverain_entities::attachments;
use riverain_tests::TestApp;
use riverain_tests::now;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, submit};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::{ADD, photo};

async fn rows(app: &TestApp) -> u64 {
    attachments::Entity::find().count(app.database()).await.unwrap()
}

/// Makes a file look as if it was written so long ago by the machine's clock.
fn age(app: &TestApp, file: &str, by: Duration) {
    let file = std::fs::File::options().append(true).open(app.files().join(file)).unwrap();
    file.set_modified(SystemTime::from(SystemClock.now()) - by).unwrap();
}

#[tokio::test]
async fn a_photo_that_nobody_uses_is_gone_after_a_day_and_a_used_one_stays() {
    for app in TestApp::each().await {
        let agent = app.token(TokenRole::Agent);
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let used = app.upload_one(Some(&agent), photo()).await;
        let unused = app.upload_one(Some(&agent), photo()).await;
        let add = async |attachment: &serde_json::Value| {
            let input = json!({ "requestNumber": number, "audience": "INTERNAL", "text": "Vu.", "attachments": [attachment["id"]] });
            app.data(&agent, ADD, json!({ "input": input })).await["addFollowUp"].clone()
        };
        add(&used).await;
        assert_eq!(sweep(&app.app, now() + Span::hours(23), None).await.unwrap(), Swept::default());
        assert_eq!((rows(&app).await, app.stored_files().len()), (2, 4));
        let swept = sweep(&app.app, now() + Span::hours(25), None).await.unwrap();
        assert_eq!(swept.unused, 1);
        assert_eq!((rows(&app).await, app.stored_files().len()), (1, 2));
        assert_eq!(app.get(used["url"].as_str().unwrap(), None, &[]).await.status(), 200);
        assert_eq!(app.get(unused["url"].as_str().unwrap(), None, &[]).await.status(), 404);
        let refused = add(&unused).await;
        assert_eq!(refused["faults"][0]["code"], "ABSENT", "{refused:#}");
    }
}

#[tokio::test]
async fn content_without_a_row_is_gone_after_an_hour() {
    for app in TestApp::each().await {
        let agent = app.token(TokenRole::Agent);
        app.upload_one(Some(&agent), photo()).await;
        let kept = app.stored_files();
        let folder = kept[0].split('/').next().unwrap();
        // What a process leaves that was killed: an object whose row it had not written, and one that it was writing.
        let (whole, staged) =
            (format!("{folder}/00000000000000aa/original"), format!("{folder}/00000000000000ab/original#1"));
        for file in [&whole, &staged] {
            let path = app.files().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, b"half").unwrap();
        }
        let moment = SystemClock.now();
        let sweep = async || sweep(&app.app, moment, None).await.unwrap().without_row;
        // The photo's own row is a day old or more by the machine's clock: only its content is looked at here.
        assert_eq!(app.stored_files().len(), 4);
        app.data(&agent, "mutation($input: AddFollowUpInput!) { addFollowUp(input: $input) { __typename } }", {
            let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
            let row = attachments::Entity::find().one(app.database()).await.unwrap().unwrap();
            let id = riverain::domain::node_id::encode("Attachment", row.id);
            json!({ "input": { "requestNumber": number, "audience": "INTERNAL", "text": "Vu.", "attachments": [id] } })
        })
        .await;
        assert_eq!(sweep().await, 0, "they are too young: their row may still come");
        for file in [&whole, &staged] {
            age(&app, file, Duration::from_hours(2));
        }
        assert_eq!(sweep().await, 2);
        assert_eq!(app.stored_files(), kept);
    }
}
