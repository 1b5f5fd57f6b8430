//! Components of the requests whose distances follow the streets.

use std::collections::BTreeMap;

use rstar::RTree;

use super::network::{Stop, StreetNetwork};
use super::routes::{Routes, within};
use crate::metric::Places;
use crate::proximity::{Around, Forest, Node, TOLERANCE_M, number_in_order};

/// The connected components of the graph that joins places at most `radius_m` apart along the streets, or as the crow
/// flies where one of them is off the streets; numbered from 0 in order of first appearance.
///
/// The nearest place of every point of the network is found in one wave from all places. The places that meet where two
/// waves do are joined if the way between them is short enough; no other pair is needed, since those hold a minimum
/// spanning tree of all distances (Mehlhorn 1988). O(n log n), however many places are within the radius of each other.
pub(crate) fn components(routes: &Routes, places: &Places, radius_m: f64) -> Vec<usize> {
    let (same, first) = places.distinct();
    let network = &routes.network;
    let joining = Joining { network, places, radius_m: radius_m + TOLERANCE_M, forest: Forest::new(places.len()) };
    joining.join_along_streets(&first);
    joining.join_off_streets(&first);
    number_in_order(same.into_iter().map(|place| joining.forest.find(place)), places.len())
}

struct Joining<'a> {
    network: &'a StreetNetwork,
    places: &'a Places,
    radius_m: f64,
    forest: Forest,
}

/// A point of an edge with the nearest place and its distance.
#[derive(Clone, Copy)]
struct Reached {
    offset: f64,
    metres: f64,
    place: usize,
}

impl Joining<'_> {
    fn join_along_streets(&self, places: &[usize]) {
        let mut by_edge: BTreeMap<usize, Vec<(Stop, usize)>> = BTreeMap::new();
        for &place in places {
            if let Some(stop) = self.places.stops[place] {
                by_edge.entry(stop.edge).or_default().push((stop, place));
            }
        }
        let mut starts = Vec::new();
        let mut place_of_start = Vec::new();
        for (&edge, stops) in &mut by_edge {
            stops.sort_unstable_by(|a, b| a.0.offset.total_cmp(&b.0.offset).then(a.1.cmp(&b.1)));
            for (stop, place) in stops {
                for (node, metres) in stop.to_nodes(&self.network.edges[edge]) {
                    starts.push((node, metres + stop.access));
                    place_of_start.push(*place);
                }
            }
        }
        let reached = within(self.network, starts, self.radius_m);
        let nearest = |node: usize, offset: f64| {
            let &(metres, start) = reached.get(&node)?;
            Some(Reached { offset, metres, place: place_of_start[start] })
        };
        for (&edge, stops) in &by_edge {
            let [first, last] = self.network.edges[edge].nodes;
            self.join_edge(stops, nearest(first, 0.0), nearest(last, self.network.edges[edge].metres));
        }
        for &node in reached.keys() {
            for (_, edge) in self.network.edges_at(node).filter(|(index, _)| !by_edge.contains_key(index)) {
                if let (Some(one), Some(other)) = (nearest(edge.nodes[0], 0.0), nearest(edge.nodes[1], edge.metres)) {
                    self.join(one, other);
                }
            }
        }
    }

    /// Joins the places that meet on an edge that has stops, from node to node.
    fn join_edge(&self, stops: &[(Stop, usize)], first: Option<Reached>, last: Option<Reached>) {
        let own = |&(stop, place): &(Stop, usize)| Reached { offset: stop.offset, metres: stop.access, place };
        let mut points: Vec<Reached> = first.into_iter().chain(stops.iter().map(own)).chain(last).collect();
        for index in 1..points.len() {
            points[index] = nearer(points[index], points[index - 1]);
        }
        for index in (1..points.len()).rev() {
            points[index - 1] = nearer(points[index - 1], points[index]);
        }
        for pair in points.windows(2) {
            self.join(pair[0], pair[1]);
        }
        // The legs from the street to each place.
        let of_stops = points.iter().skip(usize::from(first.is_some()));
        for (stop, point) in stops.iter().zip(of_stops) {
            self.join(own(stop), *point);
        }
    }

    fn join(&self, one: Reached, other: Reached) {
        if one.place != other.place && one.metres + (one.offset - other.offset).abs() + other.metres <= self.radius_m {
            self.forest.join(one.place, other.place);
        }
    }

    /// Joins the places off the streets with all places that are near as the crow flies, breadth first; a place is taken
    /// out of its tree as it is found, so that each is found once.
    fn join_off_streets(&self, places: &[usize]) {
        let radius_m = self.radius_m - TOLERANCE_M;
        let node = |&index: &usize| Node { index, position: self.places.positions[index] };
        let is_off = |place: &&usize| self.places.stops[**place].is_none();
        let mut off = RTree::bulk_load(places.iter().filter(is_off).map(node).collect());
        if off.size() == 0 {
            return;
        }
        let mut on = RTree::bulk_load(places.iter().filter(|place| !is_off(place)).map(node).collect());
        let mut queue = Vec::new();
        for start in places.iter().filter(is_off) {
            queue.extend(off.remove(&node(start)).map(|found| found.index));
            while let Some(at) = queue.pop() {
                let around = || Around::new(self.places.positions[at], radius_m);
                let mut found: Vec<Node> = off.drain_with_selection_function(around()).collect();
                if self.places.stops[at].is_none() {
                    found.extend(on.drain_with_selection_function(around()));
                }
                for neighbour in found {
                    self.forest.join(at, neighbour.index);
                    queue.push(neighbour.index);
                }
            }
        }
    }
}

/// The point with the nearer of its own place and that of a point beside it.
fn nearer(point: Reached, beside: Reached) -> Reached {
    let metres = beside.metres + (point.offset - beside.offset).abs();
    if metres < point.metres { Reached { metres, place: beside.place, ..point } } else { point }
}
