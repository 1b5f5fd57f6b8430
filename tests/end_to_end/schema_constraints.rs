//! The database refuses what breaks a rule, and names the rule.

use riverain_entities::{programme_projects, programmes};
use riverain_tests::TestDatabase;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait};

use crate::sample_rows;

/// A change of the sample rows, and the constraint that refuses it.
const REFUSED: [(&str, &str); 46] = [
    ("UPDATE city SET id = 2", "city_id_single"),
    ("UPDATE city SET max_lat = 40", "city_bounds_ordered"),
    ("UPDATE city SET min_lon = -181", "city_min_lon_range"),
    ("UPDATE boroughs SET equity_weight = 0", "boroughs_equity_weight_positive"),
    ("UPDATE departments SET yearly_budget_cents = -1", "departments_yearly_budget_cents_not_negative"),
    ("UPDATE crews SET yearly_hours = -0.5", "crews_yearly_hours_not_negative"),
    ("UPDATE crews SET yearly_hours = 1e999", "crews_yearly_hours_not_negative"),
    ("UPDATE service_commitments SET target_share = 80", "service_commitments_target_share_range"),
    ("UPDATE service_commitments SET unit = 'weeks'", "service_commitments_unit_known"),
    ("UPDATE work_types SET radius_m = -1", "work_types_radius_m_not_negative"),
    ("UPDATE work_types SET max_requests = 0", "work_types_max_requests_positive"),
    ("UPDATE products SET version = 0", "products_version_positive"),
    ("UPDATE products SET severity = 101", "products_severity_range"),
    ("UPDATE citizens SET master_id = id", "citizens_master_id_other"),
    ("UPDATE citizen_merges SET unmerged_by_name = NULL", "citizen_merges_unmerged_together"),
    ("UPDATE users SET role = 'mayor'", "users_role_known"),
    ("UPDATE service_requests SET status = 'lost', closed_at = NULL", "service_requests_status_known"),
    ("UPDATE service_requests SET lat = NULL", "service_requests_lon_with_lat"),
    ("UPDATE service_requests SET h3_cell = NULL", "service_requests_h3_cell_with_lon"),
    ("UPDATE service_requests SET lat = 90.01", "service_requests_lat_range"),
    ("UPDATE service_requests SET work_type_code = NULL", "service_requests_work_type_id_with_code"),
    ("UPDATE service_requests SET priority = 100.5", "service_requests_priority_range"),
    ("UPDATE service_requests SET priority_override_reason = NULL", "service_requests_priority_override_reason_given"),
    ("UPDATE service_requests SET opened_at = updated_at, closed_at = priority_as_of", CLOSED_BEFORE_OPENED),
    ("UPDATE service_requests SET status = 'assigned'", "service_requests_closed_at_of_closed"),
    ("UPDATE service_requests SET estimated_cost_cents = -1", "service_requests_estimated_cost_cents_not_negative"),
    ("UPDATE follow_ups SET audience = 'press'", "follow_ups_audience_known"),
    ("UPDATE follow_ups SET status_to = NULL", "follow_ups_status_to_of_status_change"),
    ("UPDATE contacts SET wait_seconds = -1", "contacts_wait_seconds_not_negative"),
    ("UPDATE notification_deliveries SET endpoint_id = NULL", "notification_deliveries_endpoint_id_of_webhook"),
    ("UPDATE notification_deliveries SET ended_at = NULL", "notification_deliveries_ended_at_of_pending"),
    ("UPDATE notification_deliveries SET attempt = 10", "notification_deliveries_attempt_range"),
    ("UPDATE delivery_attempts SET outcome = NULL", "delivery_attempts_outcome_of_ended"),
    ("UPDATE webhook_endpoints SET disabled_reason = NULL", "webhook_endpoints_disabled_reason_of_disabled"),
    ("UPDATE programmes SET state = 'planning'", "programmes_status_of_planned"),
    ("UPDATE programmes SET approved_at = NULL", "programmes_status_of_approved"),
    ("UPDATE programmes SET published_at = NULL", "programmes_status_of_published"),
    ("UPDATE programmes SET years = 0", "programmes_years_range"),
    ("UPDATE programmes SET progress = 1.5", "programmes_progress_range"),
    ("UPDATE planning_jobs SET attempt = 4", "planning_jobs_attempt_range"),
    ("UPDATE planning_jobs SET time_limit_seconds = 0", "planning_jobs_time_limit_seconds_positive"),
    ("UPDATE planning_jobs SET finished_at = NULL", "planning_jobs_finished_at_of_cancelled"),
    ("UPDATE programme_budgets SET budget_cents = -1", "programme_budgets_budget_cents_not_negative"),
    ("UPDATE programme_budgets SET spent_cents = 9000000001", "programme_budgets_spent_cents_within_budget"),
    ("UPDATE programme_projects SET request_count = 0", "programme_projects_request_count_positive"),
    ("UPDATE import_runs SET rejected = -1", "import_runs_rejected_not_negative"),
];

const CLOSED_BEFORE_OPENED: &str = "service_requests_closed_at_not_before_opened_at";

#[tokio::test]
async fn a_broken_rule_is_refused_by_its_name() {
    for database in TestDatabase::each().await {
        let connection = database.connection();
        sample_rows::insert_all(connection).await;
        for (sql, constraint) in REFUSED {
            let sql = match connection.get_database_backend() {
                DbBackend::Postgres => sql.replace("1e999", "'Infinity'"),
                _ => sql.to_owned(),
            };
            let error = connection.execute_unprepared(&sql).await.unwrap_err().to_string();
            assert!(error.contains(constraint), "{sql}\nis refused by\n{error}\nrather than {constraint}");
        }
    }
}

#[tokio::test]
async fn a_description_ends_at_ten_thousand_characters() {
    for database in TestDatabase::each().await {
        let connection = database.connection();
        sample_rows::insert_all(connection).await;
        let describe = |length: usize| format!("UPDATE service_requests SET description = '{}'", "é".repeat(length));
        connection.execute_unprepared(&describe(10_000)).await.unwrap();
        let error = connection.execute_unprepared(&describe(10_001)).await.unwrap_err().to_string();
        assert!(error.contains("service_requests_description_length"), "{error}");
    }
}

#[tokio::test]
async fn a_row_that_others_need_cannot_be_deleted() {
    for database in TestDatabase::each().await {
        let connection = database.connection();
        sample_rows::insert_all(connection).await;
        for (table, postgres_constraint) in [
            ("departments", "_department_id_fkey"),
            ("priority_policies", "_priority_policy_id_fkey"),
            ("precisions", "service_requests_precision_id_fkey"),
            ("citizens", "_citizen_id_fkey"),
            ("service_requests", "_request_id_fkey"),
        ] {
            let error = connection.execute_unprepared(&format!("DELETE FROM {table}")).await.unwrap_err().to_string();
            let named = match connection.get_database_backend() {
                DbBackend::Postgres => postgres_constraint,
                // SQLite names no foreign key.
                _ => "FOREIGN KEY constraint failed",
            };
            assert!(error.contains(named), "{table}: {error}");
        }
    }
}

#[tokio::test]
async fn a_programme_is_deleted_with_its_parts_and_without_its_requests() {
    for database in TestDatabase::each().await {
        let connection = database.connection();
        sample_rows::insert_all(connection).await;
        programmes::Entity::delete_by_id(1).exec(connection).await.unwrap();
        assert_eq!(programme_projects::Entity::find().count(connection).await.unwrap(), 0);
        assert_eq!(riverain_entities::service_requests::Entity::find().count(connection).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn one_version_of_a_code_is_current_and_versions_are_distinct() {
    for database in TestDatabase::each().await {
        let connection = database.connection();
        sample_rows::insert_all(connection).await;
        let copy = |version: u32| {
            format!(
                "INSERT INTO service_commitments (id, code, version, digest, valid_from, superseded_at, name_fr,
                     name_en, kind, unit, amount, applies_to)
                 SELECT 10 + {version}, code, {version}, digest, valid_from, NULL, name_fr, name_en, kind, unit,
                     amount, applies_to
                 FROM service_commitments WHERE id = 1"
            )
        };
        connection.execute_unprepared(&copy(2)).await.expect_err("two current versions of a code");
        connection.execute_unprepared("UPDATE service_commitments SET superseded_at = valid_from").await.unwrap();
        connection.execute_unprepared(&copy(1)).await.expect_err("the same version twice");
        connection.execute_unprepared(&copy(2)).await.unwrap();
    }
}
