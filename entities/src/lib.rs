//! The database's tables as SeaORM entities, one file a table.
//!
//! Conventions: keys are `i64`; instants are UTC; money is integer cents; distances are metres; positions are WGS 84
//! degrees; texts that the city writes come in French and in English. A text column with a closed list of values is
//! an enum in the file of the table that owns it.
//!
//! Catalogue rows with a `version` never change: a new content is a new row, and the old one is superseded. What was
//! made with a row keeps pointing at it, so history keeps its meaning.

pub mod assignment_rule_sets;
pub mod attachments;
pub mod boroughs;
pub mod business_calendars;
pub mod calendar_revisions;
pub mod citizen_merges;
pub mod citizen_words;
pub mod citizens;
pub mod city;
pub mod closed_days;
pub mod contact_requests;
pub mod contacts;
pub mod crews;
pub mod delivery_attempts;
pub mod departments;
pub mod draft_requests;
pub mod emergency_diversions;
pub mod emergency_reasons;
pub mod exceptional_situation_changes;
pub mod exceptional_situation_events;
pub mod exceptional_situations;
pub mod follow_up_corrections;
pub mod follow_up_templates;
pub mod follow_ups;
pub mod import_runs;
pub mod inbound_emails;
pub mod life_cycles;
pub mod merged_citizen_rows;
pub mod name_words;
pub mod neighbourhoods;
pub mod notification_deliveries;
pub mod notification_events;
pub mod planning_jobs;
pub mod precisions;
pub mod priority_policies;
pub mod products;
pub mod programme_areas;
pub mod programme_budget_points;
pub mod programme_budgets;
pub mod programme_crew_hours;
pub mod programme_departments;
pub mod programme_left_out_requests;
pub mod programme_lot_projects;
pub mod programme_lots;
pub mod programme_minimum_shares;
pub mod programme_moratorium_blocks;
pub mod programme_prices;
pub mod programme_project_requests;
pub mod programme_projects;
pub mod programme_repeated_street_projects;
pub mod programme_repeated_streets;
pub mod programme_sites;
pub mod programmes;
pub mod promises;
pub mod question_tree_versions;
pub mod question_trees;
pub mod request_followers;
pub mod request_merges;
pub mod request_moves;
pub mod request_number_sequences;
pub mod request_representatives;
pub mod request_status_changes;
pub mod service_commitments;
pub mod service_requests;
pub mod shared_follow_ups;
pub mod street_segments;
pub mod teams;
pub mod user_departments;
pub mod users;
pub mod webhook_endpoints;
pub mod work_types;
