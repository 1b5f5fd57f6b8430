//! An HTTP server that keeps the webhooks that are posted to it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::Value;

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// This status.
    Status(u16),
    /// A redirection to this address.
    Redirect(String),
    /// Nothing.
    Hang,
}

/// A webhook that was posted.
#[derive(Debug, Clone)]
pub struct Posted {
    /// The path that it was posted to, such as `a`.
    pub path: String,
    /// Its `webhook-id`.
    pub id: String,
    /// Its `webhook-timestamp`.
    pub timestamp: i64,
    /// Its `webhook-signature`.
    pub signatures: String,
    /// Its body, as it came.
    pub body: String,
}

impl Posted {
    /// Its body, read.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A server that keeps what is posted to it, until the end of the test.
#[derive(Debug, Clone)]
pub struct Receiver {
    address: SocketAddr,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    replies: HashMap<String, Reply>,
    posted: Vec<Posted>,
}

impl Receiver {
    /// A server that answers 204 to everything.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let kept = Arc::new(Mutex::new(Kept::default()));
        let router = Router::new().route("/{path}", post(take)).with_state(Arc::clone(&kept));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, kept }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    /// From now on it answers so at a path.
    pub fn reply(&self, path: &str, reply: Reply) {
        self.kept.lock().unwrap().replies.insert(path.to_owned(), reply);
    }

    /// What was posted so far.
    pub fn posted(&self) -> Vec<Posted> {
        self.kept.lock().unwrap().posted.clone()
    }

    /// What was posted to a path so far.
    pub fn posted_to(&self, path: &str) -> Vec<Posted> {
        self.posted().into_iter().filter(|posted| posted.path == path).collect()
    }
}

async fn take(
    State(kept): State<Arc<Mutex<Kept>>>,
    Path(path): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    let posted = Posted {
        path: path.clone(),
        id: text("webhook-id"),
        timestamp: text("webhook-timestamp").parse().unwrap(),
        signatures: text("webhook-signature"),
        body: String::from_utf8(body.to_vec()).unwrap(),
    };
    let reply = {
        let mut kept = kept.lock().unwrap();
        kept.posted.push(posted);
        kept.replies.get(&path).cloned()
    };
    match reply {
        None => StatusCode::NO_CONTENT.into_response(),
        Some(Reply::Status(code)) => StatusCode::from_u16(code).unwrap().into_response(),
        Some(Reply::Redirect(to)) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response(),
        Some(Reply::Hang) => std::future::pending().await,
    }
}
