//! When citizens ask: days and hours drawn by the shape of real ones, in the city's time zone.

use chrono::{DateTime, Datelike, Duration, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use rand::Rng;
use rand::distr::Distribution;
use rand::distr::weighted::{self, WeightedIndex};

use super::SimulationRng;
use super::material::Shape;

/// After so many refused draws a day is taken as it is: a shape of zeros must not hang.
const MAXIMUM_DRAWS: u32 = 1_000;

/// Draws moments between a beginning and now.
#[derive(Debug)]
pub(super) struct Moments {
    begin: DateTime<Utc>,
    now: DateTime<Utc>,
    time_zone: Tz,
    months: [f64; 12],
    weekdays: [f64; 7],
    hours: Vec<WeightedIndex<f64>>,
}

impl Moments {
    /// Moments of the `years` years before `now`.
    pub(super) fn new(shape: &Shape, years: u32, now: DateTime<Utc>, time_zone: Tz) -> Result<Self, weighted::Error> {
        let begin = now - Duration::days(365 * i64::from(years));
        let weekdays = shape.weekday_hours.map(|hours| hours.iter().sum());
        let hours: Result<Vec<_>, _> = shape.weekday_hours.iter().map(WeightedIndex::new).collect();
        Ok(Self { begin, now, time_zone, months: shape.months, weekdays, hours: hours? })
    }

    /// A moment; `months` are the shares of its matter, where it has its own.
    pub(super) fn draw(&self, months: Option<&[f64; 12]>, rng: &mut SimulationRng) -> DateTime<Utc> {
        let months = months.unwrap_or(&self.months);
        let greatest = greatest(months) * greatest(&self.weekdays);
        let first = self.begin.with_timezone(&self.time_zone).date_naive();
        let days = (self.now - self.begin).num_days().max(1);
        for draw in 0..MAXIMUM_DRAWS {
            let day = first + Duration::days(rng.random_range(0..=days));
            let weight = months[day.month0() as usize] * self.weekdays[weekday(day)];
            if draw + 1 < MAXIMUM_DRAWS && rng.random::<f64>() * greatest >= weight {
                continue;
            }
            let moment = self.moment_of(day, rng);
            if let Some(moment) = moment.filter(|moment| *moment >= self.begin && *moment < self.now) {
                return moment;
            }
        }
        self.begin
    }

    fn moment_of(&self, day: NaiveDate, rng: &mut SimulationRng) -> Option<DateTime<Utc>> {
        let hour = u32::try_from(self.hours[weekday(day)].sample(rng)).ok()?;
        let local = day.and_hms_opt(hour, rng.random_range(0..60), rng.random_range(0..60))?;
        Some(self.time_zone.from_local_datetime(&local).earliest()?.to_utc())
    }
}

fn weekday(day: NaiveDate) -> usize {
    day.weekday().num_days_from_monday() as usize
}

fn greatest(shares: &[f64]) -> f64 {
    shares.iter().copied().fold(0.0, f64::max)
}
