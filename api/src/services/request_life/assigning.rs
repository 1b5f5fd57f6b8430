//! Who has a request: the department and team that the rules give it to, or that someone chose by hand.

use riverain_entities::follow_ups::{self as follow_up_rows, Audience, FollowUpKind};
use riverain_entities::service_requests::{ActiveModel, Model, RequestStatus};
use riverain_entities::{precisions, products, work_types};
use sea_orm::ActiveValue::Set;
use sea_orm::NotSet;
use serde_json::Value;

use super::history::{self, Change};
use super::steps;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::assignment::Matter;
use crate::domain::fault::{Fault, FaultCollector, FaultKind};
use crate::domain::{request_status, text};
use crate::services::follow_ups::{self, Author};
use crate::services::notifications::outbox::{self, News};
use crate::services::{ServiceError, requests};
use crate::store;
use crate::store::connect::begin_write;
use crate::store::reference::Reference;

/// The department and team of a request, and what decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The key of the department.
    pub department_id: i64,
    /// The key of the team.
    pub team_id: Option<i64>,
    /// The key of the version of the rules that were tried.
    pub rule_set_id: Option<i64>,
    /// The code of the rule that decided; none where none applied.
    pub rule_code: Option<String>,
}

/// What decides who gets a request.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The version of the product.
    pub product: &'a products::Model,
    /// The precision.
    pub precision: &'a precisions::Model,
    /// The planned work type, where it feeds one.
    pub work_type: Option<&'a work_types::Model>,
    /// The key of the department that the answers lead to, where they do.
    pub department_id: Option<i64>,
    /// The key of the borough of the place.
    pub borough_id: Option<i64>,
    /// The key of the neighbourhood of the place.
    pub neighbourhood_id: Option<i64>,
    /// The answers, by question.
    pub answers: &'a Value,
}

/// Who gets a request: the department that does its planned work, or to which its answers lead; else the one that answers
/// its precision, unless a rule gives it to another; a team where a rule names one.
pub fn decide(reference: &Reference, facts: Facts<'_>) -> Assignment {
    let settled = facts.work_type.map(|work_type| work_type.department_id).or(facts.department_id);
    let usual = settled.unwrap_or(facts.precision.department_id);
    let unruled = Assignment { department_id: usual, team_id: None, rule_set_id: None, rule_code: None };
    let Some((rule_set_id, rules)) = reference.life.rules() else { return unruled };
    let code_of = |key: i64| reference.department(key).map(|row| row.code.as_str());
    let matter = Matter {
        product: &facts.product.code,
        precision: &facts.precision.code,
        borough: facts.borough_id.and_then(|key| reference.borough(key)).map(|row| row.code.as_str()),
        neighbourhood: facts.neighbourhood_id.and_then(|key| reference.neighbourhood(key)).map(|row| row.code.as_str()),
        answers: facts.answers,
        settled: settled.and_then(code_of),
    };
    let Some(rule) = rules.decide(matter) else { return Assignment { rule_set_id: Some(rule_set_id), ..unruled } };
    Assignment {
        department_id: reference.department_of_code(&rule.department).map_or(usual, |row| row.id),
        team_id: rule.team.as_deref().and_then(|code| reference.team_of_code(code)).map(|row| row.id),
        rule_set_id: Some(rule_set_id),
        rule_code: Some(rule.code.clone()),
    }
}

/// Who should get a request, as the caller asks for it.
#[derive(Debug, Clone)]
pub struct AssignmentDemand {
    /// The number of the request.
    pub request_number: String,
    /// The code of the department.
    pub department: String,
    /// The code of one of its teams.
    pub team: Option<String>,
    /// What the staff should know of it.
    pub note: Option<String>,
}

/// What came of an assignment by hand.
#[derive(Debug)]
pub enum AssignmentOutcome {
    /// The request is theirs.
    Assigned(Box<Model>),
    /// The request is closed: it belongs to nobody's work.
    Closed(Box<Model>),
    /// The request is merged into another: the work is that one's.
    Merged {
        /// The request.
        request: Box<Model>,
        /// The number of its master.
        master_number: String,
    },
    /// No request that the caller may see has this number.
    NotFound,
}

/// Gives an open request to a department and to one of its teams. One that nobody had yet is then assigned.
///
/// # Errors
/// A caller who may not assign requests, a department or team that does not exist or may not have it, or a database that
/// fails.
pub async fn assign(app: &App, viewer: &Viewer, demand: AssignmentDemand) -> Result<AssignmentOutcome, ServiceError> {
    let number = &demand.request_number;
    let Some(seen) = requests::find_by_number(app, viewer, "input.requestNumber", number).await? else {
        return Ok(AssignmentOutcome::NotFound);
    };
    if !may(viewer, Action::AssignRequest) {
        return Err(ServiceError::refused(viewer));
    }
    let reference = app.reference.current().await?;
    let now = app.clock.now();
    let transaction = begin_write(&app.database).await?;
    let Some(request) = store::requests::by_number_locked(&transaction, &seen.number).await? else {
        return Ok(AssignmentOutcome::NotFound);
    };
    if let Some(key) = request.master_id {
        let master_number = store::requests::number_of(&transaction, key).await?;
        return Ok(AssignmentOutcome::Merged { request: Box::new(request), master_number });
    }
    let (department_id, team_id, note) = check(&reference, &request, &demand)?;
    if !request_status::is_open(request.status) {
        return Ok(AssignmentOutcome::Closed(Box::new(request)));
    }
    if (request.department_id, request.team_id) == (department_id, team_id) {
        return Ok(AssignmentOutcome::Assigned(Box::new(request)));
    }
    let from = request.status;
    let to = status_once_assigned(viewer, &reference, &request);
    let change = ActiveModel {
        id: Set(request.id),
        status: Set(to),
        department_id: Set(department_id),
        team_id: Set(team_id),
        assigned_by_hand: Set(true),
        updated_at: Set(now),
        ..Default::default()
    };
    let changed = store::requests::update(&transaction, change).await?;
    let author = Author::of(&transaction, viewer).await?;
    history::record(&transaction, &changed, Change { from: Some(from), reason: None, author: &author, at: now })
        .await?;
    if let Some(note) = note {
        let follow_up = follow_up_rows::ActiveModel {
            id: NotSet,
            request_id: Set(changed.id),
            author_kind: Set(author.kind),
            author_user_id: Set(author.user_id),
            author_name: Set(author.name.clone()),
            audience: Set(Audience::Internal),
            kind: Set(FollowUpKind::Note),
            text: Set(note),
            status_from: Set(None),
            status_to: Set(None),
            created_at: Set(now),
        };
        store::follow_ups::insert(&transaction, follow_up).await?;
    }
    if to != from {
        let follow_up = steps::document(&transaction, &changed, from, author, String::new(), now).await?;
        let news = News::StatusChanged { from, previous_due_at: request.due_at, follow_up: Some(&follow_up) };
        outbox::announce(app, &transaction, &changed, news, now).await?;
    }
    transaction.commit().await?;
    Ok(AssignmentOutcome::Assigned(Box::new(changed)))
}

/// The status of a request that someone gave to a department: assigned, where nobody had it yet and they may take that
/// step; else what it was.
fn status_once_assigned(viewer: &Viewer, reference: &Reference, request: &Model) -> RequestStatus {
    let waits = [RequestStatus::Received, RequestStatus::Triaged, RequestStatus::Reopened].contains(&request.status);
    let cycle = reference.life.cycle();
    let step = steps::role(viewer, reference, request)
        .and_then(|role| cycle.step(request.status, RequestStatus::Assigned, role))
        .filter(|step| waits && !step.reason_required);
    step.map_or(request.status, |step| step.to)
}

/// The keys of the department and team, and the note.
fn check(
    reference: &Reference,
    request: &Model,
    demand: &AssignmentDemand,
) -> Result<(i64, Option<i64>, Option<String>), ServiceError> {
    let mut faults = FaultCollector::default();
    let department = faults.take(department(reference, request, &demand.department));
    let team = faults.take(demand.team.as_deref().map(|code| team(reference, department, code)).transpose());
    let note = demand.note.as_deref().map(|note| text::required("input.note", note, follow_ups::MAXIMUM_TEXT));
    let note = faults.take(note.transpose()).flatten();
    faults.finish()?;
    let department = department.ok_or_else(|| Fault::required("input.department"))?;
    Ok((department, team.flatten(), note))
}

/// A department that may have the request: any, or that of its planned work.
fn department(reference: &Reference, request: &Model, code: &str) -> Result<i64, Fault> {
    let planned_by = request.work_type_id.and_then(|key| reference.work_type(key)).map(|row| row.department_id);
    let open = reference.departments().iter().filter(|row| planned_by.is_none_or(|key| key == row.id));
    let open: Vec<_> = open.collect();
    open.iter().find(|row| row.code == code).map(|row| row.id).ok_or_else(|| {
        let allowed = open.iter().map(|row| row.code.as_str()).collect::<Vec<_>>().join(", ");
        Fault::new("input.department", code, FaultKind::Unknown { allowed })
    })
}

fn team(reference: &Reference, department: Option<i64>, code: &str) -> Result<i64, Fault> {
    let teams = reference.teams().iter().filter(|row| department.is_none_or(|key| row.department_id == key));
    let teams: Vec<_> = teams.collect();
    teams.iter().find(|row| row.code == code).map(|row| row.id).ok_or_else(|| {
        let allowed = teams.iter().map(|row| row.code.as_str()).collect::<Vec<_>>().join(", ");
        Fault::new("input.team", code, FaultKind::Unknown { allowed })
    })
}
