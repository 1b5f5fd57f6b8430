//! Finds the reason of each project in the finished programme, and what would change it.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::earlier_year::EarlierYear;
use crate::instance::Instance;
use crate::model::as_float;
use crate::programme::project_id;
use crate::reason::Reason;
use crate::schedule::{Blocker, State, blockers, price_of, scarcity};

/// Why a project is done when it is, and what it would take to do it a year earlier.
pub(crate) type Explanation = (Reason, Option<EarlierYear>);

/// Projects that are explained with one copy of the programme: fixed, so that rounding is the same for any number of
/// threads; more where there are many, so that copies stay few.
const LEAST_PROJECTS_A_COPY: usize = 4_096;
const MOST_COPIES: usize = 16;

/// The reason of each project. `is_fixed` are the projects that pins place, `prices` those of the scarce resources.
pub(crate) fn explain(
    instance: &Instance,
    state: &State<'_>,
    is_fixed: &[bool],
    pinned: &[Option<usize>],
    prices: &[f64],
) -> Vec<Explanation> {
    let count = is_fixed.len().div_ceil(MOST_COPIES).max(LEAST_PROJECTS_A_COPY);
    let explained = is_fixed.par_chunks(count).enumerate().flat_map_iter(|(chunk, is_fixed)| {
        let mut state = state.clone();
        let mut missing: Missing = HashMap::new();
        is_fixed.iter().zip(chunk * count..).map(move |(is_fixed, project)| {
            match (pinned[project], state.year(project)) {
                (Some(request), _) => (Reason::Pinned { request: instance.requests[request].id.clone() }, None),
                (None, Some(_)) if *is_fixed => (Reason::RequiredByPin, None),
                (None, Some(year)) => why_then(instance, &mut state, project, year, prices),
                (None, None) => why_waiting(instance, &state, project, prices, &mut missing),
            }
        })
    });
    explained.collect()
}

/// By site and work type, the first project that must come before and waits: the same for all of a kind.
type Missing = HashMap<(usize, usize), Option<usize>>;

/// What keeps a project out of the closest better year.
fn why_then(instance: &Instance, state: &mut State<'_>, project: usize, year: usize, prices: &[f64]) -> Explanation {
    let Some(earlier) = year.checked_sub(1) else { return (Reason::FirstYear, None) };
    state.remove(project);
    let found = blockers(state, project, earlier);
    let lost = price_of(state, prices, project, earlier) - price_of(state, prices, project, year);
    state.place(project, year);
    let weight = &state.input.weight;
    let gained = state.input.projects[project].value * (weight[earlier] - weight[year]);
    let blockers: Vec<Reason> = found.iter().map(|blocker| reason(instance, state, blocker, earlier)).collect();
    let decided = most_lasting(found).map_or(Reason::BestValue, |blocker| reason(instance, state, &blocker, earlier));
    (decided, Some(EarlierYear { year: instance.horizon.calendar_year(earlier), blockers, gained, lost }))
}

/// What keeps a waiting project out of the year that it comes closest to.
fn why_waiting(
    instance: &Instance,
    state: &State<'_>,
    project: usize,
    prices: &[f64],
    missing: &mut Missing,
) -> Explanation {
    let explained = |year: usize, found: Vec<Blocker>| {
        let earlier = EarlierYear {
            year: instance.horizon.calendar_year(year),
            blockers: found.iter().map(|blocker| reason(instance, state, blocker, year)).collect(),
            gained: state.input.projects[project].value * state.input.weight[year],
            lost: price_of(state, prices, project, year),
        };
        let decided = most_lasting(found).map_or(Reason::BestValue, |blocker| reason(instance, state, &blocker, year));
        (decided, Some(earlier))
    };
    let traits = &state.input.projects[project];
    if traits.ready < state.input.years && state.has_waiting_prerequisite(project) {
        let first = missing
            .entry((traits.site, traits.work_type))
            .or_insert_with(|| state.waiting_prerequisites(project).first().copied());
        if let Some(other) = *first {
            let scarce = scarcity(state, project, traits.ready);
            return explained(traits.ready, [Blocker::Order { other }].into_iter().chain(scarce).collect());
        }
    }
    let closest = (0..state.input.years)
        .map(|year| {
            let found = blockers(state, project, year);
            let distance = found.iter().map(|blocker| distance(state, blocker, year)).fold(0.0, |a, b| a + b);
            (distance, year, found)
        })
        .min_by(|a, b| a.0.total_cmp(&b.0));
    closest.map_or((Reason::BestValue, None), |(_, year, found)| explained(year, found))
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
        Blocker::MinimumShare { .. } => 6,
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
        Blocker::MinimumShare { share, missing } => {
            let budget = state.input.budgets[state.input.shares[*share].department][year].unwrap_or(0).max(1);
            (as_float(*missing) / as_float(budget)).min(1e3)
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
        Blocker::MinimumShare { share, missing } => {
            let minimum = &instance.minimum_shares[share];
            let (department, area) = (minimum.department.clone(), minimum.area.clone());
            Reason::MinimumShare { year: calendar(year), department, area, missing }
        }
    }
}
