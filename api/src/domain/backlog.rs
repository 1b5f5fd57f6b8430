//! The backlog of planned interventions, counted by any combination of dimensions.

use chrono::{DateTime, Datelike, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The first year that is told apart; what was opened before counts under no year.
pub const FIRST_YEAR: i32 = 1970;

/// The least priorities of the bands that priorities are counted in.
pub const BAND_STARTS: [i32; 5] = [0, 20, 40, 60, 80];

/// Something that the backlog is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BacklogDimension {
    /// The department that does the work.
    Department,
    /// The planned work type, whatever its version.
    WorkType,
    /// The borough of the place.
    Borough,
    /// The neighbourhood of the place.
    Neighbourhood,
    /// The band of the priority.
    PriorityBand,
    /// The year of opening, in the city's time zone.
    YearOpened,
}

/// What the requests of a group have in common: a value of each dimension that is counted by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct BacklogKey {
    /// Key of the department.
    pub department_id: Option<i64>,
    /// Code of the work type.
    pub work_type_code: Option<String>,
    /// Key of the borough; none where the place is unknown.
    pub borough_id: Option<i64>,
    /// Key of the neighbourhood; none where the place is unknown.
    pub neighbourhood_id: Option<i64>,
    /// Least priority of the band.
    pub band_start: Option<i32>,
    /// Year of opening; none before [`FIRST_YEAR`].
    pub year_opened: Option<i32>,
}

/// The figures of a group of requests.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct BacklogFigures {
    /// How many requests, each problem once.
    pub request_count: i64,
    /// How many reports of them: the requests, and those merged into them.
    pub report_count: i64,
    /// How many citizens made the reports: a known one once, each anonymous report as one.
    pub distinct_citizens: i64,
    /// Sum of the estimated costs, cents.
    pub cost_cents: i64,
    /// Sum of the estimated hours.
    pub hours: f64,
    /// How old the requests are, where it was asked.
    pub ages: Option<AgePercentiles>,
}

/// Nearest-rank percentiles of the ages of a group's requests, in whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgePercentiles {
    /// The age that half of the requests do not exceed.
    pub p50: i64,
    /// The age that nine requests in ten do not exceed.
    pub p90: i64,
    /// The greatest age.
    pub oldest: i64,
}

/// A group of the backlog's requests.
#[derive(Debug, Clone, PartialEq)]
pub struct BacklogGroup {
    /// What its requests have in common.
    pub key: BacklogKey,
    /// Its figures.
    pub figures: BacklogFigures,
}

/// The backlog, counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Backlog {
    /// The figures of the whole.
    pub total: BacklogFigures,
    /// The groups that hold a request.
    pub groups: Vec<BacklogGroup>,
}

impl AgePercentiles {
    /// The ages, at `now`, of what was opened at these moments; a moment to come counts as age 0.
    pub fn at(now: DateTime<Utc>, p50: DateTime<Utc>, p90: DateTime<Utc>, oldest: DateTime<Utc>) -> Self {
        let days = |opened_at: DateTime<Utc>| (now - opened_at).max(TimeDelta::zero()).num_days();
        Self { p50: days(p50), p90: days(p90), oldest: days(oldest) }
    }
}

/// The years from the present one back to [`FIRST_YEAR`], each with the instant at which it begins in the city.
pub fn year_starts(time_zone: Tz, now: DateTime<Utc>) -> Vec<(i32, DateTime<Utc>)> {
    let this_year = now.with_timezone(&time_zone).year();
    (FIRST_YEAR..=this_year).rev().filter_map(|year| Some((year, year_start(time_zone, year)?))).collect()
}

fn year_start(time_zone: Tz, year: i32) -> Option<DateTime<Utc>> {
    // Where clocks skip midnight, the year begins at the first hour that they show.
    let hour = |hour| time_zone.with_ymd_and_hms(year, 1, 1, hour, 0, 0).earliest();
    (0..24).find_map(hour).map(|start| start.to_utc())
}
