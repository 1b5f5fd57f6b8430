//! Requests of the planned-intervention programme, written straight into the database: exactly where, since when and for
//! how much a test needs them.

use chrono::{DateTime, Utc};
use riverain::domain::place::Point;
use riverain::domain::spatial_cover::stored_cell;
use riverain::store::reference::Reference;
use riverain_entities::products::RequestKind;
use riverain_entities::service_requests::{ActiveModel, Entity, RequestChannel, RequestStatus};
use riverain_tests::{TestApp, now};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, NotSet, QueryFilter};
use serde_json::json;

/// A request to write.
#[derive(Debug, Clone)]
pub(crate) struct PlannedRequest {
    /// Code of the work type.
    pub(crate) work_type: &'static str,
    /// Longitude and latitude; none where unknown.
    pub(crate) place: Option<(f64, f64)>,
    /// Severity, 0 to 100.
    pub(crate) severity: i32,
    /// Stored priority, 0 to 100.
    pub(crate) priority: f64,
    /// Code of the borough.
    pub(crate) borough: Option<&'static str>,
    /// When it was opened.
    pub(crate) opened_at: DateTime<Utc>,
    /// Estimated cost, cents.
    pub(crate) cost_cents: i64,
    /// The requester; none where anonymous.
    pub(crate) citizen_id: Option<i64>,
    /// Its status.
    pub(crate) status: RequestStatus,
}

/// A longitude in Saint-Roch.
pub(crate) const LONGITUDE: f64 = -71.2256;

/// A latitude in Saint-Roch.
pub(crate) const LATITUDE: f64 = 46.8139;

/// A degree of longitude there, metres.
const DEGREE_EAST_M: f64 = 76_090.0;

/// A request of sidewalk repair, some metres east of Saint-Roch, opened ten days ago.
pub(crate) fn sidewalk(metres_east: f64) -> PlannedRequest {
    PlannedRequest {
        work_type: "sidewalk_repair",
        place: Some((LONGITUDE + metres_east / DEGREE_EAST_M, LATITUDE)),
        severity: 50,
        priority: 50.0,
        borough: Some("la_cite_limoilou"),
        opened_at: now() - chrono::Duration::days(10),
        cost_cents: 100_000,
        citizen_id: None,
        status: RequestStatus::Received,
    }
}

/// Writes requests and gives their numbers, `2026-0000001` and on.
pub(crate) async fn write(app: &TestApp, requests: &[PlannedRequest]) -> Vec<String> {
    let reference = app.app.reference.current().await.unwrap();
    let numbers: Vec<String> = (1..=requests.len()).map(|rank| format!("2026-{rank:07}")).collect();
    let rows: Vec<ActiveModel> =
        requests.iter().zip(&numbers).map(|(request, number)| row(&reference, request, number)).collect();
    for batch in rows.chunks(500) {
        Entity::insert_many(batch.to_vec()).exec_without_returning(app.database()).await.unwrap();
    }
    numbers
}

/// Writes one request of a given number.
pub(crate) async fn write_one(app: &TestApp, request: &PlannedRequest, number: &str) {
    let reference = app.app.reference.current().await.unwrap();
    Entity::insert(row(&reference, request, number)).exec_without_returning(app.database()).await.unwrap();
}

/// Gives a request a final status, closed half an hour ago.
pub(crate) async fn close(app: &TestApp, number: &str, status: RequestStatus) {
    use riverain_entities::service_requests::Column;
    let closed = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::ClosedAt, Expr::value(now() - chrono::Duration::minutes(30)))
        .filter(Column::Number.eq(number));
    closed.exec(app.database()).await.unwrap();
}

/// Leaves a request with a work type that the catalogue has no more.
pub(crate) async fn retire_work_type(app: &TestApp, number: &str) {
    use riverain_entities::service_requests::Column;
    let retired = Entity::update_many()
        .col_expr(Column::WorkTypeCode, Expr::value("wooden_sidewalk_repair"))
        .filter(Column::Number.eq(number));
    retired.exec(app.database()).await.unwrap();
}

fn row(reference: &Reference, request: &PlannedRequest, number: &str) -> ActiveModel {
    let work_type = reference.work_type_of_code(request.work_type).unwrap();
    let product = reference.product_of_code("sidewalk").unwrap();
    let precision = &reference.precisions_of(product.id)[0];
    let point = request.place.map(|(longitude, latitude)| Point::new("place", longitude, latitude).unwrap());
    let closed = !riverain::domain::request_status::is_open(request.status);
    ActiveModel {
        id: NotSet,
        number: Set(number.to_owned()),
        kind: Set(RequestKind::ServiceRequest),
        channel: Set(RequestChannel::Telephone),
        product_id: Set(product.id),
        precision_id: Set(precision.id),
        question_tree_version_id: Set(None),
        answers: Set(json!({})),
        description: Set(None),
        lon: Set(request.place.map(|place| place.0)),
        lat: Set(request.place.map(|place| place.1)),
        h3_cell: Set(point.and_then(stored_cell)),
        address: Set(None),
        borough_id: Set(request.borough.map(|code| reference.borough_of_code(code).unwrap().id)),
        neighbourhood_id: Set(None),
        department_id: Set(work_type.department_id),
        team_id: Set(None),
        assignment_rule_set_id: Set(None),
        assignment_rule_code: Set(None),
        assigned_by_hand: Set(false),
        work_type_id: Set(Some(work_type.id)),
        work_type_code: Set(Some(work_type.code.clone())),
        status: Set(request.status),
        severity: Set(request.severity),
        priority: Set(request.priority),
        priority_breakdown: Set(json!({})),
        priority_policy_id: Set(reference.priority_policy.id),
        priority_as_of: Set(request.opened_at),
        priority_override: Set(None),
        priority_override_reason: Set(None),
        citizen_id: Set(request.citizen_id),
        master_id: Set(None),
        report_count: Set(1),
        source: Set("test".to_owned()),
        external_id: Set(Some(number.to_owned())),
        source_digest: Set(None),
        opened_at: Set(request.opened_at),
        due_at: Set(None),
        promised_from: Set(None),
        promise_cause: Set(None),
        promise_revision: Set(0),
        at_risk_at: Set(None),
        clock_stopped_at: Set(None),
        closed_at: Set(closed.then_some(now())),
        settled_at_first_contact: Set(false),
        estimated_cost_cents: Set(Some(request.cost_cents)),
        estimated_hours: Set(Some(2.0)),
        estimated_crew_hours: Set(Some(json!({}))),
        simulated: Set(false),
        place_search: Set(number.to_owned()),
        description_search: Set(String::new()),
        created_at: Set(request.opened_at),
        updated_at: Set(request.opened_at),
    }
}
