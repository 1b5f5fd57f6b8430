//! The first programme, which the search then improves: dives from the prices that prove the bound.

use rayon::prelude::*;

use super::descent::descend;
use super::dive::Dive;
use super::draws::Draws;
use super::earnings::Earnings;
use super::framing::{Finished, Framing, projects_of_large_sites};
use super::ledger::{Ledger, choices_of};
use super::resources::{Prices, Resources};
use super::resume::resume;
use super::site::Site;
use super::state::State;
use super::{CUTTING_FROM, DIVE_SHARE, PRICING_SHARE};
use crate::control::Control;
use crate::error::PlanError;
use crate::progress::Phase;

/// Where fewer than one in so many projects is on a large site, these decide little.
const RARE: usize = 20;

/// What a first programme is made from.
pub(crate) struct FirstProgramme<'a> {
    pub(crate) resources: &'a Resources<'a>,
    pub(crate) sites: &'a [Site],
    /// Holds what is done already.
    pub(crate) state: &'a State<'a>,
    pub(crate) prices: &'a Prices,
    pub(crate) earnings: &'a Earnings,
    pub(crate) upper_bound: f64,
    /// What stays as it is.
    pub(crate) is_fixed: &'a [bool],
    pub(crate) seed: u64,
}

impl FirstProgramme<'_> {
    /// The best of several programmes where some sites are large; what suits most projects comes first, for time may be short.
    pub(crate) fn find(&self, control: &mut Control<'_>) -> Result<Vec<Option<usize>>, PlanError> {
        let large = projects_of_large_sites(self.sites);
        let input = self.resources.input;
        if large * RARE <= input.projects.len() {
            return self.by_whole_sites(control);
        }
        let begins_with_frames = 2 * large >= input.projects.len();
        let mut found = if begins_with_frames { self.by_frames(control)? } else { None };
        let whole = self.by_whole_sites(control)?;
        if !begins_with_frames && !control.is_past(DIVE_SHARE) {
            found = self.by_frames(control)?;
        }
        let single = self.finish(&vec![None; input.projects.len()]);
        let mut best = self.descended(whole, control);
        for (_, year) in [found, single].into_iter().flatten() {
            let descended = self.descended(year, control);
            if input.merit(&descended) > input.merit(&best) {
                best = descended;
            }
        }
        Ok(best)
    }

    fn descended(&self, year: Vec<Option<usize>>, control: &Control<'_>) -> Vec<Option<usize>> {
        descend(self.resources.input, &year, &mut || control.is_past(DIVE_SHARE))
    }

    /// A programme that settles what large sites keep to before their projects.
    fn by_frames(&self, control: &mut Control<'_>) -> Result<Finished, PlanError> {
        let known = self.state.years();
        let framing = Framing::new(self.resources, self.sites, &known, self.straight_dive());
        framing.plan(&mut Draws::new(self.seed, 1), &|years| self.finish(years), &mut |_, _| self.look(control))
    }

    /// Completes what is done already by some years as far as they hold, then by single projects.
    fn finish(&self, years: &[Option<usize>]) -> Finished {
        let year = resume(self.state.clone(), self.sites, years, self.earnings)?;
        Some((self.resources.input.merit(&year), year))
    }

    /// The best of some dives: one as the prices say, then others of changed preferences where there is little to plan.
    fn by_whole_sites(&self, control: &mut Control<'_>) -> Result<Vec<Option<usize>>, PlanError> {
        const NOISE: f64 = 0.05;
        const AT_ONCE: u64 = 8;
        let mut ledger =
            Ledger::new(self.resources, self.sites, choices_of(self.sites, |project| self.state.year(project)));
        let straight = self.straight_dive();
        straight.run(&mut ledger, &mut Draws::new(self.seed, 1), &mut |_, _| self.look(control))?;
        let noisy = Dive { noise: NOISE, ..straight };
        let most = dives_for(self.sites.len());
        for first in (0..most).step_by(usize::try_from(AT_ONCE).unwrap_or(1)) {
            #[expect(clippy::cast_precision_loss, reason = "a share for people to look at")]
            let share = first as f64 / most as f64;
            control.report(
                Phase::Scheduling,
                PRICING_SHARE + share * (CUTTING_FROM - PRICING_SHARE),
                Some(ledger.objective()),
                Some(self.upper_bound),
            )?;
            if control.is_past(DIVE_SHARE) {
                break;
            }
            let tried: Result<Vec<Ledger<'_>>, PlanError> = (first..first + AT_ONCE)
                .into_par_iter()
                .map(|stream| {
                    let mut trial = ledger.clone();
                    noisy.run(&mut trial, &mut Draws::new(self.seed, stream + 2), &mut |_, _| Ok(false))?;
                    Ok(trial)
                })
                .collect();
            for trial in tried? {
                if trial.objective() > ledger.objective() {
                    ledger = trial;
                }
            }
        }
        Ok(ledger.years())
    }

    fn straight_dive(&self) -> Dive<'_> {
        const STEPS: u32 = 20;
        Dive { prices: self.prices, steps: STEPS, noise: 0.0, is_fixed: self.is_fixed, missed: &[] }
    }

    /// Tells where planning is; whether the time for dives is over.
    fn look(&self, control: &mut Control<'_>) -> Result<bool, PlanError> {
        control.report(Phase::Scheduling, PRICING_SHARE, None, Some(self.upper_bound))?;
        Ok(control.is_past(DIVE_SHARE))
    }
}

/// How many noisy dives are worth their time: many where few sites decide, none where many even out.
fn dives_for(sites: usize) -> u64 {
    match sites {
        2..=3_000 => 8,
        _ => 0,
    }
}
