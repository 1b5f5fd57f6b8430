//! What a newer row of a file changes of a request that an earlier import brought.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use riverain_entities::follow_ups::{self, Audience, AuthorKind, FollowUpKind};
use riverain_entities::request_status_changes;
use riverain_entities::service_requests::ActiveModel;
use sea_orm::ActiveValue::Set;
use sea_orm::NotSet;

use crate::domain::calendar::BusinessCalendar;
use crate::domain::promise::Time;
use crate::services::intake::Intake;
use crate::services::promises::{self, Clock};
use crate::store::imports::ImportedRequest;
use crate::store::reference::Reference;

/// Lets a request that keeps its product and precision keep the versions that it was made with: history keeps its
/// meaning when the catalogue changes.
pub(super) fn keep_versions(intake: &mut Intake, existing: &ImportedRequest, reference: &Reference) {
    let (Some(product), Some(precision)) =
        (reference.product(existing.product_id), reference.precision(existing.precision_id))
    else {
        return;
    };
    if product.code != intake.product.code || precision.code != intake.precision.code {
        return;
    }
    let asked = intake.work_type.as_ref().map(|work_type| work_type.code.as_str());
    let asked = asked.or(intake.precision.work_type_code.as_deref());
    if asked == existing.work_type_code.as_deref() {
        intake.work_type = existing.work_type_id.and_then(|key| reference.work_type(key)).cloned();
    }
    intake.product = Arc::clone(product);
    intake.precision = Arc::clone(precision);
}

/// The columns that a changed row writes: not those that belong to the record itself or to the city's own people.
///
/// A row that leaves the due time and the estimates to the catalogue leaves them as they were promised, unless it now
/// speaks of other work. A status that a person set (`keeps_status`) stays, and so does its closing.
pub(super) fn changes(
    existing: &ImportedRequest,
    intake: &Intake,
    keeps_status: bool,
    (calendar, now): (&BusinessCalendar, DateTime<Utc>),
    mut draft: ActiveModel,
) -> ActiveModel {
    draft.number = NotSet;
    draft.source = NotSet;
    draft.external_id = NotSet;
    draft.question_tree_version_id = NotSet;
    draft.answers = NotSet;
    draft.citizen_id = NotSet;
    draft.created_at = NotSet;
    draft.assigned_by_hand = NotSet;
    if existing.assigned_by_hand {
        draft.department_id = NotSet;
        draft.team_id = NotSet;
        draft.assignment_rule_set_id = NotSet;
        draft.assignment_rule_code = NotSet;
    }
    draft.priority_override = NotSet;
    draft.priority_override_reason = NotSet;
    if existing.priority_override.is_some() {
        draft.priority = NotSet;
        draft.priority_breakdown = NotSet;
        draft.priority_policy_id = NotSet;
        draft.priority_as_of = NotSet;
    }
    let same_work = existing.precision_id == intake.precision.id
        && draft.work_type_code.as_ref().as_deref() == existing.work_type_code.as_deref();
    if same_work && intake.due_at.is_none() && existing.opened_at == intake.opened_at {
        keep_promise(existing, intake, keeps_status, (calendar, now), &mut draft);
    }
    if same_work && intake.estimated_cost_cents.is_none() {
        draft.estimated_cost_cents = NotSet;
    }
    if same_work && intake.estimated_crew_hours.is_none() {
        draft.estimated_hours = NotSet;
        draft.estimated_crew_hours = NotSet;
    }
    if keeps_status {
        draft.status = NotSet;
        draft.closed_at = Set(existing.closed_at.map(|closed_at| closed_at.max(intake.opened_at)));
    }
    draft
}

/// Leaves the promise as it was made; its clock follows the status that the row gives, where it gives one.
fn keep_promise(
    existing: &ImportedRequest,
    intake: &Intake,
    keeps_status: bool,
    (calendar, now): (&BusinessCalendar, DateTime<Utc>),
    draft: &mut ActiveModel,
) {
    draft.due_at = NotSet;
    draft.at_risk_at = NotSet;
    draft.promised_from = NotSet;
    draft.promise_cause = NotSet;
    draft.promise_revision = NotSet;
    draft.clock_stopped_at = NotSet;
    if !keeps_status {
        let clock = Clock {
            due_at: existing.due_at,
            at_risk_at: existing.at_risk_at,
            stopped_at: existing.clock_stopped_at,
            time: Time::Business,
        };
        promises::follow_status(calendar, clock, intake.status, now, draft);
    }
}

/// The follow-up of a change of status; the citizen sees it unless the request feeds the planned programme.
pub(super) fn follow_up(
    existing: &ImportedRequest,
    intake: &Intake,
    now: DateTime<Utc>,
) -> Option<follow_ups::ActiveModel> {
    if existing.status == intake.status {
        return None;
    }
    let is_planned = intake.work_type.is_some() || intake.precision.work_type_code.is_some();
    Some(follow_ups::ActiveModel {
        id: NotSet,
        request_id: Set(existing.id),
        author_kind: Set(AuthorKind::System),
        author_user_id: Set(None),
        author_name: Set(intake.source.clone()),
        audience: Set(if is_planned { Audience::Internal } else { Audience::Public }),
        kind: Set(FollowUpKind::StatusChange),
        text: Set(String::new()),
        status_from: Set(Some(existing.status)),
        status_to: Set(Some(intake.status)),
        created_at: Set(now),
    })
}

/// What the history keeps of a change of status; the draft has the department and team that the request is given to.
pub(super) fn status_change(
    existing: &ImportedRequest,
    intake: &Intake,
    draft: &ActiveModel,
    now: DateTime<Utc>,
) -> Option<request_status_changes::ActiveModel> {
    if existing.status == intake.status {
        return None;
    }
    Some(request_status_changes::ActiveModel {
        id: NotSet,
        request_id: Set(existing.id),
        changed_at: Set(now),
        status_from: Set(Some(existing.status)),
        status_to: Set(intake.status),
        reason_code: Set(None),
        life_cycle_id: Set(None),
        author_kind: Set(AuthorKind::System),
        author_user_id: Set(None),
        author_name: Set(intake.source.clone()),
        department_id: Set(draft.department_id.clone().take().unwrap_or(existing.department_id)),
        team_id: Set(draft.team_id.clone().take().unwrap_or(existing.team_id)),
    })
}
