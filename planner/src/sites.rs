//! Projects that touch become one site: they can share a mobilization and must respect each other's order.

use petgraph::unionfind::UnionFind;
use rayon::prelude::*;

use crate::agglomeration::{Content, Limits, Part, agglomerate};
use crate::extent::Extent;
use crate::grouping::GroupedProject;
use crate::instance::SiteRules;
use crate::metric::{Metric, Places};
use crate::model::RequestTraits;
use crate::proximity::number_in_order;

/// Sets the site of each project and gives the number of sites.
///
/// Projects are of one site where a request of one is at most `radius_m` from a request of the other, directly or
/// through projects between them. Where that would make a site longer than its limit, projects are joined from the
/// closest up while the limit allows. O(n log n) for n requests.
pub(crate) fn assign_sites(projects: &mut [GroupedProject], traits: &RequestTraits, rules: SiteRules) -> usize {
    let metric = traits.metric(rules.distance);
    let requests: Vec<usize> = projects.iter().flat_map(|project| project.requests.iter().copied()).collect();
    let labels = metric.components(&traits.places(metric, &requests), rules.radius_m);
    let cutting = Cutting { projects, traits, metric, rules };
    let components = projects_by_component(projects, &labels);
    let sites: Vec<Vec<usize>> = components.into_par_iter().flat_map_iter(|members| cutting.cut(members)).collect();
    let site_count = sites.len();
    let mut site_of = vec![0; projects.len()];
    for (site, members) in sites.into_iter().enumerate() {
        for project in members {
            site_of[project] = site;
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

struct Cutting<'a> {
    projects: &'a [GroupedProject],
    traits: &'a RequestTraits,
    metric: Metric<'a>,
    rules: SiteRules,
}

impl Cutting<'_> {
    /// The sites of a component.
    fn cut(&self, members: Vec<usize>) -> Vec<Vec<usize>> {
        let Some(limit) = self.rules.max_span_m.filter(|_| members.len() > 1) else { return vec![members] };
        let mut all = Places::default();
        for &project in &members {
            all.extend(self.places(project));
        }
        if self.metric.spans_at_most(&Extent::of(all.positions.clone()), &all, limit) {
            return vec![members];
        }
        let parts = members.into_iter().map(|project| self.part(project, limit)).collect();
        let limits = Limits { metric: self.metric, radius_m: self.rules.radius_m, max_span_m: Some(limit) };
        let mut sites: Vec<Vec<usize>> =
            agglomerate(parts, limits).into_iter().map(|part| part.content.projects).collect();
        for site in &mut sites {
            site.sort_unstable();
        }
        sites
    }

    fn part(&self, project: usize, limit_m: f64) -> Part<Projects> {
        let mut part = Part::new(self.places(project), Projects { projects: vec![project], is_too_long: false });
        part.content.is_too_long = !self.metric.spans_at_most(&part.extent, &part.places, limit_m);
        part
    }

    fn places(&self, project: usize) -> Places {
        self.traits.places(self.metric, &self.projects[project].requests).without_repetition()
    }
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
