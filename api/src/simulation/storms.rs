//! Snow storms: for three days more people ask than on others.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use rand::Rng;

use super::SimulationRng;
use super::material::YearChoices;

/// Months and days between which it storms.
const FIRST: (u32, u32) = (11, 15);
const LAST: (u32, u32) = (4, 10);

/// How much of the first day's surge is left on the days after it.
const WANING: [f64; 3] = [1.0, 0.7, 0.3];

/// How many times as many people ask on some days.
#[derive(Debug, Clone, Default)]
pub(super) struct Storms {
    surges: BTreeMap<NaiveDate, f64>,
}

impl Storms {
    /// The storms of a calendar year.
    pub(super) fn draw(year: i32, choices: &YearChoices, rng: &mut SimulationRng) -> Self {
        let mut surges = BTreeMap::new();
        let days: Vec<NaiveDate> = NaiveDate::from_yo_opt(year, 1).map_or_else(Vec::new, |first| {
            let is_of_year = |day: &NaiveDate| day.signed_duration_since(first) < Duration::days(365);
            first.iter_days().take_while(is_of_year).filter(|day| is_of_winter(*day)).collect()
        });
        let [least, most] = choices.storm_surge;
        for _ in 0..choices.storms {
            let Some(first) = days.get(rng.random_range(0..days.len().max(1))) else { break };
            let surge = rng.random_range(least..=most.max(least));
            for (day, share) in first.iter_days().zip(WANING) {
                let known = surges.entry(day).or_insert(1.0_f64);
                *known = known.max(1.0 + (surge - 1.0) * share);
            }
        }
        Self { surges }
    }

    /// How many times as many people ask on that day, 1 on an ordinary one.
    pub(super) fn surge(&self, day: NaiveDate) -> f64 {
        self.surges.get(&day).copied().unwrap_or(1.0)
    }

    /// The most on any day.
    pub(super) fn greatest(&self) -> f64 {
        self.surges.values().copied().fold(1.0, f64::max)
    }
}

fn is_of_winter(day: NaiveDate) -> bool {
    use chrono::Datelike;
    let date = (day.month(), day.day());
    date >= FIRST || date <= LAST
}
