//! Projects become a multi-year programme: which are done, and in which year.

mod blockers;
mod bundle;
mod choice;
mod dive;
mod draws;
mod ledger;
mod neighbourhood;
mod offers;
mod pin_fault;
mod pins;
mod relaxation;
mod replanning;
mod resources;
mod site;
mod state;

pub(crate) use blockers::{Blocker, blockers};
pub use pin_fault::PinFault;
pub(crate) use pins::{PinConflict, place_pins};
pub(crate) use state::State;

use rayon::prelude::*;

use crate::error::PlanError;
use crate::model::ScheduleInput;
use crate::progress::{Control, Phase};
use dive::Dive;
use draws::Draws;
use ledger::{Ledger, choices_of};
use neighbourhood::Neighbourhood;
use relaxation::Relaxation;
use resources::{Prices, Resources};
use site::Site;

/// A programme and what is proven about it.
pub(crate) struct ScheduleOutcome {
    /// The year of each project, from 0; `None` waits beyond the horizon.
    pub(crate) year: Vec<Option<usize>>,
    /// No programme of these projects and sites is worth more.
    pub(crate) upper_bound: f64,
}

/// The seam between the planner and its scheduling algorithm.
pub(crate) trait Scheduler {
    /// Completes a state that already holds what the pins ask (`is_fixed`, which stays scheduled).
    fn schedule(
        &self,
        input: &ScheduleInput,
        state: &State<'_>,
        is_fixed: &[bool],
        control: &mut Control<'_>,
    ) -> Result<ScheduleOutcome, PlanError>;
}

/// Prices the scarce resources by Lagrangian relaxation over whole sites, which also proves the bound; dives from those
/// prices to a first programme; then improves it by a large neighbourhood search, seeded.
pub(crate) struct LagrangianSearch {
    pub(crate) seed: u64,
    /// Rounds of the search; where absent, as many as the time allows or, without a limit, by the size of the input.
    pub(crate) most_rounds: Option<u64>,
}

/// Share of the progress of scheduling that pricing makes up.
const PRICING_SHARE: f64 = 0.6;

/// Shares of the time limit after which the bound and the dives are done with.
const BOUND_SHARE: f64 = 0.35;
const DIVE_SHARE: f64 = 0.55;

impl Scheduler for LagrangianSearch {
    fn schedule(
        &self,
        input: &ScheduleInput,
        state: &State<'_>,
        is_fixed: &[bool],
        control: &mut Control<'_>,
    ) -> Result<ScheduleOutcome, PlanError> {
        let sites = Site::all(input);
        let resources = Resources::new(input);
        let (prices, upper_bound) = price(&resources, &sites, control)?;
        let mut ledger = Ledger::new(&resources, &sites, choices_of(&sites, |project| state.year(project)));
        self.dive(&mut ledger, &prices, upper_bound, is_fixed, control)?;
        let draws = Draws::new(self.seed, 0);
        let mut search = Neighbourhood::new(&ledger, &prices, upper_bound, is_fixed, draws);
        let by_default = if control.has_limit() { u64::MAX } else { rounds_for(input.projects.len()) };
        search.improve(&mut ledger, self.most_rounds.unwrap_or(by_default), control)?;
        let mut year = vec![None; input.projects.len()];
        for (site, choice) in sites.iter().zip(ledger.choices()) {
            for (&project, chosen) in site.projects.iter().zip(choice) {
                year[project] = chosen.map(usize::from);
            }
        }
        let upper_bound = upper_bound.max(input.objective(&year));
        Ok(ScheduleOutcome { year, upper_bound })
    }
}

/// The prices that prove the lowest bound found, and the bound.
fn price(resources: &Resources<'_>, sites: &[Site], control: &mut Control<'_>) -> Result<(Prices, f64), PlanError> {
    const MOST_STEPS: u32 = 300;
    let free = vec![0.0; resources.capacity.len()];
    let mut relaxation = Relaxation::new(resources, sites.iter().collect(), free);
    relaxation.tighten(0.0, MOST_STEPS, &mut |share, bound| {
        control.report(Phase::Scheduling, share * PRICING_SHARE, None, Some(bound))?;
        Ok(control.is_past(BOUND_SHARE))
    })?;
    let upper_bound = relaxation.prove();
    Ok((relaxation.into_prices(), upper_bound))
}

impl LagrangianSearch {
    /// The best of some dives: one as the prices say, then others of changed preferences where there is little to plan.
    fn dive(
        &self,
        ledger: &mut Ledger<'_>,
        prices: &Prices,
        upper_bound: f64,
        is_fixed: &[bool],
        control: &mut Control<'_>,
    ) -> Result<(), PlanError> {
        const STEPS: u32 = 20;
        const NOISE: f64 = 0.05;
        const AT_ONCE: u64 = 8;
        let straight = Dive { prices, steps: STEPS, noise: 0.0, is_fixed };
        straight.run(ledger, &mut Draws::new(self.seed, 1), &mut |_, _| {
            control.report(Phase::Scheduling, PRICING_SHARE, None, Some(upper_bound))?;
            Ok(control.is_past(DIVE_SHARE))
        })?;
        let noisy = Dive { noise: NOISE, ..straight };
        let most = dives_for(ledger.sites.len());
        for first in (0..most).step_by(usize::try_from(AT_ONCE).unwrap_or(1)) {
            #[expect(clippy::cast_precision_loss, reason = "a share for people to look at")]
            let share = first as f64 / most as f64;
            control.report(
                Phase::Scheduling,
                PRICING_SHARE + share * (1.0 - PRICING_SHARE),
                Some(ledger.objective()),
                Some(upper_bound),
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
                    *ledger = trial;
                }
            }
        }
        Ok(())
    }
}

/// How many noisy dives are worth their time: many where few sites decide, none where many even out.
fn dives_for(sites: usize) -> u64 {
    match sites {
        2..=300 => 64,
        301..=3_000 => 16,
        _ => 0,
    }
}

/// Rounds that bring most of what the search can: some a project, within what a person waits for.
fn rounds_for(projects: usize) -> u64 {
    (projects as u64 * 100).clamp(20_000, 400_000)
}
