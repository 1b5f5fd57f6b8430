//! How the promise of a request comes to be, and what a change of its status does to it.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use riverain_entities::promises::PromiseCause;
use riverain_entities::service_requests::{ActiveModel, Model, RequestStatus};
use riverain_entities::{precisions, products, service_commitments};
use sea_orm::ActiveValue::Set;

use crate::domain::calendar::{BusinessCalendar, NoDueDate};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::promise::{self, Facts, Pause, Promise, Time};
use crate::services::ServiceError;
use crate::services::intake::Intake;
use crate::store::reference::Reference;

/// What the clock of a promise was before a change of status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// When the promise ends.
    pub due_at: Option<DateTime<Utc>>,
    /// From when it is at risk.
    pub at_risk_at: Option<DateTime<Utc>>,
    /// Since when it stands.
    pub stopped_at: Option<DateTime<Utc>>,
    /// What it counts.
    pub time: Time,
}

/// What is known of the promise of a request.
pub fn facts(request: &Model) -> Facts {
    Facts {
        due_at: request.due_at.filter(|_| request.work_type_id.is_none()),
        at_risk_at: request.at_risk_at,
        clock_stopped_at: request.clock_stopped_at,
        closed_at: request.closed_at,
    }
}

/// The promise that a request of a product and precision would be given at a moment, with its commitment; none where no
/// commitment applies. `field` is what the caller named the product.
///
/// # Errors
/// A calendar by which it never ends.
pub fn expected<'r>(
    reference: &'r Reference,
    field: &str,
    (product, precision): (&products::Model, &precisions::Model),
    calendar: &BusinessCalendar,
    from: DateTime<Utc>,
) -> Result<Option<(Promise, &'r Arc<service_commitments::Model>)>, Fault> {
    let Some(commitment) = reference.commitment_on(product, precision) else { return Ok(None) };
    let made = promise::make(calendar, reference.terms(commitment), from, &[]);
    let promise = made.map_err(|reason| closed_calendar(field, &product.code, reason))?;
    Ok(Some((promise, commitment)))
}

/// Gives the record of a request that comes in its promise: the one that its source says, or else that of the service
/// commitment. Planned interventions have none.
///
/// # Errors
/// A calendar by which it never ends.
pub fn of_intake(
    reference: &Reference,
    intake: &Intake,
    (is_planned, borough_id): (bool, Option<i64>),
    now: DateTime<Utc>,
    record: &mut ActiveModel,
) -> Result<(), ServiceError> {
    record.promise_revision = Set(reference.calendar_revision());
    record.promised_from = Set(None);
    record.promise_cause = Set(None);
    record.due_at = Set(None);
    record.at_risk_at = Set(None);
    record.clock_stopped_at = Set(None);
    if is_planned {
        return Ok(());
    }
    let about = (&*intake.product, &*intake.precision);
    let calendar = &*reference.calendar_for(&intake.product.code, borough_id);
    let promise = match intake.due_at {
        Some(due_at) => {
            record.promise_cause = Set(Some(PromiseCause::Source));
            let share = reference.at_risk_share();
            Some(promise::given(calendar, Time::Business, share, intake.opened_at, due_at))
        }
        None => {
            let made = expected(reference, "input.product", about, calendar, intake.opened_at)?;
            record.promise_cause = Set(made.is_some().then_some(PromiseCause::Commitment));
            record.promised_from = Set(made.is_some().then_some(intake.opened_at));
            made.map(|(promise, _)| promise)
        }
    };
    record.due_at = Set(promise.map(|promise| promise.due_at));
    record.at_risk_at = Set(promise.map(|promise| promise.at_risk_at));
    let waits = promise.is_some() && intake.status == RequestStatus::WaitingForCitizen;
    record.clock_stopped_at = Set(waits.then_some(now));
    Ok(())
}

/// Gives a request that is reopened at a moment a new promise: its service commitment begins anew. Planned interventions
/// have none.
///
/// # Errors
/// A calendar by which it never ends.
pub fn of_reopening(
    reference: &Reference,
    request: &Model,
    now: DateTime<Utc>,
    change: &mut ActiveModel,
) -> Result<(), ServiceError> {
    let product = reference.product(request.product_id).filter(|_| request.work_type_id.is_none());
    let about = product.zip(reference.precision(request.precision_id));
    let made = about.map(|(product, precision)| {
        let calendar = reference.calendar_for(&product.code, request.borough_id);
        expected(reference, "input.requestNumber", (&**product, &**precision), &calendar, now)
    });
    let promise = made.transpose()?.flatten().map(|(promise, _)| promise);
    change.due_at = Set(promise.map(|promise| promise.due_at));
    change.at_risk_at = Set(promise.map(|promise| promise.at_risk_at));
    change.promised_from = Set(promise.is_some().then_some(now));
    change.promise_cause = Set(promise.is_some().then_some(PromiseCause::Reopening));
    change.promise_revision = Set(reference.calendar_revision());
    change.clock_stopped_at = Set(None);
    Ok(())
}

/// Lets the clock of a promise follow the status that a request takes: it stands while the citizen is waited for, and the
/// promise moves by that time when it goes on.
pub fn follow_status(
    calendar: &BusinessCalendar,
    clock: Clock,
    to: RequestStatus,
    now: DateTime<Utc>,
    change: &mut ActiveModel,
) {
    let waits = to == RequestStatus::WaitingForCitizen;
    match (clock.due_at, clock.stopped_at) {
        (Some(_), None) if waits => change.clock_stopped_at = Set(Some(now)),
        (Some(due_at), Some(from)) if !waits => {
            let promise = Promise { due_at, at_risk_at: clock.at_risk_at.unwrap_or(due_at) };
            let moved = promise::resume(calendar, clock.time, promise, Pause { from, until: now });
            change.clock_stopped_at = Set(None);
            change.at_risk_at = Set(clock.at_risk_at.map(|_| moved.at_risk_at));
            if moved.due_at != due_at {
                change.due_at = Set(Some(moved.due_at));
                change.promise_cause = Set(Some(PromiseCause::Pause));
            }
        }
        _ => {}
    }
}

/// How many minutes are left of the open promise of a request, in the time that it counts.
pub fn minutes_left(reference: &Reference, request: &Model, now: DateTime<Utc>) -> Option<i32> {
    let left = facts(request).remaining(&calendar_of(reference, request), counted(reference, request), now)?;
    Some(i32::try_from(left.num_minutes()).unwrap_or(i32::MAX))
}

/// The fault of something by which no promise can be made, because the calendar is closed.
fn closed_calendar(field: &str, value: &str, reason: NoDueDate) -> Fault {
    Fault::new(field, value, FaultKind::CalendarClosed { reason })
}

/// The calendar by which a request is promised.
pub fn calendar_of<'r>(reference: &'r Reference, request: &Model) -> Cow<'r, BusinessCalendar> {
    let product = reference.product(request.product_id).map_or("", |product| product.code.as_str());
    reference.calendar_for(product, request.borough_id)
}

impl Clock {
    /// The clock of the promise of a request.
    pub fn of(reference: &Reference, request: &Model) -> Self {
        Self {
            due_at: request.due_at,
            at_risk_at: request.at_risk_at,
            stopped_at: request.clock_stopped_at,
            time: counted(reference, request),
        }
    }
}

/// The time that the promise of a request counts: that of its commitment; business time where a source said it.
fn counted(reference: &Reference, request: &Model) -> Time {
    let about = reference.product(request.product_id).zip(reference.precision(request.precision_id));
    let made = request.promised_from.map(|from| from.max(request.created_at));
    let commitment =
        about.zip(made).and_then(|((product, precision), made)| reference.commitment_at(product, precision, made));
    commitment.map_or(Time::Business, |commitment| Time::of(commitment.unit))
}
