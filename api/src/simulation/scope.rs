//! What a simulation covers: some recent requests, or a whole year of a centre.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use riverain_entities::service_requests::RequestChannel;

use super::material::{Choices, YearChoices};
use super::world::CHANNELS;
use crate::domain::calendar::BusinessCalendar;

/// What a simulation covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scope {
    /// So many requests over the last years, up to the present moment.
    Requests(u32),
    /// What reaches a centre in a calendar year of the city's time zone.
    Year {
        /// The year.
        year: i32,
        /// How much of the City's volumes: 1 is all.
        share: f64,
    },
}

/// Parts of the names of runs.
const REQUESTS: &str = "-requests-";
const YEAR: &str = "-year-";
const SHARE: &str = "-share-";

impl Scope {
    /// The source that its requests come from: each is simulated once in a database.
    pub(super) fn source(self) -> &'static str {
        match self {
            Self::Requests(_) => "simulation",
            Self::Year { .. } => "simulated_year",
        }
    }

    /// A run is named by what it needs to be finished.
    pub(super) fn run_name(self, seed: u64) -> String {
        match self {
            Self::Requests(requests) => format!("seed-{seed}{REQUESTS}{requests}"),
            Self::Year { year, share } => format!("seed-{seed}{YEAR}{year}{SHARE}{share}"),
        }
    }

    /// The seed and the scope of a run of this name.
    pub(super) fn parse_run_name(name: &str) -> Option<(u64, Self)> {
        let name = name.strip_prefix("seed-")?;
        if let Some((seed, requests)) = name.split_once(REQUESTS) {
            return Some((seed.parse().ok()?, Self::Requests(requests.parse().ok()?)));
        }
        let (seed, year) = name.split_once(YEAR)?;
        let (year, share) = year.split_once(SHARE)?;
        Some((seed.parse().ok()?, Self::Year { year: year.parse().ok()?, share: share.parse().ok()? }))
    }

    /// From when to when citizens ask, up to `now`.
    pub(super) fn span(
        self,
        choices: &Choices,
        calendar: &BusinessCalendar,
        now: DateTime<Utc>,
    ) -> (DateTime<Utc>, DateTime<Utc>) {
        match self {
            Self::Requests(_) => (now - Duration::days(365 * i64::from(choices.years)), now),
            Self::Year { year, .. } => {
                let first = |year| calendar.begin_of(NaiveDate::from_yo_opt(year, 1)?);
                (first(year).unwrap_or(now).min(now), first(year.saturating_add(1)).unwrap_or(now).min(now))
            }
        }
    }

    /// How much reaches the centre in the year; none where requests alone are counted.
    pub(super) fn volumes(self, choices: &YearChoices) -> Option<Volumes> {
        match self {
            Self::Requests(_) => None,
            Self::Year { share, .. } => Some(Volumes::new(choices, share)),
        }
    }
}

/// How much reaches the centre in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Volumes {
    pub(super) calls: u32,
    pub(super) emails: u32,
    /// Requests, in the order of [`CHANNELS`].
    pub(super) requests: [u32; CHANNELS.len()],
}

impl Volumes {
    fn new(choices: &YearChoices, share: f64) -> Self {
        let part = |whole: u32, part: f64| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast to u32 saturates")]
            let count = (f64::from(whole) * part).round() as u32;
            count
        };
        let (calls, emails) = (part(choices.calls, share), part(choices.emails, share));
        let app_requests = part(choices.app_requests, share);
        let in_app = part(app_requests, choices.app_share);
        let of_channel = |channel| match channel {
            RequestChannel::Telephone => part(calls, choices.calls_that_make_a_request),
            RequestChannel::Email => part(emails, choices.emails_that_make_a_request),
            RequestChannel::MobileApp => in_app,
            RequestChannel::WebForm => app_requests.saturating_sub(in_app),
            RequestChannel::Counter | RequestChannel::Internal => 0,
        };
        Self { calls, emails, requests: CHANNELS.map(of_channel) }
    }
}
