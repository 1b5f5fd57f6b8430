//! Projects become a multi-year programme: which are done, and in which year.

mod annealing;
mod blockers;
mod bundle;
mod choice;
mod covers;
mod descent;
mod dive;
mod draws;
mod earnings;
mod exact;
mod exchange;
mod first_programme;
mod frames;
mod framing;
mod ledger;
mod offers;
mod pin_fault;
mod pins;
mod prerequisites;
mod relaxation;
mod replanning;
mod resources;
mod resume;
mod shares;
mod site;
mod state;
mod tightening;
mod users;
mod whole_sites;
mod windows;

pub(crate) use blockers::Blocker;
pub use pin_fault::PinFault;
pub(crate) use pins::{PinConflict, place_pins};
pub(crate) use prerequisites::MOST_DEAD_ENDS;
pub(crate) use shares::missing_cents;
pub(crate) use state::State;

use crate::control::Control;
use crate::error::PlanError;
use crate::model::ScheduleInput;
use crate::progress::{Ending, Phase};
use crate::warm_start::EarlierPlan;
use annealing::Annealing;
use descent::descend;
use earnings::Earnings;
use exact::search_all;
use first_programme::FirstProgramme;
use relaxation::Relaxation;
use resources::{Prices, Resources};
use resume::resume;
use site::Site;
use tightening::tightened;

/// A programme and what is proven about it.
pub(crate) struct ScheduleOutcome {
    /// The year of each project, from 0; `None` waits beyond the horizon.
    pub(crate) year: Vec<Option<usize>>,
    /// No programme of these projects and sites is worth more.
    pub(crate) upper_bound: f64,
    /// What a unit of each resource is worth at the margin: departments then crews, year by year, then minimum shares.
    pub(crate) prices: Prices,
    /// Why the search ended.
    pub(crate) ending: Ending,
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

/// Share of the progress of scheduling that pricing makes up, and from which on cuts are looked for.
const PRICING_SHARE: f64 = 0.6;
const CUTTING_FROM: f64 = 0.8;

/// What prices of nearly the same input may be expected to leave of the bound that they prove.
const NEARLY_PRICED: f64 = 0.995;

/// Moves that mend an earlier programme where little has changed.
const WARM_MOVES: u64 = 10_000;

/// Shares of the time limit after which the bound, then the dives and the cuts are done with.
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
        let resources = Resources::new(input, &sites);
        let known = self.earlier.as_ref();
        let (prices, bound) = price(&resources, &sites, known.map(|earlier| &earlier.prices), control)?;
        let earnings = Earnings::new(&resources, &prices);
        let state = &spread_required(state.clone(), is_fixed, &earnings);
        let resumed = known.and_then(|earlier| resume(state.clone(), &sites, &earlier.year, &earnings));
        let mut year = match resumed {
            Some(year) => year,
            None => {
                let first = FirstProgramme {
                    resources: &resources,
                    sites: &sites,
                    state,
                    prices: &prices,
                    earnings: &earnings,
                    upper_bound: bound,
                    is_fixed,
                    seed: self.seed,
                };
                first.find(control)?
            }
        };
        let is_best = search_all(&resources, &sites, &prices, &mut year, &mut || control.is_past(DIVE_SHARE));
        let mut bound = bound;
        if !is_best {
            let known = input.merit(&year);
            bound = tightened(&resources, &sites, &prices, bound, known, &mut |share, least| {
                let share = CUTTING_FROM + (1.0 - CUTTING_FROM) * share;
                control.report(Phase::Scheduling, share, Some(known), Some(least))?;
                Ok(control.is_past(DIVE_SHARE))
            })?;
            let annealing = Annealing {
                input,
                sites: &sites,
                resources: &resources,
                prices: &prices,
                earnings: &earnings,
                upper_bound: bound,
                is_fixed,
                seed: self.seed,
            };
            year = annealing.improve(year, self.moves(input, control), control)?;
            year = descend(input, &year, &mut || control.is_late());
        }
        let upper_bound = match (input.has_announcements(), is_best) {
            (true, _) => bound_without_announcements(input, &sites, &prices, control)?,
            (false, true) => input.objective(&year),
            (false, false) => bound,
        };
        let upper_bound = upper_bound.max(input.objective(&year));
        let ending = if is_as_good(input.objective(&year), upper_bound) { Ending::Optimal } else { control.ending() };
        Ok(ScheduleOutcome { year, upper_bound, prices, ending })
    }
}

/// Puts what pins require into the years in which it earns the most, prerequisites first: it was done where it was found to
/// fit. What comes along to share a mobilization stays where that is needed.
fn spread_required<'a>(mut state: State<'a>, is_fixed: &[bool], earnings: &Earnings) -> State<'a> {
    let input = state.input;
    let mut required: Vec<usize> =
        (0..is_fixed.len()).filter(|&project| is_fixed[project] && input.projects[project].pin.is_none()).collect();
    required.sort_by_key(|&project| (input.precedence.rank(input.projects[project].work_type), project));
    for project in required {
        let Some(known) = state.year(project) else { continue };
        state.remove(project);
        let site = &input.sites[input.projects[project].site];
        // Whom it leaves may not be able to pay alone, and its followers are pinned.
        let found = earnings.best_year(&state, project).filter(|_| state.can_pay_for(site));
        state.place(project, found.filter(|&found| found <= known).unwrap_or(known));
    }
    state
}

/// Whether a programme is worth the bound, but for rounding.
fn is_as_good(objective: f64, upper_bound: f64) -> bool {
    objective >= upper_bound * (1.0 - 1e-9)
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
    let resources = Resources::new(&input, sites);
    let mut relaxation = Relaxation::new(&resources, sites.iter().collect(), prices.clone());
    relaxation.tighten(NEARLY_PRICED, MOST_STEPS, &mut |_, _| Ok(control.is_late()))?;
    Ok(relaxation.prove())
}

impl LagrangianSearch {
    /// Moves of the search: as many as the time allows, or what brings most of what it can.
    fn moves(&self, input: &ScheduleInput, control: &Control<'_>) -> u64 {
        let by_size = (input.projects.len() as u64 * 500).clamp(20_000, 1_000_000);
        let by_default = match (control.has_limit(), &self.earlier) {
            (true, _) => u64::MAX,
            (false, None) => by_size,
            (false, Some(_)) => by_size.min(WARM_MOVES),
        };
        self.most_moves.unwrap_or(by_default)
    }
}
