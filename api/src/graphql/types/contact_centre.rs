//! When the contact centre is open.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::calendar::{HolidayRule, OpeningWeek, Session};
use crate::domain::fault::{Fault, FaultKind, Faults};
use crate::graphql::context::{Told, app, locale, reference};
use crate::graphql::{budget, cost};
use crate::locale::Locale;
use crate::store::reference::Reference;

/// The most days that are told at once.
const MAXIMUM_DAYS: i32 = 62;

/// How far from today days are told.
const FARTHEST_DAYS: i64 = 3_660;

/// How many days ahead the next opening is looked for.
const NEXT_OPENING_DAYS: usize = 31;

/// A day of the week.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "chrono::Weekday")]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

/// The hours of a day of the week.
#[derive(Debug, Clone, SimpleObject)]
pub struct OpeningHours {
    /// The day.
    weekday: Weekday,
    /// When it opens, such as 08:00, in the city's time zone.
    opens_at: String,
    /// When it closes; 24:00 is the end of the day.
    closes_at: String,
}

/// A time without a break during which the centre is open.
#[derive(Debug, Clone, SimpleObject)]
pub struct OpeningSession {
    /// When it opens, UTC.
    opens_at: DateTime<Utc>,
    /// When it closes, UTC.
    closes_at: DateTime<Utc>,
}

/// A day of the centre.
#[derive(Debug, Clone, SimpleObject)]
pub struct CentreDay {
    /// The day, in the city's time zone.
    date: NaiveDate,
    /// When the centre is open, earliest first; none where it stays closed.
    sessions: Vec<OpeningSession>,
    /// The holiday, or what the city calls the day on which it closes, in the caller's language; null on other days.
    closed_for: Option<String>,
    /// Whether an exceptional situation makes it open for longer.
    is_extended: bool,
}

/// The contact centre.
#[derive(Debug)]
pub struct ContactCentre;

/// When the contact centre is open, exceptional situations included.
#[Object]
impl ContactCentre {
    /// Whether it is open now.
    async fn is_open(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(reference(ctx)?.calendar_of_centre().is_open_at(app(ctx)?.clock.now()))
    }

    /// When it opens next, UTC; null where it is open, or stays closed for a month.
    async fn opens_next_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        let calendar = reference(ctx)?.calendar_of_centre();
        let now = app(ctx)?.clock.now();
        if calendar.is_open_at(now) {
            return Ok(None);
        }
        let days = calendar.local_date(now).iter_days().take(NEXT_OPENING_DAYS);
        let openings = days.flat_map(|day| calendar.sessions_of(day)).map(|session| session.opens);
        Ok(openings.into_iter().find(|opens| *opens >= now))
    }

    /// Its days, one after another, at most 62.
    #[graphql(complexity = "cost::list(usize::try_from(count.unwrap_or(7)).unwrap_or(7), child_complexity)")]
    async fn days(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day, at most ten years from today; today where absent.")] from: Option<NaiveDate>,
        #[graphql(desc = "How many, 1 to 62; 7 where absent.")] count: Option<i32>,
    ) -> Result<Vec<CentreDay>> {
        let reference = reference(ctx)?;
        let today = reference.local_date(app(ctx)?.clock.now());
        let (first, count) = span(today, from, count).told(ctx)?;
        let days = first.iter_days().take(count).map(|day| CentreDay::new(reference, locale(ctx), day));
        budget::within(ctx, days.collect())
    }
}

impl CentreDay {
    fn new(reference: &Reference, locale: Locale, date: NaiveDate) -> Self {
        let sessions = reference.calendar_of_centre().sessions_of(date);
        let usual = reference.calendar();
        let holiday = usual.holiday_on(date).map(|rule| locale.wording(&format!("holiday.{}", code(rule)), &[]));
        let own = || reference.closed_day_name(date).map(|(fr, en)| locale.pick(fr, en).to_owned());
        Self {
            date,
            closed_for: holiday.or_else(own),
            is_extended: sessions != usual.sessions_of(date),
            sessions: sessions.into_iter().map(OpeningSession::from).collect(),
        }
    }
}

impl From<Session> for OpeningSession {
    fn from(session: Session) -> Self {
        Self { opens_at: session.opens, closes_at: session.closes }
    }
}

/// The hours of a week, Monday first.
pub fn hours_of_week(week: &OpeningWeek) -> Vec<OpeningHours> {
    use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let days = [Mon, Tue, Wed, Thu, Fri, Sat, Sun].into_iter();
    let hours = days.filter_map(|weekday| Some((weekday, week.hours_of(weekday)?)));
    let told = hours.map(|(weekday, hours)| {
        let (opens_at, closes_at): (String, String) = hours.into();
        OpeningHours { weekday: weekday.into(), opens_at, closes_at }
    });
    told.collect()
}

fn span(today: NaiveDate, from: Option<NaiveDate>, count: Option<i32>) -> Result<(NaiveDate, usize), Faults> {
    let count = count.unwrap_or(7);
    if !(1..=MAXIMUM_DAYS).contains(&count) {
        let kind = FaultKind::OutOfRange { minimum: "1".to_owned(), maximum: MAXIMUM_DAYS.to_string() };
        return Err(Fault::new("count", count, kind).into());
    }
    let from = from.unwrap_or(today);
    if (from - today).num_days().abs() > FARTHEST_DAYS {
        let day = |days| (today + chrono::TimeDelta::days(days)).to_string();
        let kind = FaultKind::OutOfRange { minimum: day(-FARTHEST_DAYS), maximum: day(FARTHEST_DAYS) };
        return Err(Fault::new("from", from, kind).into());
    }
    Ok((from, usize::try_from(count).unwrap_or(1)))
}

/// The code of a holiday, under which its name is filed.
fn code(rule: HolidayRule) -> &'static str {
    match rule {
        HolidayRule::NewYear => "new_year",
        HolidayRule::GoodFriday => "good_friday",
        HolidayRule::EasterMonday => "easter_monday",
        HolidayRule::PatriotsDay => "patriots_day",
        HolidayRule::NationalHoliday => "national_holiday",
        HolidayRule::CanadaDay => "canada_day",
        HolidayRule::LabourDay => "labour_day",
        HolidayRule::Thanksgiving => "thanksgiving",
        HolidayRule::Christmas => "christmas",
    }
}
