//! Riverain: a 311 back end. A GraphQL gateway over citizens, service requests and follow-ups, and the jobs that turn
//! the backlog of planned interventions into multi-year work programmes.

pub mod app;
pub mod auth;
pub mod catalogue;
pub mod cli;
pub mod clock;
pub mod config;
pub mod data_file;
pub mod domain;
pub mod exports;
pub mod graphql;
pub mod http;
pub mod import;
pub mod locale;
pub mod services;
pub mod simulation;
pub mod store;
pub mod telemetry;

rust_i18n::i18n!("locales", fallback = "fr");
