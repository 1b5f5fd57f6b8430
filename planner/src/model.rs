//! An instance with ids replaced by indices: what the algorithms read.

use std::collections::HashMap;

use rayon::prelude::*;
use rstar::RTree;

use crate::areas::area_of;
use crate::grouping::GroupedProject;
use crate::instance::{DistanceKind, Instance, Mobilization};
use crate::metric::{Metric, Places};
use crate::precedence::Precedence;
use crate::proximity::{Around, Node, Position};
use crate::streets::{Routes, Stop};

/// What grouping reads of each request, by index. Years are counted from 0, the first of the horizon.
pub(crate) struct RequestTraits {
    pub(crate) work_type: Vec<usize>,
    pub(crate) position: Vec<Position>,
    pub(crate) is_excluded: Vec<bool>,
    pub(crate) pinned_to: Vec<Option<usize>>,
    /// The year announced for some of them within the horizon, and what keeping it is worth.
    pub(crate) announced: HashMap<usize, (usize, f64)>,
    /// The first year that its earliest year allows; the number of years where there is none.
    pub(crate) earliest: Vec<usize>,
    /// Where it stands on the streets; empty where no distance follows them.
    pub(crate) stop: Vec<Option<Stop>>,
    routes: Option<Routes>,
    /// The first year in which it may be done: not before its earliest year nor, where it breaks the ground, under a
    /// moratorium around it. The number of years where there is none.
    pub(crate) ready: Vec<usize>,
    /// The first year in which no given moratorium keeps the ground closed; empty where there are none.
    free_ground: Vec<usize>,
}

impl RequestTraits {
    /// The instance is valid.
    pub(crate) fn new(instance: &Instance) -> Self {
        let types = index_of(instance.work_types.iter().map(|w| w.id.as_str()));
        let requests = &instance.requests;
        let earliest: Vec<usize> =
            requests.iter().map(|r| r.earliest_year.map_or(0, |year| instance.horizon.index_from(year))).collect();
        let position: Vec<Position> = requests.par_iter().map(|r| Position::new(r.lon, r.lat)).collect();
        let routes = Routes::of(instance);
        let stop = |routes: &Routes| position.par_iter().map(|p| routes.stop(p)).collect();
        let mut traits = Self {
            stop: routes.as_ref().map(stop).unwrap_or_default(),
            routes,
            work_type: requests.iter().map(|r| types.get(r.work_type.as_str()).copied().unwrap_or(0)).collect(),
            position,
            is_excluded: vec![false; requests.len()],
            pinned_to: vec![None; requests.len()],
            announced: HashMap::new(),
            ready: earliest.clone(),
            earliest,
            free_ground: Vec::new(),
        };
        if !instance.pins.is_empty() || !instance.announced.is_empty() {
            traits.decide(instance);
        }
        if !instance.moratoria.is_empty() {
            traits.wait_for_moratoria(instance);
        }
        traits
    }

    /// What a kind of distance means in this instance.
    pub(crate) fn metric(&self, distance: DistanceKind) -> Metric<'_> {
        match (&self.routes, distance) {
            (Some(routes), DistanceKind::StreetNetwork) => Metric::Streets(routes),
            _ => Metric::GreatCircle,
        }
    }

    /// The places of some requests.
    pub(crate) fn places(&self, metric: Metric<'_>, requests: &[usize]) -> Places {
        let stops = match metric {
            Metric::GreatCircle => Vec::new(),
            Metric::Streets(_) => requests.iter().map(|&request| self.stop[request]).collect(),
        };
        Places { positions: requests.iter().map(|&request| self.position[request]).collect(), stops }
    }

    fn decide(&mut self, instance: &Instance) {
        let by_id = index_of(instance.requests.iter().map(|r| r.id.as_str()));
        for pin in &instance.pins {
            if let Some(&request) = by_id.get(pin.request.as_str()) {
                self.is_excluded[request] = pin.excluded;
                self.pinned_to[request] = pin.year.map(|year| instance.horizon.index_from(year));
            }
        }
        for announcement in &instance.announced {
            let year = instance.horizon.index_of(announcement.year);
            if let (Some(&request), Some(year)) = (by_id.get(announcement.request.as_str()), year) {
                self.announced.insert(request, (year, announcement.price));
            }
        }
    }

    fn wait_for_moratoria(&mut self, instance: &Instance) {
        let nodes = (0..self.position.len())
            .filter(|&request| instance.work_types[self.work_type[request]].breaks_ground)
            .map(|index| Node { index, position: self.position[index] })
            .collect();
        let tree = RTree::bulk_load(nodes);
        self.free_ground = vec![0; self.position.len()];
        for moratorium in &instance.moratoria {
            let free = instance.horizon.index_from(moratorium.until_year.saturating_add(1));
            let centre = Position::new(moratorium.lon, moratorium.lat);
            for node in tree.locate_with_selection_function(Around::new(centre, moratorium.radius_m)) {
                self.ready[node.index] = self.ready[node.index].max(free);
                self.free_ground[node.index] = self.free_ground[node.index].max(free);
            }
        }
    }
}

impl crate::instance::Horizon {
    /// The number of years.
    pub(crate) fn length(self) -> usize {
        self.years as usize
    }

    /// The index of a calendar year, held between 0 and the number of years.
    pub(crate) fn index_from(self, year: i32) -> usize {
        let index = i64::from(year) - i64::from(self.first_year);
        usize::try_from(index.clamp(0, i64::from(self.years))).unwrap_or(0)
    }

    /// The index of a calendar year of the horizon.
    pub(crate) fn index_of(self, year: i32) -> Option<usize> {
        let index = usize::try_from(i64::from(year) - i64::from(self.first_year)).ok()?;
        (index < self.length()).then_some(index)
    }

    /// The calendar year of an index.
    pub(crate) fn calendar_year(self, index: usize) -> i32 {
        self.first_year.saturating_add(i32::try_from(index).unwrap_or(i32::MAX))
    }

    /// What value done in the year of an index is worth today.
    pub(crate) fn weight(self, index: usize) -> f64 {
        (1.0 + self.discount_rate).powi(-i32::try_from(index).unwrap_or(i32::MAX))
    }
}

/// What scheduling reads: projects, sites, resources and rules, all by index.
#[derive(Clone)]
pub(crate) struct ScheduleInput {
    pub(crate) years: usize,
    /// Worth of a unit of value by year.
    pub(crate) weight: Vec<f64>,
    pub(crate) projects: Vec<ProjectTraits>,
    pub(crate) sites: Vec<Vec<usize>>,
    /// Cents by department and year.
    pub(crate) budgets: Vec<Vec<Option<i64>>>,
    /// Hours by crew and year.
    pub(crate) crew_hours: Vec<Vec<Option<f64>>>,
    pub(crate) precedence: Precedence,
    pub(crate) shares: Vec<ShareTraits>,
    /// By department, the minimum shares of what it spends.
    pub(crate) shares_of_department: Vec<Vec<usize>>,
}

/// What a department must at least spend in an area.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ShareTraits {
    pub(crate) department: usize,
    /// Number of the area among those of minimum shares.
    pub(crate) area: usize,
    pub(crate) share: f64,
}

/// What scheduling reads of a project.
#[derive(Debug, Clone)]
pub(crate) struct ProjectTraits {
    pub(crate) work_type: usize,
    pub(crate) department: usize,
    pub(crate) site: usize,
    /// Cents of its requests, without mobilization.
    pub(crate) requests_cost: i64,
    pub(crate) mobilization: Mobilization,
    pub(crate) value: f64,
    /// Positive hours by crew.
    pub(crate) hours: Vec<(usize, f64)>,
    /// The first year that the earliest years of its requests allow.
    pub(crate) earliest: usize,
    /// The first year in which all its requests may be done.
    pub(crate) ready: usize,
    /// The first year in which no given moratorium keeps its ground closed.
    pub(crate) free_ground: usize,
    pub(crate) pin: Option<usize>,
    /// The years announced for its requests, and what keeping each is worth.
    pub(crate) announced: Vec<(usize, f64)>,
    pub(crate) breaks_ground: bool,
    pub(crate) moratorium_years: usize,
    /// Number of its area, where that has a minimum share.
    pub(crate) area: Option<usize>,
}

impl ScheduleInput {
    pub(crate) fn new(
        instance: &Instance,
        traits: &RequestTraits,
        projects: &[GroupedProject],
        site_count: usize,
    ) -> Self {
        let departments = index_of(instance.departments.iter().map(|d| d.id.as_str()));
        let crews = index_of(instance.crews.iter().map(|c| c.id.as_str()));
        let mut sites = vec![Vec::new(); site_count];
        for (index, project) in projects.iter().enumerate() {
            sites[project.site].push(index);
        }
        let (shares, areas) = shares(instance, &departments);
        let mut shares_of_department = vec![Vec::new(); instance.departments.len()];
        for (index, share) in shares.iter().enumerate() {
            shares_of_department[share.department].push(index);
        }
        let project_traits = |project: &GroupedProject| {
            let area = if areas.is_empty() { None } else { area_of(instance, project) };
            let area = area.and_then(|area| areas.get(area).copied());
            ProjectTraits { area, ..project_traits(instance, traits, &departments, &crews, project) }
        };
        let projects = projects.iter().map(project_traits).collect();
        Self {
            years: instance.horizon.length(),
            weight: (0..instance.horizon.length()).map(|year| instance.horizon.weight(year)).collect(),
            projects,
            sites,
            budgets: instance.departments.iter().map(|d| d.budget.clone()).collect(),
            crew_hours: instance.crews.iter().map(|c| c.hours.clone()).collect(),
            precedence: Precedence::new(&instance.work_types),
            shares,
            shares_of_department,
        }
    }

    /// The minimum shares that count what a project costs, each with whether the project is of its area.
    pub(crate) fn shares_of(&self, project: usize) -> impl Iterator<Item = (usize, bool)> + '_ {
        let traits = &self.projects[project];
        let shares = self.shares_of_department[traits.department].iter();
        shares.map(|&share| (share, traits.area == Some(self.shares[share].area)))
    }

    /// The most that a project can cost, cents.
    pub(crate) fn most_cents(&self, project: usize) -> i64 {
        let traits = &self.projects[project];
        traits.requests_cost + traits.mobilization.cost.max(traits.mobilization.shared_cost)
    }

    /// The value of the programme that does each project in the given year.
    pub(crate) fn objective(&self, year: &[Option<usize>]) -> f64 {
        let done = self.projects.iter().zip(year);
        // Not `sum`, which is −0 where nothing is done.
        done.filter_map(|(project, year)| year.map(|year| project.value * self.weight[year])).fold(0.0, |a, b| a + b)
    }

    /// The same input where nothing is announced.
    pub(crate) fn without_announcements(&self) -> Self {
        let mut input = self.clone();
        for project in &mut input.projects {
            project.announced.clear();
        }
        input
    }

    /// Whether keeping an announced year is worth something.
    pub(crate) fn has_announcements(&self) -> bool {
        self.projects.iter().any(|project| !project.announced.is_empty())
    }
}

impl ProjectTraits {
    /// What doing the project in a year is worth to the search: its discounted value, and what keeping that year is.
    pub(crate) fn merit(&self, year: usize, weight: &[f64]) -> f64 {
        let kept: f64 = self.announced.iter().filter(|(announced, _)| *announced == year).map(|(_, price)| price).sum();
        self.value * weight[year] + kept
    }
}

fn project_traits(
    instance: &Instance,
    traits: &RequestTraits,
    departments: &HashMap<&str, usize>,
    crews: &HashMap<&str, usize>,
    project: &GroupedProject,
) -> ProjectTraits {
    let work_type = &instance.work_types[project.work_type];
    let requests = || project.requests.iter().map(|&request| &instance.requests[request]);
    let mut hours: Vec<(usize, f64)> = Vec::new();
    for (crew, amount) in requests().flat_map(|request| &request.hours).filter(|(_, amount)| **amount > 0.0) {
        let crew = crews.get(crew.as_str()).copied().unwrap_or(0);
        match hours.iter_mut().find(|(known, _)| *known == crew) {
            Some((_, total)) => *total += amount,
            None => hours.push((crew, *amount)),
        }
    }
    hours.sort_unstable_by_key(|(crew, _)| *crew);
    ProjectTraits {
        work_type: project.work_type,
        department: departments.get(work_type.department.as_str()).copied().unwrap_or(0),
        site: project.site,
        requests_cost: requests().map(|request| request.cost).sum(),
        mobilization: work_type.mobilization,
        value: requests().map(|request| request.priority).sum(),
        hours,
        earliest: project.requests.iter().map(|&request| traits.earliest[request]).max().unwrap_or(0),
        ready: project.requests.iter().map(|&request| traits.ready[request]).max().unwrap_or(0),
        free_ground: project
            .requests
            .iter()
            .filter_map(|&request| traits.free_ground.get(request).copied())
            .max()
            .unwrap_or(0),
        pin: project.requests.iter().find_map(|&request| traits.pinned_to[request]),
        announced: announced_years(traits, project),
        breaks_ground: work_type.breaks_ground,
        moratorium_years: work_type.moratorium_years as usize,
        area: None,
    }
}

fn announced_years(traits: &RequestTraits, project: &GroupedProject) -> Vec<(usize, f64)> {
    let mut announced: Vec<(usize, f64)> = Vec::new();
    for (year, price) in project.requests.iter().filter_map(|request| traits.announced.get(request)) {
        match announced.iter_mut().find(|(known, _)| known == year) {
            Some((_, total)) => *total += price,
            None => announced.push((*year, *price)),
        }
    }
    announced
}

/// The minimum shares, and the numbers of their areas.
fn shares<'a>(
    instance: &'a Instance,
    departments: &HashMap<&str, usize>,
) -> (Vec<ShareTraits>, HashMap<&'a str, usize>) {
    let mut areas: HashMap<&str, usize> = HashMap::new();
    let shares = instance.minimum_shares.iter().map(|minimum| {
        let next = areas.len();
        ShareTraits {
            department: departments.get(minimum.department.as_str()).copied().unwrap_or(0),
            area: *areas.entry(&minimum.area).or_insert(next),
            share: minimum.share,
        }
    });
    (shares.collect(), areas)
}

/// The position of each id.
pub(crate) fn index_of<'a>(ids: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    ids.enumerate().map(|(index, id)| (id, index)).collect()
}

/// Cents as a floating-point number, exact below 90 trillion dollars.
#[expect(clippy::cast_precision_loss, reason = "prices and shares of money need no more")]
pub(crate) fn as_float(cents: i64) -> f64 {
    cents as f64
}

/// A count as a floating-point number.
#[expect(clippy::cast_precision_loss, reason = "counts of projects are far below 2⁵²")]
pub(crate) fn count_as_float(count: usize) -> f64 {
    count as f64
}
