//! A request is taken from one status to another, by someone who may, for a reason that the life cycle has.

use chrono::{DateTime, Utc};
use riverain_entities::citizens::Language;
use riverain_entities::follow_ups::{self as follow_up_rows, Audience, FollowUpKind};
use riverain_entities::service_requests::{ActiveModel, Model, RequestStatus};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, DatabaseTransaction, NotSet};

use super::history::{self, Change, GivenReason};
use super::reopening;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::{StaffRole, Viewer};
use crate::domain::fault::{Fault, FaultCollector, FaultKind};
use crate::domain::life_cycle::{AllowedStep, Reason, StepRole};
use crate::domain::{request_status, text};
use crate::locale::Locale;
use crate::services::follow_ups::{self, Author};
use crate::services::notifications::outbox::{self, Change as Told, News, Reach};
use crate::services::{ServiceError, promises, requests};
use crate::store;
use crate::store::connect::begin_write;
use crate::store::reference::Reference;

/// A step as the caller asks for it.
#[derive(Debug, Clone)]
pub struct StepDemand {
    /// The number of the request.
    pub request_number: String,
    /// The status that it should take.
    pub to: RequestStatus,
    /// The code of the reason.
    pub reason: Option<String>,
    /// What is said of it.
    pub note: Option<String>,
    /// The status that the caller saw, where the step is only meant from there.
    pub expected: Option<RequestStatus>,
}

/// What came of a step; all but the first write nothing.
#[derive(Debug)]
pub enum StepOutcome {
    /// The request took the status.
    Taken(Box<Model>),
    /// Nobody may take the step from the status that the request has.
    NotAllowed(Box<Model>),
    /// Others may take the step, but not the caller.
    ForOthers {
        /// The request.
        request: Box<Model>,
        /// Who may.
        roles: Vec<StepRole>,
    },
    /// The request has another status than the caller saw.
    ChangedMeanwhile(Box<Model>),
    /// The time within which the request could be reopened is over.
    WindowClosed {
        /// The request.
        request: Box<Model>,
        /// Until when it could be reopened.
        until: DateTime<Utc>,
    },
    /// The request is merged into another, whose status it takes.
    Merged {
        /// The request.
        request: Box<Model>,
        /// The number of its master.
        master_number: String,
    },
    /// No request that the caller may see has this number.
    NotFound,
}

/// The steps that a caller may take with a request at a moment.
pub fn allowed<'r>(
    viewer: &Viewer,
    reference: &'r Reference,
    request: &Model,
    now: DateTime<Utc>,
) -> Vec<AllowedStep<'r>> {
    let Some(role) = role(viewer, reference, request) else { return Vec::new() };
    // The steps of a merged request are those of its master. Its citizen alone takes one with both: it is not settled.
    let with_master = |step: &AllowedStep<'_>| role == StepRole::Citizen && step.to == RequestStatus::Reopened;
    let reopens = reopening::until(reference, request).is_some_and(|until| now <= until);
    let steps = reference.life.cycle().steps(request.status, role);
    steps
        .filter(|step| step.to != RequestStatus::Reopened || reopens)
        .filter(|step| request.master_id.is_none() || with_master(step))
        .filter(|step| !withdraws_for_others(role, step.to, request))
        .collect()
}

/// Takes a request to another status, with a follow-up that says so: public where the citizen is to know, internal for
/// planned interventions, which have no follow-up to the citizen. Of two steps at the same moment the second sees what the
/// first left.
///
/// # Errors
/// A caller without a token, a faulty note or reason, or a database that fails.
pub async fn take(app: &App, viewer: &Viewer, demand: StepDemand) -> Result<StepOutcome, ServiceError> {
    let number = &demand.request_number;
    let Some(seen) = requests::find_by_number(app, viewer, "input.requestNumber", number).await? else {
        return Ok(StepOutcome::NotFound);
    };
    let reference = app.reference.current().await?;
    let now = app.clock.now();
    let transaction = begin_write(&app.database).await?;
    // Read again and held: another step may have come first, and none comes between.
    let Some(Held { request, own }) = Held::read(&transaction, viewer, &seen, demand.to).await? else {
        return Ok(StepOutcome::NotFound);
    };
    let shown = own.as_ref().unwrap_or(&request);
    let from = request.status;
    if let Some(key) = request.master_id {
        let master_number = store::requests::number_of(&transaction, key).await?;
        return Ok(StepOutcome::Merged { request: Box::new(request), master_number });
    }
    if demand.expected.is_some_and(|expected| expected != from) {
        return Ok(StepOutcome::ChangedMeanwhile(Box::new(shown.clone())));
    }
    let cycle = reference.life.cycle();
    let role = role(viewer, &reference, shown).filter(|role| !withdraws_for_others(*role, demand.to, &request));
    let Some(step) = role.and_then(|role| cycle.step(from, demand.to, role)) else {
        let mut roles = cycle.roles(from, demand.to);
        roles.retain(|role| !withdraws_for_others(*role, demand.to, &request));
        return Ok(match roles.is_empty() {
            true => StepOutcome::NotAllowed(Box::new(shown.clone())),
            false => StepOutcome::ForOthers { request: Box::new(shown.clone()), roles },
        });
    };
    if demand.to == RequestStatus::Reopened {
        let until = reopening::until(&reference, shown).unwrap_or(request.opened_at);
        if now > until {
            return Ok(StepOutcome::WindowClosed { request: Box::new(shown.clone()), until });
        }
    }
    let mut faults = FaultCollector::default();
    let reason = faults.take(given_reason(&step, demand.reason.as_deref())).flatten();
    let note = demand.note.as_deref().map(|note| text::required("input.note", note, follow_ups::MAXIMUM_TEXT));
    let note = faults.take(note.transpose()).flatten();
    faults.finish()?;
    let reports = match request.report_count > 1 {
        true => store::request_merges::reports_of(&transaction, request.id).await?,
        false => Vec::new(),
    };
    let changed = write(&transaction, &reference, &request, demand.to, now).await?;
    let followed = (demand.to, demand.to == RequestStatus::Reopened);
    let moved_reports = promises::follow_master(&transaction, &reference, &reports, followed, now).await?;
    let author = Author::of(&transaction, viewer).await?;
    let given = reason.zip(reference.life.cycle_key());
    let given = given.map(|(reason, life_cycle)| GivenReason { code: &reason.code, life_cycle });
    history::record(&transaction, &changed, Change { from: Some(from), reason: given, author: &author, at: now })
        .await?;
    let due_before = own.as_ref().unwrap_or(&request).due_at;
    let (taken, of_all) = match own {
        None => (changed, None),
        // What they wrote is for the city and them alone: the citizen of the master reads the reason.
        Some(own) => {
            let said = said(&transaction, None, reason, &changed).await?;
            let follow_up = document(&transaction, &changed, from, author.clone(), said, now).await?;
            let own = store::requests::by_keys(&transaction, &[own.id]).await?.pop().unwrap_or(own);
            (own, Some((changed, follow_up)))
        }
    };
    let said = said(&transaction, note, reason, &taken).await?;
    let follow_up = document(&transaction, &taken, from, author, said, now).await?;
    let changed = |request, previous_due_at, follow_up, reach| Told {
        request,
        news: News::StatusChanged { from, previous_due_at, follow_up: Some(follow_up) },
        reach,
        moved_reports: &moved_reports,
    };
    let reach = if of_all.is_some() { Reach::Own } else { Reach::Everyone };
    let mut news = vec![changed(&taken, due_before, &follow_up, reach)];
    // Whoever reopened it is told by their own request, the others by theirs.
    let of_all = of_all.as_ref();
    news.extend(of_all.map(|(master, said)| changed(master, request.due_at, said, Reach::Everyone)));
    outbox::announce_all(app, &transaction, &news, now).await?;
    transaction.commit().await?;
    Ok(StepOutcome::Taken(Box::new(taken)))
}

/// A request whose step is taken, held.
struct Held {
    /// The request that takes it.
    request: Model,
    /// The request of the caller, where it is merged into that one.
    own: Option<Model>,
}

impl Held {
    /// The request that was seen; where a citizen reopens one that is merged, its master, which they are not settled with.
    async fn read(
        transaction: &DatabaseTransaction,
        viewer: &Viewer,
        seen: &Model,
        to: RequestStatus,
    ) -> Result<Option<Self>, ServiceError> {
        let reopens = viewer.citizen_id().is_some() && to == RequestStatus::Reopened;
        let current = store::requests::by_keys(transaction, &[seen.id]).await?.pop();
        if let Some(key) = current.and_then(|request| request.master_id).filter(|_| reopens) {
            let master = store::requests::by_keys_locked(transaction, &[key]).await?.pop();
            let own = store::requests::by_keys_locked(transaction, &[seen.id]).await?.pop();
            let still = own.filter(|own| own.master_id == Some(key));
            if let Some((request, own)) = master.zip(still) {
                return Ok(Some(Self { request, own: Some(own) }));
            }
        }
        let request = store::requests::by_number_locked(transaction, &seen.number).await?;
        Ok(request.map(|request| Self { request, own: None }))
    }
}

/// Whether a citizen would withdraw, with their own request, what others report too.
fn withdraws_for_others(role: StepRole, to: RequestStatus, request: &Model) -> bool {
    role == StepRole::Citizen && to == RequestStatus::Cancelled && request.report_count > 1
}

/// What the follow-up of a step says: the note, else the reason in the requester's language.
async fn said(
    connection: &impl ConnectionTrait,
    note: Option<String>,
    reason: Option<&Reason>,
    request: &Model,
) -> Result<String, ServiceError> {
    Ok(match (note, reason) {
        (Some(note), _) => note,
        (None, Some(reason)) => reason.label(language_of(connection, request).await?).to_owned(),
        (None, None) => String::new(),
    })
}

/// The role in which a caller may take steps with a request; none where they have no say in it.
pub(super) fn role(viewer: &Viewer, reference: &Reference, request: &Model) -> Option<StepRole> {
    let department = reference.department(request.department_id).map_or("", |row| row.code.as_str());
    let role = match viewer {
        Viewer::Anonymous => return None,
        Viewer::Citizen { .. } => StepRole::Citizen,
        Viewer::Staff { role, .. } => match role {
            StaffRole::Agent => StepRole::Agent,
            StaffRole::Planner => StepRole::Planner,
            StaffRole::Supervisor => StepRole::Supervisor,
            StaffRole::Administrator => StepRole::Administrator,
        },
    };
    may(viewer, Action::ChangeRequestStatus { citizen_id: request.citizen_id, department }).then_some(role)
}

/// Writes the status of a request, and what goes with it: a closing, a promise whose clock stops or goes on, a new one where it
/// is reopened.
async fn write(
    transaction: &DatabaseTransaction,
    reference: &Reference,
    request: &Model,
    to: RequestStatus,
    now: DateTime<Utc>,
) -> Result<Model, ServiceError> {
    let mut change = ActiveModel {
        id: Set(request.id),
        status: Set(to),
        closed_at: Set((!request_status::is_open(to)).then_some(now)),
        updated_at: Set(now),
        ..Default::default()
    };
    if to == RequestStatus::Reopened {
        promises::of_reopening(reference, request, now, &mut change)?;
        change.settled_at_first_contact = Set(false);
    } else {
        let clock = promises::Clock::of(reference, request);
        promises::follow_status(&promises::calendar_of(reference, request), clock, to, now, &mut change);
    }
    Ok(store::requests::update(transaction, change).await?)
}

/// Writes the follow-up of a change of status, and gives it.
pub(super) async fn document(
    transaction: &DatabaseTransaction,
    request: &Model,
    from: RequestStatus,
    author: Author,
    text: String,
    now: DateTime<Utc>,
) -> Result<follow_up_rows::Model, ServiceError> {
    let follow_up = follow_up_rows::ActiveModel {
        id: NotSet,
        request_id: Set(request.id),
        author_kind: Set(author.kind),
        author_user_id: Set(author.user_id),
        author_name: Set(author.name),
        audience: Set(if request.work_type_id.is_some() { Audience::Internal } else { Audience::Public }),
        kind: Set(FollowUpKind::StatusChange),
        text: Set(text),
        status_from: Set(Some(from)),
        status_to: Set(Some(request.status)),
        created_at: Set(now),
    };
    Ok(store::follow_ups::insert(transaction, follow_up).await?)
}

fn given_reason<'c>(step: &AllowedStep<'c>, code: Option<&str>) -> Result<Option<&'c Reason>, Fault> {
    let allowed = || step.reasons.iter().map(|reason| reason.code.as_str()).collect::<Vec<_>>().join(", ");
    match code {
        None if step.reason_required => Err(Fault::new("input.reason", "", FaultKind::Unknown { allowed: allowed() })),
        None => Ok(None),
        Some(code) => match step.reasons.iter().find(|reason| reason.code == code) {
            Some(reason) => Ok(Some(reason)),
            None => Err(Fault::new("input.reason", code, FaultKind::Unknown { allowed: allowed() })),
        },
    }
}

/// The language in which a request's follow-ups are written: the requester's, where they read them.
pub(in crate::services) async fn language_of(
    connection: &impl ConnectionTrait,
    request: &Model,
) -> Result<Locale, ServiceError> {
    let Some(key) = request.citizen_id.filter(|_| request.work_type_id.is_none()) else { return Ok(Locale::French) };
    let citizen = store::citizens::by_keys(connection, &[key]).await?.pop();
    Ok(match citizen.map(|citizen| citizen.language) {
        Some(Language::English) => Locale::English,
        _ => Locale::French,
    })
}
