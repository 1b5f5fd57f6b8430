//! Webhooks to subscribers, posted to a real HTTP server.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use riverain::auth::token::TokenRole;
use riverain_entities::delivery_attempts::{self, AttemptOutcome};
use riverain_entities::notification_deliveries::DeliveryState;
use riverain_tests::receiver::{Posted, Receiver, Reply};
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, requester, submit};
use riverain_tests::{TestApp, now};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{deliveries, follow_up, hasty, once, posting, register, settled, step};

/// Everything that can happen.
const ALL: [&str; 4] = ["REQUEST_RECEIVED", "STATUS_CHANGED", "FOLLOW_UP_ADDED", "PROMISE_CHANGED"];

/// Whether a secret signed what was posted, computed anew from the text of Standard Webhooks.
fn is_signed(posted: &Posted, secret: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{}.{}.{}", posted.id, posted.timestamp, posted.body).as_bytes());
    let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    posted.signatures.split(' ').any(|signature| signature == expected)
}

#[tokio::test]
async fn a_subscriber_is_told_of_what_it_listens_to_signed_and_without_personal_data() {
    for app in posting(&hasty()).await {
        let receiver = Receiver::start().await;
        let (_, secret) = register(&app, &receiver.url("a"), &ALL).await;
        register(&app, &receiver.url("b"), &["STATUS_CHANGED"]).await;
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Zoé", "Tremblay"))).await;
        follow_up(&app, &number, "PUBLIC", "Bonjour madame Tremblay, nous passerons mardi.").await;
        follow_up(&app, &number, "INTERNAL", "Chien méchant.").await;
        step(&app, &number, "DONE", Some("C’est fait, madame Tremblay.")).await;
        step(&app, &number, "REOPENED", Some("La souche est restée.")).await;
        let rows = settled(&app).await;
        assert!(rows.iter().all(|row| row.state == DeliveryState::Delivered && row.attempt == 1), "{rows:#?}");
        let mut posted = receiver.posted_to("a");
        posted.sort_by_key(|posted| posted.id.rsplit('_').next().unwrap().parse::<i64>().unwrap());
        let types: Vec<Value> = posted.iter().map(|posted| posted.json()["type"].clone()).collect();
        assert_eq!(
            types[0..4],
            ["request.received", "request.follow_up_added", "request.status_changed", "request.status_changed"]
        );
        assert!(posted.iter().all(|posted| is_signed(posted, &secret) && posted.timestamp == now().timestamp()));
        let first = posted[0].json();
        assert_eq!(first["timestamp"], "2026-09-15T14:00:00.000Z");
        let data = &first["data"];
        assert_eq!(data["requestNumber"], number);
        assert_eq!((&data["product"], &data["precision"]), (&json!("tree"), &json!("felling")));
        assert_eq!(data["status"], "received");
        assert_eq!(data["place"], json!({ "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 }));
        let followed = posted[1].json()["data"]["followUp"].clone();
        assert_eq!(
            (&followed["kind"], &followed["authorKind"], &followed["text"]),
            (&json!("note"), &json!("agent"), &Value::Null)
        );
        assert_eq!(posted[2].json()["data"]["previousStatus"], "received");
        for posted in receiver.posted() {
            for personal in ["Tremblay", "Zoé", "exemple.ca", "555", "Chien", "souche", "été", "mardi"] {
                assert!(!posted.body.contains(personal), "{personal}: {}", posted.body);
            }
        }
        let of_b: Vec<Value> = receiver.posted_to("b").iter().map(|posted| posted.json()["type"].clone()).collect();
        assert_eq!(of_b, ["request.status_changed"; 2]);
        let ids: std::collections::BTreeSet<String> = receiver.posted().into_iter().map(|posted| posted.id).collect();
        assert_eq!(ids.len(), rows.len(), "each message has a name of its own");
    }
}

#[tokio::test]
async fn nothing_is_posted_of_planned_work_nor_of_what_was_not_written() {
    for app in posting(&hasty()).await {
        let receiver = Receiver::start().await;
        register(&app, &receiver.url("a"), &ALL).await;
        let planned = submit(&app, SIDEWALK, SAINT_ROCH, Some(requester("Zoé", "Roy"))).await;
        step(&app, &planned, "IN_PROGRESS", None).await;
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let unknown =
            json!({ "input": { "requestNumber": number, "status": "DONE", "reason": "nothing_of_the_sort" } });
        let refused = app.data(&app.token(TokenRole::Supervisor), super::STEP, unknown).await;
        assert_eq!(refused["changeRequestStatus"]["__typename"], "InvalidInput", "{refused:#}");
        let rows = settled(&app).await;
        assert_eq!(rows.len(), 1, "{rows:#?}");
        assert_eq!(receiver.posted()[0].json()["data"]["requestNumber"], number);
    }
}

#[tokio::test]
async fn a_receiver_that_hangs_is_cut_off_and_holds_up_nobody() {
    let settings = riverain::services::notifications::NotificationSettings { at_once: 2, ..hasty() };
    for app in posting(&settings).await {
        let receiver = Receiver::start().await;
        receiver.reply("slow", Reply::Hang);
        register(&app, &receiver.url("slow"), &ALL).await;
        register(&app, &receiver.url("fast"), &ALL).await;
        for _ in 0..10 {
            submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        }
        once(|| async { (receiver.posted_to("fast").len() == 10).then_some(()) }).await;
        let slow = receiver.posted_to("slow").len();
        assert!(slow < 10, "{slow} of the attempts at the receiver that hangs came before: one at a time is made");
        let cut_off = once(|| async {
            let rows = delivery_attempts::Entity::find().all(app.database()).await.unwrap();
            rows.into_iter().find(|row| row.outcome == Some(AttemptOutcome::TimedOut))
        })
        .await;
        assert_eq!(cut_off.status_code, None);
    }
}

#[tokio::test]
async fn what_is_refused_is_tried_again_under_the_same_name_then_shown_as_a_dead_letter() {
    for app in posting(&hasty()).await {
        let receiver = Receiver::start().await;
        let elsewhere = receiver.url("elsewhere");
        for (path, reply) in [("broken", Reply::Status(500)), ("moved", Reply::Redirect(elsewhere))] {
            receiver.reply(path, reply);
            register(&app, &receiver.url(path), &ALL).await;
        }
        let (closed, _) = register(&app, "http://127.0.0.1:1/closed", &ALL).await;
        submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let rows = settled(&app).await;
        assert!(rows.iter().all(|row| row.state == DeliveryState::Dead && row.attempt == 3), "{rows:#?}");
        assert_eq!(receiver.posted_to("elsewhere").len(), 0, "redirections are not followed");
        let broken = receiver.posted_to("broken");
        assert_eq!(broken.len(), 3);
        assert!(broken.iter().all(|posted| (&posted.id, &posted.body) == (&broken[0].id, &broken[0].body)));
        assert_eq!(
            outcomes(&app).await,
            [
                [(AttemptOutcome::Refused, Some(500)); 3],
                [(AttemptOutcome::Redirected, Some(307)); 3],
                [(AttemptOutcome::Unreachable, None); 3],
            ]
            .concat()
        );
        let shown = app.data(&app.token(TokenRole::Administrator),
            "query($id: ID!) { webhookEndpoint(id: $id) { url deliveries(state: DEAD, first: 1) { totalCount nodes {
               attempts { outcome } endpoint { url } } } } }", json!({ "id": closed })).await;
        let deliveries = &shown["webhookEndpoint"]["deliveries"];
        assert_eq!(deliveries["totalCount"], 1, "{shown:#}");
        assert_eq!(deliveries["nodes"][0]["attempts"].as_array().unwrap().len(), 3);
        assert_eq!(deliveries["nodes"][0]["endpoint"]["url"], "http://127.0.0.1:1/closed");
    }
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_disabled_and_one_that_is_enabled_again_gets_what_waited() {
    for app in posting(&hasty()).await {
        let receiver = Receiver::start().await;
        receiver.reply("a", Reply::Status(410));
        let (id, _) = register(&app, &receiver.url("a"), &ALL).await;
        submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let gone = settled(&app).await.remove(0);
        assert_eq!((gone.state, gone.attempt), (DeliveryState::Dead, 1));
        let token = app.token(TokenRole::Administrator);
        let shown = app
            .data(
                &token,
                "query($id: ID!) { node(id: $id) { ... on WebhookEndpoint { state disabledReason } } }",
                json!({ "id": id }),
            )
            .await;
        assert_eq!(shown["node"], json!({ "state": "DISABLED", "disabledReason": "GONE" }));
        submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        assert_eq!(deliveries(&app).await.len(), 1, "nothing is written for an endpoint that is disabled");
        receiver.reply("a", Reply::Status(200));
        let redelivered = app.data(&token,
            "mutation($id: ID!) { redeliver(input: { delivery: $id }) { ... on RedeliverSuccess { delivery { state } } } }",
            json!({ "id": riverain::domain::node_id::encode("NotificationDelivery", gone.id) })).await;
        assert_eq!(redelivered["redeliver"]["delivery"]["state"], "PENDING");
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        assert_eq!(receiver.posted().len(), 1, "nothing is posted to an endpoint that is disabled");
        let change = "mutation($input: ChangeWebhookEndpointInput!) { changeWebhookEndpoint(input: $input) {
          ... on ChangeWebhookEndpointSuccess { endpoint { state disabledReason } } } }";
        let enabled = app.data(&token, change, json!({ "input": { "endpoint": id, "state": "ENABLED" } })).await;
        assert_eq!(enabled["changeWebhookEndpoint"]["endpoint"], json!({ "state": "ENABLED", "disabledReason": null }));
        let delivered = settled(&app).await.remove(0);
        assert_eq!((delivered.state, delivered.attempt), (DeliveryState::Delivered, 2));
        let ids: Vec<String> = receiver.posted().into_iter().map(|posted| posted.id).collect();
        assert_eq!(ids[0], ids[1], "the receiver knows it again");
    }
}

#[tokio::test]
async fn addresses_of_the_inner_network_are_refused_when_registered_and_when_called() {
    let settings = riverain::services::notifications::NotificationSettings { private_addresses: false, ..hasty() };
    for app in posting(&settings).await {
        let token = app.token(TokenRole::Administrator);
        for url in ["https://127.0.0.1/a", "https://[::1]/a", "https://169.254.169.254/latest", "https://localhost/a"] {
            let input = json!({ "url": url, "eventTypes": ["REQUEST_RECEIVED"] });
            let refused =
                app.data(&token, super::REGISTER, json!({ "input": input })).await["registerWebhookEndpoint"].clone();
            assert_eq!(refused["faults"][0]["code"], "PRIVATE_ADDRESS", "{url}: {refused:#}");
        }
        // A name says nothing until it is looked up: that of this machine leads to this machine.
        let receiver = Receiver::start().await;
        let port = receiver.url("a").rsplit(':').next().unwrap().to_owned();
        let (id, _) = register(&app, "https://abonne.example.com/a", &ALL).await;
        let key = riverain::domain::node_id::decode(&id).unwrap().1;
        let name = gethostname::gethostname().to_string_lossy().into_owned();
        let known = tokio::net::lookup_host((name.as_str(), 0)).await.is_ok();
        let host = if known { name } else { "localhost".to_owned() };
        for url in [format!("http://{host}:{port}"), format!("http://127.0.0.1:{port}")] {
            use riverain_entities::webhook_endpoints::{ActiveModel, Entity};
            use sea_orm::ActiveValue::{Set, Unchanged};
            let change = ActiveModel { id: Unchanged(key), url: Set(url.clone()), ..Default::default() };
            Entity::update(change).exec(app.database()).await.unwrap();
            submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
            let refused = settled(&app).await.pop().unwrap();
            assert_eq!((refused.state, refused.attempt), (DeliveryState::Dead, 1), "{url}");
        }
        assert_eq!(receiver.posted().len(), 0);
        assert_eq!(outcomes(&app).await, [(AttemptOutcome::AddressRefused, None); 2]);
    }
}

#[tokio::test]
async fn a_secret_is_rotated_without_a_gap() {
    for app in posting(&hasty()).await {
        let receiver = Receiver::start().await;
        let (id, old) = register(&app, &receiver.url("a"), &ALL).await;
        let rotate =
            "mutation($id: ID!) { rotateWebhookSecret(input: { endpoint: $id }) { ... on RotateWebhookSecretSuccess {
          secret endpoint { previousSecretUntil } } } }";
        let rotated = app.data(&app.token(TokenRole::Administrator), rotate, json!({ "id": id })).await;
        let new = rotated["rotateWebhookSecret"]["secret"].as_str().unwrap().to_owned();
        assert_eq!(rotated["rotateWebhookSecret"]["endpoint"]["previousSecretUntil"], "2026-09-16T14:00:00+00:00");
        assert_ne!(old, new);
        submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        settled(&app).await;
        let posted = receiver.posted().remove(0);
        assert!(is_signed(&posted, &old) && is_signed(&posted, &new), "{}", posted.signatures);
        assert_eq!(posted.signatures.split(' ').count(), 2);
        let again = app.data(&app.token(TokenRole::Administrator), rotate, json!({ "id": id })).await;
        let newest = again["rotateWebhookSecret"]["secret"].as_str().unwrap().to_owned();
        submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        settled(&app).await;
        let posted = receiver.posted().remove(1);
        assert!(is_signed(&posted, &newest) && is_signed(&posted, &new) && !is_signed(&posted, &old));
    }
}

/// What came of all attempts, delivery by delivery.
async fn outcomes(app: &TestApp) -> Vec<(AttemptOutcome, Option<i32>)> {
    use delivery_attempts::{Column, Entity};
    let rows = Entity::find().order_by_asc(Column::DeliveryId).order_by_asc(Column::Attempt).all(app.database()).await;
    rows.unwrap().into_iter().map(|row| (row.outcome.unwrap(), row.status_code)).collect()
}
