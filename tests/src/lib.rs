//! End-to-end tests through the public face, and what they share.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "what only tests use may fail loudly"
)]

mod app;
mod database;
mod postgres;
pub mod receiver;
pub mod scenes;
pub mod smtp_sink;
pub mod uploads;

pub use app::{EMAIL_SECRET, TOKEN_KEY, TestApp, now};
pub use database::TestDatabase;
