//! Rules G1 to G5 and T1 to T3.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Audit, Findings, Rule};
use crate::extent::Extent;
use crate::instance::DistanceKind;
use crate::metric::{Metric, Places};
use crate::programme::Project;
use crate::proximity::{Position, TOLERANCE_M};

impl Audit<'_> {
    /// G1.
    pub(super) fn membership(&self) -> Findings {
        let mut found = Findings::default();
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let mut ids = HashSet::new();
        for project in self.projects {
            if !ids.insert(project.id.as_str()) {
                found.add(Rule::G1, format!("the id {} is given twice", project.id));
            }
            if project.requests.is_empty() {
                found.add(Rule::G1, format!("{} has no request", project.id));
            }
            let work_type = self.work_types.get(project.work_type.as_str());
            if work_type.is_none_or(|work_type| work_type.department != project.department) {
                found.add(Rule::G1, format!("{} has another department than its work type", project.id));
            }
            for id in &project.requests {
                *seen.entry(id.as_str()).or_default() += 1;
                if self.requests.get(id.as_str()).is_none_or(|request| request.work_type != project.work_type) {
                    found.add(Rule::G1, format!("request {id} of {} is unknown or of another work type", project.id));
                }
            }
        }
        for request in &self.instance.requests {
            let expected = usize::from(!self.excluded.contains_key(request.id.as_str()));
            let count = seen.get(request.id.as_str()).copied().unwrap_or(0);
            if count != expected {
                found.add(Rule::G1, format!("request {} is in {count} projects", request.id));
            }
        }
        found
    }

    /// G2 to G5.
    pub(super) fn grouping(&self) -> Findings {
        let mut found = Findings::default();
        let mut by_type: BTreeMap<&str, Vec<&Project>> = BTreeMap::new();
        for project in self.projects {
            by_type.entry(&project.work_type).or_default().push(project);
            let rules = self.work_types[project.work_type.as_str()].grouping;
            let distance = self.work_types[project.work_type.as_str()].distance;
            let places = self.places([project], distance);
            if self.component_count(&places, distance, rules.radius_m) != 1 {
                found.add(Rule::G2, format!("{} is not connected at {} m", project.id, rules.radius_m));
            }
            if places.len() > 1 {
                let cost: i64 = self.requests_of(project).map(|request| request.cost).sum();
                if rules.max_span_m.is_some_and(|limit| self.spans_more(&places, distance, limit)) {
                    found.add(Rule::G3, format!("{} spans more than {:?} m", project.id, rules.max_span_m));
                }
                if rules.max_requests.is_some_and(|limit| places.len() > limit as usize) {
                    found.add(Rule::G3, format!("{} has {} requests", project.id, places.len()));
                }
                if rules.max_cost.is_some_and(|limit| cost > limit) {
                    found.add(Rule::G3, format!("{} costs {cost} cents before mobilization", project.id));
                }
            }
            let years: BTreeSet<i32> =
                project.requests.iter().filter_map(|id| self.pinned.get(id.as_str()).copied()).collect();
            if years.len() > 1 {
                found.add(Rule::G5, format!("{} mixes pins {years:?}", project.id));
            }
        }
        for (work_type, projects) in by_type {
            self.components_of(&mut found, work_type, &projects);
        }
        found
    }

    /// T1 to T3.
    pub(super) fn sites(&self) -> Findings {
        let mut found = Findings::default();
        let rules = self.instance.sites;
        for projects in self.sites_in_order() {
            let site = projects[0].site.clone();
            if site.is_empty() {
                found.add(Rule::T1, format!("{} has no site", projects[0].id));
            }
            if projects.len() < 2 {
                continue;
            }
            let places = self.places(projects.iter().copied(), rules.distance);
            let labels = self.metric(rules.distance).components(&places, rules.radius_m);
            let owners = projects.iter().enumerate().flat_map(|(p, project)| project.requests.iter().map(move |_| p));
            if !is_one(projects.len(), &labels, owners) {
                found.add(Rule::T2, format!("site {site} is not connected at {} m", rules.radius_m));
            }
            if rules.max_span_m.is_some_and(|limit| self.spans_more(&places, rules.distance, limit)) {
                found.add(Rule::T3, format!("site {site} spans more than {:?} m", rules.max_span_m));
            }
        }
        found
    }

    /// G4.
    fn components_of(&self, found: &mut Findings, work_type: &str, projects: &[&Project]) {
        let (rules, distance) = (self.work_types[work_type].grouping, self.work_types[work_type].distance);
        let is_limited = rules.max_span_m.is_some() || rules.max_requests.is_some() || rules.max_cost.is_some();
        let mut ids = projects.iter().flat_map(|project| &project.requests);
        if is_limited || ids.any(|id| self.pinned.contains_key(id.as_str())) {
            return;
        }
        let places = self.places(projects.iter().copied(), distance);
        let expected = self.component_count(&places, distance, rules.radius_m);
        if expected != projects.len() {
            found.add(
                Rule::G4,
                format!("{work_type} has {} projects and {expected} connected components", projects.len()),
            );
        }
    }

    fn metric(&self, distance: DistanceKind) -> Metric<'_> {
        match (&self.routes, distance) {
            (Some(routes), DistanceKind::StreetNetwork) => Metric::Streets(routes),
            _ => Metric::GreatCircle,
        }
    }

    fn places<'b>(&self, projects: impl IntoIterator<Item = &'b Project>, distance: DistanceKind) -> Places {
        let mut places = Places::default();
        for project in projects {
            for request in self.requests_of(project) {
                places.positions.push(Position::new(request.lon, request.lat));
                if matches!(self.metric(distance), Metric::Streets(_)) {
                    places.stops.push(self.stops.get(request.id.as_str()).copied());
                }
            }
        }
        places
    }

    fn component_count(&self, places: &Places, distance: DistanceKind, radius_m: f64) -> usize {
        self.metric(distance).components(places, radius_m).into_iter().max().map_or(0, |most| most + 1)
    }

    fn spans_more(&self, places: &Places, distance: DistanceKind, limit_m: f64) -> bool {
        let places = places.without_repetition();
        !self.metric(distance).spans_at_most(&Extent::of(places.positions.clone()), &places, limit_m + TOLERANCE_M)
    }
}

/// Whether projects are one piece where a label that two projects share joins them.
fn is_one(count: usize, labels: &[usize], owners: impl Iterator<Item = usize>) -> bool {
    let mut forest: petgraph::unionfind::UnionFind<usize> = petgraph::unionfind::UnionFind::new(count + labels.len());
    for (owner, label) in owners.zip(labels) {
        forest.union(owner, count + label);
    }
    (1..count).all(|project| forest.equiv(0, project))
}
