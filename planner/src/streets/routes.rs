//! Shortest ways along the streets, as far as a limit.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::OnceLock;

use super::network::{Stop, StreetNetwork};
use crate::instance::{DistanceKind, Instance};
use crate::proximity::Position;

/// A node by its distance in metres; distances are never negative, so their bits are in their order.
type Queued = Reverse<(u64, usize)>;

/// The nodes within a limit of each node, found when first asked for and kept.
pub(crate) struct Routes {
    pub(super) network: StreetNetwork,
    limit_m: f64,
    near: Vec<OnceLock<Vec<(usize, f64)>>>,
}

impl Routes {
    /// The routes of an instance in which some distance follows the streets, as far as its radii and spans ask.
    pub(crate) fn of(instance: &Instance) -> Option<Self> {
        if instance.streets.is_empty() {
            return None;
        }
        let sites = (instance.sites.distance, instance.sites.radius_m, instance.sites.max_span_m);
        let by_type = instance.work_types.iter().map(|w| (w.distance, w.grouping.radius_m, w.grouping.max_span_m));
        let followed = by_type.chain([sites]).filter(|(distance, ..)| *distance == DistanceKind::StreetNetwork);
        let farthest = followed.map(|(_, radius_m, span_m)| radius_m.max(span_m.unwrap_or(0.0))).reduce(f64::max)?;
        // A millimetre more than the tolerances of the rules.
        Some(Self::new(StreetNetwork::new(&instance.streets), farthest + 1e-3))
    }

    fn new(network: StreetNetwork, limit_m: f64) -> Self {
        let near = (0..network.node_count()).map(|_| OnceLock::new()).collect();
        Self { network, limit_m, near }
    }

    /// Where a request stands on the streets, if it does.
    pub(crate) fn stop(&self, position: &Position) -> Option<Stop> {
        self.network.stop(position)
    }

    /// Metres from one request over the street to another; infinite where no way is short enough.
    pub(crate) fn metres(&self, from: Stop, to: Stop) -> f64 {
        let edges = &self.network.edges;
        let access = from.access + to.access;
        let along = if from.edge == to.edge { (from.offset - to.offset).abs() } else { f64::INFINITY };
        let mut least = access + along;
        for (start, before) in from.to_nodes(&edges[from.edge]) {
            let near = self.near(start);
            for (end, after) in to.to_nodes(&edges[to.edge]) {
                let outside = access + before + after;
                if outside < least
                    && let Ok(position) = near.binary_search_by_key(&end, |(node, _)| *node)
                {
                    least = least.min(outside + near[position].1);
                }
            }
        }
        least
    }

    /// The nodes at most the limit from a node, by number.
    fn near(&self, node: usize) -> &[(usize, f64)] {
        self.near[node].get_or_init(|| {
            let mut found: Vec<(usize, f64)> = within(&self.network, [(node, 0.0)], self.limit_m)
                .into_iter()
                .map(|(node, (metres, _))| (node, metres))
                .collect();
            found.sort_unstable_by_key(|(node, _)| *node);
            found
        })
    }
}

/// The nodes at most `limit_m` from the nearest of some starts, with that distance and start's position in the list
/// (Dijkstra 1959).
pub(super) fn within(
    network: &StreetNetwork,
    starts: impl IntoIterator<Item = (usize, f64)>,
    limit_m: f64,
) -> HashMap<usize, (f64, usize)> {
    let mut best: HashMap<usize, (f64, usize)> = HashMap::new();
    let mut queue: BinaryHeap<Queued> = BinaryHeap::new();
    for (source, (node, metres)) in starts.into_iter().enumerate() {
        improve(&mut best, &mut queue, node, (metres, source), limit_m);
    }
    while let Some(Reverse((bits, node))) = queue.pop() {
        let (metres, source) = best[&node];
        if bits > metres.to_bits() {
            continue;
        }
        for (_, edge) in network.edges_at(node) {
            improve(&mut best, &mut queue, edge.across(node), (metres + edge.metres, source), limit_m);
        }
    }
    best
}

fn improve(
    best: &mut HashMap<usize, (f64, usize)>,
    queue: &mut BinaryHeap<Queued>,
    node: usize,
    (metres, source): (f64, usize),
    limit_m: f64,
) {
    if metres <= limit_m && best.get(&node).is_none_or(|(known, _)| metres < *known) {
        best.insert(node, (metres, source));
        queue.push(Reverse((metres.to_bits(), node)));
    }
}
