//! Improvement of a programme by exchanging small sets of projects: ruin and recreate (Schrimpf et al. 2000), keeping
//! only what is worth more. Seeded, and bounded by a count of operations rather than by time.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::bound::{Prices, Relaxation};
use super::construction::insert;
use super::state::State;
use crate::error::PlanError;
use crate::progress::{Control, Phase};

/// Placements tried before it ends.
const MOST_TRIALS: usize = 400_000;
/// Exchanges without gain before it ends, for each project.
const PATIENCE_BY_PROJECT: usize = 40;

/// Improves the programme in place. What is fixed stays scheduled.
pub(crate) fn improve(
    state: &mut State<'_>,
    is_fixed: &[bool],
    relaxation: &Relaxation,
    seed: u64,
    control: &mut Control<'_>,
) -> Result<(), PlanError> {
    let mut exchange = Exchange::new(state, is_fixed, relaxation.prices(), seed);
    exchange.move_to_better_years(state);
    let patience = 1000 + PATIENCE_BY_PROJECT * is_fixed.len();
    let (mut trials, mut unimproved, mut rounds) = (0, 0, 0_u64);
    let is_open = |objective: f64| objective < relaxation.upper_bound() * (1.0 - 1e-12);
    while trials < MOST_TRIALS && unimproved < patience && is_open(state.objective()) {
        let (tried, has_improved) = exchange.round(state);
        trials += tried + 1;
        unimproved = if has_improved { 0 } else { unimproved + 1 };
        rounds += 1;
        if rounds.is_multiple_of(256) {
            let share = share_of(trials, MOST_TRIALS).max(share_of(unimproved, patience));
            control.report(Phase::Improving, share, Some(state.objective()), Some(relaxation.upper_bound()))?;
            if control.is_late() {
                break;
            }
        }
    }
    exchange.move_to_better_years(state);
    Ok(())
}

struct Exchange<'a> {
    is_fixed: &'a [bool],
    prices: &'a Prices,
    random: ChaCha8Rng,
    /// Projects by department and year; the year after the last holds those that wait.
    members: Vec<Vec<usize>>,
    position: Vec<(usize, usize)>,
    years: usize,
}

impl<'a> Exchange<'a> {
    fn new(state: &State<'_>, is_fixed: &'a [bool], prices: &'a Prices, seed: u64) -> Self {
        let years = state.input.years;
        let mut members = vec![Vec::new(); state.input.budgets.len() * (years + 1)];
        let mut position = Vec::with_capacity(is_fixed.len());
        for (project, traits) in state.input.projects.iter().enumerate() {
            let list = traits.department * (years + 1) + state.year(project).unwrap_or(years);
            position.push((list, members[list].len()));
            members[list].push(project);
        }
        Self { is_fixed, prices, random: ChaCha8Rng::seed_from_u64(seed), members, position, years }
    }

    /// Takes out a few projects of a department's year, puts in others, and keeps the change where it is worth more.
    /// Gives the number of placements tried and whether it was kept.
    fn round(&mut self, state: &mut State<'_>) -> (usize, bool) {
        let before = state.objective();
        let lead = self.below(self.position.len());
        let department = state.input.projects[lead].department;
        let year = self.below(self.years);
        let list = department * (self.years + 1) + year;
        let mut log: Vec<(usize, Option<usize>)> = Vec::new();
        let mut candidates = Vec::new();
        for _ in 0..=self.below(4) {
            let Some(victim) = self.pick(list) else { break };
            if !self.is_fixed[victim] && state.can_remove(victim) {
                let was = self.remove(state, victim);
                log.push((victim, was));
                candidates.push(victim);
            }
        }
        let waiting = department * (self.years + 1) + self.years;
        let mut newcomers: Vec<usize> = (0..6).filter_map(|_| self.pick(waiting)).collect();
        if state.year(lead).is_none() {
            newcomers.insert(0, lead);
        }
        self.shuffle(&mut candidates);
        newcomers.extend(candidates);
        let mut tried = 0;
        for project in newcomers {
            if state.year(project).is_some() {
                continue;
            }
            tried += 1;
            for placed in insert(state, self.prices, project).unwrap_or_default() {
                self.relist(state, placed);
                log.push((placed, None));
            }
            tried += if state.year(project).is_some() { 0 } else { Self::cost_of_failure(state, project) };
        }
        let has_improved = state.objective() > before + before.abs() * 1e-13;
        if !has_improved {
            for (project, was) in log.into_iter().rev() {
                self.restore(state, project, was);
            }
        }
        (tried, has_improved)
    }

    /// Moves each project, the most valuable first, to the best year that allows it: the earliest of those worth most.
    fn move_to_better_years(&mut self, state: &mut State<'_>) {
        let mut order: Vec<usize> = (0..self.position.len()).filter(|&p| state.year(p).is_some()).collect();
        let value = |project: usize| state.input.projects[project].value;
        order.sort_by(|&a, &b| value(b).total_cmp(&value(a)).then(a.cmp(&b)));
        for project in order {
            let Some(now) = state.year(project) else { continue };
            let weight = &state.input.weight;
            let mut better: Vec<usize> = (0..self.years)
                .filter(|&year| weight[year] > weight[now] || (weight[year] >= weight[now] && year < now))
                .collect();
            better.sort_by(|&a, &b| weight[b].total_cmp(&weight[a]).then(a.cmp(&b)));
            if better.into_iter().any(|year| state.try_move(project, year)) {
                self.relist(state, project);
            }
        }
    }

    /// What a failed insertion cost besides itself: the prerequisites that it tried.
    fn cost_of_failure(state: &State<'_>, project: usize) -> usize {
        if state.has_waiting_prerequisite(project) {
            state.input.sites[state.input.projects[project].site].len()
        } else {
            0
        }
    }

    fn remove(&mut self, state: &mut State<'_>, project: usize) -> Option<usize> {
        let was = state.remove(project);
        self.relist(state, project);
        was
    }

    fn restore(&mut self, state: &mut State<'_>, project: usize, was: Option<usize>) {
        match was {
            Some(year) => state.place(project, year),
            None => {
                state.remove(project);
            }
        }
        self.relist(state, project);
    }

    fn relist(&mut self, state: &State<'_>, project: usize) {
        let (list, at) = self.position[project];
        self.members[list].swap_remove(at);
        if let Some(&moved) = self.members[list].get(at) {
            self.position[moved].1 = at;
        }
        let department = state.input.projects[project].department;
        let list = department * (self.years + 1) + state.year(project).unwrap_or(self.years);
        self.position[project] = (list, self.members[list].len());
        self.members[list].push(project);
    }

    fn pick(&mut self, list: usize) -> Option<usize> {
        let count = self.members[list].len();
        let index = self.below(count);
        self.members[list].get(index).copied()
    }

    fn shuffle(&mut self, projects: &mut [usize]) {
        for last in (1..projects.len()).rev() {
            let other = self.below(last + 1);
            projects.swap(last, other);
        }
    }

    /// A number from 0 up to but not including a positive bound.
    fn below(&mut self, bound: usize) -> usize {
        // The bias of the remainder is below 2⁻³² for any list that fits in memory.
        usize::try_from(self.random.next_u64() % (bound.max(1) as u64)).unwrap_or(0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share for people to look at")]
fn share_of(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
