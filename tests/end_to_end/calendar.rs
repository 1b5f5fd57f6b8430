//! The business calendar: Québec's holidays and the ends of its delays.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use riverain::domain::calendar::{
    BusinessCalendar, Extension, HolidayRule, NoDueDate, OpeningHours, OpeningWeek, due_at, easter_sunday,
};
use riverain_entities::service_commitments::CommitmentUnit;

const QUEBEC_RULES: &str = r#"["new_year", "good_friday", "patriots_day", "national_holiday", "canada_day", "labour_day",
    "thanksgiving", "christmas"]"#;

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

#[test]
fn easter_falls_on_its_published_dates() {
    // U.S. Census Bureau and U.S. Naval Observatory tables; 1818 and 2285 are the earliest, 2038 the latest possible.
    for published in ["1818-03-22", "1954-04-18", "2000-04-23", "2008-03-23", "2024-03-31", "2026-04-05", "2038-04-25"]
    {
        assert_eq!(easter_sunday(year_of(published)), Some(date(published)));
    }
    assert_eq!(easter_sunday(1582), None, "the Gregorian calendar begins in October 1582");
}

#[test]
fn statutory_holidays_of_quebec_follow_the_act() {
    let expected = [
        "2026-01-01",
        "2026-04-03",
        "2026-05-18",
        "2026-06-24",
        "2026-07-01",
        "2026-09-07",
        "2026-10-12",
        "2026-12-25",
    ];
    assert_eq!(quebec().statutory_holidays(2026), expected.map(date));
}

/// The statutory holidays of Québec as another calendar computes them.
const OTHER_CALENDAR: &str = include_str!("calendar/ca_qc_holidays.csv");

#[test]
fn half_a_century_of_holidays_is_that_of_another_calendar() {
    let rows = OTHER_CALENDAR.lines().filter(|line| !line.starts_with('#')).skip(1);
    let (moved, told): (Vec<_>, Vec<_>) =
        rows.map(|row| row.split_once(',').unwrap()).partition(|(_, name)| name.ends_with("(observed)"));
    // It moves Christmas and New Year's Day from week-ends as well; the Act moves the two of summer alone.
    let is_summer = |name: &str| name.starts_with("Saint John") || name.starts_with("Canada");
    let moved: BTreeSet<NaiveDate> =
        moved.into_iter().filter(|(_, name)| is_summer(name)).map(|(day, _)| date(day)).collect();
    // It tells the Sunday beside the Monday that is the holiday for who does not work on Sundays.
    let is_sunday_moved = |day: &NaiveDate| moved.contains(&day.succ_opt().unwrap());
    let told = told.into_iter().map(|(day, _)| date(day));
    let mut other: BTreeSet<NaiveDate> = told.filter(|day| !is_sunday_moved(day)).collect();
    other.extend(&moved);
    // It knows National Patriots' Day from its first year, 2003; the Monday was Dollard's day before.
    other.extend(["2000-05-22", "2001-05-21", "2002-05-20"].map(date));
    let ours: BTreeSet<NaiveDate> = (2000..=2050).flat_map(|year| quebec().statutory_holidays(year)).collect();
    assert_eq!(other.len(), 51 * 8);
    assert_eq!(ours, other);
}

#[test]
fn a_holiday_on_a_sunday_moves_to_the_monday() {
    // In 2029, 24 June and 1 July are Sundays.
    let holidays = quebec().statutory_holidays(2029);
    assert!(holidays.contains(&date("2029-06-25")) && holidays.contains(&date("2029-07-02")));
    assert!(!holidays.contains(&date("2029-06-24")) && !holidays.contains(&date("2029-07-01")));
    let sundays_worked = HolidayRule::NationalHoliday.date(2029, true);
    assert_eq!(sundays_worked, Some(date("2029-06-24")), "who works on Sundays rests on the 24th itself");
}

#[test]
fn patriots_day_is_the_monday_before_25_may() {
    for published in ["2020-05-18", "2021-05-24", "2025-05-19", "2026-05-18"] {
        assert_eq!(HolidayRule::PatriotsDay.date(year_of(published), false), Some(date(published)));
    }
}

#[test]
fn business_days_skip_week_ends_holidays_and_the_citys_own_days() {
    // Thursday 2 April 2026; Good Friday follows, then the week-end, then Easter Monday, which this city adds.
    let opened = instant("2026-04-02T14:00:00-04:00");
    assert_eq!(quebec().add_business_days(opened, 1), Some(instant("2026-04-07T19:00:00-04:00")));
    assert_eq!(quebec().add_business_days(opened, 2), Some(instant("2026-04-08T19:00:00-04:00")));
    assert!(!quebec().is_business_day(date("2026-04-06")));
}

#[test]
fn the_day_of_opening_is_the_local_one() {
    // 03:30 UTC on the 10th is still the evening of Monday the 9th in Québec.
    let opened = instant("2026-02-10T03:30:00Z");
    assert_eq!(quebec().local_date(opened), date("2026-02-09"));
    assert_eq!(quebec().add_business_days(opened, 2), Some(instant("2026-02-11T19:00:00-05:00")));
    assert_eq!(quebec().local_year(instant("2026-01-01T04:59:59Z")), 2025);
}

#[test]
fn a_delay_over_a_change_of_clocks_still_ends_at_closing_time() {
    // Clocks go forward on Sunday 8 March 2026.
    let opened = instant("2026-03-06T10:00:00-05:00");
    assert_eq!(quebec().add_business_days(opened, 1), Some(instant("2026-03-09T19:00:00-04:00")));
}

#[test]
fn a_delay_of_no_day_ends_at_the_next_closing_time() {
    let closing = Some(instant("2026-02-10T19:00:00-05:00"));
    assert_eq!(quebec().add_business_days(instant("2026-02-10T09:00:00-05:00"), 0), closing);
    assert_eq!(quebec().add_business_days(instant("2026-02-09T19:30:00-05:00"), 0), closing);
}

#[test]
fn business_minutes_run_only_while_the_service_is_open() {
    let opened = instant("2026-02-06T18:30:00-05:00");
    let quebec = quebec();
    assert_eq!(quebec.add_business_minutes(opened, 30), Some(instant("2026-02-06T19:00:00-05:00")));
    assert_eq!(quebec.add_business_minutes(opened, 31), Some(instant("2026-02-09T08:01:00-05:00")));
    assert!(quebec.is_open_at(opened) && !quebec.is_open_at(instant("2026-02-06T19:00:00-05:00")));
}

#[test]
fn each_unit_of_a_commitment_has_its_end() {
    let opened = instant("2026-02-06T18:30:00-05:00");
    let due = |unit, amount| due_at(&quebec(), unit, amount, opened);
    assert_eq!(due(CommitmentUnit::BusinessDays, 20), Ok(instant("2026-03-06T19:00:00-05:00")));
    assert_eq!(due(CommitmentUnit::Minutes, 2), Ok(instant("2026-02-06T18:32:00-05:00")));
    assert_eq!(due(CommitmentUnit::CalendarDays, 2), Ok(instant("2026-02-09T00:00:00-05:00")));
    assert_eq!(due(CommitmentUnit::BusinessDays, -1), Err(NoDueDate::TooFar));
}

#[test]
fn a_calendar_that_never_opens_has_no_due_date() {
    let never = BusinessCalendar::new(OpeningWeek::default(), Vec::new(), [], chrono_tz::America::Toronto);
    assert_eq!(never.add_business_days(instant("2026-02-06T12:00:00Z"), 1), None);
    assert_eq!(never.add_business_minutes(instant("2026-02-06T12:00:00Z"), 1), None);
    assert_eq!(quebec().add_business_days(instant("2026-02-06T12:00:00Z"), u32::MAX), None);
    let opened = instant("2026-02-06T12:00:00Z");
    assert_eq!(due_at(&never, CommitmentUnit::BusinessDays, 1, opened), Err(NoDueDate::NeverOpens));
    assert_eq!(due_at(&quebec(), CommitmentUnit::BusinessDays, i32::MAX, opened), Err(NoDueDate::TooFar));
    // Open on Mondays alone, and every Monday from 16 February 2026 on is closed for two years.
    let mondays = date("2026-02-16").iter_weeks().take(104);
    let week = OpeningWeek::default().with(Weekday::Mon, hours(8, 19));
    let closed = BusinessCalendar::new(week, Vec::new(), mondays, chrono_tz::America::Toronto);
    assert_eq!(closed.add_business_days(opened, 1), Some(instant("2026-02-09T19:00:00-05:00")));
    let reason = NoDueDate::ClosedTooLong { after: date("2026-02-09") };
    assert_eq!(due_at(&closed, CommitmentUnit::BusinessDays, 2, opened), Err(reason));
}

#[test]
fn business_time_is_told_between_moments_and_added_back() {
    let quebec = quebec();
    let (friday, tuesday) = (instant("2026-02-06T18:30:00-05:00"), instant("2026-02-10T09:15:00-05:00"));
    let between = quebec.business_time_between(friday, tuesday);
    assert_eq!(between, TimeDelta::minutes(30 + 11 * 60 + 75));
    assert_eq!(quebec.add_business_time(friday, between), Some(tuesday));
    assert_eq!(quebec.business_time_between(tuesday, friday), TimeDelta::zero());
    let night = (instant("2026-02-06T20:00:00-05:00"), instant("2026-02-08T23:00:00-05:00"));
    assert_eq!(quebec.business_time_between(night.0, night.1), TimeDelta::zero());
}

#[test]
fn more_hours_for_a_time_open_other_days_and_holidays_too() {
    let day = |text: &str| hours_between(&quebec_extended(), date(text));
    // From Saturday 4 April 2026 at noon until Tuesday 7 April at 06:00, all day; Easter Monday is closed otherwise.
    assert_eq!(day("2026-04-03"), "", "Good Friday, before it began");
    assert_eq!(day("2026-04-04"), "12:00-00:00");
    assert_eq!(day("2026-04-05"), "00:00-00:00");
    assert_eq!(day("2026-04-06"), "00:00-00:00");
    assert_eq!(day("2026-04-07"), "00:00-06:00 08:00-19:00");
    assert_eq!(day("2026-04-08"), "08:00-19:00");
    let opened = instant("2026-04-02T14:00:00-04:00");
    assert_eq!(quebec_extended().add_business_days(opened, 1), Some(instant("2026-04-05T00:00:00-04:00")));
    assert!(quebec_extended().is_open_at(instant("2026-04-05T03:00:00-04:00")));
}

fn quebec_extended() -> BusinessCalendar {
    let all_day = OpeningHours::new(NaiveTime::MIN, NaiveTime::MIN).unwrap();
    let opening = WEEK.into_iter().fold(OpeningWeek::default(), |week, day| week.with(day, all_day));
    let (from, until) = (instant("2026-04-04T12:00:00-04:00"), instant("2026-04-07T06:00:00-04:00"));
    quebec().extended([Extension { from, until: Some(until), opening }])
}

fn hours_between(calendar: &BusinessCalendar, day: NaiveDate) -> String {
    let local = |moment: DateTime<Utc>| moment.with_timezone(&calendar.time_zone()).format("%H:%M").to_string();
    let sessions = calendar.sessions_of(day).into_iter();
    sessions.map(|session| format!("{}-{}", local(session.opens), local(session.closes))).collect::<Vec<_>>().join(" ")
}

#[test]
fn hours_are_refused_where_they_cannot_hold() {
    let reversed = serde_json::from_str::<OpeningHours>(r#"["19:00", "08:00"]"#).unwrap_err().to_string();
    assert!(reversed.contains("19:00") && reversed.contains("08:00"), "{reversed}");
    let midnight = serde_json::from_str::<OpeningHours>(r#"["00:00", "24:00"]"#).unwrap();
    assert_eq!(serde_json::to_string(&midnight).unwrap(), r#"["00:00","24:00"]"#);
    assert!(serde_json::from_str::<OpeningHours>(r#"["08:00", "00:00"]"#).is_err());
    let malformed = serde_json::from_str::<OpeningHours>(r#"["8 h", "19:00"]"#).unwrap_err().to_string();
    assert!(malformed.contains("8 h"), "{malformed}");
}

fn quebec() -> BusinessCalendar {
    let week = WEEK[..5].iter().fold(OpeningWeek::default(), |week, day| week.with(*day, hours(8, 19)));
    let rules: Vec<HolidayRule> = serde_json::from_str(QUEBEC_RULES).unwrap();
    BusinessCalendar::new(week, rules, [date("2026-04-06")], chrono_tz::America::Toronto)
}

fn hours(opens: u32, closes: u32) -> OpeningHours {
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    OpeningHours::new(time(opens), time(closes)).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn year_of(date: &str) -> i32 {
    date[..4].parse().unwrap()
}
