//! Requests of one work type become projects: the components of their proximity graph, cut where a limit of the work
//! type or a pin asks for it.
//!
//! Density clustering alone chains a city's requests into packages of thousands (DBSCAN), or leaves many of them out
//! (HDBSCAN). Here a component that breaks a limit is cut by planes into pieces that keep to the limits, the pieces are
//! taken apart where they are not connected, and neighbours are joined again while the limits allow: each project is
//! connected, compact, and no two neighbours could have been one.

mod pins;
mod split;

use std::collections::HashSet;

use crate::agglomeration::{Content, Part, agglomerate};
use crate::instance::{GroupingRules, Instance};
use crate::model::RequestTraits;
use crate::proximity::{Position, components};

/// A project before it is scheduled: indices into the instance's lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupedProject {
    /// Index of its work type.
    pub work_type: usize,
    /// Indices of its requests, ascending.
    pub requests: Vec<usize>,
    /// Number of its site, from 0.
    pub site: usize,
}

/// The projects of an instance and the sites that they share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// By work type, then by first request.
    pub projects: Vec<GroupedProject>,
    /// Number of sites.
    pub site_count: usize,
}

/// How pinned requests share projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PinGrouping {
    /// A pinned request takes its neighbours along.
    Together,
    /// Where a work type has limits, pinned requests are only with those of the same year: the least that the pins ask.
    Apart,
}

/// Groups the requests of every work type; sites are not set yet. O(n log n) for n requests.
pub(crate) fn group_requests(
    instance: &Instance,
    traits: &RequestTraits,
    pin_grouping: PinGrouping,
) -> Vec<GroupedProject> {
    let mut by_type: Vec<Vec<usize>> = vec![Vec::new(); instance.work_types.len()];
    for (request, &work_type) in traits.work_type.iter().enumerate() {
        if !traits.is_excluded[request] {
            by_type[work_type].push(request);
        }
    }
    let mut projects = Vec::new();
    for (work_type, requests) in by_type.into_iter().enumerate() {
        let grouper = Grouper { instance, traits, rules: instance.work_types[work_type].grouping, pin_grouping };
        let mut groups = grouper.group(&requests);
        groups.sort_unstable_by_key(|group| group.first().copied());
        projects.extend(groups.into_iter().map(|requests| GroupedProject { work_type, requests, site: 0 }));
    }
    projects
}

struct Grouper<'a> {
    instance: &'a Instance,
    traits: &'a RequestTraits,
    rules: GroupingRules,
    pin_grouping: PinGrouping,
}

impl Grouper<'_> {
    fn group(&self, requests: &[usize]) -> Vec<Vec<usize>> {
        // A request that alone costs more than a project may is a project by itself.
        let (lone, ordinary): (Vec<usize>, Vec<usize>) = requests
            .iter()
            .partition(|&&r| self.rules.max_cost.is_some_and(|limit| self.instance.requests[r].cost > limit));
        let mut groups: Vec<Vec<usize>> = lone.into_iter().map(|request| vec![request]).collect();
        for component in self.connected(&ordinary) {
            self.cut(component, &mut groups);
        }
        groups
    }

    /// The connected components of some requests, each ascending.
    fn connected(&self, requests: &[usize]) -> Vec<Vec<usize>> {
        let labels = components(&self.positions(requests), self.rules.radius_m);
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); labels.iter().max().map_or(0, |most| most + 1)];
        for (&request, label) in requests.iter().zip(labels) {
            groups[label].push(request);
        }
        groups
    }

    /// Cuts a component as its limits and pins ask.
    fn cut(&self, component: Vec<usize>, groups: &mut Vec<Vec<usize>>) {
        let classes = self.separate_pins(component);
        let separated = classes.len() > 1;
        let mut pieces = Vec::new();
        for class in classes {
            let connected = if separated { self.connected(&class) } else { vec![class] };
            for requests in connected {
                for leaf in self.split(&requests) {
                    pieces.push(self.part(leaf));
                }
            }
        }
        if pieces.len() > 1 {
            pieces = agglomerate(pieces, self.rules.radius_m, self.rules.max_span_m);
        }
        groups.extend(pieces.into_iter().map(|piece| {
            let mut requests = piece.content.requests;
            requests.sort_unstable();
            requests
        }));
    }

    fn part(&self, requests: Vec<usize>) -> Part<Piece> {
        let mut places = self.positions(&requests);
        let mut seen = HashSet::new();
        places.retain(|position| seen.insert(position.place()));
        let pin = requests.iter().find_map(|&r| self.traits.pinned_to[r]);
        let ready = requests.iter().map(|&r| self.traits.ready[r]).max().unwrap_or(0);
        let cost = requests.iter().map(|&r| self.instance.requests[r].cost).sum();
        let keeps_apart = self.keeps_pins_apart();
        Part::new(places, Piece { requests, cost, pin, ready, keeps_apart, rules: self.rules })
    }

    fn keeps_pins_apart(&self) -> bool {
        let GroupingRules { max_span_m, max_requests, max_cost, .. } = self.rules;
        let is_limited = max_span_m.is_some() || max_requests.is_some() || max_cost.is_some();
        is_limited && self.pin_grouping == PinGrouping::Apart
    }

    fn positions(&self, requests: &[usize]) -> Vec<Position> {
        requests.iter().map(|&request| self.traits.position[request]).collect()
    }
}

/// The requests of one piece of a component.
struct Piece {
    requests: Vec<usize>,
    cost: i64,
    /// The year of its pins, from 0.
    pin: Option<usize>,
    /// The first year in which all its requests may be done.
    ready: usize,
    keeps_apart: bool,
    rules: GroupingRules,
}

impl Content for Piece {
    fn size(&self) -> usize {
        self.requests.len()
    }

    fn is_full(&self) -> bool {
        self.rules.max_requests.is_some_and(|limit| self.requests.len() >= limit as usize)
            || self.rules.max_cost.is_some_and(|limit| self.cost > limit)
    }

    fn may_join(&self, other: &Self) -> bool {
        let pins_agree = match (self.pin, other.pin) {
            (Some(year), Some(other_year)) => year == other_year,
            (None, None) => true,
            (Some(year), None) => !self.keeps_apart && other.ready <= year,
            (None, Some(year)) => !self.keeps_apart && self.ready <= year,
        };
        pins_agree
            && self.rules.max_requests.is_none_or(|limit| self.size() + other.size() <= limit as usize)
            && self.rules.max_cost.is_none_or(|limit| self.cost + other.cost <= limit)
    }

    fn join(&mut self, other: Self) {
        self.requests.extend(other.requests);
        self.cost += other.cost;
        self.pin = self.pin.or(other.pin);
        self.ready = self.ready.max(other.ready);
    }
}
