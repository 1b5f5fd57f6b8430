//! A person of several records is written to once, at the address of the record that stands for them.

use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, citizen_of, submit};
use riverain_tests::smtp_sink::SmtpSink;
use serde_json::json;

use super::emails::consenting;
use super::{deliver_once, deliveries, follow_up, hasty, mailing, settled};
use crate::citizen_merges::merge;

const FOLLOW: &str = "mutation($input: FollowRequestInput!) { followRequest(input: $input) { __typename } }";

#[tokio::test]
async fn a_merged_record_is_not_written_to_but_the_one_that_stands_for_it_is() {
    for (app, sink) in mailing(&hasty()).await {
        let first = submit(&app, TREE_FELLING, SAINT_ROCH, Some(consenting("Alice", "FRENCH"))).await;
        let second = submit(&app, TREE_FELLING, SAINT_ROCH, Some(consenting("Alicia", "ENGLISH"))).await;
        let (alice, alicia) = (citizen_of(&app, &first).await, citizen_of(&app, &second).await);
        // She follows by the other record what she reported by this one: still she is told once.
        let input = json!({ "input": { "requestNumber": second } });
        app.data(&app.citizen_token(alice), FOLLOW, input).await;
        merge(&app, alice, &[alicia]).await;
        settled(&app).await;
        sink.forget();
        follow_up(&app, &second, "PUBLIC", "L’émondeur passera mardi.").await;
        settled(&app).await;
        let messages = sink.messages();
        let recipients: Vec<_> = messages.iter().map(|message| message.recipients.clone()).collect();
        assert_eq!(recipients, [["alice@exemple.ca"]], "{messages:#?}");
    }
}

#[tokio::test]
async fn what_waits_to_be_sent_when_records_are_merged_goes_to_the_person() {
    let mut settings = hasty();
    settings.at_once = 0;
    for (app, _) in mailing(&settings).await {
        let first = submit(&app, TREE_FELLING, SAINT_ROCH, Some(consenting("Alice", "FRENCH"))).await;
        let second = submit(&app, TREE_FELLING, SAINT_ROCH, Some(consenting("Alicia", "FRENCH"))).await;
        let (alice, alicia) = (citizen_of(&app, &first).await, citizen_of(&app, &second).await);
        let input = json!({ "input": { "requestNumber": second } });
        app.data(&app.citizen_token(alice), FOLLOW, input).await;
        follow_up(&app, &second, "PUBLIC", "L’émondeur passera mardi.").await;
        // Two that requests came in, and one follow-up to the reporter and to the follower.
        assert_eq!(deliveries(&app).await.len(), 4);
        merge(&app, alice, &[alicia]).await;
        let sink = SmtpSink::start().await;
        deliver_once(&app, &sink.url()).await;
        let messages = sink.messages();
        assert!(messages.iter().all(|message| message.recipients == ["alice@exemple.ca"]), "{messages:#?}");
        assert!(!messages.is_empty());
    }
}
