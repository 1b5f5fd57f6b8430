//! Opening a street once: what sharing sites saves, which sites are opened again, and which moratoria keep work out.

use std::collections::BTreeMap;

use rstar::RTree;

use crate::instance::{Instance, WorkType};
use crate::programme::Plan;
use crate::proximity::{Around, Node, Position};

/// What the projects of a department save in a year by sharing their mobilization with others of their site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SharedMobilizations {
    /// The projects that share.
    pub project_count: usize,
    /// Cents: their full mobilizations less those that they pay.
    pub saved: i64,
}

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

/// A moratorium that keeps a project out. Projects and moratoria are indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoratoriumBlock {
    /// The project that breaks the ground.
    pub project: usize,
    /// What forbids it.
    pub cause: MoratoriumCause,
    /// The last calendar year of the ban.
    pub until_year: i32,
}

/// What forbids breaking the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoratoriumCause {
    /// An entry of the instance's moratoria.
    Given {
        /// Its index.
        moratorium: usize,
    },
    /// Work on the same site.
    Work {
        /// The project that is done.
        project: usize,
    },
}

/// What sharing saves, by year and id of the department, and how many openings of sites are shared.
pub fn shared_mobilizations<'a>(
    instance: &'a Instance,
    plan: &Plan,
) -> (BTreeMap<(i32, &'a str), SharedMobilizations>, usize) {
    let (mut saved, mut openings) = (BTreeMap::new(), 0);
    for (_, opened) in sites(plan) {
        for (year, projects) in opened.into_iter().filter(|(_, projects)| projects.len() > 1) {
            openings += 1;
            for project in projects {
                let work_type = work_type(instance, plan, project);
                let sum: &mut SharedMobilizations = saved.entry((year, work_type.department.as_str())).or_default();
                sum.project_count += 1;
                sum.saved += work_type.mobilization.cost - work_type.mobilization.shared_cost;
            }
        }
    }
    (saved, openings)
}

/// The sites that are opened in several years by more than one department in all, by number.
pub fn repeated_sites(instance: &Instance, plan: &Plan) -> Vec<RepeatedSite> {
    let repeated = sites(plan).into_iter().filter(|(_, opened)| {
        let mut projects = opened.values().flatten();
        let department = |project: usize| work_type(instance, plan, project).department.as_str();
        let first = projects.next().map(|&project| department(project));
        opened.len() > 1 && projects.any(|&project| Some(department(project)) != first)
    });
    repeated
        .map(|(site, opened)| {
            let breaks_ground =
                |projects: &Vec<usize>| projects.iter().any(|&p| work_type(instance, plan, p).breaks_ground);
            let breaks_ground_again = opened.values().filter(|projects| breaks_ground(projects)).count() > 1;
            RepeatedSite { site, openings: opened.into_iter().collect(), breaks_ground_again }
        })
        .collect()
}

/// The moratoria that keep projects out, for each project the last given one and the last one that work before it on its
/// site starts. O(n log n) for n requests, and the moratoria with what they reach.
pub fn moratorium_blocks(instance: &Instance, plan: &Plan) -> Vec<MoratoriumBlock> {
    let mut blocks = given_blocks(instance, plan);
    blocks.extend(work_blocks(instance, plan));
    blocks.sort_by_key(|block| (block.project, matches!(block.cause, MoratoriumCause::Work { .. })));
    blocks
}

fn given_blocks(instance: &Instance, plan: &Plan) -> Vec<MoratoriumBlock> {
    if instance.moratoria.is_empty() {
        return Vec::new();
    }
    let projects = (0..plan.grouping.projects.len()).filter(|&p| work_type(instance, plan, p).breaks_ground);
    let nodes = projects.flat_map(|index| {
        plan.grouping.projects[index].requests.iter().map(move |&request| {
            let request = &instance.requests[request];
            Node { index, position: Position::new(request.lon, request.lat) }
        })
    });
    let tree = RTree::bulk_load(nodes.collect());
    let mut last: BTreeMap<usize, (i32, usize)> = BTreeMap::new();
    for (index, moratorium) in instance.moratoria.iter().enumerate() {
        if moratorium.until_year < instance.horizon.first_year {
            continue;
        }
        let around = Around::new(Position::new(moratorium.lon, moratorium.lat), moratorium.radius_m);
        for node in tree.locate_with_selection_function(around) {
            let known = last.entry(node.index).or_insert((moratorium.until_year, index));
            if moratorium.until_year > known.0 {
                *known = (moratorium.until_year, index);
            }
        }
    }
    let block = |(project, (until_year, moratorium))| MoratoriumBlock {
        project,
        cause: MoratoriumCause::Given { moratorium },
        until_year,
    };
    last.into_iter().map(block).collect()
}

fn work_blocks(instance: &Instance, plan: &Plan) -> Vec<MoratoriumBlock> {
    let mut waiting: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, (grouped, decision)) in plan.grouping.projects.iter().zip(&plan.decisions).enumerate() {
        if decision.year.is_none() {
            waiting.entry(grouped.site).or_default().push(index);
        }
    }
    let mut blocks = Vec::new();
    for (site, opened) in sites(plan) {
        // The last year that work so far keeps the ground closed, and which work.
        let mut closed: Option<(i32, usize)> = None;
        let mut block = |closed: Option<(i32, usize)>, project: usize, year: Option<i32>| {
            let breaks_ground = work_type(instance, plan, project).breaks_ground;
            if let Some((until_year, other)) =
                closed.filter(|(until, _)| breaks_ground && year.is_none_or(|y| y > *until))
            {
                blocks.push(MoratoriumBlock { project, cause: MoratoriumCause::Work { project: other }, until_year });
            }
        };
        for (year, projects) in opened {
            for &project in &projects {
                block(closed, project, Some(year));
            }
            for project in projects {
                let years = i32::try_from(work_type(instance, plan, project).moratorium_years).unwrap_or(i32::MAX);
                let until = year.saturating_add(years);
                if years > 0 && closed.is_none_or(|(known, _)| until > known) {
                    closed = Some((until, project));
                }
            }
        }
        for &project in waiting.get(&site).into_iter().flatten() {
            block(closed, project, None);
        }
    }
    blocks
}

/// By site, the projects that are done in each year.
fn sites(plan: &Plan) -> BTreeMap<usize, BTreeMap<i32, Vec<usize>>> {
    let mut sites: BTreeMap<usize, BTreeMap<i32, Vec<usize>>> = BTreeMap::new();
    for (index, (grouped, decision)) in plan.grouping.projects.iter().zip(&plan.decisions).enumerate() {
        if let Some(year) = decision.year {
            sites.entry(grouped.site).or_default().entry(year).or_default().push(index);
        }
    }
    sites
}

fn work_type<'a>(instance: &'a Instance, plan: &Plan, project: usize) -> &'a WorkType {
    &instance.work_types[plan.grouping.projects[project].work_type]
}
