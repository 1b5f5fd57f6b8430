//! Moves and what keeps them from being made, with the names of the instance.

use std::collections::BTreeMap;

use super::obstacle::Obstacle;
use super::whole_move::WholeMove;
use crate::earlier_year::{MOST_LISTED, MobilizationChange, ProjectMove};
use crate::grouping::GroupedProject;
use crate::instance::Instance;
use crate::model::as_float;
use crate::programme::project_id;
use crate::reason::Reason;
use crate::schedule::{Blocker, State};
use crate::shadow_price::TOLD_CENTS;

/// Where names are found.
pub(super) struct Names<'a> {
    pub(super) instance: &'a Instance,
    pub(super) projects: &'a [GroupedProject],
    /// A pinned request of each project.
    pub(super) pinned: &'a [Option<usize>],
    /// The price of each resource.
    pub(super) prices: &'a [f64],
}

impl Names<'_> {
    /// What keeps a move from being made; `of` is the project that it is about: others are named beside what stands before
    /// them.
    pub(super) fn blocker(&self, state: &State<'_>, of: usize, obstacle: &Obstacle) -> Reason {
        let calendar = |index: usize| self.instance.horizon.calendar_year(index);
        let other_than = |project: usize| (project != of).then(|| project_id(project));
        match *obstacle {
            Obstacle::Pin { project } => Reason::Pinned {
                request: self.pinned[project]
                    .map(|request| self.instance.requests[request].id.clone())
                    .unwrap_or_default(),
                year: state.input.projects[project].pin.map(calendar),
                project: other_than(project),
            },
            Obstacle::EarliestYear { project, earliest, .. } => {
                let last = self.latest_window(project);
                Reason::EarliestYear {
                    year: last.map_or(calendar(earliest), |(year, _)| year),
                    request: last.map(|(_, request)| request.to_owned()),
                    project: other_than(project),
                }
            }
            Obstacle::Ground { project, free, .. } => {
                Reason::GroundMoratorium { year: calendar(free), project: other_than(project) }
            }
            Obstacle::SiteMoratorium { project, year, other } => Reason::SiteMoratorium {
                year: calendar(year),
                project: project_id(other),
                project_year: calendar(state.year(other).unwrap_or(year)),
                moved: other_than(project),
            },
            Obstacle::Budget { department, year, missing } => Reason::Budget {
                year: calendar(year),
                department: self.instance.departments[department].id.clone(),
                missing,
                price: self.price(department, year).map(|price| price * as_float(TOLD_CENTS)),
            },
            Obstacle::Hours { crew, year, missing } => Reason::Hours {
                year: calendar(year),
                crew: self.instance.crews[crew].id.clone(),
                missing,
                price: self.price(self.instance.departments.len() + crew, year),
            },
            Obstacle::MinimumShare { share, year, missing } => {
                let minimum = &self.instance.minimum_shares[share];
                let (department, area) = (minimum.department.clone(), minimum.area.clone());
                Reason::MinimumShare { year: calendar(year), department, area, missing }
            }
        }
    }

    /// The price of a row of resources in a year, departments then crews; none where it is not scarce.
    fn price(&self, row: usize, year: usize) -> Option<f64> {
        let price = self.prices.get(row * self.instance.horizon.length() + year).copied();
        price.filter(|price| *price > 0.0)
    }

    /// What comes along, prerequisites first; the state is that after the move.
    pub(super) fn moves(&self, state: &State<'_>, whole: &WholeMove) -> Vec<ProjectMove> {
        let Some((_, needed)) = whole.moved.split_last() else { return Vec::new() };
        let calendar = |index: usize| self.instance.horizon.calendar_year(index);
        let written = needed.iter().take(MOST_LISTED).map(|moved| {
            let traits = &state.input.projects[moved.project];
            let hours = traits.hours.iter().map(|&(crew, hours)| (self.instance.crews[crew].id.clone(), hours));
            ProjectMove {
                project: project_id(moved.project),
                from: moved.from.map(calendar),
                to: calendar(moved.to),
                cost: traits.requests_cost + mobilization(state, moved.project, moved.to),
                hours: hours.collect::<BTreeMap<String, f64>>(),
            }
        });
        written.collect()
    }

    /// The mobilizations that change: those of companions, and those of what moves from another year.
    pub(super) fn mobilizations(&self, state: &State<'_>, whole: &WholeMove) -> Vec<MobilizationChange> {
        let calendar = |index: usize| self.instance.horizon.calendar_year(index);
        let own = whole.moved.iter().rev().filter(|moved| moved.from.is_some()).map(|moved| {
            let paid = state.input.projects[moved.project].mobilization;
            let before = if moved.was_shared { paid.shared_cost } else { paid.cost };
            (moved.project, moved.to, mobilization(state, moved.project, moved.to) - before)
        });
        let changes = own.filter(|(_, _, cents)| *cents != 0).chain(whole.companions.iter().copied());
        let named = changes.take(MOST_LISTED).map(|(project, year, cents)| MobilizationChange {
            project: project_id(project),
            year: calendar(year),
            cents,
        });
        named.collect()
    }

    /// The latest year before which a request of the project may not be done, and the request.
    fn latest_window(&self, project: usize) -> Option<(i32, &str)> {
        let requests = self.projects[project].requests.iter().map(|&request| &self.instance.requests[request]);
        let windows = requests.filter_map(|request| Some((request.earliest_year?, request.id.as_str())));
        windows.reduce(|known, other| if other.0 > known.0 { other } else { known })
    }
}

/// What a project that is done in the year pays for its mobilization, cents.
fn mobilization(state: &State<'_>, project: usize, year: usize) -> i64 {
    let traits = &state.input.projects[project];
    let is_shared = state.done_on_site(traits.site, year) > 1;
    if is_shared { traits.mobilization.shared_cost } else { traits.mobilization.cost }
}

/// What keeps a single project out of a year, with the names of the instance.
pub(crate) fn reason(instance: &Instance, state: &State<'_>, blocker: &Blocker, year: usize) -> Reason {
    let calendar = |index: usize| instance.horizon.calendar_year(index);
    match *blocker {
        Blocker::EarliestYear { ready } => Reason::EarliestYear { year: calendar(ready), request: None, project: None },
        Blocker::Ground { free } => Reason::GroundMoratorium { year: calendar(free), project: None },
        Blocker::Order { other } => Reason::Order {
            year: calendar(year),
            project: project_id(other),
            project_year: state.year(other).map(calendar),
        },
        Blocker::SiteMoratorium { other } => Reason::SiteMoratorium {
            year: calendar(year),
            project: project_id(other),
            project_year: calendar(state.year(other).unwrap_or(year)),
            moved: None,
        },
        Blocker::Budget { department, missing } => {
            let department = instance.departments[department].id.clone();
            Reason::Budget { year: calendar(year), department, missing, price: None }
        }
        Blocker::Hours { crew, missing } => {
            Reason::Hours { year: calendar(year), crew: instance.crews[crew].id.clone(), missing, price: None }
        }
        Blocker::MinimumShare { share, missing } => {
            let minimum = &instance.minimum_shares[share];
            let (department, area) = (minimum.department.clone(), minimum.area.clone());
            Reason::MinimumShare { year: calendar(year), department, area, missing }
        }
    }
}
