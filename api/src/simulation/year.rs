//! What reaches a centre in a year beside requests: calls and e-mails that are answered with a piece of information.

use chrono::{DateTime, Utc};
use rand::{Rng, SeedableRng};
use riverain_entities::citizens::Language;
use riverain_entities::contacts::ContactChannel;

use super::SimulationRng;
use super::contacts::{self, SimulatedContact};
use super::generation::SimulatedReport;
use super::life::{exponential, seconds};
use super::moments::StormShare;
use super::world::World;

/// How long a caller waits before they hang up, seconds, on average.
const MEAN_PATIENCE_S: f64 = 900.0;

/// After so many draws a call comes in while the centre is closed: a calendar that never opens must not hang.
const MAXIMUM_DRAWS: u32 = 1_000;

/// The contacts that make no request, the earliest first: as many as the volumes of the year leave beside those of the
/// requests. From a seed of their own.
pub(super) fn other_contacts(world: &World, reports: &[SimulatedReport], seed: u64) -> Vec<SimulatedContact> {
    let Some(volumes) = world.volumes else { return Vec::new() };
    let mut rng = SimulationRng::seed_from_u64(seed ^ 0x5EED);
    let (begin, end) = world.span;
    let known = |channel: ContactChannel| {
        let contacts = reports.iter().flat_map(|report| &report.contacts);
        let of_year = contacts.filter(|contact| contact.channel == channel);
        let count = of_year.filter(|contact| contact.arrived_at >= begin && contact.arrived_at < end).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    let calls = volumes.calls.saturating_sub(known(ContactChannel::Telephone));
    let emails = volumes.emails.saturating_sub(known(ContactChannel::Email));
    let mut others: Vec<SimulatedContact> = (0..calls).map(|_| call(world, &mut rng)).collect();
    others.extend((0..emails).map(|_| email(world, &mut rng)));
    others.sort_by_key(|contact| contact.arrived_at);
    others
}

/// A call for a piece of information; its caller may hang up before it is answered.
fn call(world: &World, rng: &mut SimulationRng) -> SimulatedContact {
    let ended_at = while_open(world, rng);
    let (language, settled) = (language(world, rng), rng.random_bool(world.material.choices.year.settled));
    let call = contacts::spoken_call(world, ended_at, settled, language, rng);
    let patience = seconds(exponential(MEAN_PATIENCE_S, rng));
    match call.wait.is_some_and(|wait| wait > patience) {
        false => SimulatedContact { relation: None, ..call },
        true => SimulatedContact {
            relation: None,
            answered_at: None,
            ended_at: Some(call.arrived_at + patience),
            wait: None,
            handling: None,
            settled_at_first_contact: false,
            ..call
        },
    }
}

fn email(world: &World, rng: &mut SimulationRng) -> SimulatedContact {
    let arrived_at = world.moments.draw(None, StormShare::Usual, rng);
    let (language, settled) = (language(world, rng), rng.random_bool(world.material.choices.year.settled));
    SimulatedContact { relation: None, ..contacts::answered_email(world, arrived_at, settled, language, rng) }
}

fn while_open(world: &World, rng: &mut SimulationRng) -> DateTime<Utc> {
    let mut moment = world.span.0;
    for _ in 0..MAXIMUM_DRAWS {
        moment = world.moments.draw(None, StormShare::Usual, rng);
        if world.reference.calendar().is_open_at(moment) {
            break;
        }
    }
    moment
}

fn language(world: &World, rng: &mut SimulationRng) -> Language {
    match rng.random_bool(world.material.people.english_share) {
        true => Language::English,
        false => Language::French,
    }
}
