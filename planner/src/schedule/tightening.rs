//! A tighter bound where few projects fill a year: cuts that the mean of the choices breaks are priced as well, round by
//! round. What the linear relaxation may do in parts is then done in parts less.

use super::NEARLY_PRICED;
use super::covers::broken;
use super::is_as_good;
use super::relaxation::{Relaxation, Watch};
use super::resources::{Prices, Resources};
use super::site::Site;
use crate::error::PlanError;

/// With more projects than this, a year holds so many that a part of one weighs nothing.
const MOST_PROJECTS: usize = 5_000;

/// Rounds, and steps of the pricing of each; the first begins with prices that are good already.
const MOST_ROUNDS: u32 = 40;
const FIRST_STEPS: u32 = 30;
const STEPS: u32 = 100;

/// A round that gains less than this share of the bound is the last: the search for programmes needs the time more.
const LEAST_GAIN: f64 = 1e-3;

/// A bound on the objective that is no greater than the given one, which the prices prove; `objective` is what a known
/// programme is worth: once it is proven the best, nothing is left to do.
pub(crate) fn tightened(
    resources: &Resources<'_>,
    sites: &[Site],
    prices: &Prices,
    bound: f64,
    objective: f64,
    watch: &mut Watch<'_>,
) -> Result<f64, PlanError> {
    let possible = (0..resources.input.projects.len()).filter(|&project| resources.can_ever_take(project)).count();
    if possible > MOST_PROJECTS {
        return Ok(bound);
    }
    let mut least = bound;
    let mut prices = prices.clone();
    let plain = prices.len();
    let mut covers = Vec::new();
    for round in 0..MOST_ROUNDS {
        let cut = resources.cut_by(covers);
        let mut relaxation = Relaxation::new(&cut, sites.iter().collect(), prices).remembering();
        let steps = if round == 0 { FIRST_STEPS } else { STEPS };
        let is_over = relaxation.tighten(NEARLY_PRICED, steps, &mut |_, so_far| {
            watch(f64::from(round) / f64::from(MOST_ROUNDS), least.min(so_far))
        })?;
        let before = least;
        least = least.min(relaxation.prove());
        let done = relaxation.mean_choice();
        prices = relaxation.into_prices();
        let gains_little = round > 0 && before - least < LEAST_GAIN * least;
        if is_over || gains_little || is_as_good(objective, least) {
            break;
        }
        let new: Vec<_> = broken(resources, &done).into_iter().filter(|cover| !cut.covers().contains(cover)).collect();
        if new.is_empty() {
            break;
        }
        // What is free cuts nothing off.
        let kept = cut.covers().iter().zip(prices.split_off(plain)).filter(|(_, price)| *price > 0.0);
        let (kept, kept_prices): (Vec<_>, Vec<_>) = kept.map(|(cover, price)| (cover.clone(), price)).unzip();
        prices.extend(kept_prices);
        prices.extend(new.iter().map(|_| 0.0));
        covers = [kept, new].concat();
    }
    Ok(least)
}
