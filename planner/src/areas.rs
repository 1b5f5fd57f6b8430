//! Which area a group of requests lies in.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::grouping::GroupedProject;
use crate::instance::Instance;

/// The key that comes most often; of several that come as often, the least. O(n log n).
pub fn most_frequent<K: Ord>(keys: impl Iterator<Item = K>) -> Option<K> {
    let mut counts: BTreeMap<K, usize> = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts.into_iter().map(|(key, count)| (count, Reverse(key))).max().map(|(_, Reverse(key))| key)
}

/// The area of most requests of a project.
pub(crate) fn area_of<'a>(instance: &'a Instance, project: &GroupedProject) -> Option<&'a str> {
    most_frequent(project.requests.iter().filter_map(|&request| instance.requests[request].area.as_deref()))
}
