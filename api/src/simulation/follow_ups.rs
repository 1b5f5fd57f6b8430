//! The follow-ups of simulated requests. Those of the planned-intervention programme get none that a citizen may read.

use chrono::{DateTime, Utc};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use riverain_entities::citizens::Language;
use riverain_entities::follow_ups::{Audience, AuthorKind, FollowUpKind};
use riverain_entities::products::RequestKind;
use riverain_entities::service_requests::RequestStatus;

use super::SimulationRng;
use super::categories::Category;
use super::life::{Life, Step, seconds};
use super::people::SimulatedCitizen;
use super::world::{StaffMember, World};
use crate::domain::life_cycle::StepRole;

/// The name under which the service itself writes.
const SYSTEM_NAME: &str = "Riverain";

/// The name of an agent where no user is known.
const CENTRE_NAME: &str = "Centre de relations avec les citoyens";

/// What a request's follow-ups are about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) category: &'a Category,
    pub(super) citizen: Option<&'a SimulatedCitizen>,
    pub(super) opened_at: DateTime<Utc>,
    pub(super) life: &'a Life,
    pub(super) language: Language,
}

/// A follow-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SimulatedFollowUp {
    pub(super) author_kind: AuthorKind,
    pub(super) author_user_id: Option<i64>,
    pub(super) author_name: String,
    pub(super) audience: Audience,
    pub(super) kind: FollowUpKind,
    pub(super) text: String,
    pub(super) statuses: Option<(RequestStatus, RequestStatus)>,
    /// Code of the reason of a change of status.
    pub(super) reason: Option<String>,
    pub(super) created_at: DateTime<Utc>,
}

/// The follow-ups of a request, earliest first.
pub(super) fn draw(world: &World, told: Told<'_>, rng: &mut SimulationRng) -> Vec<SimulatedFollowUp> {
    let mut history = History { world, told, follow_ups: Vec::new() };
    let planned = told.category.work_type().is_some();
    history.status_changes(planned, rng);
    let internal = &world.material.wording.internal;
    if planned {
        if rng.random_bool(0.35) {
            history.staff_note(&internal.planned_notes, FollowUpKind::Note, true, rng);
        }
    } else if !told.life.settled_at_first_contact {
        if rng.random_bool(0.3) {
            history.staff_note(&internal.notes, FollowUpKind::Note, false, rng);
        }
        if told.citizen.is_some() && rng.random_bool(0.1) {
            history.staff_note(&internal.calls, FollowUpKind::Call, false, rng);
        }
        if rng.random_bool(0.07) {
            history.citizen_note(rng);
        }
    }
    let mut follow_ups = history.follow_ups;
    follow_ups.sort_by_key(|follow_up| follow_up.created_at);
    follow_ups
}

struct History<'a> {
    world: &'a World,
    told: Told<'a>,
    follow_ups: Vec<SimulatedFollowUp>,
}

impl History<'_> {
    fn status_changes(&mut self, planned: bool, rng: &mut SimulationRng) {
        let wording = &self.world.material.wording;
        let mut from = RequestStatus::Received;
        let mut rng_aside = SimulationRng::seed_from_u64(self.told.opened_at.timestamp_micros().unsigned_abs());
        for Step { at: moment, to, aside } in &self.told.life.steps {
            let reason = self.reason(from, *to, &mut rng_aside);
            let rng = if *aside { &mut rng_aside } else { &mut *rng };
            let is_question =
                matches!(self.told.category.precision.kind, RequestKind::Information | RequestKind::CommentOrComplaint);
            let text = if planned {
                wording.internal.planned_status.choose(rng).cloned()
            } else if is_question && *to == RequestStatus::Done {
                wording.answers.pick(self.told.language, rng)
            } else {
                wording.status_changes.of(*to).and_then(|texts| texts.pick(self.told.language, rng))
            };
            let audience = if planned { Audience::Internal } else { Audience::Public };
            let automatic = *to == RequestStatus::Assigned;
            let author = if automatic { None } else { Some(self.staff(planned, rng)) };
            self.follow_ups.push(SimulatedFollowUp {
                author_kind: match author {
                    None => AuthorKind::System,
                    Some(_) if planned => AuthorKind::Planner,
                    Some(_) => AuthorKind::Agent,
                },
                author_user_id: author.flatten().map(|staff| staff.user_id),
                author_name: match author {
                    None => SYSTEM_NAME.to_owned(),
                    Some(staff) => staff.map_or(CENTRE_NAME, |staff| staff.name.as_str()).to_owned(),
                },
                audience,
                kind: FollowUpKind::StatusChange,
                text: text.unwrap_or_default(),
                statuses: Some((from, *to)),
                reason,
                created_at: *moment,
            });
            from = *to;
        }
    }

    /// A reason that an agent gives for a step: always where one is required, often where one may be given.
    fn reason(&self, from: RequestStatus, to: RequestStatus, rng: &mut SimulationRng) -> Option<String> {
        let step = self.world.reference.life.cycle().step(from, to, StepRole::Agent)?;
        let given = step.reason_required || rng.random_bool(0.8);
        step.reasons.choose(rng).filter(|_| given).map(|reason| reason.code.clone())
    }

    fn staff_note(&mut self, texts: &[String], kind: FollowUpKind, plans: bool, rng: &mut SimulationRng) {
        let Some(text) = texts.choose(rng).cloned() else { return };
        let author = self.staff(plans, rng);
        self.follow_ups.push(SimulatedFollowUp {
            author_kind: if plans { AuthorKind::Planner } else { AuthorKind::Agent },
            author_user_id: author.map(|staff| staff.user_id),
            author_name: author.map_or(CENTRE_NAME, |staff| staff.name.as_str()).to_owned(),
            audience: Audience::Internal,
            kind,
            text,
            statuses: None,
            reason: None,
            created_at: self.moment(rng),
        });
    }

    fn citizen_note(&mut self, rng: &mut SimulationRng) {
        let Some(citizen) = self.told.citizen else { return };
        let Some(text) = self.world.material.wording.citizen_notes.pick(self.told.language, rng) else { return };
        self.follow_ups.push(SimulatedFollowUp {
            author_kind: AuthorKind::Citizen,
            author_user_id: None,
            author_name: format!("{} {}", citizen.given_name, citizen.family_name),
            audience: Audience::Public,
            kind: FollowUpKind::Note,
            text,
            statuses: None,
            reason: None,
            created_at: self.moment(rng),
        });
    }

    /// A moment while the request is open.
    fn moment(&self, rng: &mut SimulationRng) -> DateTime<Utc> {
        let end = self.told.life.first_closed_at().unwrap_or(self.world.now);
        let span = (end - self.told.opened_at).as_seconds_f64();
        self.told.opened_at + seconds(span * rng.random_range(0.02..0.98))
    }

    fn staff(&self, plans: bool, rng: &mut SimulationRng) -> Option<&StaffMember> {
        let staff: Vec<&StaffMember> = self.world.staff.iter().filter(|staff| staff.plans == plans).collect();
        staff.choose(rng).copied()
    }
}
