//! The pinned projects, and what they require, before anything else is planned.

use super::blockers::{Blocker, blockers};
use super::prerequisites::{overdrawn, place_prerequisites};
use super::shares;
use super::state::State;

/// Why a pin cannot hold, by index.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PinConflict {
    NotReady {
        project: usize,
        ready: usize,
        is_moratorium: bool,
    },
    Order {
        project: usize,
        before: usize,
    },
    Moratorium {
        project: usize,
        other: usize,
    },
    Budget {
        department: usize,
        year: usize,
        missing: i64,
    },
    Hours {
        crew: usize,
        year: usize,
        missing: f64,
    },
    Prerequisite {
        project: usize,
        prerequisite: usize,
        blocker: Option<Blocker>,
    },
    /// Nothing was proven: the search for what must come before pinned projects gave up, of which `project` is one.
    NotFound {
        project: usize,
    },
    MinimumShare {
        share: usize,
        missing: i64,
    },
}

/// Does the pinned projects in their years, and in time the projects that must come before them; beside them, work of areas
/// whose minimum shares they would break. Gives which projects are now fixed, or everything that keeps the pins from holding.
///
/// Prerequisites, and companions that share the mobilization where a budget needs it, are searched for to the end or to
/// 100,000 dead ends.
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
    conflicts.extend(overdrawn(state, &pinned));
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
