//! What is asked of the database: queries only, one file an aggregate. Functions take any connection, so that a pool
//! and a transaction both work.

pub mod area_imports;
pub mod areas;
pub mod attachments;
pub mod backlog;
pub mod catalogue;
pub mod citizens;
pub mod connect;
pub mod demonstration;
pub mod emergency_diversions;
pub mod follow_ups;
pub mod imports;
pub mod objects;
pub mod page;
pub mod planning_input;
pub mod planning_jobs;
pub mod priorities;
pub mod programme_analysis;
pub mod programme_changes;
pub mod programme_comparison;
pub mod programme_dig_once;
pub mod programme_left_out;
pub mod programme_lots;
pub mod programme_parents;
pub mod programme_plans;
pub mod programme_projects;
pub mod programmes;
pub mod reference;
pub mod request_conditions;
pub mod request_places;
pub mod request_status_changes;
pub mod requests;
pub mod simulated;
pub mod street_lines;
pub mod text_index;
pub mod users;
