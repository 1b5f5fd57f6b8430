//! The streets as a graph: nodes where centre-lines meet, edges between them.

use std::collections::{HashMap, HashSet};

use rstar::RTree;

use super::piece::Piece;
use crate::instance::Street;
use crate::proximity::Position;

/// The farthest from a street that a request may be to be on it, metres: beyond, its distances are great-circle.
pub const MAX_ACCESS_M: f64 = 50.0;

/// A graph of streets, and the pieces of their centre-lines by place.
pub(crate) struct StreetNetwork {
    pub(super) edges: Vec<Edge>,
    /// Edges by node, as a slice of `ends` each.
    starts: Vec<usize>,
    ends: Vec<usize>,
    pieces: RTree<Piece>,
}

/// A stretch of street between two nodes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) nodes: [usize; 2],
    pub(super) metres: f64,
    /// Index of the street that it is part of.
    street: usize,
}

/// Where a request stands on the network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stop {
    pub(super) edge: usize,
    /// Metres along the edge from its first node.
    pub(super) offset: f64,
    /// Metres from the request to the street.
    pub(super) access: f64,
}

impl StreetNetwork {
    /// The network of centre-lines of at least two places each.
    ///
    /// A node is where a centre-line ends, to the centimetre; a centre-line that passes there through a vertex is joined
    /// too. Lines that only cross, as under a bridge, are not.
    pub(crate) fn new(streets: &[Street]) -> Self {
        let lines: Vec<Vec<Position>> =
            streets.iter().map(|s| s.coordinates.iter().map(|&[lon, lat]| Position::new(lon, lat)).collect()).collect();
        let ends: HashSet<[i64; 3]> =
            lines.iter().flat_map(|line| line.first().into_iter().chain(line.last())).map(spot).collect();
        let mut building = Building { nodes: HashMap::new(), edges: Vec::new(), pieces: Vec::new() };
        for (street, line) in lines.iter().enumerate() {
            let mut start = 0;
            for vertex in 1..line.len() {
                if vertex == line.len() - 1 || ends.contains(&spot(&line[vertex])) {
                    building.add(street, &line[start..=vertex]);
                    start = vertex;
                }
            }
        }
        building.finish()
    }

    /// The nearest point of the network that is at most [`MAX_ACCESS_M`] away; of several equally near ones, that of the
    /// first street.
    pub(crate) fn stop(&self, position: &Position) -> Option<Stop> {
        let mut nearest = self.pieces.nearest_neighbor_iter_with_distance_2(&position.vector).peekable();
        let least = nearest.peek()?.1;
        let stops = nearest.take_while(|(_, squared)| *squared <= least).map(|(piece, _)| piece.stop(position));
        stops.min_by_key(|stop| stop.edge).filter(|stop| stop.access <= MAX_ACCESS_M)
    }

    /// The index of the street of that point.
    pub(crate) fn street(&self, position: &Position) -> Option<usize> {
        self.stop(position).map(|stop| self.edges[stop.edge].street)
    }

    /// Number of nodes.
    pub(super) fn node_count(&self) -> usize {
        self.starts.len() - 1
    }

    /// The edges that end at a node.
    pub(super) fn edges_at(&self, node: usize) -> impl Iterator<Item = (usize, &Edge)> {
        self.ends[self.starts[node]..self.starts[node + 1]].iter().map(|&edge| (edge, &self.edges[edge]))
    }
}

impl Edge {
    /// The node across from one of its ends.
    pub(super) fn across(&self, node: usize) -> usize {
        if self.nodes[0] == node { self.nodes[1] } else { self.nodes[0] }
    }
}

impl Stop {
    /// Metres from the street's point to each node of its edge.
    pub(super) fn to_nodes(self, edge: &Edge) -> [(usize, f64); 2] {
        [(edge.nodes[0], self.offset), (edge.nodes[1], (edge.metres - self.offset).max(0.0))]
    }
}

struct Building {
    nodes: HashMap<[i64; 3], usize>,
    edges: Vec<Edge>,
    pieces: Vec<Piece>,
}

impl Building {
    fn add(&mut self, street: usize, line: &[Position]) {
        let [first, .., last] = line else { return };
        let nodes = [first, last].map(|end| {
            let next = self.nodes.len();
            *self.nodes.entry(spot(end)).or_insert(next)
        });
        let mut metres = 0.0;
        for pair in line.windows(2) {
            let piece = Piece::new(self.edges.len(), metres, pair[0], pair[1]);
            metres += piece.metres();
            self.pieces.push(piece);
        }
        self.edges.push(Edge { nodes, metres, street });
    }

    fn finish(self) -> StreetNetwork {
        let mut by_node: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for (index, edge) in self.edges.iter().enumerate() {
            by_node[edge.nodes[0]].push(index);
            if edge.nodes[1] != edge.nodes[0] {
                by_node[edge.nodes[1]].push(index);
            }
        }
        let mut starts = vec![0];
        starts.extend(by_node.iter().scan(0, |total, edges| {
            *total += edges.len();
            Some(*total)
        }));
        let ends = by_node.into_iter().flatten().collect();
        StreetNetwork { edges: self.edges, starts, ends, pieces: RTree::bulk_load(self.pieces) }
    }
}

/// A place to the centimetre, the same on both sides of the antimeridian.
#[expect(clippy::cast_possible_truncation, reason = "centimetres of the Earth's radius are below 2³⁰")]
fn spot(position: &Position) -> [i64; 3] {
    position.vector.map(|c| (c * 100.0).round() as i64)
}
