//! Hotspots: a few streets where problems pile up, so that there is something to group.

use std::collections::BTreeMap;

use rand::Rng;
use rand::distr::Distribution;
use rand::distr::weighted::{self, WeightedIndex};
use rand::seq::IndexedRandom;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::SimulationRng;
use super::material::Choices;
use super::streets::Streets;

/// How fast the popularity of hotspots falls with their rank.
const POPULARITY_EXPONENT: f64 = 0.7;

/// The hotspots of some of a city's streets.
#[derive(Debug)]
pub(super) struct Hotspots {
    all: Vec<Hotspot>,
    popularity: Option<WeightedIndex<f64>>,
    by_work_type: BTreeMap<String, (Vec<usize>, WeightedIndex<f64>)>,
}

/// A few streets; the longer of them take more.
#[derive(Debug)]
struct Hotspot {
    segments: Vec<usize>,
    lengths: WeightedIndex<f64>,
}

impl Hotspots {
    /// `count` hotspots among `segments`, each with some of `work_types`.
    pub(super) fn draw(
        streets: &Streets,
        segments: &[usize],
        count: u32,
        work_types: &[String],
        choices: &Choices,
        rng: &mut SimulationRng,
    ) -> Result<Self, weighted::Error> {
        let index = RTree::bulk_load(
            segments.iter().map(|segment| GeomWithData::new(streets.middle(*segment), *segment)).collect(),
        );
        let centres = WeightedIndex::new(segments.iter().map(|segment| streets.segments[*segment].length_m))?;
        let [least, greatest] = choices.hotspot_radius_m;
        let mut hotspots = Vec::new();
        let mut weights = Vec::new();
        let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for rank in 0..count {
            let centre = streets.middle(segments[centres.sample(rng)]);
            let radius = rng.random_range(least..=greatest);
            // The tree gives neighbours in an order of its own: sorted, the same seed gives the same places.
            let mut near: Vec<usize> =
                index.locate_within_distance(centre, radius * radius).map(|found| found.data).collect();
            near.sort_unstable();
            let lengths = WeightedIndex::new(near.iter().map(|segment| streets.segments[*segment].length_m))?;
            for work_type in work_types.choose_multiple(rng, choices.work_types_per_hotspot) {
                members.entry(work_type.clone()).or_default().push(hotspots.len());
            }
            hotspots.push(Hotspot { segments: near, lengths });
            weights.push((f64::from(rank) + 3.0).powf(-POPULARITY_EXPONENT));
        }
        let by_work_type: Result<_, weighted::Error> = members
            .into_iter()
            .map(|(work_type, members)| {
                let popularity = WeightedIndex::new(members.iter().map(|hotspot| weights[*hotspot]))?;
                Ok((work_type, (members, popularity)))
            })
            .collect();
        let popularity = if hotspots.is_empty() { None } else { Some(WeightedIndex::new(&weights)?) };
        Ok(Self { all: hotspots, popularity, by_work_type: by_work_type? })
    }

    /// A segment of a hotspot: of one where such work piles up, where there is one. None where there is no hotspot.
    pub(super) fn segment(&self, work_type: Option<&str>, rng: &mut SimulationRng) -> Option<usize> {
        let own = work_type.and_then(|work_type| self.by_work_type.get(work_type));
        let hotspot = match own {
            Some((members, popularity)) => members[popularity.sample(rng)],
            None => self.popularity.as_ref()?.sample(rng),
        };
        let hotspot = &self.all[hotspot];
        Some(hotspot.segments[hotspot.lengths.sample(rng)])
    }
}
