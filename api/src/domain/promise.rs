//! Promises: when they end, from when they are at risk, how they stand, and what a wait for the citizen does to them.

use chrono::{DateTime, TimeDelta, Utc};
use riverain_entities::service_commitments::CommitmentUnit;
use serde::{Deserialize, Serialize};

use super::calendar::{self, BusinessCalendar, NoDueDate};

/// What is promised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// The unit of `amount`.
    pub unit: CommitmentUnit,
    /// The delay.
    pub amount: i32,
    /// The share of the delay, 0 to 1, that is used up when the promise is at risk.
    pub at_risk_share: f64,
}

/// When a promise ends, and from when it is at risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// When it ends.
    pub due_at: DateTime<Utc>,
    /// From when it is at risk, unless it is kept by then.
    pub at_risk_at: DateTime<Utc>,
}

/// A time during which the clock of a promise stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// When it stopped.
    pub from: DateTime<Utc>,
    /// When it went on.
    pub until: DateTime<Utc>,
}

/// The time that a promise counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// That during which the service is open.
    Business,
    /// All of it.
    Clock,
}

/// How a promise stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PromiseState {
    /// No promise applies.
    None,
    /// The promise runs.
    Running,
    /// The promise runs, and most of its time is used up.
    AtRisk,
    /// The clock stands: the citizen is waited for.
    Paused,
    /// It was done in time.
    Kept,
    /// The promised time has passed.
    Late,
}

/// What is known of the promise of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// When it ends; none where nothing is promised.
    pub due_at: Option<DateTime<Utc>>,
    /// From when it is at risk.
    pub at_risk_at: Option<DateTime<Utc>>,
    /// Since when its clock stands.
    pub clock_stopped_at: Option<DateTime<Utc>>,
    /// When the request was closed.
    pub closed_at: Option<DateTime<Utc>>,
}

impl Facts {
    /// How the promise stands at a moment. One that had passed when its clock was stopped is late all the same.
    pub fn state(self, now: DateTime<Utc>) -> PromiseState {
        let Some(due) = self.due_at else { return PromiseState::None };
        let passed = self.closed_at.or(self.clock_stopped_at).unwrap_or(now) > due;
        match (self.closed_at, self.clock_stopped_at) {
            _ if passed => PromiseState::Late,
            (Some(_), _) => PromiseState::Kept,
            (None, Some(_)) => PromiseState::Paused,
            (None, None) if self.at_risk_at.is_some_and(|from| from <= now) => PromiseState::AtRisk,
            (None, None) => PromiseState::Running,
        }
    }
}

impl Facts {
    /// When the promise ends, where that is known: not while its clock stands, since it moves by the time of the wait.
    pub fn shown_due_at(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.due_at.filter(|_| self.state(now) != PromiseState::Paused)
    }

    /// From when the promise is at risk, where that is known.
    pub fn shown_at_risk_at(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.at_risk_at.filter(|_| self.shown_due_at(now).is_some())
    }

    /// The time that is left of an open promise, counted as it counts; while its clock stands, what will be left when it goes
    /// on.
    pub fn remaining(self, calendar: &BusinessCalendar, time: Time, now: DateTime<Utc>) -> Option<TimeDelta> {
        let due = self.due_at.filter(|_| self.closed_at.is_none())?;
        Some(time.between(calendar, self.clock_stopped_at.unwrap_or(now), due).max(TimeDelta::zero()))
    }
}

impl Time {
    /// The time that a commitment in this unit counts.
    pub fn of(unit: CommitmentUnit) -> Self {
        match unit {
            CommitmentUnit::BusinessDays | CommitmentUnit::BusinessMinutes => Self::Business,
            CommitmentUnit::Minutes | CommitmentUnit::CalendarDays => Self::Clock,
        }
    }

    fn between(self, calendar: &BusinessCalendar, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        match self {
            Self::Business => calendar.business_time_between(from, to),
            Self::Clock => (to - from).max(TimeDelta::zero()),
        }
    }

    fn after(self, calendar: &BusinessCalendar, from: DateTime<Utc>, time: TimeDelta) -> Option<DateTime<Utc>> {
        match self {
            _ if time.is_zero() => Some(from),
            Self::Business => calendar.add_business_time(from, time),
            Self::Clock => from.checked_add_signed(time),
        }
    }
}

/// The promise of a commitment that counts since a moment, after its pauses, earliest first.
///
/// # Errors
/// A calendar by which it never ends.
pub fn make(
    calendar: &BusinessCalendar,
    terms: Terms,
    from: DateTime<Utc>,
    pauses: &[Pause],
) -> Result<Promise, NoDueDate> {
    let due_at = calendar::due_at(calendar, terms.unit, terms.amount, from)?;
    let time = Time::of(terms.unit);
    let promise = given(calendar, time, terms.at_risk_share, from, due_at);
    Ok(pauses.iter().fold(promise, |promise, pause| resume(calendar, time, promise, *pause)))
}

/// The promise that ends at a moment which someone else said, and counts since another.
pub fn given(
    calendar: &BusinessCalendar,
    time: Time,
    at_risk_share: f64,
    from: DateTime<Utc>,
    due_at: DateTime<Utc>,
) -> Promise {
    let used = share(time.between(calendar, from, due_at), at_risk_share);
    let at_risk_at = time.after(calendar, from, used).unwrap_or(due_at);
    Promise { due_at, at_risk_at: at_risk_at.min(due_at) }
}

/// A promise after a pause: what had not passed when the clock stopped moves by the time that the pause took, counted as the
/// promise counts. What had passed stays.
pub fn resume(calendar: &BusinessCalendar, time: Time, promise: Promise, pause: Pause) -> Promise {
    let paused = time.between(calendar, pause.from, pause.until);
    let moved = |moment: DateTime<Utc>| match pause.from <= moment {
        true => time.after(calendar, moment, paused).unwrap_or(moment),
        false => moment,
    };
    Promise { due_at: moved(promise.due_at), at_risk_at: moved(promise.at_risk_at) }
}

/// A share of a time, in whole seconds.
fn share(time: TimeDelta, share: f64) -> TimeDelta {
    let part = time.to_std().ok().and_then(|time| TimeDelta::from_std(time.mul_f64(share)).ok());
    part.map_or(time, |part| TimeDelta::seconds(part.num_seconds()))
}
