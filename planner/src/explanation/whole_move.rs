//! A project moved to another year with everything that must come along, tried on a programme and taken back.

use crate::model::as_float;
use crate::schedule::State;

/// Where several projects must come too, years before the one that is asked are tried for no more than these: what it
/// would take is told in any case.
const MOST_SPREAD: usize = 50;

/// Projects of one site in other years, and what that changes. Projects, departments, crews and years are indices.
pub(super) struct WholeMove {
    /// What must come before the project, prerequisites first, then the project itself.
    pub(super) moved: Vec<Moved>,
    /// What other projects pay more of their mobilization, cents by project and year: left alone, or joined.
    pub(super) companions: Vec<(usize, usize, i64)>,
    /// Cents more by department and year.
    pub(super) money: Vec<((usize, usize), i64)>,
    /// Hours more by crew and year.
    pub(super) hours: Vec<((usize, usize), f64)>,
    /// By minimum share: cents beyond it before the move.
    pub(super) share_before: Vec<f64>,
    /// By minimum share: cents beyond it less that the move leaves.
    share_use: Vec<f64>,
}

/// A project that moves.
#[derive(Clone, Copy)]
pub(super) struct Moved {
    pub(super) project: usize,
    pub(super) from: Option<usize>,
    pub(super) to: usize,
    /// Whether it shared the mobilization of its site where it was.
    pub(super) was_shared: bool,
}

/// Everything on its site that must be done by the year so that the project may be: what waits or is done later.
/// Prerequisites first.
pub(super) fn needed(state: &State<'_>, project: usize, year: usize) -> Vec<usize> {
    let input = state.input;
    let traits = &input.projects[project];
    if state.keeps_order(traits, year) {
        return Vec::new();
    }
    let is_needed = |&other: &usize| {
        state.year(other).is_none_or(|done| done > year)
            && input.precedence.comes_before(input.projects[other].work_type, traits.work_type)
    };
    let mut found: Vec<usize> = input.sites[traits.site].iter().copied().filter(is_needed).collect();
    found.sort_unstable_by_key(|&other| (input.precedence.rank(input.projects[other].work_type), other));
    found
}

/// The move to years in which all of the projects fit as they are, prerequisites as late as they may be; none where that
/// way does not lead there. The programme is left as it was.
pub(super) fn spread(
    state: &mut State<'_>,
    needed: &[usize],
    project: usize,
    year: usize,
) -> Option<Vec<(usize, usize)>> {
    if needed.is_empty() || needed.len() > MOST_SPREAD {
        return None;
    }
    let all: Vec<usize> = needed.iter().copied().chain([project]).collect();
    let before: Vec<Option<usize>> = all.iter().map(|&project| state.remove(project)).collect();
    let mut years = Vec::with_capacity(all.len());
    for &moved in &all {
        let first = if moved == project { year } else { 0 };
        let Some(year) = (first..=year).rev().find(|&year| state.can_place(moved, year)) else { break };
        state.place(moved, year);
        years.push((moved, year));
    }
    for &(moved, _) in years.iter().rev() {
        state.remove(moved);
    }
    for (&moved, before) in all.iter().zip(before) {
        if let Some(before) = before {
            state.place(moved, before);
        }
    }
    (years.len() == all.len()).then_some(years)
}

impl WholeMove {
    /// Moves the projects, whether they may be or not.
    pub(super) fn apply(state: &mut State<'_>, years: &[(usize, usize)]) -> Self {
        let moved = |&(project, to): &(usize, usize)| {
            let from = state.year(project);
            let site = state.input.projects[project].site;
            let was_shared = from.is_some_and(|from| state.done_on_site(site, from) > 1);
            Moved { project, from, to, was_shared }
        };
        let share_count = state.input.shares.len();
        let mut whole = Self {
            moved: years.iter().map(moved).collect(),
            companions: Vec::new(),
            money: Vec::new(),
            hours: Vec::new(),
            share_before: (0..share_count).map(|share| state.left_of_share(share)).collect(),
            share_use: vec![0.0; share_count],
        };
        for &(project, _) in years {
            if let Some(from) = state.remove(project) {
                whole.book(state, project, from, -1);
            }
        }
        for &(project, to) in years {
            whole.book(state, project, to, 1);
            state.place(project, to);
        }
        let is_moved = |project: usize| years.iter().any(|&(moved, _)| moved == project);
        whole.companions.retain(|&(project, _, cents)| cents != 0 && !is_moved(project));
        whole
    }

    /// Takes the projects back to their years.
    pub(super) fn undo(&self, state: &mut State<'_>) {
        for moved in self.moved.iter().rev() {
            state.remove(moved.project);
        }
        for moved in &self.moved {
            if let Some(from) = moved.from {
                state.place(moved.project, from);
            }
        }
    }

    /// Value that the programme gains, discounted.
    pub(super) fn gained(&self, state: &State<'_>) -> f64 {
        let weight = |year: usize| state.input.weight[year];
        let gained = self.moved.iter().map(|moved| {
            state.input.projects[moved.project].value * (weight(moved.to) - moved.from.map_or(0.0, weight))
        });
        gained.fold(0.0, |a, b| a + b)
    }

    /// The price of what the move uses more, at prices by resource: departments and crews a year, then minimum shares.
    pub(super) fn price(&self, state: &State<'_>, prices: &[f64]) -> f64 {
        let input = state.input;
        let crews = input.budgets.len();
        let first_share = (crews + input.crew_hours.len()) * input.years;
        let money = self.money.iter().map(|&((row, year), cents)| prices[row * input.years + year] * as_float(cents));
        let hours = self.hours.iter().map(|&((row, year), hours)| prices[(crews + row) * input.years + year] * hours);
        let shares = self.share_use.iter().enumerate().map(|(share, cents)| prices[first_share + share] * cents);
        money.chain(hours).chain(shares).fold(0.0, |a, b| a + b)
    }

    /// Books what a project, which is not done in the year now, adds there or takes away.
    fn book(&mut self, state: &State<'_>, project: usize, year: usize, sign: i64) {
        let input = state.input;
        for (changed, cents) in state.project_cost_changes(project, year).into_iter().flatten() {
            let cents = sign * cents;
            add(&mut self.money, (input.projects[changed].department, year), cents);
            for (share, is_in_area) in input.shares_of(changed) {
                let use_of_a_cent = input.shares[share].share - if is_in_area { 1.0 } else { 0.0 };
                self.share_use[share] += use_of_a_cent * as_float(cents);
            }
            if changed != project {
                match self.companions.iter_mut().find(|known| (known.0, known.1) == (changed, year)) {
                    Some(known) => known.2 += cents,
                    None => self.companions.push((changed, year, cents)),
                }
            }
        }
        for &(crew, hours) in &input.projects[project].hours {
            add(&mut self.hours, (crew, year), if sign < 0 { -hours } else { hours });
        }
    }
}

fn add<Amount: std::ops::AddAssign>(amounts: &mut Vec<((usize, usize), Amount)>, of: (usize, usize), amount: Amount) {
    match amounts.iter_mut().find(|(known, _)| *known == of) {
        Some((_, total)) => *total += amount,
        None => amounts.push((of, amount)),
    }
}
