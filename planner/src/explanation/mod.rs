//! Finds the reason of each project in the finished programme, and what it would take to do it earlier: the whole move,
//! with what must come along and what that leaves behind, tried on the programme and taken back.

mod brought_in;
mod naming;
mod obstacle;
mod whole_move;

pub(crate) use brought_in::{Brought, More, brought_in};
pub(crate) use naming::reason;

use std::collections::HashMap;

use rayon::prelude::*;

use crate::earlier_year::{EarlierYear, MOST_LISTED};
use crate::grouping::GroupedProject;
use crate::instance::Instance;
use crate::model::as_float;
use crate::programme::project_id;
use crate::reason::Reason;
use crate::schedule::State;
use naming::Names;
use obstacle::{Obstacle, obstacles};
use whole_move::{WholeMove, needed, spread};

/// Why a project is done when it is, and what it would take to do it a year earlier.
pub(crate) type Explanation = (Reason, Option<EarlierYear>);

/// Projects that are explained with one copy of the programme: fixed, so that rounding is the same for any number of
/// threads; more where there are many, so that copies stay few.
const LEAST_PROJECTS_A_COPY: usize = 4_096;
const MOST_COPIES: usize = 16;

/// The finished programme as explanations read it.
#[derive(Clone, Copy)]
pub(crate) struct Explained<'a> {
    pub(crate) instance: &'a Instance,
    pub(crate) projects: &'a [GroupedProject],
    /// The projects that pins place.
    pub(crate) is_fixed: &'a [bool],
    /// A pinned request of each project.
    pub(crate) pinned: &'a [Option<usize>],
    /// The price of each resource.
    pub(crate) prices: &'a [f64],
}

/// The reason of each project.
pub(crate) fn explain(explained: Explained<'_>, state: &State<'_>) -> Vec<Explanation> {
    let count = explained.is_fixed.len().div_ceil(MOST_COPIES).max(LEAST_PROJECTS_A_COPY);
    let chunks = explained.is_fixed.par_chunks(count).enumerate().flat_map_iter(|(chunk, part)| {
        let mut state = state.clone();
        let mut closest: ClosestYears = HashMap::new();
        let first = chunk * count;
        (first..first + part.len()).map(move |project| match state.year(project) {
            Some(year) => explained.why_then(&mut state, project, year),
            None => explained.why_waiting(&mut state, project, &mut closest),
        })
    });
    chunks.collect()
}

/// By site and work type, the year that comes closest to taking what waits for other work: near enough the same for all
/// of a kind.
type ClosestYears = HashMap<(usize, usize), usize>;

/// A year for a project and for each of what must come before it, and how far from letting go what stands in the way is.
struct Way {
    years: Vec<(usize, usize)>,
    distance: f64,
}

/// A move that was tried.
struct Tried {
    obstacles: Vec<Obstacle>,
    earlier: EarlierYear,
    /// What must come before the project, the one that binds it the most; its year.
    first: Option<(usize, Option<usize>)>,
    year: usize,
}

impl Explained<'_> {
    /// What keeps a project that is done out of the year before; where a year earlier still is free, that is told.
    fn why_then(&self, state: &mut State<'_>, project: usize, year: usize) -> Explanation {
        let by_pin = self.pin_reason(state, project);
        let Some(before) = year.checked_sub(1) else { return (by_pin.unwrap_or(Reason::FirstYear), None) };
        let mut tried = self.try_year(state, project, before);
        if !tried.obstacles.is_empty()
            && let Some(free) = free_year(state, project, before).map(|free| self.try_year(state, project, free))
            && free.obstacles.is_empty()
        {
            tried = free;
        }
        (by_pin.unwrap_or_else(|| self.decided(state, project, &tried)), Some(tried.earlier))
    }

    /// What keeps a waiting project out of the year that it comes closest to; where no year could take it whatever else
    /// is done, that is the reason.
    fn why_waiting(&self, state: &mut State<'_>, project: usize, closest: &mut ClosestYears) -> Explanation {
        let traits = &state.input.projects[project];
        let kind = (traits.site, traits.work_type);
        let waits_for_others = state.has_waiting_prerequisite(project);
        let known = closest.get(&kind).copied().filter(|_| waits_for_others);
        let years = known.map_or(0..state.input.years, |year| year..year + 1);
        let ways = years.map(|year| way_to(state, project, year));
        let Some(way) = ways.min_by(|a, b| a.distance.total_cmp(&b.distance)) else {
            return (Reason::best_value(), None);
        };
        let tried = self.try_way(state, &way);
        if waits_for_others {
            closest.insert(kind, tried.year);
        }
        let decided = match self.exceeded(state, project) {
            Some(reason) => reason,
            None => self.decided(state, project, &tried),
        };
        (decided, Some(tried.earlier))
    }

    fn names(&self) -> Names<'_> {
        let Self { instance, projects, pinned, prices, .. } = *self;
        Names { instance, projects, pinned, prices }
    }

    fn pin_reason(&self, state: &State<'_>, project: usize) -> Option<Reason> {
        let instance = self.instance;
        match self.pinned[project] {
            Some(request) => Some(Reason::pinned(instance.requests[request].id.clone())),
            None => (self.is_fixed[project] && Self::is_beside_pin(state, project)).then_some(Reason::RequiredByPin),
        }
    }

    /// Whether a pinned project of its site is done in the same year.
    fn is_beside_pin(state: &State<'_>, project: usize) -> bool {
        let input = state.input;
        let year = state.year(project);
        input.sites[input.projects[project].site]
            .iter()
            .any(|&other| year.is_some() && input.projects[other].pin == year)
    }

    /// The move of a project to a year, and what it would break. The programme is left as it was.
    fn try_year(&self, state: &mut State<'_>, project: usize, year: usize) -> Tried {
        let way = way_to(state, project, year);
        self.try_way(state, &way)
    }

    fn try_way(&self, state: &mut State<'_>, way: &Way) -> Tried {
        let whole = WholeMove::apply(state, &way.years);
        let obstacles = obstacles(state, &whole);
        let names = self.names();
        let project = whole.moved.last().map_or(0, |moved| moved.project);
        let year = whole.moved.last().map_or(0, |moved| moved.to);
        let earlier = EarlierYear {
            year: self.instance.horizon.calendar_year(year),
            more_blockers: obstacles.len().saturating_sub(MOST_LISTED),
            more_moves: whole.moved.len().saturating_sub(1 + MOST_LISTED),
            blockers: obstacles
                .iter()
                .take(MOST_LISTED)
                .map(|obstacle| names.blocker(state, project, obstacle))
                .collect(),
            moves: names.moves(state, &whole),
            mobilizations: names.mobilizations(state, &whole),
            gained: whole.gained(state),
            lost: whole.price(state, self.prices),
        };
        let before = whole.moved.iter().rev().skip(1).map(|moved| (moved.project, moved.from));
        let first = before.max_by_key(|(_, from)| from.unwrap_or(usize::MAX));
        whole.undo(state);
        Tried { obstacles, earlier, first, year }
    }

    /// What decided, of a move that was tried: windows before order, order before money, for what no budget would change
    /// counts most.
    fn decided(&self, state: &State<'_>, project: usize, tried: &Tried) -> Reason {
        let horizon = self.instance.horizon;
        let own = tried.obstacles.iter().find(|obstacle| obstacle.project() == Some(project));
        let is_fixed = |obstacle: &&Obstacle| !matches!(obstacle, Obstacle::SiteMoratorium { .. });
        let names = self.names();
        match (own.filter(is_fixed), tried.first, tried.obstacles.first()) {
            (Some(own), ..) => names.blocker(state, project, own),
            (None, Some((other, done)), Some(_)) => Reason::Order {
                year: tried.earlier.year,
                project: project_id(other),
                project_year: done.map(|done| horizon.calendar_year(done)),
            },
            (None, None, Some(obstacle)) => names.blocker(state, project, obstacle),
            (None, _, None) => self.free_choice(state, project, tried),
        }
    }

    /// Why a year that would take a project is not used.
    fn free_choice(&self, state: &State<'_>, project: usize, tried: &Tried) -> Reason {
        let EarlierYear { year, gained, lost, .. } = tried.earlier;
        let announced = state.year(project).and_then(|now| {
            let known = state.input.projects[project].announced.iter().find(|(announced, _)| *announced == now)?;
            Some(Reason::Announced { year: self.instance.horizon.calendar_year(now), price: known.1 })
        });
        announced.unwrap_or(Reason::BestValue { year: Some(year), gained: Some(gained), lost: Some(lost) })
    }

    /// The budget or crew that could not take a project in any year, were nothing else done: of the year that comes closest.
    fn exceeded(&self, state: &State<'_>, project: usize) -> Option<Reason> {
        let input = state.input;
        let traits = &input.projects[project];
        let mobilization = match input.sites[traits.site].len() {
            1 => traits.mobilization.cost,
            _ => traits.mobilization.cost.min(traits.mobilization.shared_cost),
        };
        let cost = traits.requests_cost + mobilization;
        let year_of = |year: usize| self.instance.horizon.calendar_year(year);
        let mut closest: Option<(f64, Reason)> = None;
        for year in traits.ready..input.years {
            let money = input.budgets[traits.department][year].filter(|&budget| cost > budget).map(|budget| {
                let department = self.instance.departments[traits.department].id.clone();
                let reason = Reason::ExceedsBudget { year: year_of(year), department, missing: cost - budget };
                (as_float(cost - budget) / as_float(budget.max(1)), reason)
            });
            let hours = traits.hours.iter().filter_map(|&(crew, hours)| {
                let limit = input.crew_hours[crew][year].filter(|&limit| hours > limit * (1.0 + 1e-9) + 1e-9)?;
                let crew = self.instance.crews[crew].id.clone();
                let reason = Reason::ExceedsHours { year: year_of(year), crew, missing: hours - limit };
                Some(((hours - limit) / limit.max(1e-6), reason))
            });
            // The year is as far as the worst of what it lacks; a year that lacks nothing ends the search.
            let worst = money.into_iter().chain(hours).max_by(|a, b| a.0.total_cmp(&b.0))?;
            if closest.as_ref().is_none_or(|known| worst.0 < known.0) {
                closest = Some(worst);
            }
        }
        closest.map(|(_, reason)| reason)
    }
}

/// The way of a project to a year: everything in that year or, where that breaks a rule and another way breaks none, each
/// as late as it may be. The programme is left as it was.
fn way_to(state: &mut State<'_>, project: usize, year: usize) -> Way {
    let needed = needed(state, project, year);
    let together = needed.iter().chain([&project]).map(|&moved| (moved, year)).collect();
    let way = measured(state, together);
    if way.distance == 0.0 {
        return way;
    }
    let apart = spread(state, &needed, project, year).map(|years| measured(state, years));
    apart.filter(|apart| apart.distance == 0.0).unwrap_or(way)
}

fn measured(state: &mut State<'_>, years: Vec<(usize, usize)>) -> Way {
    let whole = WholeMove::apply(state, &years);
    let distances = obstacles(state, &whole).into_iter().map(|obstacle| obstacle.distance(state));
    let distance = distances.fold(0.0, |a, b| a + b);
    whole.undo(state);
    Way { years, distance }
}

/// The last year before a given one that would take a project as things are.
fn free_year(state: &mut State<'_>, project: usize, before: usize) -> Option<usize> {
    let now = state.remove(project)?;
    let fits = |year: &usize| state.can_place(project, *year) && state.misses_no_share_more(project, *year);
    let free = (0..before).rev().find(fits);
    state.place(project, now);
    free
}
