//! When citizens ask: days and hours drawn by the shape of real ones, in the city's time zone.

use chrono::{DateTime, Datelike, Duration, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use rand::Rng;
use rand::distr::Distribution;
use rand::distr::weighted::{self, WeightedIndex};

use super::SimulationRng;
use super::material::Shape;
use super::storms::Storms;

/// After so many refused draws a day is taken as it is: a shape of zeros must not hang.
const MAXIMUM_DRAWS: u32 = 1_000;

/// How strongly a matter follows the storms: like all, or even more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StormShare {
    Usual,
    Greater,
}

/// Draws moments between a beginning and an end.
#[derive(Debug)]
pub(super) struct Moments {
    begin: DateTime<Utc>,
    end: DateTime<Utc>,
    time_zone: Tz,
    storms: Storms,
    months: [f64; 12],
    weekdays: [f64; 7],
    hours: Vec<WeightedIndex<f64>>,
}

impl Moments {
    /// Moments from a beginning to just before an end.
    pub(super) fn new(
        shape: &Shape,
        (begin, end): (DateTime<Utc>, DateTime<Utc>),
        time_zone: Tz,
        storms: Storms,
    ) -> Result<Self, weighted::Error> {
        let weekdays = shape.weekday_hours.map(|hours| hours.iter().sum());
        let hours: Result<Vec<_>, _> = shape.weekday_hours.iter().map(WeightedIndex::new).collect();
        Ok(Self { begin, end, time_zone, storms, months: shape.months, weekdays, hours: hours? })
    }

    /// A moment; `months` are the shares of its matter, where it has its own.
    pub(super) fn draw(
        &self,
        months: Option<&[f64; 12]>,
        storms: StormShare,
        rng: &mut SimulationRng,
    ) -> DateTime<Utc> {
        let months = months.unwrap_or(&self.months);
        let power = match storms {
            StormShare::Usual => 1,
            StormShare::Greater => 2,
        };
        let greatest = greatest(months) * greatest(&self.weekdays) * self.storms.greatest().powi(power);
        let first = self.begin.with_timezone(&self.time_zone).date_naive();
        let days = (self.end - self.begin).num_days().max(1);
        for draw in 0..MAXIMUM_DRAWS {
            let day = first + Duration::days(rng.random_range(0..=days));
            let surge = self.storms.surge(day).powi(power);
            let weight = months[day.month0() as usize] * self.weekdays[weekday(day)] * surge;
            if draw + 1 < MAXIMUM_DRAWS && rng.random::<f64>() * greatest >= weight {
                continue;
            }
            let moment = self.moment_of(day, rng);
            if let Some(moment) = moment.filter(|moment| *moment >= self.begin && *moment < self.end) {
                return moment;
            }
        }
        self.begin
    }

    /// How many times as many people ask on the day of a moment, 1 on an ordinary one.
    pub(super) fn surge(&self, moment: DateTime<Utc>) -> f64 {
        self.storms.surge(moment.with_timezone(&self.time_zone).date_naive())
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
