//! Subscriptions over a WebSocket, by the protocol `graphql-transport-ws`. Queries and mutations go by HTTP.

use std::any::TypeId;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::http::{WebSocket as Conversation, WebSocketProtocols, WsMessage};
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Data, Executor, Pos, Request, Response as Answer};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures::stream::{BoxStream, once};
use futures::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::time::{interval, sleep};
use tokio_util::sync::CancellationToken;

use super::answer::{coded, malformed};
use super::graphql::with_call_data;
use super::router::{HttpState, MAXIMUM_BODY};
use super::viewer::{self, RefusedToken};
use crate::app::App;
use crate::auth::viewer::Viewer;
use crate::graphql::subscription::CallerToken;
use crate::graphql::{document, error, library_fault, selection_order};
use crate::locale::Locale;

/// The most connections that are open at once.
pub const MAXIMUM_CONNECTIONS: usize = 1_000;

/// The protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";

/// How long a connection may say nothing before its first message.
const SILENCE: Duration = Duration::from_secs(10);

/// How often a client is asked whether it is still there: one that is not makes the sending fail.
const PING: Duration = Duration::from_secs(30);

/// Who speaks on a connection.
#[derive(Debug, Clone)]
struct Caller {
    viewer: Viewer,
    token: Option<CallerToken>,
    locale: Locale,
}

/// Opens a connection. The token comes in the `Authorization` header or in the payload of `connection_init`.
pub async fn connect(
    State(state): State<HttpState>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let locale = viewer::locale(&headers);
    let Ok(upgrade) = upgrade.map(|upgrade| upgrade.protocols([PROTOCOL]).max_message_size(MAXIMUM_BODY)) else {
        return malformed(locale, StatusCode::UPGRADE_REQUIRED, "websocket", &[]);
    };
    if upgrade.selected_protocol().is_none() {
        return malformed(locale, StatusCode::BAD_REQUEST, "websocket", &[]);
    }
    let caller = viewer::authorization(&headers).and_then(|value| Caller::new(&state.app, locale, value));
    let Ok(caller) = caller else {
        return coded(locale, StatusCode::UNAUTHORIZED, error::UNAUTHENTICATED);
    };
    let Ok(place) = Arc::clone(&state.connections).try_acquire_owned() else {
        return coded(locale, StatusCode::SERVICE_UNAVAILABLE, error::TOO_MANY_SUBSCRIPTIONS);
    };
    upgrade.on_upgrade(move |socket| async move {
        converse(state, caller, socket).await;
        drop(place);
    })
}

async fn converse(state: HttpState, caller: Caller, socket: WebSocket) {
    let (mut sink, stream) = socket.split();
    let begun = CancellationToken::new();
    let messages = stream.take_while(|message| ready(message.is_ok())).filter_map(|message| {
        let text = message.ok().filter(|message| matches!(message, Message::Text(_) | Message::Binary(_)));
        ready(text.map(Message::into_data))
    });
    let app = Arc::clone(&state.app);
    let first_message = begun.clone();
    let mut answers = Conversation::new(Subscriptions(state), messages, WebSocketProtocols::GraphQLWS)
        .on_connection_init(move |payload| async move {
            first_message.cancel();
            let mut data = Data::default();
            data.insert(caller.introduced(&app, &payload)?);
            Ok(data)
        });
    let mut pings = interval(PING);
    loop {
        let message = tokio::select! {
            answer = answers.next() => match answer {
                Some(WsMessage::Text(text)) => Message::Text(text.into()),
                Some(WsMessage::Close(code, reason)) => Message::Close(Some(CloseFrame { code, reason: reason.into() })),
                None => return,
            },
            _ = pings.tick() => Message::Ping(Bytes::new()),
            () = sleep(SILENCE), if !begun.is_cancelled() => return,
        };
        if sink.send(message).await.is_err() {
            return;
        }
    }
}

impl Caller {
    /// Who speaks with this `Authorization` header's value: nobody known without one.
    fn new(app: &App, locale: Locale, authorization: Option<&str>) -> Result<Self, RefusedToken> {
        let Some(value) = authorization else { return Ok(Self { viewer: Viewer::Anonymous, token: None, locale }) };
        let token = viewer::bearer_token(value).map(|token| CallerToken(token.to_owned()));
        Ok(Self { viewer: viewer::holder(app, value)?, token, locale })
    }

    /// Who speaks once `connection_init` was read: its `authorization` and `acceptLanguage` win over the headers.
    fn introduced(self, app: &App, payload: &Value) -> Result<Self, async_graphql::Error> {
        let given = |name: &str| {
            let mut entries = payload.as_object()?.iter();
            entries.find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, value)| value.as_str())
        };
        let locale = given("acceptLanguage").map_or(self.locale, Locale::from_accept_language);
        let Some(value) = given("authorization") else { return Ok(Self { locale, ..self }) };
        Self::new(app, locale, Some(value)).map_err(|_| error::coded(locale, error::UNAUTHENTICATED))
    }
}

/// Begins subscriptions under the same bounds as any other document.
#[derive(Clone)]
struct Subscriptions(HttpState);

impl Executor for Subscriptions {
    async fn execute(&self, request: Request) -> Answer {
        self.0.schema.execute(request).await
    }

    fn execute_stream(&self, request: Request, session: Option<Arc<Data>>) -> BoxStream<'static, Answer> {
        let state = self.0.clone();
        once(async move {
            let caller = session.as_ref().and_then(|data| data.get(&TypeId::of::<Caller>())?.downcast_ref::<Caller>());
            match caller {
                Some(caller) => begin(state, request, caller.clone()).await,
                None => refused(error::coded(Locale::default(), error::UNAUTHENTICATED)),
            }
        })
        .flatten()
        .boxed()
    }
}

async fn begin(state: HttpState, mut request: Request, caller: Caller) -> BoxStream<'static, Answer> {
    let Caller { viewer, token, locale } = caller;
    let operation_name = request.operation_name.clone();
    let document = request.parsed_query().ok().cloned();
    if let Some(document) = &document {
        if goes_by_http(document, operation_name.as_deref()) {
            return refused(error::malformed(locale, "transport.subscriptions_alone", &[]));
        }
        if !document::is_bounded(document) {
            return refused(error::coded(locale, error::TOO_COMPLEX));
        }
    }
    let mut request = with_call_data(&state, request, viewer, locale).await;
    if let Some(token) = token {
        request = request.data(token);
    }
    let answers = state.schema.execute_stream(request).map(move |mut answer| {
        if let Some(document) = &document {
            selection_order::arrange(document, operation_name.as_deref(), &mut answer.data);
        }
        library_fault::word(locale, &mut answer.errors);
        answer
    });
    answers.boxed()
}

fn goes_by_http(document: &ExecutableDocument, operation_name: Option<&str>) -> bool {
    let is_selected = |name: Option<&str>| operation_name.is_none() || operation_name == name;
    document.operations.iter().any(|(name, operation)| {
        operation.node.ty != OperationType::Subscription && is_selected(name.map(async_graphql::Name::as_str))
    })
}

fn refused(failure: async_graphql::Error) -> BoxStream<'static, Answer> {
    let failure = failure.into_server_error(Pos::default());
    once(ready(Answer::from_errors(vec![failure]))).boxed()
}
