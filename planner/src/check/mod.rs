//! The independent audit of a programme: every rule recomputed from the instance and the programme alone.
//!
//! It is written from the rules of the exchange format, shares nothing with the scheduler, and runs on every plan, in
//! production as in tests. Of the grouping it shares only distances and components, which are tested by themselves.

mod equity;
mod grouping;
mod scheduling;

use std::collections::HashMap;
use std::fmt;

use crate::instance::{Instance, Pin, Request, WorkType};
use crate::programme::{Programme, Project};
use crate::proximity::Position;
use crate::streets::{Routes, Stop};

/// A rule of the exchange format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// Every request that is not excluded is in exactly one project, of its work type.
    G1,
    /// The requests of a project are connected.
    G2,
    /// A project keeps to its limits.
    G3,
    /// Without limits or pins, projects are the connected components.
    G4,
    /// Requests pinned to different years are never together.
    G5,
    /// Every project is on one site.
    T1,
    /// The projects of a site are connected.
    T2,
    /// A site of several projects keeps to its span.
    T3,
    /// Years are in the horizon, and not before an earliest year.
    Y1,
    /// Budgets and costs.
    Y2,
    /// Hours.
    Y3,
    /// Order of work.
    Y4,
    /// Moratoria that work starts.
    Y5,
    /// Moratoria given.
    Y6,
    /// Pins.
    Y7,
    /// Minimum shares of areas.
    E1,
    /// Values, objective, bound and gap.
    Obj,
}

/// A rule that a programme breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// Where and how, in English.
    pub text: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}: {}", self.rule, self.text)
    }
}

/// Every rule of the exchange format that a programme breaks; empty where it keeps them all. The instance is valid.
/// O(n log n) for n requests.
pub fn check(instance: &Instance, programme: &Programme) -> Vec<Violation> {
    let audit = Audit::new(instance, programme);
    let Findings(membership) = audit.membership();
    if !membership.is_empty() {
        return membership;
    }
    let ((grouping, sites), (scheduling, shares)) = rayon::join(
        || rayon::join(|| audit.grouping(), || audit.sites()),
        || rayon::join(|| audit.scheduling(), || audit.minimum_shares()),
    );
    [grouping, sites, scheduling, shares].into_iter().flat_map(|Findings(found)| found).collect()
}

/// What breaks a rule, in the order in which it was found.
#[derive(Default)]
struct Findings(Vec<Violation>);

impl Findings {
    fn add(&mut self, rule: Rule, text: String) {
        self.0.push(Violation { rule, text });
    }
}

/// The instance by id, and the programme.
struct Audit<'a> {
    instance: &'a Instance,
    projects: &'a [Project],
    programme: &'a Programme,
    requests: HashMap<&'a str, &'a Request>,
    work_types: HashMap<&'a str, &'a WorkType>,
    pinned: HashMap<&'a str, i32>,
    excluded: HashMap<&'a str, &'a Pin>,
    sites: HashMap<&'a str, Vec<&'a Project>>,
    routes: Option<Routes>,
    /// Where requests stand on the streets, where distances follow them.
    stops: HashMap<&'a str, Stop>,
}

impl<'a> Audit<'a> {
    fn new(instance: &'a Instance, programme: &'a Programme) -> Self {
        let mut sites: HashMap<&str, Vec<&Project>> = HashMap::new();
        for project in &programme.projects {
            sites.entry(project.site.as_str()).or_default().push(project);
        }
        let routes = Routes::of(instance);
        let stop = |r: &'a Request| Some((r.id.as_str(), routes.as_ref()?.stop(&Position::new(r.lon, r.lat))?));
        let stops = instance.requests.iter().filter_map(stop).collect();
        Self {
            stops,
            routes,
            instance,
            projects: &programme.projects,
            programme,
            requests: instance.requests.iter().map(|request| (request.id.as_str(), request)).collect(),
            work_types: instance.work_types.iter().map(|work_type| (work_type.id.as_str(), work_type)).collect(),
            pinned: instance.pins.iter().filter_map(|pin| Some((pin.request.as_str(), pin.year?))).collect(),
            excluded: instance.pins.iter().filter(|pin| pin.excluded).map(|pin| (pin.request.as_str(), pin)).collect(),
            sites,
        }
    }

    /// The requests of a project, which membership has found to exist.
    fn requests_of<'b>(&'b self, project: &'b Project) -> impl Iterator<Item = &'a Request> + 'b {
        project.requests.iter().filter_map(|id| self.requests.get(id.as_str()).copied())
    }

    /// The projects site by site, in an order that does not depend on hashing.
    fn sites_in_order(&self) -> Vec<Vec<&'a Project>> {
        let mut sites: Vec<_> = self.sites.iter().collect();
        sites.sort_unstable_by_key(|(id, _)| **id);
        sites.into_iter().map(|(_, projects)| projects.clone()).collect()
    }
}
