//! Boxes that come and go, found by place.

use rstar::{AABB, RTree, RTreeObject};

/// A set of boxes: R-trees of falling size, each loaded at once (the logarithmic method of Bentley and Saxe 1980).
///
/// One R-tree would need insertions after removals, which panic in rstar 0.12 on some trees ("This is a bug in rstar").
pub(crate) struct BoxIndex {
    trees: Vec<RTree<BoxOfPart>>,
}

/// The box of a part.
#[derive(Debug, Clone)]
pub(crate) struct BoxOfPart {
    pub(crate) index: usize,
    pub(crate) lower: [f64; 3],
    pub(crate) upper: [f64; 3],
}

impl BoxIndex {
    pub(crate) fn new(boxes: Vec<BoxOfPart>) -> Self {
        Self { trees: vec![RTree::bulk_load(boxes)] }
    }

    /// Adds a box: O(log² n) over many additions.
    pub(crate) fn insert(&mut self, new: BoxOfPart) {
        let mut carried = vec![new];
        while let Some(tree) = self.trees.pop_if(|tree| tree.size() <= carried.len()) {
            carried.extend(tree);
        }
        self.trees.push(RTree::bulk_load(carried));
    }

    pub(crate) fn remove(&mut self, old: &BoxOfPart) {
        for tree in self.trees.iter_mut().rev() {
            if tree.remove(old).is_some() {
                return;
            }
        }
    }

    /// The boxes that meet the one between two corners.
    pub(crate) fn intersecting(&self, [x, y, z]: [f64; 3], upper: [f64; 3]) -> impl Iterator<Item = &BoxOfPart> {
        let area = AABB::from_corners([x, y, z, f64::MIN], [upper[0], upper[1], upper[2], f64::MAX]);
        self.trees.iter().flat_map(move |tree| tree.locate_in_envelope_intersecting(&area))
    }
}

impl BoxOfPart {
    /// A corner with the index as a fourth coordinate: of thousands of boxes at the same place, one is found at once.
    #[expect(clippy::cast_precision_loss, reason = "indices of parts are far below 2⁵²")]
    fn corner(&self, [x, y, z]: [f64; 3]) -> [f64; 4] {
        [x, y, z, self.index as f64]
    }
}

impl PartialEq for BoxOfPart {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl RTreeObject for BoxOfPart {
    type Envelope = AABB<[f64; 4]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.corner(self.lower), self.corner(self.upper))
    }
}
