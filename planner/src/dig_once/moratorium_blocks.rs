//! The moratoria that keep projects out.

use std::collections::BTreeMap;

use rstar::RTree;

use super::{sites, work_type};
use crate::instance::Instance;
use crate::programme::Plan;
use crate::proximity::{Around, Node, Position};

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
