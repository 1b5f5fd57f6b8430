//! The pinned projects, and what they require, before anything else is planned.

use super::blockers::{Blocker, blockers};
use super::shares;
use super::state::State;

/// Why a pin cannot hold, by index.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PinConflict {
    NotReady { project: usize, ready: usize, is_moratorium: bool },
    Order { project: usize, before: usize },
    Moratorium { project: usize, other: usize },
    Budget { department: usize, year: usize, missing: i64 },
    Hours { crew: usize, year: usize, missing: f64 },
    Prerequisite { project: usize, prerequisite: usize, blocker: Option<Blocker> },
    MinimumShare { share: usize, missing: i64 },
}

/// Does the pinned projects in their years, and in time the projects that must come before them; beside them, work of areas
/// whose minimum shares they would break. Gives which projects are now fixed, or everything that keeps the pins from holding.
///
/// Prerequisites are placed depth first with at most 100,000 trials; a lone pinned project over its budget is given
/// companions of its site where sharing the mobilization brings it within.
pub(crate) fn place_pins(state: &mut State<'_>) -> Result<Vec<bool>, Vec<PinConflict>> {
    let input = state.input;
    let mut is_fixed = vec![false; input.projects.len()];
    let pinned: Vec<usize> = (0..is_fixed.len()).filter(|&p| input.projects[p].pin.is_some()).collect();
    let mut conflicts = Vec::new();
    for &project in &pinned {
        let traits = &input.projects[project];
        let Some(year) = traits.pin else { continue };
        for blocker in blockers(state, project, year) {
            match blocker {
                Blocker::EarliestYear { ready } => {
                    conflicts.push(PinConflict::NotReady { project, ready, is_moratorium: false });
                }
                Blocker::Ground { free } => {
                    conflicts.push(PinConflict::NotReady { project, ready: free, is_moratorium: true });
                }
                Blocker::SiteMoratorium { other } => conflicts.push(PinConflict::Moratorium { project, other }),
                Blocker::Order { .. }
                | Blocker::Budget { .. }
                | Blocker::Hours { .. }
                | Blocker::MinimumShare { .. } => {}
            }
        }
        state.place(project, year);
        is_fixed[project] = true;
    }
    conflicts.extend(contradicted_orders(state, &pinned));
    share_mobilizations(state, &mut is_fixed);
    conflicts.extend(overdrawn(state));
    if conflicts.is_empty() {
        conflicts.extend(place_prerequisites(state, &pinned, &mut is_fixed));
    }
    if conflicts.is_empty() {
        conflicts.extend(shares::add_work(state));
    }
    if conflicts.is_empty() { Ok(is_fixed) } else { Err(conflicts) }
}

fn contradicted_orders(state: &State<'_>, pinned: &[usize]) -> Vec<PinConflict> {
    let input = state.input;
    let mut found = Vec::new();
    for &project in pinned {
        let traits = &input.projects[project];
        for &before in &input.sites[traits.site] {
            let other = &input.projects[before];
            if other.pin > traits.pin && input.precedence.comes_before(other.work_type, traits.work_type) {
                found.push(PinConflict::Order { project, before });
            }
        }
    }
    found
}

fn overdrawn(state: &State<'_>) -> Vec<PinConflict> {
    let mut found = Vec::new();
    for year in 0..state.input.years {
        for department in 0..state.input.budgets.len() {
            if let Some(free) = state.free_money(department, year).filter(|&free| free < 0) {
                found.push(PinConflict::Budget { department, year, missing: -free });
            }
        }
        for crew in 0..state.input.crew_hours.len() {
            if !state.holds_hours(crew, year, 0.0) {
                let missing = -state.free_hours(crew, year).unwrap_or(0.0);
                found.push(PinConflict::Hours { crew, year, missing });
            }
        }
    }
    found
}

/// Adds companions where they bring an overdrawn department closer to its budget.
fn share_mobilizations(state: &mut State<'_>, is_fixed: &mut [bool]) {
    let input = state.input;
    for project in 0..input.projects.len() {
        let traits = &input.projects[project];
        let Some(year) = traits.pin else { continue };
        let is_over = state.free_money(traits.department, year).is_some_and(|free| free < 0);
        if !is_over || state.done_on_site(traits.site, year) != 1 {
            continue;
        }
        let relief = |state: &State<'_>, other: usize| -> i64 {
            let changes = state.cost_changes(other, year);
            changes.into_iter().flatten().filter(|change| change.0 == traits.department).map(|change| change.1).sum()
        };
        let best = input.sites[traits.site]
            .iter()
            .copied()
            .filter(|&other| state.year(other).is_none() && relief(state, other) < 0 && state.can_place(other, year))
            .min_by_key(|&other| (relief(state, other), other));
        if let Some(companion) = best {
            state.place(companion, year);
            is_fixed[companion] = true;
        }
    }
}

/// Depth-first search over the years of what must come before the pinned projects.
fn place_prerequisites(state: &mut State<'_>, pinned: &[usize], is_fixed: &mut [bool]) -> Option<PinConflict> {
    const MOST_TRIALS: usize = 100_000;
    let (required, last_year, required_by) = required_by_pins(state, pinned);
    let mut next_choice = vec![0; required.len() + 1];
    let (mut depth, mut deepest) = (0, 0);
    let mut trials = 0;
    let mut conflict = None;
    while depth < required.len() {
        let project = required[depth];
        let deadline = last_year[depth];
        // The year of the pin first, where the mobilization is shared, then from the first year on.
        let year_of = |choice: usize| if choice == 0 { deadline } else { choice - 1 };
        let choice = (next_choice[depth]..=deadline).find(|&choice| state.can_place(project, year_of(choice)));
        trials += 1;
        if let Some(choice) = choice {
            state.place(project, year_of(choice));
            next_choice[depth] = choice + 1;
            depth += 1;
            next_choice[depth] = 0;
            continue;
        }
        if depth >= deepest {
            deepest = depth;
            let blocker = blockers(state, project, deadline).into_iter().next();
            conflict = Some(PinConflict::Prerequisite { project: required_by[depth], prerequisite: project, blocker });
        }
        if depth == 0 || trials >= MOST_TRIALS {
            return conflict;
        }
        depth -= 1;
        state.remove(required[depth]);
    }
    for project in required {
        is_fixed[project] = true;
    }
    None
}

/// What the pinned projects require, prerequisites first, with the last year for each and the pin that says so.
fn required_by_pins(state: &State<'_>, pinned: &[usize]) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
    let input = state.input;
    let mut deadlines: std::collections::BTreeMap<usize, (usize, usize)> = std::collections::BTreeMap::new();
    for &project in pinned {
        let Some(year) = input.projects[project].pin else { continue };
        for prerequisite in state.waiting_prerequisites(project) {
            let deadline = deadlines.entry(prerequisite).or_insert((year, project));
            *deadline = (*deadline).min((year, project));
        }
    }
    let mut required: Vec<_> = deadlines.into_iter().collect();
    required.sort_by_key(|&(project, _)| {
        let traits = &input.projects[project];
        (traits.site, input.precedence.rank(traits.work_type), project)
    });
    let split = required.into_iter().map(|(project, (year, pin))| (project, year, pin));
    let (mut projects, mut years, mut pins) = (Vec::new(), Vec::new(), Vec::new());
    for (project, year, pin) in split {
        projects.push(project);
        years.push(year);
        pins.push(pin);
    }
    (projects, years, pins)
}
