//! Requests of one work type become projects: the components of their proximity graph, cut where a limit of the work
//! type or a pin asks for it.
//!
//! Density clustering alone chains a city's requests into packages of thousands (DBSCAN), or leaves many of them out
//! (HDBSCAN). Here a component that breaks a limit is cut into projects that grow from its border inwards, and neighbours
//! are joined while the limits allow: each project is connected and compact, and there are few of them.

mod growth;
mod pins;

use rayon::prelude::*;

use crate::agglomeration::{Content, Limits, Part, agglomerate};
use crate::instance::{GroupingRules, Instance};
use crate::metric::Metric;
use crate::model::RequestTraits;

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
    let projects = by_type.into_par_iter().enumerate().map(|(work_type, requests)| {
        let rules = instance.work_types[work_type].grouping;
        let metric = traits.metric(instance.work_types[work_type].distance);
        let mut groups = Grouper { instance, traits, rules, metric, pin_grouping }.group(&requests);
        groups.sort_unstable_by_key(|group| group.first().copied());
        let project = move |requests| GroupedProject { work_type, requests, site: 0 };
        groups.into_iter().map(project).collect::<Vec<_>>()
    });
    projects.collect::<Vec<_>>().into_iter().flatten().collect()
}

struct Grouper<'a> {
    instance: &'a Instance,
    traits: &'a RequestTraits,
    rules: GroupingRules,
    metric: Metric<'a>,
    pin_grouping: PinGrouping,
}

impl Grouper<'_> {
    fn group(&self, requests: &[usize]) -> Vec<Vec<usize>> {
        // A request that alone costs more than a project may is a project by itself.
        let (lone, ordinary): (Vec<usize>, Vec<usize>) = requests
            .iter()
            .partition(|&&r| self.rules.max_cost.is_some_and(|limit| self.instance.requests[r].cost > limit));
        let mut groups: Vec<Vec<usize>> = lone.into_iter().map(|request| vec![request]).collect();
        groups.par_extend(self.connected(&ordinary).into_par_iter().flat_map_iter(|component| self.cut(component)));
        groups
    }

    /// The connected components of some requests, each ascending.
    fn connected(&self, requests: &[usize]) -> Vec<Vec<usize>> {
        let labels = self.metric.components(&self.traits.places(self.metric, requests), self.rules.radius_m);
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); labels.iter().max().map_or(0, |most| most + 1)];
        for (&request, label) in requests.iter().zip(labels) {
            groups[label].push(request);
        }
        groups
    }

    /// Cuts a component as its limits and pins ask.
    fn cut(&self, component: Vec<usize>) -> Vec<Vec<usize>> {
        if let [_] = component.as_slice() {
            return vec![component];
        }
        let classes = self.separate_pins(component);
        let separated = classes.len() > 1;
        let mut pieces = Vec::new();
        for class in classes {
            let connected = if separated { self.connected(&class) } else { vec![class] };
            pieces.extend(connected.iter().flat_map(|requests| self.pieces(requests)));
        }
        if pieces.len() > 1 {
            pieces = agglomerate(pieces, self.limits());
        }
        let sorted = pieces.into_iter().map(|piece| {
            let mut requests = piece.content.requests;
            requests.sort_unstable();
            requests
        });
        sorted.collect()
    }

    /// Connected parts that keep to the limits: one where the whole does.
    fn pieces(&self, connected: &[usize]) -> Vec<Part<Piece>> {
        let whole = self.part(connected.to_vec());
        if self.keeps_limits(&whole) { vec![whole] } else { self.grow(connected) }
    }

    fn limits(&self) -> Limits<'_> {
        Limits { metric: self.metric, radius_m: self.rules.radius_m, max_span_m: self.rules.max_span_m }
    }

    fn keeps_limits(&self, part: &Part<Piece>) -> bool {
        let GroupingRules { max_span_m, max_requests, max_cost, .. } = self.rules;
        max_requests.is_none_or(|limit| part.content.requests.len() <= limit as usize)
            && max_cost.is_none_or(|limit| part.content.cost <= limit)
            && max_span_m.is_none_or(|limit| self.metric.spans_at_most(&part.extent, &part.places, limit))
    }

    fn part(&self, requests: Vec<usize>) -> Part<Piece> {
        let places = self.traits.places(self.metric, &requests).without_repetition();
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
