//! Projects become a multi-year programme: which are done, and in which year.

mod annealing;
mod blockers;
mod bundle;
mod choice;
mod dive;
mod draws;
mod earnings;
mod exact;
mod exchange;
mod ledger;
mod offers;
mod pin_fault;
mod pins;
mod price;
mod relaxation;
mod replanning;
mod resources;
mod shares;
mod site;
mod state;
mod users;
mod whole_sites;

pub(crate) use blockers::{Blocker, blockers, scarcity};
pub use pin_fault::PinFault;
pub(crate) use pins::{PinConflict, place_pins};
pub(crate) use price::price_of;
pub(crate) use state::State;

use rayon::prelude::*;

use crate::error::PlanError;
use crate::model::ScheduleInput;
use crate::progress::{Control, Phase};
use crate::warm_start::EarlierPlan;
use annealing::Annealing;
use dive::Dive;
use draws::Draws;
use exact::search_all;
use ledger::{Ledger, choices_of};
use offers::Offers;
use relaxation::Relaxation;
use replanning::Replanner;
use resources::{Prices, Resources};
use site::Site;

/// A programme and what is proven about it.
pub(crate) struct ScheduleOutcome {
    /// The year of each project, from 0; `None` waits beyond the horizon.
    pub(crate) year: Vec<Option<usize>>,
    /// No programme of these projects and sites is worth more.
    pub(crate) upper_bound: f64,
    /// What a unit of each resource is worth at the margin: departments then crews, year by year, then minimum shares.
    pub(crate) prices: Prices,
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
/// prices to a first programme; then improves it by annealing, seeded.
pub(crate) struct LagrangianSearch {
    pub(crate) seed: u64,
    /// Moves of the search; where absent, as many as the time allows or, without a limit, by the size of the input.
    pub(crate) most_moves: Option<u64>,
    /// What is known from before: prices to begin with, and a programme to improve.
    pub(crate) earlier: Option<EarlierPlan>,
}

/// Share of the progress of scheduling that pricing makes up.
const PRICING_SHARE: f64 = 0.6;

/// What prices of nearly the same input may be expected to leave of the bound that they prove.
const NEARLY_PRICED: f64 = 0.995;

/// Moves that mend an earlier programme where little has changed.
const WARM_MOVES: u64 = 100_000;

/// Shares of the time limit after which the bound and the dives are done with.
const BOUND_SHARE: f64 = 0.3;
const DIVE_SHARE: f64 = 0.4;

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
        let known = self.earlier.as_ref();
        let (prices, bound) = price(&resources, &sites, known.map(|earlier| &earlier.prices), control)?;
        let mut ledger = Ledger::new(&resources, &sites, choices_of(&sites, |project| state.year(project)));
        match known {
            Some(earlier) => resume(&mut ledger, earlier, &prices, is_fixed, Draws::new(self.seed, 1)),
            None => self.dive(&mut ledger, &prices, bound, is_fixed, control)?,
        }
        let mut year = vec![None; input.projects.len()];
        for (site, choice) in sites.iter().zip(ledger.choices()) {
            for (&project, chosen) in site.projects.iter().zip(choice) {
                year[project] = chosen.map(usize::from);
            }
        }
        let is_best = search_all(&resources, &sites, &prices, &mut year);
        if !is_best {
            let annealing = Annealing {
                input,
                sites: &sites,
                resources: &resources,
                prices: &prices,
                upper_bound: bound,
                is_fixed,
                seed: self.seed,
            };
            year = annealing.improve(year, self.moves(input, control), control)?;
        }
        let upper_bound = match (input.has_announcements(), is_best) {
            (true, _) => bound_without_announcements(input, &sites, &prices, control)?,
            (false, true) => input.objective(&year),
            (false, false) => bound,
        };
        Ok(ScheduleOutcome { upper_bound: upper_bound.max(input.objective(&year)), year, prices })
    }
}

/// The prices that prove the lowest bound found, and the bound.
fn price(
    resources: &Resources<'_>,
    sites: &[Site],
    known: Option<&Prices>,
    control: &mut Control<'_>,
) -> Result<(Prices, f64), PlanError> {
    const MOST_STEPS: u32 = 300;
    /// Prices that are known have settled where some steps improve the bound by less than this share.
    const SETTLED: f64 = 3e-5;
    const SETTLED_STEPS: usize = 8;
    let free = || vec![0.0; resources.capacity.len()];
    let (start, least) = known.map_or_else(|| (free(), 0.0), |prices| (prices.clone(), NEARLY_PRICED));
    let mut relaxation = Relaxation::new(resources, sites.iter().collect(), start);
    let mut bounds = Vec::new();
    relaxation.tighten(least, MOST_STEPS, &mut |share, bound| {
        control.report(Phase::Scheduling, share * PRICING_SHARE, None, Some(bound))?;
        bounds.push(bound);
        let has_settled = known.is_some()
            && bounds.len() > SETTLED_STEPS
            && bounds[bounds.len() - 1 - SETTLED_STEPS] - bound < SETTLED * bound.abs();
        Ok(has_settled || control.is_past(BOUND_SHARE))
    })?;
    let upper_bound = relaxation.prove();
    Ok((relaxation.into_prices(), upper_bound))
}

/// The bound on the objective alone, near the prices of the search, which also counts announced years that are kept.
fn bound_without_announcements(
    input: &ScheduleInput,
    sites: &[Site],
    prices: &Prices,
    control: &mut Control<'_>,
) -> Result<f64, PlanError> {
    const MOST_STEPS: u32 = 40;
    let input = input.without_announcements();
    let resources = Resources::new(&input);
    let mut relaxation = Relaxation::new(&resources, sites.iter().collect(), prices.clone());
    relaxation.tighten(NEARLY_PRICED, MOST_STEPS, &mut |_, _| Ok(control.is_late()))?;
    Ok(relaxation.prove())
}

/// The earlier programme as far as it still holds: sites come in the order of what they are worth at the prices, and
/// each keeps its years where what is left allows it.
fn resume(ledger: &mut Ledger<'_>, earlier: &EarlierPlan, prices: &Prices, is_fixed: &[bool], mut draws: Draws) {
    /// How much more than its value a project's earlier year counts for.
    const LOYALTY: f64 = 0.5;
    let (sites, input) = (ledger.sites, ledger.resources.input);
    let mut replanner = Replanner::new(is_fixed);
    let keep = |site: usize, offers: &mut Offers| {
        for (member, &project) in sites[site].projects.iter().enumerate() {
            if let Some(year) = earlier.year[project] {
                offers.favour_year(member, year, LOYALTY * input.projects[project].value);
            }
        }
    };
    let start = shares::begin_leniently(ledger);
    let mut order: Vec<(f64, usize)> = Vec::with_capacity(sites.len());
    for (index, choice) in choices_of(sites, |project| earlier.year[project]).iter().enumerate() {
        replanner.clear(ledger, index);
        let mut offers = Offers::default();
        ledger.resources.price(&sites[index], prices, &mut offers);
        order.push((offers.worth_of_choice(choice), index));
    }
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, site) in order {
        replanner.plan(ledger, site, prices, &mut draws, |offers, _| keep(site, offers));
    }
    shares::end_leniently(ledger, start, &mut replanner, prices, &mut draws);
}

impl LagrangianSearch {
    /// Moves of the search: as many as the time allows, or what brings most of what it can.
    fn moves(&self, input: &ScheduleInput, control: &Control<'_>) -> u64 {
        let by_size = (input.projects.len() as u64 * 1_000).clamp(20_000, 2_000_000);
        let by_default = match (control.has_limit(), &self.earlier) {
            (true, _) => u64::MAX,
            (false, None) => by_size,
            (false, Some(_)) => by_size.min(WARM_MOVES),
        };
        self.most_moves.unwrap_or(by_default)
    }

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
        2..=3_000 => 8,
        _ => 0,
    }
}
