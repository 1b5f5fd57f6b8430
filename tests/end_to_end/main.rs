//! The product, tried through its public face.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod backlog;
mod bad_input;
mod calendar;
mod catalogue;
mod doors;
mod follow_ups;
mod import;
mod planned_requests;
mod programme_doors;
mod programmes;
mod requests;
mod sample_rows;
mod schema_constraints;
mod schema_entities;
mod schema_migrations;
mod schema_query_plans;
mod statements;
