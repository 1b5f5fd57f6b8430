//! A contact is opened, answered, changed and ended; each step in one transaction.

use chrono::{DateTime, TimeZone, Utc};
use riverain_entities::citizens::Language;
use riverain_entities::contact_requests::ContactRelation;
use riverain_entities::contacts::{ActiveModel, ContactChannel, Model};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ConnectionTrait, NotSet};

use super::people::{DetailFields, Details, check_count};
use super::{Named, check_agent};
use crate::app::App;
use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultKind};
use crate::services::ServiceError;
use crate::services::citizens::Person;
use crate::store::connect::begin_write;
use crate::store::contacts;

/// The first year in which a citizen may have reached the centre.
const FIRST_YEAR: i32 = 2000;

/// Where the moment of a step is in the input.
const AT: &str = "input.at";

/// A contact that begins.
#[derive(Debug, Clone)]
pub struct Opening {
    /// How the citizen reaches the centre.
    pub channel: ContactChannel,
    /// The language that they speak.
    pub language: Language,
    /// When they reached it, where that was before now.
    pub arrived_at: Option<DateTime<Utc>>,
    /// Whether the caller answers it now.
    pub answered: bool,
    /// With whom, and about what.
    pub details: DetailFields,
}

/// A contact that ends.
#[derive(Debug, Clone)]
pub struct Ending {
    /// The contact.
    pub contact: Named,
    /// Whether it settled the matter.
    pub settled: bool,
    /// When it ended, where that was before now.
    pub at: Option<DateTime<Utc>>,
}

/// What is learnt of a contact while it goes on, or afterwards.
#[derive(Debug, Clone)]
pub struct Change {
    /// The contact.
    pub contact: Named,
    /// The language that is spoken, where it is another.
    pub language: Option<Language>,
    /// With whom, and about what.
    pub details: DetailFields,
}

/// What came of a step.
#[derive(Debug)]
pub enum StepOutcome {
    /// It is recorded.
    Recorded(Box<Model>),
    /// Somebody answered the contact already.
    AnsweredAlready(Box<Model>),
    /// The contact ended already.
    EndedAlready(Box<Model>),
}

/// Opens a contact.
///
/// # Errors
/// Every fault of the input at once, a caller who may not handle contacts, or a database that fails.
pub async fn open(app: &App, viewer: &Viewer, opening: Opening) -> Result<Model, ServiceError> {
    check_agent(viewer)?;
    let now = app.clock.now();
    let arrived_at = opening.arrived_at.unwrap_or(now);
    check_moment("input.arrivedAt", arrived_at, None, now)?;
    let transaction = begin_write(&app.database).await?;
    let details = Details::check(&transaction, opening.details).await?;
    let (citizen, on_behalf_of) = details.citizens(&transaction, (None, None), now).await?;
    let (agent_subject, agent_name) = agent(viewer).filter(|_| opening.answered).unzip();
    let contact = ActiveModel {
        id: NotSet,
        channel: Set(opening.channel),
        citizen_id: Set(citizen.map(|person| person.record_id)),
        on_behalf_of_id: Set(on_behalf_of.map(|person| person.record_id)),
        language: Set(opening.language),
        arrived_at: Set(arrived_at),
        answered_at: Set(opening.answered.then_some(now)),
        ended_at: Set(None),
        wait_seconds: Set(opening.answered.then(|| seconds(arrived_at, now))),
        handling_seconds: Set(None),
        settled_at_first_contact: Set(false),
        agent_subject: Set(agent_subject),
        agent_name: Set(agent_name),
    };
    let contact = with_people(contacts::insert(&transaction, contact).await?, citizen, on_behalf_of);
    relate(&transaction, contact.id, &details).await?;
    transaction.commit().await?;
    Ok(contact)
}

/// Records that the caller answers a contact.
///
/// # Errors
/// A contact that is not there, a moment that cannot be, a caller who may not handle contacts, or a database that fails.
pub async fn answer(
    app: &App,
    viewer: &Viewer,
    named: &Named,
    at: Option<DateTime<Utc>>,
) -> Result<StepOutcome, ServiceError> {
    check_agent(viewer)?;
    let transaction = begin_write(&app.database).await?;
    let contact = locked(&transaction, named).await?;
    if contact.answered_at.is_some() {
        return Ok(StepOutcome::AnsweredAlready(Box::new(contact)));
    }
    if contact.ended_at.is_some() {
        return Ok(StepOutcome::EndedAlready(Box::new(contact)));
    }
    let now = app.clock.now();
    let answered_at = at.unwrap_or(now);
    check_moment(AT, answered_at, Some(contact.arrived_at), now)?;
    let (agent_subject, agent_name) = agent(viewer).unzip();
    let change = ActiveModel {
        id: Unchanged(contact.id),
        answered_at: Set(Some(answered_at)),
        wait_seconds: Set(Some(seconds(contact.arrived_at, answered_at))),
        agent_subject: Set(agent_subject),
        agent_name: Set(agent_name),
        ..Default::default()
    };
    let answered = contacts::update(&transaction, change).await?;
    transaction.commit().await?;
    Ok(StepOutcome::Recorded(Box::new(answered)))
}

/// Records what is learnt of a contact.
///
/// # Errors
/// Every fault of the input at once, a caller who may not handle contacts, or a database that fails.
pub async fn change(app: &App, viewer: &Viewer, change: Change) -> Result<Model, ServiceError> {
    check_agent(viewer)?;
    let now = app.clock.now();
    let transaction = begin_write(&app.database).await?;
    let contact = locked(&transaction, &change.contact).await?;
    let details = Details::check(&transaction, change.details).await?;
    let count = contacts::count_requests(&transaction, contact.id).await?;
    check_count("input.aboutRequests", count, details.about.len())?;
    let (citizen, on_behalf_of) =
        details.citizens(&transaction, (contact.citizen_id, contact.on_behalf_of_id), now).await?;
    let row = ActiveModel {
        id: Unchanged(contact.id),
        citizen_id: Set(citizen.map(|person| person.record_id)),
        on_behalf_of_id: Set(on_behalf_of.map(|person| person.record_id)),
        language: Set(change.language.unwrap_or(contact.language)),
        ..Default::default()
    };
    let changed = with_people(contacts::update(&transaction, row).await?, citizen, on_behalf_of);
    relate(&transaction, contact.id, &details).await?;
    transaction.commit().await?;
    Ok(changed)
}

/// Records that a contact ended: one that nobody answered was given up, and settled nothing.
///
/// # Errors
/// A contact that is not there, a moment that cannot be, a caller who may not handle contacts, or a database that fails.
pub async fn end(app: &App, viewer: &Viewer, ending: Ending) -> Result<StepOutcome, ServiceError> {
    check_agent(viewer)?;
    let transaction = begin_write(&app.database).await?;
    let contact = locked(&transaction, &ending.contact).await?;
    if contact.ended_at.is_some() {
        return Ok(StepOutcome::EndedAlready(Box::new(contact)));
    }
    if ending.settled && contact.answered_at.is_none() {
        let kind = FaultKind::Contradiction { other: "answeredAt: null".to_owned() };
        return Err(Fault::new("input.settledAtFirstContact", true, kind).into());
    }
    let now = app.clock.now();
    let ended_at = ending.at.unwrap_or(now);
    check_moment(AT, ended_at, Some(contact.answered_at.unwrap_or(contact.arrived_at)), now)?;
    let change = ActiveModel {
        id: Unchanged(contact.id),
        ended_at: Set(Some(ended_at)),
        handling_seconds: Set(contact.answered_at.map(|answered_at| seconds(answered_at, ended_at))),
        settled_at_first_contact: Set(ending.settled),
        ..Default::default()
    };
    let ended = contacts::update(&transaction, change).await?;
    transaction.commit().await?;
    Ok(StepOutcome::Recorded(Box::new(ended)))
}

/// Subject and name of the member of the staff who calls.
pub(in crate::services) fn agent(viewer: &Viewer) -> Option<(String, String)> {
    viewer.name().map(|name| (viewer.subject(), name))
}

/// Whole seconds from one moment to a later one.
pub(in crate::services) fn seconds(from: DateTime<Utc>, to: DateTime<Utc>) -> i32 {
    i32::try_from((to - from).num_seconds().max(0)).unwrap_or(i32::MAX)
}

/// The contact as it stands: SQLite gives a row back as it was before its triggers.
fn with_people(contact: Model, citizen: Option<Person>, on_behalf_of: Option<Person>) -> Model {
    let citizen_id = citizen.map(|person| person.citizen_id);
    Model { citizen_id, on_behalf_of_id: on_behalf_of.map(|person| person.citizen_id), ..contact }
}

async fn locked(transaction: &impl ConnectionTrait, named: &Named) -> Result<Model, ServiceError> {
    let contact = contacts::by_key_locked(transaction, named.key).await?;
    contact.ok_or_else(|| named.absent("input.contact").into())
}

async fn relate(transaction: &impl ConnectionTrait, contact_id: i64, details: &Details) -> Result<(), ServiceError> {
    let related = details.about.iter().map(|request_id| (contact_id, *request_id, ContactRelation::About));
    Ok(contacts::relate(transaction, related.collect()).await?)
}

/// Checks a moment of a contact: not in the future, not before what came before it.
fn check_moment(
    field: &str,
    moment: DateTime<Utc>,
    after: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    if moment > now {
        return Err(Fault::new(field, moment.to_rfc3339(), FaultKind::InTheFuture { now: now.to_rfc3339() }));
    }
    let least = after.or_else(|| Utc.with_ymd_and_hms(FIRST_YEAR, 1, 1, 0, 0, 0).earliest());
    match least {
        Some(least) if moment < least => {
            let kind = FaultKind::OutOfRange { minimum: least.to_rfc3339(), maximum: now.to_rfc3339() };
            Err(Fault::new(field, moment.to_rfc3339(), kind))
        }
        _ => Ok(()),
    }
}
