//! The progress of a planning over a WebSocket, by the protocol `graphql-transport-ws`.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::planned_requests::{sidewalk, write};
use crate::planning_jobs::{queued, working};
use crate::programme_doors::{planned, publish};

const PROGRESS: &str = "subscription($id: ID!) { programmeProgress(id: $id) { id state phase progress
  planning { queuePosition attempt objective upperBound gap worker } } }";

/// A client's end of a connection.
struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    async fn open(app: &TestApp, protocol: &'static str, header: Option<&str>) -> Result<Self, Error> {
        let mut request = format!("ws://{}/graphql/ws", app.address).into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", HeaderValue::from_static(protocol));
        if let Some(token) = header {
            headers.insert("authorization", HeaderValue::try_from(format!("Bearer {token}")).unwrap());
        }
        connect_async(request).await.map(|(socket, _)| Self(socket))
    }

    /// A connection whose first message was acknowledged.
    async fn greeted(app: &TestApp, payload: Value) -> Self {
        let mut client = Self::open(app, "graphql-transport-ws", None).await.unwrap();
        client.send(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(client.next().await.unwrap()["type"], "connection_ack");
        client
    }

    async fn send(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn subscribe(&mut self, query: &str, variables: Value) {
        self.send(json!({ "id": "1", "type": "subscribe", "payload": { "query": query, "variables": variables } }))
            .await;
    }

    /// The next message of the server; none once it closed the connection.
    async fn next(&mut self) -> Option<Value> {
        loop {
            let message = tokio::time::timeout(Duration::from_mins(1), self.0.next()).await.expect("a message");
            match message {
                Some(Ok(Message::Text(text))) => return Some(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                _ => return None,
            }
        }
    }

    /// What is told until the subscription ends.
    async fn told(&mut self) -> Vec<Value> {
        let mut told = Vec::new();
        loop {
            let message = self.next().await.expect("a message before the connection is closed");
            match message["type"].as_str().unwrap() {
                "next" => told.push(message["payload"].clone()),
                "complete" => return told,
                other => panic!("{other}: {message:#}"),
            }
        }
    }
}

fn bearer(token: &str) -> Value {
    json!({ "authorization": format!("Bearer {token}") })
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{answer:#}"))
}

#[tokio::test]
async fn a_planning_is_told_from_its_place_in_the_queue_to_its_end() {
    for app in TestApp::each_idle().await {
        write(&app, &[sidewalk(0.0), sidewalk(900.0)]).await;
        let id = queued(&app).await;
        let token = app.token(TokenRole::Planner);
        let mut first = Client::greeted(&app, bearer(&token)).await;
        let mut second = Client::greeted(&app, bearer(&token)).await;
        for client in [&mut first, &mut second] {
            client.subscribe(PROGRESS, json!({ "id": id })).await;
            let present = client.next().await.unwrap()["payload"]["data"]["programmeProgress"].clone();
            assert_eq!(present["state"], "QUEUED", "{present:#}");
            assert_eq!(present["id"], id.as_str());
            assert_eq!(present["planning"]["queuePosition"], 1);
        }
        let (told, same) = working(&app, async { (first.told().await, second.told().await) }).await;
        for told in [told, same] {
            let last = &told.last().unwrap()["data"]["programmeProgress"];
            assert_eq!(last["state"], "PLANNED", "{told:#?}");
            assert_eq!(last["progress"], 1.0);
            assert_eq!(last["planning"]["attempt"], 1);
            assert!(last["planning"]["objective"].as_f64().unwrap() > 0.0, "{last:#}");
        }
        // Of what has ended, the end is told.
        first.subscribe(PROGRESS, json!({ "id": id })).await;
        let told = first.told().await;
        assert_eq!(told.len(), 1, "{told:#?}");
        assert_eq!(told[0]["data"]["programmeProgress"]["state"], "PLANNED");
    }
}

#[tokio::test]
async fn a_cancellation_ends_what_is_told() {
    for app in TestApp::each_idle().await {
        let id = queued(&app).await;
        let token = app.token(TokenRole::Planner);
        let mut client = Client::greeted(&app, bearer(&token)).await;
        client.subscribe(PROGRESS, json!({ "id": id })).await;
        client.next().await;
        let cancel = "mutation($id: ID!) { cancelPlanning(input: { programme: $id }) { __typename } }";
        app.data(&token, cancel, json!({ "id": id })).await;
        let told = client.told().await;
        assert_eq!(told.last().unwrap()["data"]["programmeProgress"]["state"], "CANCELLED", "{told:#?}");
    }
}

#[tokio::test]
async fn what_one_may_not_read_one_may_not_watch() {
    for app in TestApp::each_idle().await {
        let id = queued(&app).await;
        for payload in [json!({}), bearer(&app.citizen_token(1)), bearer(&app.token(TokenRole::Agent))] {
            let mut client = Client::greeted(&app, payload).await;
            client.subscribe(PROGRESS, json!({ "id": id })).await;
            let told = client.told().await;
            assert_eq!(code(&told[0]), "INVALID_INPUT", "{told:#?}");
            assert_eq!(told[0]["errors"][0]["extensions"]["faults"][0]["code"], "ABSENT", "{told:#?}");
        }
        let mut forged = Client::open(&app, "graphql-transport-ws", None).await.unwrap();
        forged.send(json!({ "type": "connection_init", "payload": bearer("forged") })).await;
        assert_eq!(forged.next().await, None, "closed");
        assert!(matches!(Client::open(&app, "graphql-transport-ws", Some("forged")).await, Err(Error::Http(answer))
            if answer.status() == 401));
        let mut unknown = Client::greeted(&app, bearer(&app.token(TokenRole::Planner))).await;
        unknown.subscribe(PROGRESS, json!({ "id": "zzz" })).await;
        assert_eq!(unknown.told().await[0]["errors"][0]["extensions"]["faults"][0]["code"], "MALFORMED_ID");
    }
}

#[tokio::test]
async fn everyone_may_watch_what_is_published() {
    for app in TestApp::each().await {
        write(&app, &[sidewalk(0.0)]).await;
        let id = planned(&app, json!([{ "department": "roads" }])).await;
        publish(&app, &id).await;
        let mut anyone = Client::greeted(&app, json!({})).await;
        anyone.subscribe(PROGRESS, json!({ "id": id })).await;
        let told = anyone.told().await;
        assert_eq!(told[0]["data"]["programmeProgress"]["state"], "PLANNED", "{told:#?}");
        assert_eq!(told[0]["data"]["programmeProgress"]["planning"]["worker"], Value::Null, "for staff");
    }
}

#[tokio::test]
async fn a_token_in_the_header_serves_as_well() {
    let app = TestApp::start_idle(riverain_tests::TestDatabase::sqlite().await).await;
    let id = queued(&app).await;
    let token = app.token(TokenRole::Planner);
    let mut client = Client::open(&app, "graphql-transport-ws", Some(&token)).await.unwrap();
    client.send(json!({ "type": "connection_init" })).await;
    assert_eq!(client.next().await.unwrap()["type"], "connection_ack");
    client.subscribe(PROGRESS, json!({ "id": id })).await;
    assert_eq!(client.next().await.unwrap()["payload"]["data"]["programmeProgress"]["state"], "QUEUED");
}

#[tokio::test]
async fn the_connection_serves_subscriptions_alone_and_within_bounds() {
    let app = TestApp::start_idle(riverain_tests::TestDatabase::sqlite().await).await;
    let id = queued(&app).await;
    let token = app.token(TokenRole::Planner);
    let mut client =
        Client::greeted(&app, json!({ "Authorization": format!("Bearer {token}"), "acceptLanguage": "en" })).await;
    for document in
        ["{ me { role } }", "mutation($id: ID!) { cancelPlanning(input: { programme: $id }) { __typename } }"]
    {
        client.subscribe(document, json!({ "id": id })).await;
        let told = client.told().await;
        assert_eq!(code(&told[0]), "GRAPHQL_INVALID", "{told:#?}");
        assert!(told[0]["errors"][0]["message"].as_str().unwrap().contains("subscriptions alone"), "{told:#?}");
    }
    let large =
        "subscription($id: ID!) { programmeProgress(id: $id) { years { departments { projects(first: 100) { nodes {
      code requests(first: 20) { nodes { number } } } } } } } }";
    client.subscribe(large, json!({ "id": id })).await;
    assert_eq!(code(&client.told().await[0]), "TOO_COMPLEX");
    client.subscribe("subscription { nothing }", json!({})).await;
    assert_eq!(code(&client.told().await[0]), "GRAPHQL_INVALID");

    let other = Client::open(&app, "graphql-ws", None).await;
    assert!(matches!(other, Err(Error::Http(answer)) if answer.status() == 400));
    let by_http = app.graphql_in("en", Some(&token), PROGRESS, json!({ "id": id })).await;
    assert_eq!(code(&by_http), "GRAPHQL_INVALID");
    assert!(by_http["errors"][0]["message"].as_str().unwrap().contains("/graphql/ws"), "{by_http:#}");
}
