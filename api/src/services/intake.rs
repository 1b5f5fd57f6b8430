//! How a demand becomes a service request: the one place that fills its record, whether a citizen submits it, a file
//! brings it or it is simulated.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use riverain_entities::products::RequestKind;
use riverain_entities::service_requests::{ActiveModel, RequestChannel, RequestStatus};
use riverain_entities::{precisions, products, work_types};
use sea_orm::ActiveValue::Set;
use sea_orm::NotSet;
use serde_json::Value;

use super::request_life::assigning;
use super::{priorities, promises};
use crate::domain::place::Point;
use crate::domain::request_number::RequestNumber;
use crate::domain::spatial_cover::stored_cell;
use crate::domain::text_search::normalise;
use crate::services::ServiceError;
use crate::store::reference::Reference;

/// The source of the requests that are made here.
pub const OWN_SOURCE: &str = "riverain";

/// What is known of a demand when it comes in; checked before.
#[derive(Debug, Clone)]
pub struct Intake {
    /// The version of the product.
    pub product: Arc<products::Model>,
    /// The precision, one of that version's.
    pub precision: Arc<precisions::Model>,
    /// The kind of demand, where it is not the precision's.
    pub kind: Option<RequestKind>,
    /// The key of the department that the answers lead to, where they do.
    pub department_id: Option<i64>,
    /// The planned work type, where it is not the precision's.
    pub work_type: Option<Arc<work_types::Model>>,
    /// Whether it stays out of the planned-intervention programme, whatever its precision.
    pub is_unplanned: bool,
    /// The version of the question tree that was answered.
    pub question_tree_version_id: Option<i64>,
    /// The answers, by question.
    pub answers: Value,
    /// Severity points that the answers add, negative where they take away.
    pub answer_severity: i32,
    /// How it reached the city.
    pub channel: RequestChannel,
    /// What the citizen wrote.
    pub description: Option<String>,
    /// Where it is.
    pub point: Option<Point>,
    /// The civic address.
    pub address: Option<String>,
    /// The borough, where the source names it and no outline tells.
    pub borough_id: Option<i64>,
    /// The requester; none where anonymous.
    pub citizen_id: Option<i64>,
    /// Where the request comes from.
    pub source: String,
    /// Its identifier there.
    pub external_id: Option<String>,
    /// Its status.
    pub status: RequestStatus,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When the work is promised, where the source says so; else the product's service commitment tells.
    pub due_at: Option<DateTime<Utc>>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Whether the first contact settled it.
    pub settled_at_first_contact: bool,
    /// The estimated cost in cents, where the source tells; else the work type's mean.
    pub estimated_cost_cents: Option<i64>,
    /// The estimated hours by crew, where the source tells; else the work type's mean.
    pub estimated_crew_hours: Option<BTreeMap<String, f64>>,
    /// How many distinct citizens reported the same kind of work at this spot.
    pub distinct_citizens: u32,
    /// Whether it is simulated.
    pub simulated: bool,
}

impl Intake {
    /// The version of the work type that it feeds; none where it is answered by itself.
    pub fn planned_work(&self, reference: &Reference) -> Option<Arc<work_types::Model>> {
        let of_precision = || {
            let code = self.precision.work_type_code.as_deref()?;
            reference.work_type_of_code(code).cloned()
        };
        self.work_type.clone().or_else(of_precision).filter(|_| !self.is_unplanned)
    }
}

/// The record of a demand, ready to be written, with its place, department, work type, estimates and priority.
///
/// # Errors
/// A stored policy or work type that does not have its form, or a calendar by which the promise never ends.
pub fn draft(
    reference: &Reference,
    intake: Intake,
    number: RequestNumber,
    now: DateTime<Utc>,
) -> Result<ActiveModel, ServiceError> {
    let work_type = intake.planned_work(reference);
    let (located_borough, neighbourhood_id) = intake.point.map_or((None, None), |point| reference.locate(point));
    let borough_id = located_borough.or(intake.borough_id);
    let severity = (intake.precision.severity + intake.answer_severity).clamp(0, 100);
    let crew_hours = match (&intake.estimated_crew_hours, &work_type) {
        (Some(hours), _) => Some(hours.clone()),
        (None, Some(work_type)) => Some(serde_json::from_value(work_type.mean_crew_hours.clone())?),
        (None, None) => None,
    };
    let priority = priorities::assess(
        reference,
        &priorities::Circumstances {
            severity,
            opened_at: intake.opened_at,
            distinct_citizens: intake.distinct_citizens,
            borough_id,
            manual_override: None,
        },
        now,
    )?;
    let facts = assigning::Facts {
        product: &intake.product,
        precision: &intake.precision,
        work_type: work_type.as_deref(),
        department_id: intake.department_id,
        borough_id,
        neighbourhood_id,
        answers: &intake.answers,
    };
    let assignment = assigning::decide(reference, facts);
    let number = number.to_string();
    let mut record = ActiveModel::default();
    promises::of_intake(reference, &intake, (work_type.is_some(), borough_id), now, &mut record)?;
    let place_search = normalise(&format!("{number} {}", intake.address.as_deref().unwrap_or_default()));
    Ok(ActiveModel {
        id: NotSet,
        number: Set(number),
        kind: Set(intake.kind.unwrap_or(intake.precision.kind)),
        channel: Set(intake.channel),
        product_id: Set(intake.product.id),
        precision_id: Set(intake.precision.id),
        question_tree_version_id: Set(intake.question_tree_version_id),
        answers: Set(intake.answers),
        description_search: Set(intake.description.as_deref().map(normalise).unwrap_or_default()),
        description: Set(intake.description),
        lon: Set(intake.point.map(Point::longitude)),
        lat: Set(intake.point.map(Point::latitude)),
        h3_cell: Set(intake.point.and_then(stored_cell)),
        address: Set(intake.address),
        borough_id: Set(borough_id),
        neighbourhood_id: Set(neighbourhood_id),
        department_id: Set(assignment.department_id),
        team_id: Set(assignment.team_id),
        assignment_rule_set_id: Set(assignment.rule_set_id),
        assignment_rule_code: Set(assignment.rule_code),
        assigned_by_hand: Set(false),
        work_type_id: Set(work_type.as_ref().map(|row| row.id)),
        work_type_code: Set(work_type.as_ref().map(|row| row.code.clone())),
        status: Set(intake.status),
        severity: Set(severity),
        priority: Set(priority.score),
        priority_breakdown: Set(priority.breakdown),
        priority_policy_id: Set(reference.priority_policy.id),
        priority_as_of: Set(now),
        priority_override: Set(None),
        priority_override_reason: Set(None),
        citizen_id: Set(intake.citizen_id),
        master_id: Set(None),
        report_count: Set(1),
        source: Set(intake.source),
        external_id: Set(intake.external_id),
        source_digest: Set(None),
        opened_at: Set(intake.opened_at),
        closed_at: Set(intake.closed_at),
        settled_at_first_contact: Set(intake.settled_at_first_contact),
        estimated_cost_cents: Set(intake
            .estimated_cost_cents
            .or_else(|| work_type.as_ref().map(|row| row.mean_cost_cents))),
        estimated_hours: Set(crew_hours.as_ref().map(|hours: &BTreeMap<String, f64>| hours.values().sum())),
        estimated_crew_hours: Set(crew_hours.map(serde_json::to_value).transpose()?),
        simulated: Set(intake.simulated),
        place_search: Set(place_search),
        created_at: Set(now),
        updated_at: Set(now),
        ..record
    })
}
