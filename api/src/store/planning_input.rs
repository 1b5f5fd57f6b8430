//! What the planner reads: the requests of the backlog, ordered, in one snapshot of the database.

use chrono::{DateTime, Utc};
use riverain_entities::priority_policies;
use riverain_entities::service_requests::{Column, Entity};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value;

use super::reference::Reference;
use super::request_conditions::matching;
use crate::domain::request_filter::RequestFilter;

/// A version of a priority policy, by its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyChoice {
    /// Code of the policy.
    pub code: String,
    /// Its version; the present one where absent.
    pub version: Option<i32>,
}

/// What planning reads of a request.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct PlannedRequest {
    /// Its key.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// Key of the version of the work type that it was made with.
    pub work_type_id: i64,
    /// Code of the work type.
    pub work_type_code: String,
    /// Longitude, degrees; none where the place is unknown.
    pub lon: Option<f64>,
    /// Latitude, degrees.
    pub lat: Option<f64>,
    /// The stored H3 cell of the place.
    pub h3_cell: Option<i64>,
    /// The borough of the place.
    pub borough_id: Option<i64>,
    /// The neighbourhood of the place.
    pub neighbourhood_id: Option<i64>,
    /// Severity, 0 to 100.
    pub severity: i32,
    /// Priority set by hand.
    pub priority_override: Option<f64>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// How many reports of the problem it stands for.
    pub report_count: i32,
    /// Estimated cost, cents.
    pub estimated_cost_cents: Option<i64>,
    /// Estimated hours by crew code.
    pub estimated_crew_hours: Option<Value>,
}

/// Which requests of a backlog are planned.
#[derive(Debug, Clone)]
pub struct PlanningScope<'a> {
    /// The condition of the backlog: as it is, or as it was at a moment.
    pub backlog: Condition,
    /// What the requests must meet.
    pub filter: &'a RequestFilter,
    /// Codes of the departments whose work is planned.
    pub departments: &'a [String],
}

impl PlanningScope<'_> {
    /// The condition of the requests that a filter lets through and whose work is that of departments.
    pub fn condition(&self, connection: &impl ConnectionTrait, reference: &Reference) -> Condition {
        let departments = reference.department_keys(self.departments);
        let work_types = reference.work_types().iter().filter(|row| departments.contains(&row.department_id));
        let codes: Vec<&str> = work_types.map(|row| row.code.as_str()).collect();
        self.filtered(connection, reference).add(Column::WorkTypeCode.is_in(codes))
    }

    /// The condition of the requests of the departments whose work type the catalogue has no more.
    pub fn retired(&self, connection: &impl ConnectionTrait, reference: &Reference) -> Condition {
        let present: Vec<&str> = reference.work_types().iter().map(|row| row.code.as_str()).collect();
        self.filtered(connection, reference)
            .add(Column::DepartmentId.is_in(reference.department_keys(self.departments)))
            .add(Column::WorkTypeCode.is_not_in(present))
    }

    fn filtered(&self, connection: &impl ConnectionTrait, reference: &Reference) -> Condition {
        self.backlog.clone().add(matching(self.filter, reference, connection.get_database_backend()))
    }
}

/// The key of a version of a priority policy.
///
/// # Errors
/// A database that fails.
pub async fn policy_key(connection: &impl ConnectionTrait, choice: &PolicyChoice) -> Result<Option<i64>, DbErr> {
    use priority_policies::{Column, Entity};
    let policy = Entity::find().filter(Column::Code.eq(choice.code.as_str()));
    let version = match choice.version {
        Some(version) => policy.filter(Column::Version.eq(version)),
        None => policy.filter(Column::SupersededAt.is_null()),
    };
    Ok(version.one(connection).await?.map(|row| row.id))
}

/// The priority policies of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn policies(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<priority_policies::Model>, DbErr> {
    use priority_policies::{Column, Entity};
    Entity::find().filter(Column::Id.is_in(keys.iter().copied())).all(connection).await
}

/// The requests that meet a condition, by key.
///
/// # Errors
/// A database that fails.
pub async fn requests(connection: &impl ConnectionTrait, condition: Condition) -> Result<Vec<PlannedRequest>, DbErr> {
    Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::Number,
            Column::WorkTypeId,
            Column::WorkTypeCode,
            Column::Lon,
            Column::Lat,
            Column::H3Cell,
            Column::BoroughId,
            Column::NeighbourhoodId,
            Column::Severity,
            Column::PriorityOverride,
            Column::OpenedAt,
            Column::ReportCount,
            Column::EstimatedCostCents,
            Column::EstimatedCrewHours,
        ])
        .filter(condition)
        .order_by_asc(Column::Id)
        .into_model()
        .all(connection)
        .await
}

/// The keys of the requests that meet a condition, in order.
///
/// # Errors
/// A database that fails.
pub async fn keys(connection: &impl ConnectionTrait, condition: Condition) -> Result<Vec<i64>, DbErr> {
    let keys = Entity::find().select_only().column(Column::Id).filter(condition).order_by_asc(Column::Id);
    keys.into_tuple().all(connection).await
}

/// The keys of the requests of these numbers, in order.
///
/// # Errors
/// A database that fails.
pub async fn keys_of_numbers(connection: &impl ConnectionTrait, numbers: &[&str]) -> Result<Vec<i64>, DbErr> {
    match numbers.is_empty() {
        true => Ok(Vec::new()),
        false => keys(connection, Condition::all().add(Column::Number.is_in(numbers.iter().copied()))).await,
    }
}

/// The numbers, among these, of the requests that meet a condition and whose place is known.
///
/// # Errors
/// A database that fails.
pub async fn plannable_numbers(
    connection: &impl ConnectionTrait,
    condition: Condition,
    numbers: &[String],
) -> Result<Vec<String>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::Number)
        .filter(condition)
        .filter(Column::Lon.is_not_null())
        .filter(Column::Number.is_in(numbers.iter().map(String::as_str)))
        .into_tuple()
        .all(connection)
        .await
}

/// What changes where a request that meets a condition comes, goes or changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromQueryResult)]
pub struct BacklogStamp {
    /// How many requests.
    pub request_count: i64,
    /// When one of them last changed.
    pub changed_at: Option<DateTime<Utc>>,
    /// The greatest key.
    pub greatest_id: Option<i64>,
}

/// The stamp of the requests that meet a condition.
///
/// # Errors
/// A database that fails.
pub async fn stamp(connection: &impl ConnectionTrait, condition: Condition) -> Result<BacklogStamp, DbErr> {
    let stamp = Entity::find()
        .select_only()
        .column_as(Column::Id.count(), "request_count")
        .column_as(Column::UpdatedAt.max(), "changed_at")
        .column_as(Column::Id.max(), "greatest_id")
        .filter(condition)
        .into_model()
        .one(connection)
        .await?;
    Ok(stamp.unwrap_or(BacklogStamp { request_count: 0, changed_at: None, greatest_id: None }))
}
