//! A process is killed in the middle of its deliveries: nothing is lost, and what comes twice has the same name.

use std::collections::{BTreeMap, BTreeSet};

use riverain::auth::token::TokenRole;
use riverain::services::notifications::NotificationSettings;
use riverain_entities::notification_deliveries::{Channel, DeliveryState};
use riverain_tests::receiver::Receiver;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, requester, submit};
use riverain_tests::smtp_sink::SmtpSink;
use riverain_tests::{TestApp, TestDatabase};
use serde_json::json;

use super::{SENDER, deliveries, hasty, once, register};
use crate::server_process::ServerProcess;

/// How many requests are told of.
const REQUESTS: usize = 40;

#[tokio::test]
async fn nothing_is_lost_with_a_process_that_is_killed_and_what_comes_twice_is_known_again() {
    for database in TestDatabase::each().await {
        let (sink, receiver) = (SmtpSink::start().await, Receiver::start().await);
        let mailer = riverain::services::notifications::Mailer::new(&sink.url(), SENDER, hasty().time_limit).unwrap();
        // It writes what is to be told, and leaves the telling to others.
        let writer =
            TestApp::start_telling(database, NotificationSettings { at_once: 0, ..hasty() }, Some(mailer)).await;
        for path in ["a", "b"] {
            register(&writer, &receiver.url(path), &["REQUEST_RECEIVED"]).await;
        }
        let mut citizen = requester("Zoé", "Roy");
        citizen["email"] = json!("zoe@exemple.ca");
        citizen["consentToContact"] = json!(true);
        for _ in 0..REQUESTS {
            submit(&writer, TREE_FELLING, SAINT_ROCH, Some(citizen.clone())).await;
        }
        assert_eq!(deliveries(&writer).await.len(), REQUESTS * 3);
        let settings = [
            ("RIVERAIN_NOTIFICATION_WORKERS", "2".to_owned()),
            ("RIVERAIN_NOTIFICATION_TIME_LIMIT_SECONDS", "1".to_owned()),
            ("RIVERAIN_NOTIFICATION_PAUSE_SECONDS", "0".to_owned()),
            ("RIVERAIN_WEBHOOK_PRIVATE_ADDRESSES", "true".to_owned()),
            ("RIVERAIN_SMTP_URL", sink.url()),
            ("RIVERAIN_EMAIL_SENDER", SENDER.to_owned()),
        ];
        let mut killed = ServerProcess::start_as(&writer, TokenRole::Administrator, 0, &settings).await;
        once(|| async { (receiver.posted().len() >= 10 && sink.messages().len() >= 5).then_some(()) }).await;
        killed.kill();
        let so_far = deliveries(&writer).await;
        assert!(so_far.iter().any(|row| row.state == DeliveryState::Pending), "it was killed before it had done all");
        let _heir = ServerProcess::start_as(&writer, TokenRole::Administrator, 0, &settings).await;
        let rows = once(|| async {
            let rows = deliveries(&writer).await;
            rows.iter().all(|row| row.state == DeliveryState::Delivered).then_some(rows)
        })
        .await;
        let expected = |channel: Channel| -> BTreeSet<String> {
            let of_channel = rows.iter().filter(|row| row.channel == channel);
            of_channel.map(|row| format!("msg_{}_{}", row.created_at.timestamp_millis(), row.id)).collect()
        };
        let mut bodies: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for posted in receiver.posted() {
            bodies.entry(posted.id).or_default().insert(posted.body);
        }
        assert_eq!(bodies.keys().cloned().collect::<BTreeSet<_>>(), expected(Channel::Webhook), "nothing is lost");
        assert!(bodies.values().all(|bodies| bodies.len() == 1), "what comes twice says the same");
        let message_id = |raw: &str| {
            let mail = mail_parser::MessageParser::default().parse(raw.as_bytes()).unwrap().into_owned();
            mail.message_id().unwrap().split('@').next().unwrap().to_owned()
        };
        let emails: BTreeSet<String> = sink.messages().iter().map(|message| message_id(&message.raw)).collect();
        assert_eq!(emails, expected(Channel::Email), "nothing is lost");
        // Only what was being handed over at that moment may come twice: two e-mails, and one webhook for each endpoint.
        let twice = receiver.posted().len() + sink.messages().len() - rows.len();
        assert!(twice <= 4, "{twice} came twice");
        let tried_twice = rows.iter().filter(|row| row.attempt > 1).count();
        assert!(twice <= tried_twice && tried_twice <= 4, "{twice} of {tried_twice}");
    }
}
