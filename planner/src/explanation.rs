//! Finds the reason of each project in the finished programme.

use std::collections::HashMap;

use crate::instance::Instance;
use crate::model::as_float;
use crate::programme::project_id;
use crate::reason::Reason;
use crate::schedule::{Blocker, State, blockers};

/// The reason of each project. `is_fixed` are the projects that pins place.
pub(crate) fn explain(
    instance: &Instance,
    state: &mut State<'_>,
    is_fixed: &[bool],
    pinned: &[Option<usize>],
) -> Vec<Reason> {
    let mut missing: Missing = HashMap::new();
    (0..is_fixed.len())
        .map(|project| match (pinned[project], state.year(project)) {
            (Some(request), _) => Reason::Pinned { request: instance.requests[request].id.clone() },
            (None, Some(_)) if is_fixed[project] => Reason::RequiredByPin,
            (None, Some(year)) => why_then(instance, state, project, year),
            (None, None) => why_waiting(instance, state, project, &mut missing),
        })
        .collect()
}

/// By site and work type, the first project that must come before and waits: the same for all of a kind.
type Missing = HashMap<(usize, usize), Option<usize>>;

/// What keeps a project out of the closest better year.
fn why_then(instance: &Instance, state: &mut State<'_>, project: usize, year: usize) -> Reason {
    let Some(earlier) = year.checked_sub(1) else { return Reason::FirstYear };
    state.remove(project);
    let found = blockers(state, project, earlier);
    state.place(project, year);
    most_lasting(found).map_or(Reason::BestValue, |blocker| reason(instance, state, &blocker, earlier))
}

/// What keeps a waiting project out of the year that it comes closest to.
fn why_waiting(instance: &Instance, state: &State<'_>, project: usize, missing: &mut Missing) -> Reason {
    let traits = &state.input.projects[project];
    if traits.ready < state.input.years && state.has_waiting_prerequisite(project) {
        let first = missing
            .entry((traits.site, traits.work_type))
            .or_insert_with(|| state.waiting_prerequisites(project).first().copied());
        if let Some(other) = *first {
            return reason(instance, state, &Blocker::Order { other }, traits.ready);
        }
    }
    let closest = (0..state.input.years)
        .filter_map(|year| {
            let found = blockers(state, project, year);
            let distance = found.iter().map(|blocker| distance(state, blocker, year)).sum::<f64>();
            most_lasting(found).map(|blocker| (distance, year, blocker))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0));
    closest.map_or(Reason::BestValue, |(_, year, blocker)| reason(instance, state, &blocker, year))
}

/// Windows before order, order before money: where several bind, what no budget would change.
fn most_lasting(blockers: Vec<Blocker>) -> Option<Blocker> {
    blockers.into_iter().min_by_key(|blocker| match blocker {
        Blocker::EarliestYear { .. } => 0,
        Blocker::Ground { .. } => 1,
        Blocker::Order { .. } => 2,
        Blocker::SiteMoratorium { .. } => 3,
        Blocker::Budget { .. } => 4,
        Blocker::Hours { .. } => 5,
    })
}

/// How far a blocker is from letting go: a share of the yearly resource that is missing, or more than any share.
fn distance(state: &State<'_>, blocker: &Blocker, year: usize) -> f64 {
    match blocker {
        Blocker::EarliestYear { .. } | Blocker::Ground { .. } => 1e9,
        Blocker::Order { .. } | Blocker::SiteMoratorium { .. } => 1e6,
        Blocker::Budget { department, missing } => {
            let budget = state.input.budgets[*department][year].unwrap_or(0).max(1);
            (as_float(*missing) / as_float(budget)).min(1e3)
        }
        Blocker::Hours { crew, missing } => {
            (missing / state.input.crew_hours[*crew][year].unwrap_or(0.0).max(1e-6)).min(1e3)
        }
    }
}

/// A blocker of a year with the names of the instance.
pub(crate) fn reason(instance: &Instance, state: &State<'_>, blocker: &Blocker, year: usize) -> Reason {
    let calendar = |index: usize| instance.horizon.calendar_year(index);
    match *blocker {
        Blocker::EarliestYear { ready } => Reason::EarliestYear { year: calendar(ready) },
        Blocker::Ground { free } => Reason::GroundMoratorium { year: calendar(free) },
        Blocker::Order { other } => Reason::Order {
            year: calendar(year),
            project: project_id(other),
            project_year: state.year(other).map(calendar),
        },
        Blocker::SiteMoratorium { other } => Reason::SiteMoratorium {
            year: calendar(year),
            project: project_id(other),
            project_year: calendar(state.year(other).unwrap_or(year)),
        },
        Blocker::Budget { department, missing } => {
            Reason::Budget { year: calendar(year), department: instance.departments[department].id.clone(), missing }
        }
        Blocker::Hours { crew, missing } => {
            Reason::Hours { year: calendar(year), crew: instance.crews[crew].id.clone(), missing }
        }
    }
}
