//! What citizens and subscribers are told of requests.

mod crash;
mod emails;
mod endpoints;
mod everyone;
mod merged_citizens;
mod retention;
mod webhooks;

use std::time::Duration;

use riverain::auth::token::TokenRole;
use riverain::domain::notification::back_off::BackOff;
use riverain::services::notifications::{Mailer, NotificationSettings};
use riverain_entities::notification_deliveries as rows;
use riverain_tests::smtp_sink::SmtpSink;
use riverain_tests::{TestApp, TestDatabase};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

/// The sender of the tests' e-mails.
const SENDER: &str = "Service 311 <311@ville.test>";

const REGISTER: &str =
    "mutation($input: RegisterWebhookEndpointInput!) { registerWebhookEndpoint(input: $input) { __typename
  ... on RegisterWebhookEndpointSuccess { secret endpoint { id url state eventTypes } }
  ... on InvalidInput { message faults { field code value remedy } } } }";

const ADD: &str = "mutation($input: AddFollowUpInput!) { addFollowUp(input: $input) { __typename } }";

const STEP: &str = "mutation($input: ChangeRequestStatusInput!) { changeRequestStatus(input: $input) { __typename
  ... on InvalidInput { faults { field code } } } }";

/// Settings with which a test does not wait: no pause between attempts, a second for each.
fn hasty() -> NotificationSettings {
    NotificationSettings {
        at_once: 8,
        attempts: 3,
        back_off: BackOff { first: Duration::ZERO, seed: 1 },
        time_limit: Duration::from_secs(1),
        retention: chrono::TimeDelta::days(90),
        private_addresses: true,
        answers_are_read: true,
    }
}

/// A service over each kind of database, which writes to citizens through this server.
async fn mailing(settings: &NotificationSettings) -> Vec<(TestApp, SmtpSink)> {
    let mut apps = Vec::new();
    for database in TestDatabase::each().await {
        let sink = SmtpSink::start().await;
        let mailer = Mailer::new(&sink.url(), SENDER, settings.time_limit).unwrap();
        apps.push((TestApp::start_telling(database, settings.clone(), Some(mailer)).await, sink));
    }
    apps
}

/// A service over each kind of database, which posts to subscribers and writes to nobody.
async fn posting(settings: &NotificationSettings) -> Vec<TestApp> {
    let mut apps = Vec::new();
    for database in TestDatabase::each().await {
        apps.push(TestApp::start_telling(database, settings.clone(), None).await);
    }
    apps
}

/// The endpoint and the secret of a registration that must succeed.
async fn register(app: &TestApp, url: &str, event_types: &[&str]) -> (String, String) {
    let input = json!({ "url": url, "eventTypes": event_types });
    let token = app.token(TokenRole::Administrator);
    let payload = app.data(&token, REGISTER, json!({ "input": input })).await["registerWebhookEndpoint"].clone();
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{payload:#}")).to_owned();
    (text(&payload["endpoint"]["id"]), text(&payload["secret"]))
}

/// Adds a follow-up as an agent.
async fn follow_up(app: &TestApp, number: &str, audience: &str, text: &str) {
    let input = json!({ "requestNumber": number, "audience": audience, "text": text });
    let added = app.data(&app.token(TokenRole::Agent), ADD, json!({ "input": input })).await;
    assert_eq!(added["addFollowUp"]["__typename"], "AddFollowUpSuccess", "{added:#}");
}

/// Takes a request to a status as a supervisor.
async fn step(app: &TestApp, number: &str, to: &str, note: Option<&str>) {
    let reason = (to == "REOPENED").then_some("not_settled");
    let input = json!({ "requestNumber": number, "status": to, "note": note, "reason": reason });
    let taken = app.data(&app.token(TokenRole::Supervisor), STEP, json!({ "input": input })).await;
    assert_eq!(taken["changeRequestStatus"]["__typename"], "ChangeRequestStatusSuccess", "{taken:#}");
}

/// The deliveries in the order in which they were written.
async fn deliveries(app: &TestApp) -> Vec<rows::Model> {
    rows::Entity::find().order_by_asc(rows::Column::Id).all(app.database()).await.unwrap()
}

/// Waits until no delivery is pending any more, and gives them all.
async fn settled(app: &TestApp) -> Vec<rows::Model> {
    once(|| async {
        let rows = deliveries(app).await;
        rows.iter().all(|row| row.state != rows::DeliveryState::Pending).then_some(rows)
    })
    .await
}

/// Delivers what is due over the database of a service that does not.
async fn deliver_once(app: &TestApp, smtp: &str) {
    let connection = riverain::store::connect::connect(app.database_url(), 4).await.unwrap();
    let mailer = Mailer::new(smtp, SENDER, hasty().time_limit).unwrap();
    let other = app.beside(connection, riverain::services::notifications::Notifications::new(hasty(), Some(mailer)));
    let stop = tokio_util::sync::CancellationToken::new();
    let stopping = stop.clone();
    tokio::join!(riverain::services::notifications::work(&other, &stop), async {
        settled(app).await;
        stopping.cancel();
    });
}

/// What a look gives, once it gives something, within thirty seconds.
async fn once<T, F: Future<Output = Option<T>>>(look: impl Fn() -> F) -> T {
    for _ in 0..600 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it is not so after thirty seconds");
}
