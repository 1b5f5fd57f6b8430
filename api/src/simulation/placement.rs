//! Where simulated requests fall: on streets of the right class by their length, more of them in hotspots.

use std::collections::BTreeMap;

use rand::Rng;
use rand::distr::Distribution;
use rand::distr::weighted::{self, WeightedIndex};

use super::SimulationRng;
use super::hotspots::Hotspots;
use super::material::Choices;
use super::streets::{Placed, StreetSegment, Streets};

/// The fewest hotspots of a class of ways.
const FEWEST_HOTSPOTS: u32 = 6;

/// The streets of a city, and where on them requests fall.
#[derive(Debug)]
pub(super) struct Placement {
    streets: Streets,
    usual: Option<Layer>,
    by_work_type: BTreeMap<String, Layer>,
    sideways_m: f64,
    planned_in_hotspots: f64,
    others_in_hotspots: f64,
}

/// The ways of some classes.
#[derive(Debug)]
struct Layer {
    segments: Vec<usize>,
    lengths: WeightedIndex<f64>,
    hotspots: Hotspots,
}

impl Placement {
    /// Places for `requests` requests on these streets; nowhere where there are none.
    pub(super) fn new(
        segments: Vec<StreetSegment>,
        work_types: &[String],
        requests: u32,
        choices: &Choices,
        rng: &mut SimulationRng,
    ) -> Result<Self, weighted::Error> {
        let has_numbers = |segment: &StreetSegment| {
            choices.street_kinds.contains(&segment.kind)
                && !choices.without_addresses.iter().any(|prefix| segment.name.starts_with(prefix))
        };
        let streets = Streets::new(segments, has_numbers);
        let hotspots = (requests / choices.requests_per_hotspot.max(1)).max(FEWEST_HOTSPOTS);
        let usual = Layer::of(&streets, &choices.street_kinds, hotspots, work_types, choices, rng)?;
        let mut by_work_type = BTreeMap::new();
        for (work_type, kinds) in &choices.work_type_kinds {
            let own = std::slice::from_ref(work_type);
            if let Some(layer) = Layer::of(&streets, kinds, FEWEST_HOTSPOTS, own, choices, rng)? {
                by_work_type.insert(work_type.clone(), layer);
            }
        }
        Ok(Self {
            streets,
            usual,
            by_work_type,
            sideways_m: choices.sideways_m,
            planned_in_hotspots: choices.planned_in_hotspots,
            others_in_hotspots: choices.others_in_hotspots,
        })
    }

    /// A place for a request of this work type, or of none. None where the city has no streets.
    pub(super) fn draw(&self, work_type: Option<&str>, rng: &mut SimulationRng) -> Option<Placed> {
        let own = work_type.and_then(|work_type| self.by_work_type.get(work_type));
        let layer = own.or(self.usual.as_ref())?;
        let in_hotspots = if work_type.is_some() { self.planned_in_hotspots } else { self.others_in_hotspots };
        let hotspot = rng.random_bool(in_hotspots).then(|| layer.hotspots.segment(work_type, rng)).flatten();
        let segment = hotspot.unwrap_or_else(|| layer.segments[layer.lengths.sample(rng)]);
        self.streets.place(segment, self.sideways_m, rng)
    }

    /// The same place as another person would point at it.
    pub(super) fn draw_nearby(&self, placed: &Placed, rng: &mut SimulationRng) -> Placed {
        self.streets.nearby(placed, self.sideways_m, rng)
    }
}

impl Layer {
    fn of(
        streets: &Streets,
        kinds: &[String],
        hotspots: u32,
        work_types: &[String],
        choices: &Choices,
        rng: &mut SimulationRng,
    ) -> Result<Option<Self>, weighted::Error> {
        let segments: Vec<usize> =
            (0..streets.segments.len()).filter(|segment| kinds.contains(&streets.segments[*segment].kind)).collect();
        if segments.is_empty() {
            return Ok(None);
        }
        let lengths = WeightedIndex::new(segments.iter().map(|segment| streets.segments[*segment].length_m))?;
        let hotspots = Hotspots::draw(streets, &segments, hotspots, work_types, choices, rng)?;
        Ok(Some(Self { segments, lengths, hotspots }))
    }
}
