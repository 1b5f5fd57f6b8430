//! Projects that touch become one site: they can share a mobilization and must respect each other's order.

use petgraph::unionfind::UnionFind;

use crate::agglomeration::{Content, Part, agglomerate};
use crate::extent::Extent;
use crate::grouping::GroupedProject;
use crate::instance::SiteRules;
use crate::proximity::{Position, components, number_in_order};

/// Sets the site of each project and gives the number of sites.
///
/// Projects are of one site where a request of one is at most `radius_m` from a request of the other, directly or
/// through projects between them. Where that would make a site longer than its limit, projects are joined from the
/// closest up while the limit allows. O(n log n) for n requests.
pub(crate) fn assign_sites(projects: &mut [GroupedProject], positions: &[Position], rules: SiteRules) -> usize {
    let places: Vec<Position> =
        projects.iter().flat_map(|project| project.requests.iter().map(|&request| positions[request])).collect();
    let labels = components(&places, rules.radius_m);
    let components = projects_by_component(projects, &labels);
    let mut site_of = vec![0; projects.len()];
    let mut site_count = 0;
    for members in components {
        for site in cut(projects, positions, rules, members) {
            for project in site {
                site_of[project] = site_count;
            }
            site_count += 1;
        }
    }
    let numbers = number_in_order(site_of.into_iter(), site_count);
    for (project, site) in projects.iter_mut().zip(numbers) {
        project.site = site;
    }
    site_count
}

fn projects_by_component(projects: &[GroupedProject], labels: &[usize]) -> Vec<Vec<usize>> {
    let label_count = labels.iter().max().map_or(0, |most| most + 1);
    let mut forest: UnionFind<usize> = UnionFind::new(label_count);
    let mut first_label = Vec::with_capacity(projects.len());
    let mut rest = labels;
    for project in projects {
        let (own, others) = rest.split_at(project.requests.len());
        for pair in own.windows(2) {
            forest.union(pair[0], pair[1]);
        }
        first_label.push(own[0]);
        rest = others;
    }
    let numbers = number_in_order(first_label.into_iter().map(|label| forest.find(label)), label_count);
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); numbers.iter().max().map_or(0, |most| most + 1)];
    for (project, number) in numbers.into_iter().enumerate() {
        groups[number].push(project);
    }
    groups
}

fn cut(projects: &[GroupedProject], positions: &[Position], rules: SiteRules, members: Vec<usize>) -> Vec<Vec<usize>> {
    let Some(limit) = rules.max_span_m.filter(|_| members.len() > 1) else { return vec![members] };
    let places = |project: usize| projects[project].requests.iter().map(|&request| positions[request]).collect();
    let all: Vec<Position> = members.iter().flat_map(|&project| -> Vec<Position> { places(project) }).collect();
    if Extent::of(all).spans_at_most(limit) {
        return vec![members];
    }
    let parts = members.into_iter().map(|project| part(project, places(project), limit)).collect();
    let mut sites: Vec<Vec<usize>> =
        agglomerate(parts, rules.radius_m, Some(limit)).into_iter().map(|part| part.content.projects).collect();
    for site in &mut sites {
        site.sort_unstable();
    }
    sites
}

fn part(project: usize, places: Vec<Position>, limit_m: f64) -> Part<Projects> {
    let mut part = Part::new(places, Projects { projects: vec![project], is_too_long: false });
    part.content.is_too_long = !part.extent.spans_at_most(limit_m);
    part
}

/// The projects of a site in the making.
struct Projects {
    projects: Vec<usize>,
    /// Whether it is one project, longer by itself than a site of several may be.
    is_too_long: bool,
}

impl Content for Projects {
    fn size(&self) -> usize {
        self.projects.len()
    }

    fn is_full(&self) -> bool {
        self.is_too_long
    }

    fn may_join(&self, _: &Self) -> bool {
        true
    }

    fn join(&mut self, other: Self) {
        self.projects.extend(other.projects);
    }
}
