//! The contract's types, one file each.

pub mod backlog;
pub mod backlog_project;
pub mod borough;
pub mod citizen;
pub mod department;
pub mod follow_up;
pub mod follow_up_summary;
pub mod left_out_request;
pub mod lot;
pub mod me;
pub mod neighbourhood;
pub mod node;
pub mod place;
pub mod priority;
pub mod product;
pub mod programme;
pub mod programme_parts;
pub mod programme_state;
pub mod programme_year;
pub mod project;
pub mod project_reason;
pub mod request;
pub mod request_filter;
pub mod service_commitment;
pub mod site;
pub mod work_type;
