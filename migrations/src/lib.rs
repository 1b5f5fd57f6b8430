//! The database's schema, step by step, for SQLite and PostgreSQL.
//!
//! Each step goes up and down, inside one transaction on both databases. Constraints and indexes are named
//! `table_column_rule`, so that a violation can be told to the caller.

mod m20260101_000001_places;
mod m20260101_000002_organization;
mod m20260101_000003_catalogue;
mod m20260101_000004_citizens_and_users;
mod m20260101_000005_service_requests;
mod m20260101_000006_follow_ups_and_contacts;
mod m20260101_000007_programmes;
mod m20260101_000008_programme_projects;
mod m20260101_000009_imports;
mod m20260101_000010_search;
mod m20260101_000011_provenance;
mod m20260101_000012_spatial_index;
mod m20260101_000013_citizen_phones;
mod m20260101_000014_planning_attempts;
mod m20260101_000015_planning_jobs;
mod m20260101_000016_scenarios;
mod m20260101_000017_analysis;
mod m20260101_000018_programme_lots;
mod m20260101_000019_street_distances;
mod m20260101_000020_emergencies;
mod m20260101_000021_request_life;
mod m20260101_000025_repeated_streets;
mod m20260101_000026_contacts;
mod m20260101_000028_attachments;
mod m20260101_000029_follow_up_corrections;
mod m20260101_000030_stopped_plannings;
mod m20260101_000035_brought_in;
mod m20260101_000036_request_merges;
mod m20260101_000037_likely_duplicates;
mod m20260101_000038_request_followers;
mod m20260101_000039_promises;
mod m20260101_000040_exceptional_situations;
mod m20260101_000042_notifications;
mod m20260101_000043_follow_up_templates;
mod m20260101_000045_person_search;
mod m20260101_000046_citizen_merges;
mod m20260101_000047_notification_retention;
mod m20260101_000048_situation_changes;
mod m20260101_000049_email_files;
mod new_table;
mod request_statuses;

use sea_orm_migration::prelude::*;

/// The steps, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20260101_000001_places::Migration),
            Box::new(m20260101_000002_organization::Migration),
            Box::new(m20260101_000003_catalogue::Migration),
            Box::new(m20260101_000004_citizens_and_users::Migration),
            Box::new(m20260101_000005_service_requests::Migration),
            Box::new(m20260101_000006_follow_ups_and_contacts::Migration),
            Box::new(m20260101_000007_programmes::Migration),
            Box::new(m20260101_000008_programme_projects::Migration),
            Box::new(m20260101_000009_imports::Migration),
            Box::new(m20260101_000010_search::Migration),
            Box::new(m20260101_000011_provenance::Migration),
            Box::new(m20260101_000012_spatial_index::Migration),
            Box::new(m20260101_000013_citizen_phones::Migration),
            Box::new(m20260101_000014_planning_attempts::Migration),
            Box::new(m20260101_000015_planning_jobs::Migration),
            Box::new(m20260101_000016_scenarios::Migration),
            Box::new(m20260101_000017_analysis::Migration),
            Box::new(m20260101_000018_programme_lots::Migration),
            Box::new(m20260101_000019_street_distances::Migration),
            Box::new(m20260101_000020_emergencies::Migration),
            Box::new(m20260101_000021_request_life::Migration),
            Box::new(m20260101_000025_repeated_streets::Migration),
            Box::new(m20260101_000026_contacts::Migration),
            Box::new(m20260101_000028_attachments::Migration),
            Box::new(m20260101_000029_follow_up_corrections::Migration),
            Box::new(m20260101_000030_stopped_plannings::Migration),
            Box::new(m20260101_000035_brought_in::Migration),
            Box::new(m20260101_000036_request_merges::Migration),
            Box::new(m20260101_000037_likely_duplicates::Migration),
            Box::new(m20260101_000038_request_followers::Migration),
            Box::new(m20260101_000039_promises::Migration),
            Box::new(m20260101_000040_exceptional_situations::Migration),
            Box::new(m20260101_000042_notifications::Migration),
            Box::new(m20260101_000043_follow_up_templates::Migration),
            Box::new(m20260101_000045_person_search::Migration),
            Box::new(m20260101_000046_citizen_merges::Migration),
            Box::new(m20260101_000047_notification_retention::Migration),
            Box::new(m20260101_000048_situation_changes::Migration),
            Box::new(m20260101_000049_email_files::Migration),
        ]
    }
}

pub use sea_orm_migration::MigratorTrait;
