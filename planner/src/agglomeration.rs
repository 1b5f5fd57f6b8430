//! Joins neighbouring parts while their union stays within limits: few, compact parts.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::box_index::{BoxIndex, BoxOfPart};
use crate::extent::Extent;
use crate::metric::{Metric, Places};
use crate::proximity::chord_of_arc;

/// A part whose content decides what it may be joined with.
pub(crate) struct Part<C> {
    /// The distinct places of the part, at least one.
    pub(crate) places: Places,
    pub(crate) extent: Extent,
    pub(crate) content: C,
}

/// How near parts must be to be joined, and how far they may reach together.
#[derive(Clone, Copy)]
pub(crate) struct Limits<'a> {
    pub(crate) metric: Metric<'a>,
    pub(crate) radius_m: f64,
    pub(crate) max_span_m: Option<f64>,
}

impl Limits<'_> {
    /// Whether two parts together keep to the span.
    pub(crate) fn keep_span<C>(self, a: &Part<C>, b: &Part<C>) -> bool {
        let (a, b) = ((&a.extent, &a.places), (&b.extent, &b.places));
        self.max_span_m.is_none_or(|limit| self.metric.union_spans_at_most(a, b, limit))
    }
}

/// What a part holds.
pub(crate) trait Content {
    /// Parts are joined from the smallest size up.
    fn size(&self) -> usize;
    /// Whether no other part can ever be joined.
    fn is_full(&self) -> bool;
    /// Whether the two may be one part, the span aside.
    fn may_join(&self, other: &Self) -> bool;
    /// Takes in the other.
    fn join(&mut self, other: Self);
}

impl<C> Part<C> {
    pub(crate) fn new(places: Places, content: C) -> Self {
        Self { extent: Extent::of(places.positions.clone()), places, content }
    }

    /// Both parts as one.
    pub(crate) fn joined(mut self, other: Self) -> Self
    where
        C: Content,
    {
        self.extent = self.extent.union(&other.extent);
        self.places.extend(other.places);
        self.content.join(other.content);
        self
    }
}

/// How many neighbours a part looks at, and how many of them it measures: parts that coincide by the thousand would
/// otherwise cost the square of their number.
const VISITED_NEIGHBOURS: usize = 256;
const MEASURED_NEIGHBOURS: usize = 64;

/// Joins each part, smallest first, with the neighbour (some places at most `radius_m` apart) that makes the smallest
/// box with it, until none fits. O(p log p) joins for p parts, each looking at a bounded number of neighbours.
pub(crate) fn agglomerate<C: Content>(parts: Vec<Part<C>>, limits: Limits<'_>) -> Vec<Part<C>> {
    let mut parts: Vec<Option<Part<C>>> = parts.into_iter().map(Some).collect();
    let open: Vec<BoxOfPart> = parts
        .iter()
        .enumerate()
        .filter_map(|(index, part)| part.as_ref().filter(|p| !p.content.is_full()).map(|p| boxed(index, p)))
        .collect();
    let mut queue: BinaryHeap<_> = open
        .iter()
        .filter_map(|node| parts[node.index].as_ref().map(|part| Reverse((part.content.size(), node.index))))
        .collect();
    let mut index_of_boxes = BoxIndex::new(open);
    while let Some(Reverse((_, index))) = queue.pop() {
        let Some(part) = parts[index].take() else { continue };
        index_of_boxes.remove(&boxed(index, &part));
        let partner = best_partner(&parts, &index_of_boxes, &part, limits);
        let Some(other) = partner.and_then(|partner| parts[partner].take().map(|other| (partner, other))) else {
            // Limits only tighten as parts grow: who fits nowhere now never will.
            parts[index] = Some(part);
            continue;
        };
        index_of_boxes.remove(&boxed(other.0, &other.1));
        let joined = part.joined(other.1);
        if !joined.content.is_full() {
            index_of_boxes.insert(boxed(parts.len(), &joined));
            queue.push(Reverse((joined.content.size(), parts.len())));
        }
        parts.push(Some(joined));
    }
    parts.into_iter().flatten().collect()
}

fn best_partner<C: Content>(
    parts: &[Option<Part<C>>],
    boxes: &BoxIndex,
    part: &Part<C>,
    limits: Limits<'_>,
) -> Option<usize> {
    let margin = chord_of_arc(limits.radius_m).min(1e8) + 1e-3;
    let mut candidates: Vec<(f64, usize)> = boxes
        .intersecting(part.extent.lower.map(|c| c - margin), part.extent.upper.map(|c| c + margin))
        .take(VISITED_NEIGHBOURS)
        .filter_map(|node| parts[node.index].as_ref().map(|other| (node.index, other)))
        .filter(|(_, other)| part.content.may_join(&other.content))
        .map(|(index, other)| (part.extent.union_diagonal(&other.extent), index))
        .collect();
    candidates.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    candidates.into_iter().take(MEASURED_NEIGHBOURS).map(|(_, index)| index).find(|&index| {
        parts[index].as_ref().is_some_and(|other| {
            limits.keep_span(part, other) && limits.metric.are_near(&part.places, &other.places, limits.radius_m)
        })
    })
}

fn boxed<C>(index: usize, part: &Part<C>) -> BoxOfPart {
    BoxOfPart { index, lower: part.extent.lower, upper: part.extent.upper }
}
