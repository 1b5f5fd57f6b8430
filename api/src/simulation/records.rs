//! The rows of what was drawn.

use chrono::{DateTime, Duration, Utc};
use riverain_entities::follow_ups::AuthorKind;
use riverain_entities::service_requests::RequestStatus;
use riverain_entities::{citizens, contacts, follow_ups, request_status_changes};
use sea_orm::ActiveValue::Set;
use sea_orm::NotSet;
use serde_json::Value;

use super::contacts::SimulatedContact;
use super::follow_ups::SimulatedFollowUp;
use super::generation::SimulatedReport;
use super::people::SimulatedCitizen;
use super::world::{StaffMember, World};
use crate::services::intake::Intake;
use crate::services::questionnaires;

/// What the service takes in of a request of this source and external identifier.
pub(super) fn intake(
    world: &World,
    report: &SimulatedReport,
    (source, external_id): (&str, String),
    citizen_id: Option<i64>,
) -> Intake {
    let category = &world.categories[report.category];
    let mut intake = Intake {
        product: category.product.clone(),
        precision: category.precision.clone(),
        kind: None,
        department_id: None,
        work_type: None,
        is_unplanned: false,
        question_tree_version_id: category.tree.as_ref().map(|tree| tree.id),
        answers: Value::Object(report.answers.values.clone()),
        answer_severity: 0,
        channel: report.channel,
        description: report.description.clone(),
        point: report.placed.as_ref().map(|placed| placed.point),
        address: report.placed.as_ref().map(|placed| placed.address.clone()),
        borough_id: None,
        citizen_id,
        source: source.to_owned(),
        external_id: Some(external_id),
        status: report.life.status(),
        opened_at: report.opened_at,
        due_at: None,
        closed_at: report.life.closed_at(),
        settled_at_first_contact: report.life.settled_at_first_contact && report.life.closed_at().is_some(),
        estimated_cost_cents: None,
        estimated_crew_hours: None,
        distinct_citizens: report.distinct_citizens,
        simulated: true,
    };
    questionnaires::apply(&world.reference, &report.answers.outcome, &mut intake);
    intake
}

/// The row of a citizen who first reported something at `created_at`.
pub(super) fn citizen(citizen: &SimulatedCitizen, created_at: DateTime<Utc>) -> citizens::ActiveModel {
    citizens::ActiveModel {
        id: NotSet,
        given_name: Set(citizen.given_name.clone()),
        family_name: Set(citizen.family_name.clone()),
        email: Set(citizen.email.clone()),
        phone: Set(citizen.phone.clone()),
        language: Set(citizen.language),
        language_ground: Set(citizen.language_ground),
        consent_to_contact: Set(citizen.consent_to_contact),
        consented_at: Set(citizen.consent_to_contact.then_some(created_at)),
        search_text: Set(citizen.search_text()),
        created_at: Set(created_at),
        master_id: Set(None),
    }
}

/// The row of a follow-up of a request.
pub(super) fn follow_up(follow_up: SimulatedFollowUp, request_id: i64) -> follow_ups::ActiveModel {
    follow_ups::ActiveModel {
        id: NotSet,
        request_id: Set(request_id),
        author_kind: Set(follow_up.author_kind),
        author_user_id: Set(follow_up.author_user_id),
        author_name: Set(follow_up.author_name),
        audience: Set(follow_up.audience),
        kind: Set(follow_up.kind),
        text: Set(follow_up.text),
        status_from: Set(follow_up.statuses.map(|(from, _)| from)),
        status_to: Set(follow_up.statuses.map(|(_, to)| to)),
        created_at: Set(follow_up.created_at),
    }
}

/// The history of a request that these follow-ups document, with who has it: its key, its department and its team.
pub(super) fn status_changes(
    report: &SimulatedReport,
    life_cycle_id: Option<i64>,
    (request_id, department_id, team_id): (i64, i64, Option<i64>),
) -> Vec<request_status_changes::ActiveModel> {
    let row = |at: DateTime<Utc>, from: Option<RequestStatus>, to: RequestStatus| request_status_changes::ActiveModel {
        id: NotSet,
        request_id: Set(request_id),
        changed_at: Set(at),
        status_from: Set(from),
        status_to: Set(to),
        reason_code: Set(None),
        life_cycle_id: Set(None),
        author_kind: Set(AuthorKind::Citizen),
        author_user_id: Set(None),
        author_name: Set(String::new()),
        department_id: Set(department_id),
        team_id: Set(team_id),
    };
    let mut rows = vec![row(report.opened_at, None, RequestStatus::Received)];
    for follow_up in &report.follow_ups {
        let Some((from, to)) = follow_up.statuses else { continue };
        let reason = follow_up.reason.clone().filter(|_| life_cycle_id.is_some());
        rows.push(request_status_changes::ActiveModel {
            life_cycle_id: Set(life_cycle_id.filter(|_| reason.is_some())),
            reason_code: Set(reason),
            author_kind: Set(follow_up.author_kind),
            author_user_id: Set(follow_up.author_user_id),
            author_name: Set(follow_up.author_name.clone()),
            ..row(follow_up.created_at, Some(from), to)
        });
    }
    rows
}

/// The row of a contact of this citizen where it is about their request, by one of these agents where one answered.
pub(super) fn contact(
    contact: &SimulatedContact,
    citizen_id: Option<i64>,
    agents: &[&StaffMember],
) -> contacts::ActiveModel {
    let whole_seconds = |duration: Duration| i32::try_from(duration.num_seconds()).unwrap_or(i32::MAX);
    // Who answers depends on nothing but the moment, so that a run that goes on after a stop writes the same.
    let turn = contact.answered_at.map(|answered_at| answered_at.timestamp().unsigned_abs());
    let turn = turn.and_then(|turn| usize::try_from(turn / 7).ok());
    let agent = turn.and_then(|turn| agents.get(turn.checked_rem(agents.len())?));
    contacts::ActiveModel {
        id: NotSet,
        channel: Set(contact.channel),
        citizen_id: Set(citizen_id.filter(|_| contact.relation.is_some())),
        on_behalf_of_id: Set(None),
        language: Set(contact.language),
        arrived_at: Set(contact.arrived_at),
        answered_at: Set(contact.answered_at),
        ended_at: Set(contact.ended_at),
        wait_seconds: Set(contact.wait.map(whole_seconds)),
        handling_seconds: Set(contact.handling.map(whole_seconds)),
        settled_at_first_contact: Set(contact.settled_at_first_contact),
        agent_subject: Set(agent.map(|agent| agent.subject.clone())),
        agent_name: Set(agent.map(|agent| agent.name.clone())),
    }
}
