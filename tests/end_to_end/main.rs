//! The product, tried through its public face.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod answers;
mod backlog;
mod bad_input;
mod calendar;
mod catalogue;
mod commitments;
mod costs;
mod demonstration;
mod doors;
mod follow_ups;
mod import;
mod languages;
mod listing_plans;
mod lots;
mod planned_requests;
mod planned_year;
mod planning_jobs;
mod programme_analysis;
mod programme_doors;
mod programme_life;
mod programme_statements;
mod programmes;
mod requesters;
mod requests;
mod sample_rows;
mod scenarios;
mod schema_constraints;
mod schema_entities;
mod schema_migrations;
mod schema_query_plans;
mod selection_order;
mod simultaneous_writers;
mod statements;
mod street_distances;
