//! Requests pinned to different years are never in one project, nor is a pinned request with one that is not ready in
//! its year.

use rstar::RTree;

use super::Grouper;
use crate::proximity::{Around, Node};

impl Grouper<'_> {
    /// Takes a component apart by the years of its pins: one list where the pins agree, or a list a year and one of the
    /// rest. A request goes with the pinned request that a breadth-first wave from all of them reaches it from first.
    pub(super) fn separate_pins(&self, component: Vec<usize>) -> Vec<Vec<usize>> {
        let mut years: Vec<usize> = component.iter().filter_map(|&r| self.traits.pinned_to[r]).collect();
        years.sort_unstable();
        years.dedup();
        let Some(&first) = years.first() else { return vec![component] };
        if self.keeps_pins_apart() {
            return by_year(&component, &years, |_, request| self.traits.pinned_to[request]);
        }
        if years.len() == 1 && component.iter().all(|&r| self.traits.ready[r] <= first) {
            return vec![component];
        }
        let reached = self.wave(&component);
        by_year(&component, &years, |position, _| reached[position])
    }

    /// The year whose pins reach each request first, if any does.
    fn wave(&self, component: &[usize]) -> Vec<Option<usize>> {
        let mut reached: Vec<Option<usize>> = component.iter().map(|&r| self.traits.pinned_to[r]).collect();
        let node = |index: usize| Node { index, position: self.traits.position[component[index]] };
        let free = (0..component.len()).filter(|&index| reached[index].is_none()).map(node).collect();
        let mut tree = RTree::bulk_load(free);
        let mut queue: std::collections::VecDeque<usize> =
            (0..component.len()).filter(|&index| reached[index].is_some()).collect();
        while let Some(at) = queue.pop_front() {
            let Some(year) = reached[at] else { continue };
            let around = ReadyAround {
                around: Around::new(self.traits.position[component[at]], self.rules.radius_m),
                is_ready: |index: usize| self.traits.ready[component[index]] <= year,
            };
            for neighbour in tree.drain_with_selection_function(around) {
                reached[neighbour.index] = Some(year);
                queue.push_back(neighbour.index);
            }
        }
        reached
    }
}

fn by_year(component: &[usize], years: &[usize], year_of: impl Fn(usize, usize) -> Option<usize>) -> Vec<Vec<usize>> {
    let mut classes = vec![Vec::new(); years.len() + 1];
    for (position, &request) in component.iter().enumerate() {
        let class = year_of(position, request).and_then(|year| years.binary_search(&year).ok());
        classes[class.unwrap_or(years.len())].push(request);
    }
    classes.retain(|class| !class.is_empty());
    classes
}

struct ReadyAround<F> {
    around: Around,
    is_ready: F,
}

impl<F: Fn(usize) -> bool> rstar::SelectionFunction<Node> for ReadyAround<F> {
    fn should_unpack_parent(&self, envelope: &rstar::AABB<[f64; 3]>) -> bool {
        self.around.should_unpack_parent(envelope)
    }

    fn should_unpack_leaf(&self, leaf: &Node) -> bool {
        self.around.should_unpack_leaf(leaf) && (self.is_ready)(leaf.index)
    }
}
