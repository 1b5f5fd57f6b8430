//! Every route of the service.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use super::{graphiql, graphql, health};
use crate::app::SharedApp;
use crate::graphql::schema::{self, RiverainSchema};

/// The largest body that is read, in bytes.
pub const MAXIMUM_BODY: usize = 2 * 1024 * 1024;

/// The longest that an answer may take.
const TIME_OUT: Duration = Duration::from_secs(30);

/// What the handlers share.
#[derive(Clone)]
pub struct HttpState {
    /// The running service.
    pub app: SharedApp,
    /// The executable schema.
    pub schema: RiverainSchema,
}

/// The routes over a running service.
pub fn router(app: SharedApp) -> Router {
    let state = HttpState { schema: schema::build(app.clone()), app };
    Router::new()
        .route("/", get(graphiql::page))
        .route("/{file}", get(graphiql::asset))
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, TIME_OUT))
        .layer(TraceLayer::new_for_http())
        .layer(CatchPanicLayer::new())
        .with_state(state)
}
