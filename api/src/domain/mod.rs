//! The rules of a 311 service: pure, without database, network or clock.

pub mod areas;
pub mod assignment;
pub mod backlog;
pub mod bilingual;
pub mod calendar;
pub mod centre_line;
pub mod citizen;
pub mod contact_filter;
pub mod fault;
pub mod follow_up_summary;
pub mod life_cycle;
pub mod node_id;
pub mod phone;
pub mod photo;
pub mod place;
pub mod programme_differences;
pub mod programme_parameters;
pub mod question_tree;
pub mod request_filter;
pub mod request_number;
pub mod request_status;
pub mod schedule_change;
pub mod span;
pub mod spatial_cover;
pub mod text;
pub mod text_search;
