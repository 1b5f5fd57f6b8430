//! Sites and streets that several departments open in several years.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Openings, sites, work_type};
use crate::instance::Instance;
use crate::programme::Plan;
use crate::proximity::Position;
use crate::streets::StreetNetwork;

/// A site where several departments work in different years. Projects are indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatedSite {
    /// Number of the site, from 0.
    pub site: usize,
    /// The projects of each year in which the site is opened, at least two years.
    pub openings: Vec<(i32, Vec<usize>)>,
    /// Whether the ground is broken in more than one of the years.
    pub breaks_ground_again: bool,
}

/// A street where several departments work in different years, whether their projects share a site or not. Projects are
/// indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatedStreet {
    /// Index among the streets of the instance.
    pub street: usize,
    /// The projects of each year in which the street is opened, at least two years.
    pub openings: Vec<(i32, Vec<usize>)>,
    /// Whether the ground is broken in more than one of the years.
    pub breaks_ground_again: bool,
}

/// The sites that are opened in several years by more than one department in all, by number.
pub fn repeated_sites(instance: &Instance, plan: &Plan) -> Vec<RepeatedSite> {
    let repeated = sites(plan).into_iter().filter(|(_, opened)| is_repeated(instance, plan, opened));
    let told = repeated.map(|(site, opened)| RepeatedSite {
        site,
        breaks_ground_again: breaks_ground_again(instance, plan, &opened),
        openings: opened.into_iter().collect(),
    });
    told.collect()
}

/// The streets of the instance that are opened in several years by more than one department in all, by index; none where
/// the instance has no streets.
///
/// A project is on the street that is nearest to one of its requests, at most
/// [`MAX_ACCESS_M`](crate::MAX_ACCESS_M) away. O(n log n) for n requests and vertices of streets.
pub fn repeated_streets(instance: &Instance, plan: &Plan) -> Vec<RepeatedStreet> {
    let repeated = streets(instance, plan).into_iter().filter(|(_, opened)| is_repeated(instance, plan, opened));
    let told = repeated.map(|(street, opened)| RepeatedStreet {
        street,
        breaks_ground_again: breaks_ground_again(instance, plan, &opened),
        openings: opened.into_iter().collect(),
    });
    told.collect()
}

/// By street, the projects that are done on it in each year.
fn streets(instance: &Instance, plan: &Plan) -> BTreeMap<usize, Openings> {
    if instance.streets.is_empty() {
        return BTreeMap::new();
    }
    let network = StreetNetwork::new(&instance.streets);
    let grouped = &plan.grouping.projects;
    let scheduled: Vec<(usize, i32)> = (0..grouped.len()).filter_map(|p| Some((p, plan.decisions[p].year?))).collect();
    let streets_of = |&(project, _): &(usize, i32)| {
        let requests = grouped[project].requests.iter().map(|&request| &instance.requests[request]);
        let nearest = requests.filter_map(|request| network.street(&Position::new(request.lon, request.lat)));
        let mut streets: Vec<usize> = nearest.collect();
        streets.sort_unstable();
        streets.dedup();
        streets
    };
    let found: Vec<Vec<usize>> = scheduled.par_iter().map(streets_of).collect();
    let mut opened: BTreeMap<usize, Openings> = BTreeMap::new();
    for ((project, year), streets) in scheduled.into_iter().zip(found) {
        for street in streets {
            opened.entry(street).or_default().entry(year).or_default().push(project);
        }
    }
    opened
}

fn is_repeated(instance: &Instance, plan: &Plan, opened: &Openings) -> bool {
    let department = |project: usize| work_type(instance, plan, project).department.as_str();
    let mut projects = opened.values().flatten();
    let first = projects.next().map(|&project| department(project));
    opened.len() > 1 && projects.any(|&project| Some(department(project)) != first)
}

fn breaks_ground_again(instance: &Instance, plan: &Plan, opened: &Openings) -> bool {
    let breaks_ground = |projects: &&Vec<usize>| projects.iter().any(|&p| work_type(instance, plan, p).breaks_ground);
    opened.values().filter(breaks_ground).count() > 1
}
