//! Disjoint sets that several threads join at once.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Union-find without locks (Anderson and Woll 1991): a root points to itself, and only ever to a smaller root later. The
/// sets do not depend on the order of the unions, so neither does their smallest member, which is the root.
pub(crate) struct Forest(Vec<AtomicUsize>);

impl Forest {
    /// Sets of one member each.
    pub(crate) fn new(members: usize) -> Self {
        Self((0..members).map(AtomicUsize::new).collect())
    }

    /// The root of a member's set, with its path halved.
    pub(crate) fn find(&self, mut member: usize) -> usize {
        loop {
            let parent = self.0[member].load(Ordering::Relaxed);
            if parent == member {
                return member;
            }
            let grandparent = self.0[parent].load(Ordering::Relaxed);
            if parent != grandparent {
                // Where another thread was faster, the path is as short or shorter.
                let _ = self.0[member].compare_exchange(parent, grandparent, Ordering::Relaxed, Ordering::Relaxed);
            }
            member = grandparent;
        }
    }

    /// Whether two members are of one set; a set joined meanwhile by another thread may be missed.
    pub(crate) fn are_joined(&self, a: usize, b: usize) -> bool {
        self.find(a) == self.find(b)
    }

    /// Makes the sets of two members one.
    pub(crate) fn join(&self, a: usize, b: usize) {
        loop {
            let (a, b) = (self.find(a), self.find(b));
            if a == b {
                return;
            }
            let (low, high) = (a.min(b), a.max(b));
            if self.0[high].compare_exchange(high, low, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
                return;
            }
        }
    }
}
