//! End-to-end tests through the public face, and what they share.
#![expect(clippy::unwrap_used, reason = "what only tests use may fail loudly")]

mod app;
mod database;
mod postgres;
pub mod scenes;

pub use app::{TestApp, now};
pub use database::TestDatabase;
