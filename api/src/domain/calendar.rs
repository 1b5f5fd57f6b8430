//! Business days: on which days and at which hours the service is open, and when a commitment ends.

mod holidays;
mod opening;

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use riverain_entities::service_commitments::CommitmentUnit;

pub use holidays::{HolidayRule, easter_sunday};
pub use opening::{OpeningHours, OpeningHoursError, OpeningWeek};

/// How far a due date is looked for. A calendar that is open one day a week reaches 5,000 business days within it.
const FARTHEST_DAYS: u32 = 36_525;

/// The most days in a row on which a service may be closed: one that is closed for longer is not reckoned with.
pub const LONGEST_CLOSING_DAYS: u32 = 366;

/// The days and hours at which a service is open, in its own time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessCalendar {
    opening: OpeningWeek,
    holiday_rules: Vec<HolidayRule>,
    closed_days: BTreeSet<NaiveDate>,
    time_zone: Tz,
    extensions: Vec<Extension>,
}

/// Hours that are added to those of a calendar for a time, on holidays and closed days too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when; without end where absent.
    pub until: Option<DateTime<Utc>>,
    /// The hours of each weekday.
    pub opening: OpeningWeek,
}

/// A time without a break during which a service is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Session {
    /// When it opens.
    pub opens: DateTime<Utc>,
    /// When it closes.
    pub closes: DateTime<Utc>,
}

/// Why a delay has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoDueDate {
    /// No hours are known on any day of the week.
    #[error("the calendar has no opening hours")]
    NeverOpens,
    /// The service stays closed for longer than is reckoned with.
    #[error("the calendar is closed for more than {LONGEST_CLOSING_DAYS} days in a row after {after}")]
    ClosedTooLong {
        /// The last local day before, on which the delay still ran.
        after: NaiveDate,
    },
    /// The delay is negative, or ends more than a century later.
    #[error("the delay ends too far from its beginning")]
    TooFar,
}

impl BusinessCalendar {
    /// A calendar that opens as `opening` says, save on statutory holidays and on the days that the city adds.
    pub fn new(
        opening: OpeningWeek,
        holiday_rules: Vec<HolidayRule>,
        closed_days: impl IntoIterator<Item = NaiveDate>,
        time_zone: Tz,
    ) -> Self {
        Self {
            opening,
            holiday_rules,
            closed_days: closed_days.into_iter().collect(),
            time_zone,
            extensions: Vec::new(),
        }
    }

    /// The same calendar with more hours for a time.
    #[must_use]
    pub fn extended(mut self, extensions: impl IntoIterator<Item = Extension>) -> Self {
        self.extensions.extend(extensions);
        self
    }

    /// The time zone in which its days begin and end.
    pub fn time_zone(&self) -> Tz {
        self.time_zone
    }

    /// Whether the service opens on that day.
    pub fn is_business_day(&self, date: NaiveDate) -> bool {
        !self.sessions_of(date).is_empty()
    }

    /// When the service is open on that local day, earliest first; a day on which it stays closed has no session.
    pub fn sessions_of(&self, date: NaiveDate) -> Vec<Session> {
        let usual = self.opening.hours_of(date.weekday()).filter(|_| !self.is_closed_day(date));
        let usual = usual.and_then(|hours| self.session(date, hours));
        if self.extensions.is_empty() {
            return usual.into_iter().collect();
        }
        let mut sessions: Vec<Session> = usual.into_iter().collect();
        for extension in &self.extensions {
            let more = extension.opening.hours_of(date.weekday()).and_then(|hours| self.session(date, hours));
            let within = more.and_then(|session| {
                let opens = session.opens.max(extension.from);
                let closes = extension.until.map_or(session.closes, |until| session.closes.min(until));
                (opens < closes).then_some(Session { opens, closes })
            });
            sessions.extend(within);
        }
        joined(sessions)
    }

    /// Whether the service is open at that instant.
    pub fn is_open_at(&self, instant: DateTime<Utc>) -> bool {
        let sessions = self.sessions_of(self.local_date(instant));
        sessions.iter().any(|session| session.opens <= instant && instant < session.closes)
    }

    /// Whether that local day is a statutory holiday, or one that the city adds, whatever else is decided for it.
    pub fn is_closed_day(&self, date: NaiveDate) -> bool {
        self.closed_days.contains(&date) || self.holiday_on(date).is_some()
    }

    /// The statutory holiday of that local day, where it is one.
    pub fn holiday_on(&self, date: NaiveDate) -> Option<HolidayRule> {
        let works_sundays = self.works_sundays();
        self.holiday_rules.iter().copied().find(|rule| rule.date(date.year(), works_sundays) == Some(date))
    }

    /// The statutory holidays of a year by its rules, earliest first, whether or not they fall on a day of opening.
    pub fn statutory_holidays(&self, year: i32) -> Vec<NaiveDate> {
        let works_sundays = self.works_sundays();
        let dates: BTreeSet<NaiveDate> =
            self.holiday_rules.iter().filter_map(|rule| rule.date(year, works_sundays)).collect();
        dates.into_iter().collect()
    }

    /// The instant at which a local day begins.
    pub fn begin_of(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        self.instant(date.and_time(NaiveTime::MIN))
    }

    /// The local day of an instant.
    pub fn local_date(&self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.time_zone).date_naive()
    }

    /// The local year of an instant.
    pub fn local_year(&self, instant: DateTime<Utc>) -> i32 {
        self.local_date(instant).year()
    }

    /// When a delay of `days` business days ends: at closing time of the `days`-th business day after the local day of
    /// `opened_at`. A delay of none ends at the first closing time from then on. None where the service never opens, is
    /// closed for longer than [`LONGEST_CLOSING_DAYS`], or where the delay ends more than a century later.
    pub fn add_business_days(&self, opened_at: DateTime<Utc>, days: u32) -> Option<DateTime<Utc>> {
        let opening_day = self.local_date(opened_at);
        if days == 0 {
            return self.closings_from(opening_day).find(|closing| *closing >= opened_at);
        }
        self.closings_from(opening_day.succ_opt()?).nth(usize::try_from(days - 1).ok()?)
    }

    /// When a delay of `minutes` during which the service is open ends; none as for business days.
    pub fn add_business_minutes(&self, opened_at: DateTime<Utc>, minutes: u32) -> Option<DateTime<Utc>> {
        self.add_business_time(opened_at, TimeDelta::minutes(i64::from(minutes)))
    }

    /// When a delay of `time` during which the service is open ends; none as for business days.
    pub fn add_business_time(&self, from: DateTime<Utc>, time: TimeDelta) -> Option<DateTime<Utc>> {
        let mut left = time;
        for session in self.business_days_from(self.local_date(from)).flatten() {
            let start = session.opens.max(from);
            if start >= session.closes {
                continue;
            }
            if left <= session.closes - start {
                return Some(start + left);
            }
            left -= session.closes - start;
        }
        None
    }

    /// How long the service is open between two instants; no time where the second does not come later.
    pub fn business_time_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        let sessions = self.business_days_from(self.local_date(from)).flatten();
        let open = sessions.take_while(|session| session.opens < to);
        open.map(|session| (session.closes.min(to) - session.opens.max(from)).max(TimeDelta::zero())).sum()
    }

    /// The instant at which the local day after `days` more days than that of `opened_at` begins.
    fn add_calendar_days(&self, opened_at: DateTime<Utc>, days: u32) -> Option<DateTime<Utc>> {
        let next = self.local_date(opened_at).checked_add_days(chrono::Days::new(u64::from(days) + 1))?;
        self.begin_of(next)
    }

    fn closings_from(&self, first: NaiveDate) -> impl Iterator<Item = DateTime<Utc>> + '_ {
        self.business_days_from(first).filter_map(|sessions| Some(sessions.last()?.closes))
    }

    /// The sessions of each business day from `first` on, until the service stays closed for too long.
    fn business_days_from(&self, first: NaiveDate) -> impl Iterator<Item = Vec<Session>> + '_ {
        let mut closed = 0;
        let days = first.iter_days().take(FARTHEST_DAYS as usize).map_while(move |day| {
            let sessions = self.sessions_of(day);
            closed = if sessions.is_empty() { closed + 1 } else { 0 };
            (closed <= LONGEST_CLOSING_DAYS).then_some(sessions)
        });
        days.filter(|sessions| !sessions.is_empty())
    }

    /// Why no delay that begins at `from` ends.
    fn endless(&self, from: DateTime<Utc>) -> NoDueDate {
        if self.opening.is_never() && self.extensions.is_empty() {
            return NoDueDate::NeverOpens;
        }
        let last = self.business_days_from(self.local_date(from)).last();
        let after = last.and_then(|sessions| sessions.last().copied()).map_or(from, |session| session.opens);
        match self.local_date(after) - self.local_date(from) < Duration::days(i64::from(FARTHEST_DAYS) - 400) {
            true => NoDueDate::ClosedTooLong { after: self.local_date(after) },
            false => NoDueDate::TooFar,
        }
    }

    fn session(&self, date: NaiveDate, hours: OpeningHours) -> Option<Session> {
        Some(Session {
            opens: self.instant(date.and_time(hours.opens()))?,
            closes: self.instant(hours.closing(date)?)?,
        })
    }

    fn works_sundays(&self) -> bool {
        self.opening.hours_of(chrono::Weekday::Sun).is_some()
    }

    /// The instant of a local time. An hour that the clocks skip in spring is read as the one after it; of an hour that
    /// comes twice in autumn, the later is meant, so that no delay ends early.
    fn instant(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let resolve = |local: NaiveDateTime| self.time_zone.from_local_datetime(&local).latest();
        let resolved = resolve(local).or_else(|| resolve(local.checked_add_signed(Duration::hours(1))?))?;
        Some(resolved.with_timezone(&Utc))
    }
}

/// Sessions, earliest first, those that touch or overlap made one.
fn joined(mut sessions: Vec<Session>) -> Vec<Session> {
    sessions.sort_unstable();
    let mut joined: Vec<Session> = Vec::with_capacity(sessions.len());
    for session in sessions {
        match joined.last_mut() {
            Some(last) if session.opens <= last.closes => last.closes = last.closes.max(session.closes),
            _ => joined.push(session),
        }
    }
    joined
}

/// When a commitment of `amount` units, made at `opened_at`, ends. A delay in calendar days ends with the local day.
///
/// # Errors
/// A negative amount, a service that never opens or stays closed for too long, or a delay that ends more than a century
/// later.
pub fn due_at(
    calendar: &BusinessCalendar,
    unit: CommitmentUnit,
    amount: i32,
    opened_at: DateTime<Utc>,
) -> Result<DateTime<Utc>, NoDueDate> {
    let count = u32::try_from(amount).map_err(|_| NoDueDate::TooFar)?;
    match unit {
        CommitmentUnit::BusinessDays => {
            calendar.add_business_days(opened_at, count).ok_or_else(|| calendar.endless(opened_at))
        }
        CommitmentUnit::BusinessMinutes => {
            calendar.add_business_minutes(opened_at, count).ok_or_else(|| calendar.endless(opened_at))
        }
        CommitmentUnit::Minutes => {
            opened_at.checked_add_signed(Duration::minutes(i64::from(count))).ok_or(NoDueDate::TooFar)
        }
        CommitmentUnit::CalendarDays => calendar.add_calendar_days(opened_at, count).ok_or(NoDueDate::TooFar),
    }
}
