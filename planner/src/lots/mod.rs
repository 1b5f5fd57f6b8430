//! Lots: the projects of a year bundled into contracts, by department, neighbourhood and size, each with a suggested
//! order of visit.
//!
//! Projects of one year, department and area are divided by recursive inertial bisection (Berger and Bokhari 1987, Simon
//! 1991): the set is cut across its longest axis so that both halves hold the same share of what the contracts may carry.
//! Neighbours that fit together are then joined, and projects nearer to the middle of another lot move there while no lot
//! becomes fuller than the fuller of the two: lots are compact, balanced, and few. O(n log² n) for n projects.

mod balance;
mod bisection;
mod joining;
mod route;
mod stop;

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use geo::{Distance, Haversine, Point};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use self::stop::Stop;

/// Limits of a lot; `None` lifts a limit. A project that alone exceeds one is a lot by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LotRules {
    /// Cents of its projects together, at most.
    pub max_cost: Option<i64>,
    /// Projects, at most.
    pub max_projects: Option<NonZeroU32>,
    /// Metres between any two of its projects, at most.
    pub max_span_m: Option<f64>,
}

impl LotRules {
    /// What a crew or a contractor carries out in a season: 1.5 million dollars, 25 projects, within 3 kilometres.
    pub const USUAL: Self =
        Self { max_cost: Some(150_000_000), max_projects: NonZeroU32::new(25), max_span_m: Some(3_000.0) };
}

impl Default for LotRules {
    fn default() -> Self {
        Self::USUAL
    }
}

/// A project that is done in a year, as far as lots need to know it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LotProject {
    /// The calendar year.
    pub year: i32,
    /// Number of the department, chosen by the caller.
    pub department: usize,
    /// Number of the area that it lies in, chosen by the caller; projects of unknown area are bundled by proximity.
    pub area: Option<usize>,
    /// WGS 84 longitude and latitude.
    pub place: [f64; 2],
    /// Cents.
    pub cost: i64,
}

/// A bundle of projects that one contract carries out.
#[derive(Debug, Clone, PartialEq)]
pub struct Lot {
    /// The calendar year.
    pub year: i32,
    /// The caller's number of the department.
    pub department: usize,
    /// The caller's number of the area; `None` where it is unknown.
    pub area: Option<usize>,
    /// From 1 within the year and department; lots that follow each other are neighbours, those without area come last.
    pub number: u32,
    /// Indices of its projects, in the suggested order of visit.
    pub projects: Vec<usize>,
    /// Great-circle metres from the first project to the last, in that order.
    pub length_m: f64,
}

/// Bundles projects into lots, by year, department and number. Every project is in exactly one; the same projects and
/// rules give the same lots on any number of threads.
///
/// ```
/// use riverain_planner::{LotProject, LotRules, lots};
///
/// let project = |lon| LotProject { year: 2027, department: 0, area: None, place: [lon, 46.81], cost: 60_000_000 };
/// let lots = lots(&[project(-71.220), project(-71.218), project(-71.221), project(-71.219)], &LotRules::default());
/// assert_eq!(lots.len(), 2);
/// assert_eq!((lots[0].projects.as_slice(), lots[1].projects.as_slice()), (&[2, 0][..], &[3, 1][..]));
/// ```
pub fn lots(projects: &[LotProject], rules: &LotRules) -> Vec<Lot> {
    let mut groups: BTreeMap<(i32, usize, bool, Option<usize>), Vec<usize>> = BTreeMap::new();
    for (index, project) in projects.iter().enumerate() {
        let area = project.area;
        groups.entry((project.year, project.department, area.is_none(), area)).or_default().push(index);
    }
    let bundled: Vec<Vec<Vec<usize>>> = groups
        .values()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|group| bundle(projects, group, rules).into_par_iter().map(|lot| visit(projects, &lot)).collect())
        .collect();
    let mut numbers: BTreeMap<(i32, usize), u32> = BTreeMap::new();
    let mut lots = Vec::new();
    for ((year, department, _, area), bundle) in groups.into_keys().zip(bundled) {
        for projects_of_lot in bundle {
            let number = numbers.entry((year, department)).or_default();
            *number += 1;
            let length_m = length(projects, &projects_of_lot);
            lots.push(Lot { year, department, area, number: *number, projects: projects_of_lot, length_m });
        }
    }
    lots.sort_by_key(|lot| (lot.year, lot.department, lot.number));
    lots
}

/// The lots of projects of one year, department and area; the projects of each ascending.
fn bundle(projects: &[LotProject], group: &[usize], rules: &LotRules) -> Vec<Vec<usize>> {
    let stops = stop::stops(projects, group);
    let mut lots = joining::join(bisection::divide(stops, rules), rules);
    balance::balance(&mut lots, rules);
    let indices = |lot: Vec<Stop>| {
        let mut indices: Vec<usize> = lot.into_iter().map(|stop| stop.index).collect();
        indices.sort_unstable();
        indices
    };
    lots.into_iter().map(indices).collect()
}

/// The projects of a lot in the order in which they are visited: from the western end of the way to the eastern.
fn visit(projects: &[LotProject], lot: &[usize]) -> Vec<usize> {
    let plane: Vec<[f64; 2]> = stop::stops(projects, lot).iter().map(|stop| stop.plane).collect();
    let mut order: Vec<usize> = route::route(&plane).into_iter().map(|at| lot[at]).collect();
    // The plane is flat and the Earth is not: what counts is the way on the Earth.
    if length(projects, &order) > length(projects, lot) {
        order = lot.to_vec();
    }
    if let [first, .., last] = order.as_slice()
        && projects[*last].place[0] < projects[*first].place[0]
    {
        order.reverse();
    }
    order
}

/// Great-circle metres along projects.
fn length(projects: &[LotProject], order: &[usize]) -> f64 {
    let point = |index: usize| Point::from(projects[index].place);
    order.windows(2).map(|leg| Haversine.distance(point(leg[0]), point(leg[1]))).fold(0.0, |sum, leg| sum + leg)
}
