//! The summary of a request's follow-ups (*synthèse des suivis*) that the 311 app shows.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use riverain_entities::service_requests::RequestStatus;

use super::promise::{Facts, PromiseState};
use crate::locale::Locale;

/// What the summary is made of.
#[derive(Debug, Clone)]
pub struct SummaryInput {
    /// The request's status.
    pub status: RequestStatus,
    /// Whether the request feeds the planned-intervention programme.
    pub planned: bool,
    /// The year of a published programme that holds the request, where the city lets citizens see it.
    pub planned_year: Option<i32>,
    /// What is known of its promise.
    pub promise: Facts,
    /// Until when the citizen may reopen it, where they may.
    pub reopenable_until: Option<DateTime<Utc>>,
    /// The city's time zone, in which days are told.
    pub zone: Tz,
}

/// How the promise of a request stands at `now`; planned interventions have none.
pub fn promise(input: &SummaryInput, now: DateTime<Utc>) -> PromiseState {
    if input.planned { PromiseState::None } else { input.promise.state(now) }
}

/// Where the request stands and what happens next, in plain words.
pub fn state_in_words(input: &SummaryInput, locale: Locale) -> String {
    if input.planned && super::request_status::is_open(input.status) {
        return match input.planned_year {
            Some(year) => locale.wording("summary.planned_with_year", &[("year", year.to_string())]),
            None => locale.wording("summary.planned", &[]),
        };
    }
    let key = match input.status {
        // The other planned wording is that of the planned-intervention programme.
        RequestStatus::Planned => "scheduled",
        status => super::request_status::code(status),
    };
    locale.wording(&format!("summary.{key}"), &[])
}

/// What happens next, and what the citizen may do, in plain words, at `now`.
pub fn next_step(input: &SummaryInput, locale: Locale, now: DateTime<Utc>) -> String {
    let say = |key: &str, values: &[(&str, String)]| locale.wording(&format!("summary.next.{key}"), values);
    let day = |moment: DateTime<Utc>| moment.with_timezone(&input.zone).format("%Y-%m-%d").to_string();
    if !super::request_status::is_open(input.status) {
        return match input.reopenable_until {
            Some(until) => say("reopenable", &[("until", day(until))]),
            None => say("closed", &[]),
        };
    }
    if input.planned {
        return say("planned", &[]);
    }
    if input.status == RequestStatus::WaitingForCitizen {
        return say("waiting_for_citizen", &[]);
    }
    match (promise(input, now), input.promise.due_at) {
        (PromiseState::Running | PromiseState::AtRisk, Some(due)) => say("promised", &[("due", day(due))]),
        (PromiseState::Late, Some(due)) => say("late", &[("due", day(due))]),
        _ => say("open", &[]),
    }
}
