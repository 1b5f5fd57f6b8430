//! The order of work types: `after` closed transitively, and its cycles.

use petgraph::algo::{tarjan_scc, toposort};
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::HashMap;

use crate::instance::WorkType;

/// The transitive closure of `after`: for each work type, those that must come before it.
#[derive(Debug, Clone)]
pub(crate) struct Precedence {
    is_before: Vec<Vec<bool>>,
    rank: Vec<usize>,
}

/// A cycle of `after`.
pub(crate) struct Cycle {
    /// The work types of the cycle, each after the next.
    pub(crate) ids: Vec<String>,
    /// A relation that closes it: index of the work type and position in its `after`.
    pub(crate) edge: (usize, usize),
}

impl Precedence {
    /// Closes the relation by a topological sort (Kahn), in O(types × relations). The work types have no cycle.
    pub(crate) fn new(work_types: &[WorkType]) -> Self {
        let graph = relation(work_types);
        let order = toposort(&graph, None).unwrap_or_default();
        let mut is_before = vec![vec![false; work_types.len()]; work_types.len()];
        let mut rank = vec![0; work_types.len()];
        for (position, &node) in order.iter().enumerate() {
            rank[node.index()] = position;
            let mut closed = vec![false; work_types.len()];
            for before in graph.neighbors_directed(node, petgraph::Direction::Incoming) {
                closed[before.index()] = true;
                for (known, &further) in closed.iter_mut().zip(&is_before[before.index()]) {
                    *known |= further;
                }
            }
            is_before[node.index()] = closed;
        }
        Self { is_before, rank }
    }

    /// Whether `first` must come before `then`, directly or through others.
    pub(crate) fn comes_before(&self, first: usize, then: usize) -> bool {
        self.is_before[then][first]
    }

    /// Position in a topological order: prerequisites have smaller ranks.
    pub(crate) fn rank(&self, work_type: usize) -> usize {
        self.rank[work_type]
    }
}

/// The most cycles that are told.
const MOST_CYCLES: usize = 20;

/// Cycles of which no two share their closing relation: without those relations there is none, unless they are as many as
/// are told. Unknown ids are ignored.
pub(crate) fn find_cycles(work_types: &[WorkType]) -> Vec<Cycle> {
    let mut graph = relation(work_types);
    let mut cycles = Vec::new();
    while cycles.len() < MOST_CYCLES {
        let Some(nodes) = shortest_cycle(&graph) else { break };
        let (Some(&start), Some(&last)) = (nodes.first(), nodes.last()) else { break };
        cycles.push(cycle(work_types, &nodes, start, last));
        let Some(closing) = graph.find_edge(start, last) else { break };
        graph.remove_edge(closing);
    }
    cycles
}

/// A shortest cycle through the first work type that is on one, each after the next.
fn shortest_cycle(graph: &DiGraph<(), ()>) -> Option<Vec<NodeIndex>> {
    let on_cycle = |node: &NodeIndex| graph.contains_edge(*node, *node);
    let component = tarjan_scc(graph)
        .into_iter()
        .filter(|component| component.len() > 1 || component.iter().any(on_cycle))
        .min_by_key(|component| component.iter().min().copied())?;
    let start = *component.iter().min()?;
    // Breadth first along "comes after": the first way back to the start is a shortest cycle.
    let mut previous: HashMap<NodeIndex, NodeIndex> = HashMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        let mut befores: Vec<_> = graph.neighbors_directed(node, petgraph::Direction::Incoming).collect();
        befores.sort_unstable();
        for before in befores {
            if before == start {
                return Some(way(&previous, start, node));
            }
            if component.contains(&before) && !previous.contains_key(&before) {
                previous.insert(before, node);
                queue.push_back(before);
            }
        }
    }
    None
}

fn way(previous: &HashMap<NodeIndex, NodeIndex>, start: NodeIndex, last: NodeIndex) -> Vec<NodeIndex> {
    let mut nodes = vec![last];
    while let Some(&node) = nodes.last().filter(|&&node| node != start).and_then(|node| previous.get(node)) {
        nodes.push(node);
    }
    nodes.reverse();
    nodes
}

fn cycle(work_types: &[WorkType], nodes: &[NodeIndex], start: NodeIndex, last: NodeIndex) -> Cycle {
    let ids = nodes.iter().map(|node| work_types[node.index()].id.clone()).collect();
    let closing = &work_types[last.index()];
    let position = closing.after.iter().position(|id| *id == work_types[start.index()].id).unwrap_or(0);
    Cycle { ids, edge: (last.index(), position) }
}

/// Edges run from a work type to those that come after it.
fn relation(work_types: &[WorkType]) -> DiGraph<(), ()> {
    let mut graph = DiGraph::new();
    let nodes: Vec<_> = work_types.iter().map(|_| graph.add_node(())).collect();
    let mut by_id: HashMap<&str, NodeIndex> = HashMap::new();
    for (work_type, &node) in work_types.iter().zip(&nodes).filter(|(work_type, _)| !work_type.id.is_empty()) {
        by_id.entry(&work_type.id).or_insert(node);
    }
    for (work_type, &node) in work_types.iter().zip(&nodes) {
        for before in work_type.after.iter().filter_map(|id| by_id.get(id.as_str())) {
            graph.update_edge(*before, node, ());
        }
    }
    graph
}
