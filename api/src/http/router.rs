//! Every route of the service.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{any, get, post};
use tokio::sync::Semaphore;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::trace::TraceLayer;

use super::{attachments, exports, graphiql, graphql, guard, health, inbound_email, multipart, open311, subscriptions};
use crate::app::SharedApp;
use crate::graphql::schema::{self, RiverainSchema};

/// The largest body that is read, in bytes.
pub const MAXIMUM_BODY: usize = 2 * 1024 * 1024;

/// What the handlers share.
#[derive(Clone)]
pub struct HttpState {
    /// The running service.
    pub app: SharedApp,
    /// The executable schema.
    pub schema: RiverainSchema,
    /// The WebSocket connections that may still be opened.
    pub connections: Arc<Semaphore>,
    /// Turns to read a body with files.
    pub uploads: Arc<Semaphore>,
    /// Turns to write an export.
    pub exports: Arc<Semaphore>,
}

/// The workbooks of exports are compressed already.
const COMPRESSED: NotForContentType = NotForContentType::const_new("application/vnd.openxmlformats");

/// The routes over a running service.
pub fn router(app: SharedApp) -> Router {
    let compressible = DefaultPredicate::new().and(COMPRESSED);
    let state = HttpState {
        schema: schema::build(app.clone()),
        connections: Arc::new(Semaphore::new(subscriptions::MAXIMUM_CONNECTIONS)),
        uploads: Arc::new(Semaphore::new(multipart::MAXIMUM_AT_ONCE)),
        exports: Arc::new(Semaphore::new(exports::MAXIMUM_AT_ONCE)),
        app,
    };
    Router::new()
        .route("/", get(graphiql::page))
        .route("/{file}", get(graphiql::asset))
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/graphql/ws", any(subscriptions::connect))
        .route("/attachments/{id}", get(attachments::original))
        .route("/attachments/{id}/thumbnail", get(attachments::thumbnail))
        .route("/programmes/{id}/{file}", get(exports::get))
        .route("/hooks/inbound-email", post(inbound_email::post))
        .route("/open311/discovery.json", get(open311::discovery::json))
        .route("/open311/discovery.xml", get(open311::discovery::xml))
        .route("/open311/v2/{resource}", get(open311::list).post(open311::submit))
        .route("/open311/v2/{resource}/{id}", get(open311::one))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .layer(from_fn(guard::guard))
        .layer(CompressionLayer::new().compress_when(compressible))
        .layer(TraceLayer::new_for_http())
        .with_state(state)
}
