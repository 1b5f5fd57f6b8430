//! A first programme: projects inserted one by one, by value for the priced resources that they use.

use std::collections::{HashMap, HashSet};

use super::bound::Prices;
use super::state::State;
use crate::error::PlanError;
use crate::progress::{Control, Phase};

/// Inserts all that fits. Projects go by falling ratio of discounted value to priced resources, each together with what
/// must come before it on its site. Repeated while something is inserted, since a companion makes a project cheaper.
pub(crate) fn construct<'a>(
    mut state: State<'a>,
    prices: &Prices,
    control: &mut Control<'_>,
) -> Result<State<'a>, PlanError> {
    const MOST_PASSES: usize = 4;
    let order = by_ratio(&state, prices);
    for _ in 0..MOST_PASSES {
        control.report(Phase::Scheduling, 0.5, Some(state.objective()), None)?;
        let mut has_inserted = false;
        // What lacks prerequisites that fit nowhere now is not tried again for each project of its kind.
        let mut is_barred: HashSet<(usize, usize)> = HashSet::new();
        for &project in &order {
            let kind = (state.input.projects[project].site, state.input.projects[project].work_type);
            if state.year(project).is_some() || is_barred.contains(&kind) {
                continue;
            }
            if insert(&mut state, prices, project).is_some() {
                has_inserted = true;
            } else if state.has_waiting_prerequisite(project) {
                is_barred.insert(kind);
            }
        }
        if !has_inserted {
            break;
        }
    }
    Ok(state)
}

/// Does a waiting project, with the waiting projects that must come before it on its site, in the best year that fits.
/// Gives what it placed, or `None` where it fits nowhere.
pub(crate) fn insert(state: &mut State<'_>, prices: &Prices, project: usize) -> Option<Vec<usize>> {
    let prerequisites = waiting_prerequisites(state, project);
    let traits = &state.input.projects[project];
    let mut years: Vec<(f64, usize)> = (traits.ready..state.input.years)
        .map(|year| (traits.value * state.input.weight[year] - prices.of(state, project, year), year))
        .collect();
    years.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut placed = Vec::with_capacity(prerequisites.len() + 1);
    for (_, year) in years {
        let all_placed = prerequisites.iter().all(|&prerequisite| {
            // The same year shares the mobilization; else the closest before it.
            let fitting = (0..=year).rev().find(|&earlier| state.can_place(prerequisite, earlier));
            if let Some(earlier) = fitting {
                state.place(prerequisite, earlier);
                placed.push(prerequisite);
            }
            fitting.is_some()
        });
        if all_placed && state.can_place(project, year) {
            state.place(project, year);
            placed.push(project);
            return Some(placed);
        }
        for prerequisite in placed.drain(..).rev() {
            state.remove(prerequisite);
        }
    }
    None
}

/// The waiting projects of the site that must come before a project, prerequisites first.
pub(crate) fn waiting_prerequisites(state: &State<'_>, project: usize) -> Vec<usize> {
    if !state.has_waiting_prerequisite(project) {
        return Vec::new();
    }
    let input = state.input;
    let traits = &input.projects[project];
    let mut found: Vec<usize> = input.sites[traits.site]
        .iter()
        .copied()
        .filter(|&other| {
            state.year(other).is_none()
                && input.precedence.comes_before(input.projects[other].work_type, traits.work_type)
        })
        .collect();
    found.sort_unstable_by_key(|&other| (input.precedence.rank(input.projects[other].work_type), other));
    found
}

/// The projects that may still be inserted, best first.
fn by_ratio(state: &State<'_>, prices: &Prices) -> Vec<usize> {
    let input = state.input;
    let mut groups: HashMap<(usize, usize), Group> = HashMap::new();
    let mut ratios: Vec<(f64, usize)> = (0..input.projects.len())
        .filter(|&project| state.year(project).is_none())
        .filter_map(|project| {
            let traits = &input.projects[project];
            let before = groups
                .entry((traits.site, traits.work_type))
                .or_insert_with(|| Group::new(state, prices, &waiting_prerequisites(state, project)));
            let ratio = |year: usize| {
                let price = before.price[year] + prices.of(state, project, year);
                (before.value + traits.value) * input.weight[year] / price.max(f64::MIN_POSITIVE)
            };
            (traits.ready.max(before.ready)..input.years)
                .map(ratio)
                .max_by(f64::total_cmp)
                .map(|ratio| (ratio, project))
        })
        .collect();
    let value = |project: usize| input.projects[project].value;
    ratios.sort_by(|a, b| {
        b.0.total_cmp(&a.0).then_with(|| value(b.1).total_cmp(&value(a.1))).then_with(|| a.1.cmp(&b.1))
    });
    ratios.into_iter().map(|(_, project)| project).collect()
}

/// What waits before the projects of a work type on a site, together.
struct Group {
    value: f64,
    ready: usize,
    price: Vec<f64>,
}

impl Group {
    fn new(state: &State<'_>, prices: &Prices, members: &[usize]) -> Self {
        let input = state.input;
        Self {
            value: members.iter().map(|&member| input.projects[member].value).sum(),
            ready: members.iter().map(|&member| input.projects[member].ready).max().unwrap_or(0),
            price: (0..input.years)
                .map(|year| members.iter().map(|&member| prices.of(state, member, year)).sum())
                .collect(),
        }
    }
}
