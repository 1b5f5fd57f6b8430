//! Whether the process lives, and whether it can answer.

use axum::extract::State;
use axum::http::StatusCode;

use super::router::HttpState;

/// The process lives.
pub async fn live() -> &'static str {
    "ok"
}

/// The process can answer: its database is there and holds a catalogue.
pub async fn ready(State(state): State<HttpState>) -> (StatusCode, &'static str) {
    match state.app.reference.current().await {
        Ok(_) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready")
        }
    }
}
