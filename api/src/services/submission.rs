//! A demand is submitted: checked whole, then written with its requester in one transaction; or diverted to 9-1-1 before
//! anything else is looked at.

use std::sync::Arc;

use chrono::{DateTime, Datelike, TimeZone, Utc};
use riverain_entities::emergency_reasons;
use riverain_entities::service_requests::{Model, RequestChannel, RequestStatus};
use serde_json::{Map, Value};

use super::citizens::Person;
use super::contacts::requests::{self as contacts, Demand, Origin, OriginFields};
use super::follow_ups::Author;
use super::intake::{self, Intake, OWN_SOURCE};
use super::notifications::outbox::{self, News};
use super::questionnaires::{NoQuestionnaire, Questionnaire, Subject};
use super::request_life::history::{self, Change};
use super::{ServiceError, attachments, citizens, diversions, questionnaires, settlement};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::bilingual::Bilingual;
use crate::domain::citizen::{Requester, RequesterFields};
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults};
use crate::domain::place::Point;
use crate::domain::question_tree::Outcome;
use crate::domain::request_number::RequestNumber;
use crate::domain::spatial_cover::stored_cell;
use crate::domain::text;
use crate::locale::Locale;
use crate::store::attachments::Holder;
use crate::store::connect::begin_write;
use crate::store::priorities::Spot;
use crate::store::reference::Reference;
use crate::store::{reporters, requests};

/// The longest description, in characters.
pub const MAXIMUM_DESCRIPTION: usize = 10_000;

/// The longest civic address, in characters.
pub const MAXIMUM_ADDRESS: usize = 300;

/// Where the place is in the input.
const PLACE: &str = "input.place";

/// Where the answers are in the input.
const ANSWERS: &str = "input.answers";

/// The first year in which a demand may have been made.
const FIRST_YEAR: i32 = 2000;

/// A demand as the caller wrote it.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The code of the product.
    pub product: String,
    /// The code of the precision.
    pub precision: String,
    /// How it reached the city.
    pub channel: RequestChannel,
    /// What the citizen wrote.
    pub description: Option<String>,
    /// Longitude and latitude, WGS 84 degrees.
    pub place: Option<(f64, f64)>,
    /// The civic address.
    pub address: Option<String>,
    /// The answers to the product's questions, by question.
    pub answers: Option<Value>,
    /// Global identifiers of photos beside those that the answers name.
    pub attachments: Vec<String>,
    /// The version of the question tree that they answer; the present one where absent.
    pub tree_version: Option<i32>,
    /// The requester, where they give their name and are not the caller.
    pub requester: Option<RequesterFields>,
    /// When the demand was made, where it was before now; for staff.
    pub opened_at: Option<DateTime<Utc>>,
    /// The contact in which it is made, and for whom; for the contact centre.
    pub origin: OriginFields,
}

/// What came of a demand.
#[derive(Debug)]
pub enum Submitted {
    /// It is a new request.
    Request(Box<Model>),
    /// Information answered it at once: it is a request that is done.
    Settled {
        /// The request.
        request: Box<Model>,
        /// The information.
        advice: Bilingual,
    },
    /// 9-1-1 answers it: nothing was written of who made it.
    Diverted(Arc<emergency_reasons::Model>),
    /// Its question tree has no such version, or one that was replaced too long ago; nothing was written.
    VersionNotAccepted {
        /// The version that was given.
        version: i32,
        /// The present version; none where the product has no tree.
        current: Option<i32>,
    },
}

/// Takes in a demand; `locale` is the language in which the caller is answered.
///
/// # Errors
/// Every fault of the demand at once, a caller who may not make it, or a database that fails.
pub async fn submit(
    app: &App,
    viewer: &Viewer,
    locale: Locale,
    mut submission: Submission,
) -> Result<Submitted, ServiceError> {
    let for_another = submission.requester.is_some() && !matches!(viewer, Viewer::Anonymous);
    let action = if for_another { Action::SubmitRequestForCitizen } else { Action::SubmitRequest };
    if !may(viewer, action) {
        return Err(ServiceError::refused(viewer));
    }
    let demand = Demand { channel: submission.channel, names_requester: submission.requester.is_some() };
    let origin = contacts::origin(app, viewer, std::mem::take(&mut submission.origin), demand).await?;
    if let Ok(origin) = &origin {
        submission.description = submission.description.or_else(|| origin.description());
        submission.requester = submission.requester.or_else(|| origin.requester());
    }
    let now = app.clock.now();
    let reference = app.reference.current().await?;
    let subject = Subject {
        product: &submission.product,
        precision: &submission.precision,
        tree_version: submission.tree_version,
    };
    let questionnaire = match questionnaires::find(&reference, "input.", subject, now) {
        Err(NoQuestionnaire::VersionNotAccepted { version, current }) => {
            return Ok(Submitted::VersionNotAccepted { version, current });
        }
        Err(NoQuestionnaire::Faults(faults)) => Err(faults),
        Ok(questionnaire) => Ok(questionnaire),
    };
    if let Ok(questionnaire) = &questionnaire
        && let Some(reason) = emergency(&reference, questionnaire, &submission, now)
    {
        let point = submission.place.and_then(|place| checked_place(PLACE, &reference, place).ok());
        let borough_id = point.and_then(|point| reference.locate(point).0);
        diversions::record(app, questionnaire, &reason, submission.channel, borough_id).await?;
        return Ok(Submitted::Diverted(reason));
    }
    let asked = (questionnaire.as_ref().ok(), origin.as_ref().ok().and_then(Origin::draft_key));
    let attached = attached(app, viewer, &reference, asked, &submission, now).await?;
    let mut checked = check(&reference, viewer, submission, (questionnaire, origin, attached), now)?;
    questionnaires::apply(&reference, &checked.outcome, &mut checked.intake);
    if checked.outcome.advice.is_some() {
        settlement::settle(&mut checked.intake, now);
    }
    let advice = checked.outcome.advice.clone();
    let told = advice.as_ref().map(|advice| {
        let language = checked.requester.as_ref().and_then(|requester| requester.language).map_or(locale, Locale::from);
        advice.in_language(language).to_owned()
    });
    // On the heap: what it awaits goes deep.
    let request = Box::pin(write(app, viewer, &reference, checked, told.as_deref(), now)).await?;
    Ok(match advice {
        Some(advice) => Submitted::Settled { request: Box::new(request), advice },
        None => Submitted::Request(Box::new(request)),
    })
}

/// The reason for which 9-1-1 answers, where the answers lead to one. Nothing else that may be wrong with the demand stands
/// in the way.
fn emergency(
    reference: &Reference,
    questionnaire: &Questionnaire,
    submission: &Submission,
    now: DateTime<Utc>,
) -> Option<Arc<emergency_reasons::Model>> {
    let none = Value::Object(Map::new());
    let answers = submission.answers.as_ref().unwrap_or(&none);
    let walk = questionnaire.walk(reference, ANSWERS, answers, submission.opened_at.unwrap_or(now)).ok()?;
    reference.emergency_reason_of_code(&walk.outcome.emergency?).cloned()
}

/// Writes a checked demand, and what its requester was told where that settled it.
async fn write(
    app: &App,
    viewer: &Viewer,
    reference: &Reference,
    checked: Checked,
    told: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Model, ServiceError> {
    let Checked { mut intake, requester, attachments, origin, .. } = checked;
    let transaction = begin_write(&app.database).await?;
    let person = match (&requester, viewer) {
        // Whoever writes without a token may be anyone: what they say makes a record of its own.
        (Some(requester), Viewer::Anonymous) => Some(citizens::create(&transaction, requester, now).await?),
        (Some(requester), _) => Some(citizens::find_or_create(&transaction, requester, now).await?),
        (None, viewer) => match viewer.record_id().or(origin.citizen_id) {
            Some(key) => Some(Person::of(&transaction, key).await?),
            None => None,
        },
    };
    intake.citizen_id = person.map(|person| person.record_id);
    let citizen_id = person.map(|person| person.citizen_id);
    let work_type = intake.planned_work(reference);
    if let (Some(work_type), Some(cell)) = (work_type, intake.point.and_then(stored_cell)) {
        let spot = Spot { work_type: work_type.code.clone(), cell };
        let others = reporters::others_at(&transaction, &spot, citizen_id).await?;
        intake.distinct_citizens = u32::try_from(others).unwrap_or(u32::MAX).saturating_add(1);
    }
    let year = reference.local_date(intake.opened_at).year();
    let rank = requests::take_ranks(&transaction, year, 1).await?;
    let draft = intake::draft(reference, intake, RequestNumber::new(year, rank), now)?;
    // SQLite gives a row back as it was before its triggers.
    let request = Model { citizen_id, ..requests::insert(&transaction, draft).await? };
    let author = Author::of(&transaction, viewer).await?;
    let received = Change { from: None, reason: None, author: &author, at: request.opened_at };
    history::record(&transaction, &request, received).await?;
    // Before the draft gives what it holds: files of it may answer a question.
    let holder = Holder { request_id: request.id, follow_up_id: None };
    attachments::claim(&transaction, &attachments, holder, now).await?;
    origin.keep(&transaction, viewer, (&request, person), now).await?;
    let answer = match told {
        Some(told) => Some(settlement::document(&transaction, &request, told, now).await?),
        None => None,
    };
    outbox::announce(app, &transaction, &request, News::Received { answer: answer.as_ref() }, now).await?;
    transaction.commit().await?;
    Ok(request)
}

/// A demand without faults.
struct Checked {
    intake: Intake,
    requester: Option<Requester>,
    outcome: Outcome,
    /// The keys of the photos that come with it.
    attachments: Vec<i64>,
    origin: Origin,
}

/// What is looked up for a demand before it is checked, or what is wrong with it.
type LookedUp = (Result<Questionnaire, Faults>, Result<Origin, Faults>, Result<Vec<i64>, Faults>);

/// The keys of the photos that a demand names, in its answers and beside them; inside, what is wrong with them. Answers that
/// have faults of their own name none.
async fn attached(
    app: &App,
    viewer: &Viewer,
    reference: &Reference,
    (questionnaire, draft): (Option<&Questionnaire>, Option<i64>),
    submission: &Submission,
    now: DateTime<Utc>,
) -> Result<Result<Vec<i64>, Faults>, ServiceError> {
    let beside = match attachments::named("input.attachments", &submission.attachments) {
        Ok(named) => named,
        Err(fault) => return Ok(Err(fault.into())),
    };
    let answers = submission.answers.as_ref().zip(questionnaire);
    let walked = answers.and_then(|(answers, questionnaire)| {
        let walk = questionnaire.walk(reference, ANSWERS, answers, submission.opened_at.unwrap_or(now)).ok()?;
        Some(attachments::named_by_answers(ANSWERS, questionnaire.questions(), &walk))
    });
    let named: Vec<_> = walked.unwrap_or_default().into_iter().chain(beside).collect();
    attachments::check(app, viewer, &named, draft).await
}

fn check(
    reference: &Reference,
    viewer: &Viewer,
    submission: Submission,
    (questionnaire, origin, attached): LookedUp,
    now: DateTime<Utc>,
) -> Result<Checked, Faults> {
    let mut faults = FaultCollector::default();
    let origin = faults.take(origin);
    let questionnaire = faults.take(questionnaire);
    let point = faults.take(submission.place.map(|place| checked_place(PLACE, reference, place)).transpose());
    let description =
        faults.take(text::optional("input.description", submission.description.as_deref(), MAXIMUM_DESCRIPTION));
    let address = faults.take(text::optional("input.address", submission.address.as_deref(), MAXIMUM_ADDRESS));
    if let Some(opened_at) = submission.opened_at {
        faults.take(check_opening(viewer, opened_at, now));
    }
    let opened_at = submission.opened_at.unwrap_or(now);
    let answers = submission.answers.unwrap_or_else(|| Value::Object(Map::new()));
    let walked = questionnaire.as_ref().map(|asked| asked.check(reference, ANSWERS, &answers, opened_at)).transpose();
    let outcome = faults.take(walked).flatten().map(|walk| walk.outcome);
    let requester =
        faults.take(submission.requester.map(|fields| Requester::parse("input.requester", fields)).transpose());
    let attachments = faults.take(attached).unwrap_or_default();
    faults.finish()?;
    let (Some(origin), Some(questionnaire), Some(point), Some(description)) =
        (origin, questionnaire, point, description)
    else {
        return Err(Fault::required("input").into());
    };
    let (Some(address), Some(requester), Some(outcome)) = (address, requester, outcome) else {
        return Err(Fault::required("input").into());
    };
    let intake = Intake {
        product: questionnaire.product,
        precision: questionnaire.precision,
        kind: None,
        department_id: None,
        work_type: None,
        is_unplanned: false,
        question_tree_version_id: questionnaire.tree.map(|tree| tree.id),
        answers,
        answer_severity: 0,
        channel: submission.channel,
        description,
        point,
        address,
        borough_id: None,
        citizen_id: None,
        source: OWN_SOURCE.to_owned(),
        external_id: None,
        status: RequestStatus::Received,
        opened_at,
        due_at: None,
        closed_at: None,
        settled_at_first_contact: false,
        estimated_cost_cents: None,
        estimated_crew_hours: None,
        distinct_citizens: 1,
        simulated: false,
    };
    Ok(Checked { intake, requester, outcome, attachments, origin })
}

/// Checks when a demand was made: the older, the greater its priority, so that the staff alone may say it.
fn check_opening(viewer: &Viewer, opened_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Fault> {
    let fault = |kind| Err(Fault::new("input.openedAt", opened_at.to_rfc3339(), kind));
    if viewer.staff_role().is_none() {
        return fault(FaultKind::ReservedForStaff);
    }
    if opened_at > now {
        return fault(FaultKind::InTheFuture { now: now.to_rfc3339() });
    }
    match Utc.with_ymd_and_hms(FIRST_YEAR, 1, 1, 0, 0, 0).earliest() {
        Some(first) if opened_at < first => {
            fault(FaultKind::OutOfRange { minimum: first.to_rfc3339(), maximum: now.to_rfc3339() })
        }
        _ => Ok(()),
    }
}

/// A place in the city, which the caller named `field`.
///
/// # Errors
/// A place that is none, or outside the city.
pub(super) fn checked_place(
    field: &str,
    reference: &Reference,
    (longitude, latitude): (f64, f64),
) -> Result<Point, Fault> {
    let point = Point::new(field, longitude, latitude)?;
    if reference.is_inside_city(point) {
        return Ok(point);
    }
    let kind = FaultKind::OutsideCity { city: reference.city.name.clone() };
    Err(Fault::new(field, format!("{longitude}, {latitude}"), kind))
}
