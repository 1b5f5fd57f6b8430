//! Business days: on which days and at which hours the service is open, and when a commitment ends.

mod holidays;
mod opening;

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use riverain_entities::service_commitments::CommitmentUnit;

pub use holidays::{HolidayRule, easter_sunday};
pub use opening::{OpeningHours, OpeningHoursError, OpeningWeek};

/// How far a due date is looked for. A calendar that is open one day a week reaches 5,000 business days within it.
const FARTHEST_DAYS: u32 = 36_525;

/// The days and hours at which a service is open, in its own time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessCalendar {
    opening: OpeningWeek,
    holiday_rules: Vec<HolidayRule>,
    closed_days: BTreeSet<NaiveDate>,
    time_zone: Tz,
}

impl BusinessCalendar {
    /// A calendar that opens as `opening` says, save on statutory holidays and on the days that the city adds.
    pub fn new(
        opening: OpeningWeek,
        holiday_rules: Vec<HolidayRule>,
        closed_days: impl IntoIterator<Item = NaiveDate>,
        time_zone: Tz,
    ) -> Self {
        Self { opening, holiday_rules, closed_days: closed_days.into_iter().collect(), time_zone }
    }

    /// The time zone in which its days begin and end.
    pub fn time_zone(&self) -> Tz {
        self.time_zone
    }

    /// Whether the service opens on that day.
    pub fn is_business_day(&self, date: NaiveDate) -> bool {
        self.hours_of(date).is_some()
    }

    /// The hours of that day, local time; none where the service stays closed.
    pub fn hours_of(&self, date: NaiveDate) -> Option<OpeningHours> {
        let hours = self.opening.hours_of(date.weekday())?;
        let closed = self.closed_days.contains(&date) || self.is_statutory_holiday(date);
        (!closed).then_some(hours)
    }

    /// Whether the service is open at that instant.
    pub fn is_open_at(&self, instant: DateTime<Utc>) -> bool {
        let local = instant.with_timezone(&self.time_zone).naive_local();
        self.hours_of(local.date()).is_some_and(|hours| hours.contains(local.time()))
    }

    /// The statutory holidays of a year by its rules, earliest first, whether or not they fall on a day of opening.
    pub fn statutory_holidays(&self, year: i32) -> Vec<NaiveDate> {
        let dates: BTreeSet<NaiveDate> = self.rule_dates(year).collect();
        dates.into_iter().collect()
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
    /// `opened_at`. A delay of none ends at the first closing time from then on. None where the service never opens, or
    /// where the delay ends more than a century later.
    pub fn add_business_days(&self, opened_at: DateTime<Utc>, days: u32) -> Option<DateTime<Utc>> {
        let opening_day = self.local_date(opened_at);
        if days == 0 {
            return self.closings_from(opening_day).find(|closing| *closing >= opened_at);
        }
        self.closings_from(opening_day.succ_opt()?).nth(usize::try_from(days - 1).ok()?)
    }

    /// When a delay of `minutes` during which the service is open ends. None where the service never opens, or where the
    /// delay ends more than a century later.
    pub fn add_business_minutes(&self, opened_at: DateTime<Utc>, minutes: u32) -> Option<DateTime<Utc>> {
        let mut left = Duration::minutes(i64::from(minutes));
        for (opening, closing) in self.sessions_from(self.local_date(opened_at)) {
            let start = opening.max(opened_at);
            if start >= closing {
                continue;
            }
            if left <= closing - start {
                return Some(start + left);
            }
            left -= closing - start;
        }
        None
    }

    /// The instant at which the local day after `days` more days than that of `opened_at` begins.
    fn add_calendar_days(&self, opened_at: DateTime<Utc>, days: u32) -> Option<DateTime<Utc>> {
        let next = self.local_date(opened_at).checked_add_days(chrono::Days::new(u64::from(days) + 1))?;
        self.instant(next.and_time(NaiveTime::MIN))
    }

    fn closings_from(&self, first: NaiveDate) -> impl Iterator<Item = DateTime<Utc>> + '_ {
        self.sessions_from(first).map(|(_, closing)| closing)
    }

    fn sessions_from(&self, first: NaiveDate) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> + '_ {
        let days = if self.opening.is_never() { 0 } else { FARTHEST_DAYS };
        first.iter_days().take(days as usize).filter_map(|day| {
            let hours = self.hours_of(day)?;
            Some((self.instant(day.and_time(hours.opens()))?, self.instant(day.and_time(hours.closes()))?))
        })
    }

    fn is_statutory_holiday(&self, date: NaiveDate) -> bool {
        self.rule_dates(date.year()).any(|holiday| holiday == date)
    }

    fn rule_dates(&self, year: i32) -> impl Iterator<Item = NaiveDate> + '_ {
        let works_sundays = self.opening.hours_of(chrono::Weekday::Sun).is_some();
        self.holiday_rules.iter().filter_map(move |rule| rule.date(year, works_sundays))
    }

    /// The instant of a local time. An hour that the clocks skip in spring is read as the one after it; of an hour that
    /// comes twice in autumn, the later is meant, so that no delay ends early.
    fn instant(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let resolve = |local: NaiveDateTime| self.time_zone.from_local_datetime(&local).latest();
        let resolved = resolve(local).or_else(|| resolve(local.checked_add_signed(Duration::hours(1))?))?;
        Some(resolved.with_timezone(&Utc))
    }
}

/// When a commitment of `amount` units, made at `opened_at`, ends. A delay in calendar days ends with the local day. None
/// where `amount` is negative, where the service never opens, or where the delay ends more than a century later.
pub fn due_at(
    calendar: &BusinessCalendar,
    unit: CommitmentUnit,
    amount: i32,
    opened_at: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let count = u32::try_from(amount).ok()?;
    match unit {
        CommitmentUnit::BusinessDays => calendar.add_business_days(opened_at, count),
        CommitmentUnit::BusinessMinutes => calendar.add_business_minutes(opened_at, count),
        CommitmentUnit::Minutes => opened_at.checked_add_signed(Duration::minutes(i64::from(count))),
        CommitmentUnit::CalendarDays => calendar.add_calendar_days(opened_at, count),
    }
}
