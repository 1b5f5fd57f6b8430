//! What a whole move would break: every rule, with what is missing.

use super::whole_move::{Moved, WholeMove};
use crate::model::as_float;
use crate::schedule::{State, missing_cents};

/// One rule that a move would break. Projects, departments, crews, shares and years are indices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Obstacle {
    /// A request of the project is pinned to another year.
    Pin { project: usize },
    /// A request of the project may not be done before `earliest`.
    EarliestYear { project: usize, year: usize, earliest: usize },
    /// The ground may not be broken for the project before `free`.
    Ground { project: usize, year: usize, free: usize },
    /// The work of `project`, done in `year`, or that of `other` starts a moratorium that the other one breaks.
    SiteMoratorium { project: usize, year: usize, other: usize },
    /// The department lacks cents in the year.
    Budget { department: usize, year: usize, missing: i64 },
    /// The crew lacks hours in the year.
    Hours { crew: usize, year: usize, missing: f64 },
    /// The area of a minimum share would lack cents.
    MinimumShare { share: usize, year: usize, missing: i64 },
}

impl Obstacle {
    /// The project that the obstacle stands before; none where it stands before the move as a whole.
    pub(super) fn project(&self) -> Option<usize> {
        match *self {
            Self::Pin { project }
            | Self::EarliestYear { project, .. }
            | Self::Ground { project, .. }
            | Self::SiteMoratorium { project, .. } => Some(project),
            Self::Budget { .. } | Self::Hours { .. } | Self::MinimumShare { .. } => None,
        }
    }

    /// How far it is from letting go: a share of the yearly resource that is missing, or more than any share.
    pub(super) fn distance(&self, state: &State<'_>) -> f64 {
        let of_budget = |missing: i64, department: usize, year: usize| {
            let budget = state.input.budgets[department][year].unwrap_or(0).max(1);
            (as_float(missing) / as_float(budget)).min(1e3)
        };
        match *self {
            Self::Pin { .. } => 1e12,
            Self::EarliestYear { year, earliest: first, .. } | Self::Ground { year, free: first, .. } => {
                1e9 * crate::model::count_as_float(first - year)
            }
            Self::SiteMoratorium { .. } => 1e6,
            Self::Budget { department, year, missing } => of_budget(missing, department, year),
            Self::Hours { crew, year, missing } => {
                (missing / state.input.crew_hours[crew][year].unwrap_or(0.0).max(1e-6)).min(1e3)
            }
            Self::MinimumShare { share, year, missing } => {
                of_budget(missing, state.input.shares[share].department, year)
            }
        }
    }
}

/// Every rule that the programme, to which the move was made, breaks by it: what no money would change comes first.
pub(super) fn obstacles(state: &State<'_>, whole: &WholeMove) -> Vec<Obstacle> {
    let mut found = Vec::new();
    // The project itself stands last among what moves, and comes first here.
    for moved in whole.moved.iter().rev() {
        found.extend(fixed_years(state, moved));
    }
    for moved in whole.moved.iter().rev() {
        found.extend(moratoria(state, moved));
    }
    for &((department, year), _) in &whole.money {
        if let Some(free) = state.free_money(department, year).filter(|&free| free < 0) {
            found.push(Obstacle::Budget { department, year, missing: -free });
        }
    }
    for &((crew, year), _) in &whole.hours {
        if !state.holds_hours(crew, year, 0.0) {
            let missing = -state.free_hours(crew, year).unwrap_or(0.0);
            found.push(Obstacle::Hours { crew, year, missing });
        }
    }
    let year = whole.moved.last().map_or(0, |moved| moved.to);
    for (share, before) in whole.share_before.iter().enumerate() {
        let left = state.left_of_share(share);
        if left < 0.0 && left < *before {
            found.push(Obstacle::MinimumShare { share, year, missing: missing_cents(left) });
        }
    }
    found
}

/// Pins, windows and given moratoria.
fn fixed_years(state: &State<'_>, &Moved { project, to, .. }: &Moved) -> Vec<Obstacle> {
    let traits = &state.input.projects[project];
    let mut found = Vec::new();
    if traits.pin.is_some_and(|pin| pin != to) {
        found.push(Obstacle::Pin { project });
    }
    if to < traits.earliest {
        found.push(Obstacle::EarliestYear { project, year: to, earliest: traits.earliest });
    }
    if to < traits.free_ground {
        found.push(Obstacle::Ground { project, year: to, free: traits.free_ground });
    }
    found
}

/// The work on the site that moratoria keep apart from a moved project.
fn moratoria(state: &State<'_>, &Moved { project, to, .. }: &Moved) -> Vec<Obstacle> {
    let input = state.input;
    let traits = &input.projects[project];
    if state.keeps_moratoria(traits, to) {
        return Vec::new();
    }
    let is_reached = |&other: &usize| {
        let other_traits = &input.projects[other];
        state.year(other).is_some_and(|done| {
            (traits.breaks_ground && done < to && to <= done + other_traits.moratorium_years)
                || (other_traits.breaks_ground && to < done && done <= to + traits.moratorium_years)
        })
    };
    let others = input.sites[traits.site].iter().copied().filter(is_reached);
    others.map(|other| Obstacle::SiteMoratorium { project, year: to, other }).collect()
}
