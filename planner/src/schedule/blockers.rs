//! What keeps a project out of a year.

use super::shares::missing_cents;
use super::state::State;

/// One rule that a waiting project would break in a year. Projects, departments, crews and years are indices.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Blocker {
    /// A request may not be done before `ready`.
    EarliestYear { ready: usize },
    /// The ground may not be broken before `free`.
    Ground { free: usize },
    /// `other` must be done before it, or it before `other`.
    Order { other: usize },
    /// The work of `other` and a moratorium: one of the two breaks the ground too soon after the other.
    SiteMoratorium { other: usize },
    /// The department lacks cents.
    Budget { department: usize, missing: i64 },
    /// The crew lacks hours.
    Hours { crew: usize, missing: f64 },
    /// The area of a minimum share would lack cents.
    MinimumShare { share: usize, missing: i64 },
}

/// Every rule that keeps a waiting project out of a year; empty where it fits.
pub(crate) fn blockers(state: &State<'_>, project: usize, year: usize) -> Vec<Blocker> {
    let traits = &state.input.projects[project];
    let mut found = Vec::new();
    if year < traits.earliest {
        found.push(Blocker::EarliestYear { ready: traits.earliest });
    } else if year < traits.ready {
        found.push(Blocker::Ground { free: traits.ready });
    }
    if !state.keeps_order(traits, year) {
        found.extend(order_blocker(state, project, year).map(|other| Blocker::Order { other }));
    }
    if !state.keeps_moratoria(traits, year) {
        found.extend(moratorium_blocker(state, project, year).map(|other| Blocker::SiteMoratorium { other }));
    }
    found.extend(scarcity(state, project, year));
    found
}

/// What a waiting project would lack in a year: money, hours, or spending elsewhere.
fn scarcity(state: &State<'_>, project: usize, year: usize) -> Vec<Blocker> {
    let traits = &state.input.projects[project];
    let mut found = Vec::new();
    for (department, cents) in state.cost_changes(project, year).into_iter().flatten() {
        if let Some(free) = state.free_money(department, year).filter(|&free| cents > free.max(0)) {
            found.push(Blocker::Budget { department, missing: cents - free });
        }
    }
    for &(crew, hours) in &traits.hours {
        if !state.holds_hours(crew, year, hours) {
            let missing = hours - state.free_hours(crew, year).unwrap_or(0.0);
            found.push(Blocker::Hours { crew, missing });
        }
    }
    for share in 0..state.input.shares.len() {
        if let Some(missing) = state.missed_share(project, year, share) {
            found.push(Blocker::MinimumShare { share, missing: missing_cents(-missing) });
        }
    }
    found
}

fn order_blocker(state: &State<'_>, project: usize, year: usize) -> Option<usize> {
    let input = state.input;
    let work_type = input.projects[project].work_type;
    input.sites[input.projects[project].site].iter().copied().find(|&other| {
        let other_type = input.projects[other].work_type;
        if input.precedence.comes_before(other_type, work_type) {
            state.year(other).is_none_or(|done| done > year)
        } else {
            input.precedence.comes_before(work_type, other_type) && state.year(other).is_some_and(|done| done < year)
        }
    })
}

fn moratorium_blocker(state: &State<'_>, project: usize, year: usize) -> Option<usize> {
    let input = state.input;
    let traits = &input.projects[project];
    input.sites[traits.site].iter().copied().find(|&other| {
        let other_traits = &input.projects[other];
        state.year(other).is_some_and(|done| {
            (traits.breaks_ground && done < year && year <= done + other_traits.moratorium_years)
                || (other_traits.breaks_ground && year < done && done <= year + traits.moratorium_years)
        })
    })
}
