//! A demand is submitted: checked whole, then written with its requester in one transaction.

use chrono::{DateTime, Datelike, TimeZone, Utc};
use riverain_entities::service_requests::{Model, RequestChannel, RequestStatus};
use serde_json::Value;

use super::follow_ups::Author;
use super::intake::{self, Intake, OWN_SOURCE};
use super::request_life::history::{self, Change};
use super::{ServiceError, citizens};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::citizen::{Requester, RequesterFields};
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults};
use crate::domain::place::Point;
use crate::domain::request_number::RequestNumber;
use crate::domain::text;
use crate::store::connect::begin_write;
use crate::store::reference::{QuestionTree, Reference};
use crate::store::requests;

/// The longest description, in characters.
pub const MAXIMUM_DESCRIPTION: usize = 10_000;

/// The longest civic address, in characters.
pub const MAXIMUM_ADDRESS: usize = 300;

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
    /// The requester, where they give their name and are not the caller.
    pub requester: Option<RequesterFields>,
    /// When the demand was made, where it was before now; for staff.
    pub opened_at: Option<DateTime<Utc>>,
}

/// Writes a new request.
///
/// # Errors
/// Every fault of the demand at once, a caller who may not make it, or a database that fails.
pub async fn submit(app: &App, viewer: &Viewer, submission: Submission) -> Result<Model, ServiceError> {
    let for_another = submission.requester.is_some() && !matches!(viewer, Viewer::Anonymous);
    let action = if for_another { Action::SubmitRequestForCitizen } else { Action::SubmitRequest };
    if !may(viewer, action) {
        return Err(ServiceError::refused(viewer));
    }
    let now = app.clock.now();
    let reference = app.reference.current().await?;
    let (mut intake, requester) = check(&reference, viewer, submission, now)?;
    let transaction = begin_write(&app.database).await?;
    intake.citizen_id = match (&requester, viewer) {
        // Whoever writes without a token may be anyone: what they say makes a record of its own.
        (Some(requester), Viewer::Anonymous) => Some(citizens::create(&transaction, requester, now).await?),
        (Some(requester), _) => Some(citizens::find_or_create(&transaction, requester, now).await?),
        (None, viewer) => viewer.citizen_id(),
    };
    if let (Some(work_type), Some(cell)) =
        (&intake.precision.work_type_code, intake.point.and_then(crate::domain::spatial_cover::stored_cell))
    {
        let others = requests::other_citizens_at(&transaction, work_type, cell, intake.citizen_id).await?;
        intake.distinct_citizens = u32::try_from(others).unwrap_or(u32::MAX).saturating_add(1);
    }
    let year = reference.local_date(intake.opened_at).year();
    let rank = requests::take_ranks(&transaction, year, 1).await?;
    let draft = intake::draft(&reference, intake, RequestNumber::new(year, rank), now)?;
    let request = requests::insert(&transaction, draft).await?;
    let author = Author::of(&transaction, viewer).await?;
    let received = Change { from: None, reason: None, author: &author, at: request.opened_at };
    history::record(&transaction, &request, received).await?;
    transaction.commit().await?;
    Ok(request)
}

fn check(
    reference: &Reference,
    viewer: &Viewer,
    submission: Submission,
    now: DateTime<Utc>,
) -> Result<(Intake, Option<Requester>), Faults> {
    let mut faults = FaultCollector::default();
    let catalogued = faults.take(find_precision(reference, &submission.product, &submission.precision));
    let point = faults.take(submission.place.map(|place| checked_place(reference, place)).transpose());
    let description =
        faults.take(text::optional("input.description", submission.description.as_deref(), MAXIMUM_DESCRIPTION));
    let address = faults.take(text::optional("input.address", submission.address.as_deref(), MAXIMUM_ADDRESS));
    if let Some(opened_at) = submission.opened_at {
        faults.take(check_opening(viewer, opened_at, now));
    }
    let tree = catalogued.as_ref().and_then(|(product, _)| reference.question_tree_of(product.id));
    let answer_severity = faults.take(severity_of_answers(tree, &submission.precision, submission.answers.as_ref()));
    let requester =
        faults.take(submission.requester.map(|fields| Requester::parse("input.requester", fields)).transpose());
    faults.finish()?;
    let (
        Some((product, precision)),
        Some(point),
        Some(description),
        Some(address),
        Some(requester),
        Some(answer_severity),
    ) = (catalogued, point, description, address, requester, answer_severity)
    else {
        return Err(Fault::required("input").into());
    };
    let intake = Intake {
        product,
        precision,
        kind: None,
        work_type: None,
        question_tree_version_id: tree.map(|tree| tree.version_id).filter(|_| submission.answers.is_some()),
        answers: submission.answers.unwrap_or_else(|| Value::Object(serde_json::Map::new())),
        answer_severity,
        channel: submission.channel,
        description,
        point,
        address,
        borough_id: None,
        citizen_id: None,
        source: OWN_SOURCE.to_owned(),
        external_id: None,
        status: RequestStatus::Received,
        opened_at: submission.opened_at.unwrap_or(now),
        due_at: None,
        closed_at: None,
        settled_at_first_contact: false,
        estimated_cost_cents: None,
        estimated_crew_hours: None,
        distinct_citizens: 1,
        simulated: false,
    };
    Ok((intake, requester))
}

type Catalogued =
    (std::sync::Arc<riverain_entities::products::Model>, std::sync::Arc<riverain_entities::precisions::Model>);

fn find_precision(reference: &Reference, product: &str, precision: &str) -> Result<Catalogued, Fault> {
    let Some(row) = reference.product_of_code(product) else {
        let allowed = join(reference.products().iter().map(|row| row.code.as_str()));
        return Err(Fault::new("input.product", product, FaultKind::Unknown { allowed }));
    };
    let precisions = reference.precisions_of(row.id);
    match precisions.iter().find(|candidate| candidate.code == precision) {
        Some(found) => Ok((row.clone(), found.clone())),
        None => {
            let allowed = join(precisions.iter().map(|row| row.code.as_str()));
            Err(Fault::new("input.precision", precision, FaultKind::Unknown { allowed }))
        }
    }
}

fn severity_of_answers(tree: Option<&QuestionTree>, precision: &str, answers: Option<&Value>) -> Result<i32, Faults> {
    match (tree, answers) {
        (_, None) => Ok(0),
        (Some(tree), Some(answers)) => tree.questions.severity("input.answers", precision, answers),
        (None, Some(Value::Object(entries))) if entries.is_empty() => Ok(0),
        (None, Some(answers)) => Err(Fault::new("input.answers", answers, FaultKind::NoQuestions).into()),
    }
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

fn checked_place(reference: &Reference, (longitude, latitude): (f64, f64)) -> Result<Point, Fault> {
    let point = Point::new("input.place", longitude, latitude)?;
    if reference.is_inside_city(point) {
        return Ok(point);
    }
    let kind = FaultKind::OutsideCity { city: reference.city.name.clone() };
    Err(Fault::new("input.place", format!("{longitude}, {latitude}"), kind))
}

fn join<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    codes.collect::<Vec<_>>().join(", ")
}
