//! Draws problems, each reported by one citizen or several.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rand::Rng;
use rand::distr::Distribution;
use rand::distr::weighted::WeightedIndex;
use riverain_entities::citizens::Language;
use riverain_entities::products::RequestKind;
use riverain_entities::service_requests::RequestChannel;

use super::SimulationRng;
use super::answers::Answers;
use super::categories::Category;
use super::contacts::{self, SimulatedContact};
use super::follow_ups::{self, SimulatedFollowUp};
use super::life::{Life, Matter, exponential, seconds};
use super::moments::StormShare;
use super::people::{Population, SimulatedCitizen};
use super::streets::Placed;
use super::world::{CHANNELS, World};
use crate::domain::spatial_cover::stored_cell;
use crate::services::promises;
use crate::services::questionnaires;

/// Mean days until one more person reports the same problem.
const DAYS_TO_ANOTHER_REPORT: (f64, f64) = (75.0, 4.0);

/// How often a comment has a place; what is on the street nearly always has one.
const COMMENT_HAS_PLACE: f64 = 0.3;
const STREET_HAS_PLACE: f64 = 0.985;

/// Everything that was drawn.
#[derive(Debug)]
pub(super) struct Simulated {
    /// The citizens, in no order.
    pub(super) citizens: Vec<SimulatedCitizen>,
    /// Their requests, earliest first.
    pub(super) reports: Vec<SimulatedReport>,
}

/// A request.
#[derive(Debug, PartialEq)]
pub(super) struct SimulatedReport {
    /// Rank of its category in the world.
    pub(super) category: usize,
    pub(super) channel: RequestChannel,
    pub(super) opened_at: DateTime<Utc>,
    pub(super) life: Life,
    /// Rank of the citizen; none where anonymous.
    pub(super) citizen: Option<usize>,
    pub(super) placed: Option<Placed>,
    pub(super) answers: Answers,
    pub(super) description: Option<String>,
    pub(super) distinct_citizens: u32,
    pub(super) follow_ups: Vec<SimulatedFollowUp>,
    pub(super) contacts: Vec<SimulatedContact>,
}

/// Draws all the requests of a world.
pub(super) fn generate(world: &World) -> Simulated {
    let people = &world.material.people;
    let mut generation = Generation {
        world,
        rng: world.rng.clone(),
        population: Population::new(people),
        left: world.volumes.map(|volumes| volumes.requests),
        reports: Vec::new(),
    };
    while !generation.is_full() {
        generation.problem();
    }
    let Generation { population, mut reports, .. } = generation;
    reports.sort_by_key(|report| report.opened_at);
    count_reporters(world, &mut reports);
    Simulated { citizens: population.into_citizens(), reports }
}

struct Generation<'a> {
    world: &'a World,
    rng: SimulationRng,
    population: Population<'a>,
    /// How many requests are still to come by each channel, where that is given.
    left: Option<[u32; CHANNELS.len()]>,
    reports: Vec<SimulatedReport>,
}

impl Generation<'_> {
    fn is_full(&self) -> bool {
        self.reports.len() >= self.world.requests as usize
    }

    /// A problem, and everyone who reports it while it lasts.
    fn problem(&mut self) {
        let world = self.world;
        let rank = world.category_shares.sample(&mut self.rng);
        let category = &world.categories[rank];
        let planned = category.work_type().is_some();
        let follows_storms =
            world.volumes.is_some() && world.material.choices.year.storm_products.contains(&category.product.code);
        let storms = if follows_storms { StormShare::Greater } else { StormShare::Usual };
        let opened_at = world.moments.draw(category.months.as_ref(), storms, &mut self.rng);
        let placed = self.place(category);
        let about = (&*category.product, &*category.precision);
        let promised = promises::expected(&world.reference, "product", about, world.reference.calendar(), opened_at)
            .ok()
            .flatten();
        let due_at = promised.map(|(promise, _)| promise.due_at);
        let matter = Matter { kind: category.precision.kind, planned, opened_at, due_at };
        let life = Life::draw(matter, world.now, world.reference.calendar(), &mut self.rng);
        let end = life.first_closed_at().unwrap_or(world.now).min(world.span.1);
        let (mut moment, mut reporters, mut place) = (opened_at, Vec::new(), placed.clone());
        loop {
            let citizen = self.population.reporter(&reporters, &mut self.rng);
            reporters.extend(citizen);
            self.report(rank, moment, place, citizen, life.since(moment, world.reference.life.cycle()));
            let Some(placed) = &placed else { return };
            if self.is_full() || !self.rng.random_bool(world.material.choices.another_report) {
                return;
            }
            let (planned_days, other_days) = DAYS_TO_ANOTHER_REPORT;
            let days = exponential(if planned { planned_days } else { other_days }, &mut self.rng);
            moment += seconds(days * 86_400.0);
            if moment >= end {
                return;
            }
            place = Some(world.placement.draw_nearby(placed, &mut self.rng));
        }
    }

    fn place(&mut self, category: &Category) -> Option<Placed> {
        let share = match category.precision.kind {
            RequestKind::Information => 0.0,
            RequestKind::CommentOrComplaint => COMMENT_HAS_PLACE,
            RequestKind::ServiceRequest | RequestKind::RapidIntervention => STREET_HAS_PLACE,
        };
        if !self.rng.random_bool(share) {
            return None;
        }
        let placed = self.world.placement.draw(category.work_type(), &mut self.rng)?;
        self.world.reference.is_inside_city(placed.point).then_some(placed)
    }

    fn report(
        &mut self,
        rank: usize,
        opened_at: DateTime<Utc>,
        placed: Option<Placed>,
        citizen: Option<usize>,
        life: Life,
    ) {
        let Some(by) = self.channel(opened_at) else { return };
        let (world, rng) = (self.world, &mut self.rng);
        let (category, channel) = (&world.categories[rank], CHANNELS[by]);
        let citizen_row = citizen.map(|citizen| self.population.citizen(citizen));
        let language = citizen_row.map_or(Language::French, |citizen| citizen.language);
        let circumstances = questionnaires::circumstances(&world.reference, opened_at);
        let drawn = category.tree.as_ref().map_or_else(
            || Some(Answers::default()),
            |tree| Answers::draw(&tree.tree, &category.precision.code, &circumstances, rng),
        );
        // Whoever is answered by 9-1-1 or by a piece of information makes no request.
        let Some(answers) = drawn else { return };
        let written = match channel {
            RequestChannel::Telephone | RequestChannel::Counter => 0.45,
            _ => 0.92,
        };
        let wording = &world.material.wording;
        let description =
            rng.random_bool(written).then(|| wording.description(category, language, placed.as_ref(), rng)).flatten();
        let told = follow_ups::Told { category, citizen: citizen_row, opened_at, life: &life, language };
        let follow_ups = follow_ups::draw(world, told, rng);
        let contacts = contacts::draw(world, contacts::Made { channel, language, told }, rng);
        if let Some(left) = &mut self.left {
            left[by] -= 1;
        }
        self.reports.push(SimulatedReport {
            category: rank,
            channel,
            opened_at,
            life,
            citizen,
            placed,
            answers,
            description,
            distinct_citizens: 1,
            follow_ups,
            contacts,
        });
    }
}

impl Generation<'_> {
    /// The rank of the channel of a request; none where all that are left are spoken, and the centre is closed.
    fn channel(&mut self, opened_at: DateTime<Utc>) -> Option<usize> {
        let Some(mut left) = self.left else { return Some(self.world.channel_shares.sample(&mut self.rng)) };
        if !self.world.reference.calendar().is_open_at(opened_at) {
            for (count, channel) in left.iter_mut().zip(CHANNELS) {
                if matches!(channel, RequestChannel::Telephone | RequestChannel::Counter) {
                    *count = 0;
                }
            }
        }
        WeightedIndex::new(left).ok().map(|shares| shares.sample(&mut self.rng))
    }
}

/// Counts who reports the same planned work at the same spot, as the service does: open requests only, each anonymous one
/// being somebody.
fn count_reporters(world: &World, reports: &mut [SimulatedReport]) {
    let mut reporters: BTreeMap<(&str, i64), (BTreeSet<usize>, u32)> = BTreeMap::new();
    let spot = |report: &SimulatedReport| {
        let cell = stored_cell(report.placed.as_ref()?.point)?;
        Some((world.categories[report.category].work_type()?, cell))
    };
    for report in reports.iter().filter(|report| report.life.closed_at().is_none()) {
        let Some(spot) = spot(report) else { continue };
        let (known, anonymous) = reporters.entry(spot).or_default();
        match report.citizen {
            Some(citizen) => _ = known.insert(citizen),
            None => *anonymous += 1,
        }
    }
    for report in reports {
        let counted = spot(report).and_then(|spot| reporters.get(&spot));
        let count = counted.map_or(1, |(known, anonymous)| u32::try_from(known.len()).unwrap_or(u32::MAX) + anonymous);
        report.distinct_citizens = count.max(1);
    }
}
