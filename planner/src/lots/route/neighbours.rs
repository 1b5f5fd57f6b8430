//! The nearest stops of each stop.

use rstar::RTree;
use rstar::primitives::GeomWithData;

/// Neighbours of a stop that moves look at.
const NEIGHBOURS: usize = 10;

/// By stop, the nearest others, nearest first: O(n log n).
pub(super) fn nearest(stops: &[[f64; 2]]) -> Vec<Vec<usize>> {
    let tree = RTree::bulk_load(stops.iter().enumerate().map(|(stop, at)| GeomWithData::new(*at, stop)).collect());
    let of = |(stop, at): (usize, &[f64; 2])| {
        let found = tree.nearest_neighbor_iter(at).map(|near| near.data).filter(move |near| *near != stop);
        found.take(NEIGHBOURS).collect()
    };
    stops.iter().enumerate().map(of).collect()
}
