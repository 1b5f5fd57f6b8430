//! Use cases: they decide, ask the policy, and own the transaction. They know nothing of GraphQL or HTTP.

pub mod attachments;
pub mod backlog;
pub mod backlog_projects;
pub mod catalogue;
pub mod citizen_merges;
pub mod citizens;
pub mod contacts;
pub mod diversions;
pub mod drafts;
pub mod error;
pub mod exceptional_situations;
pub mod follow_up_corrections;
pub mod follow_up_summaries;
pub mod follow_up_templates;
pub mod follow_ups;
pub mod following;
pub mod inbound_email;
pub mod intake;
pub mod likely_duplicates;
pub mod notifications;
pub mod person_duplicates;
pub mod person_search;
pub mod planning_jobs;
pub mod priorities;
pub mod programmes;
pub mod promises;
pub mod questionnaires;
pub mod request_life;
pub mod request_merges;
pub mod requests;
pub mod service_levels;
pub mod settlement;
pub mod submission;

pub use error::ServiceError;
