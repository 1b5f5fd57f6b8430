//! The contacts that simulated requests come from, and those that come of them.

use chrono::{DateTime, Duration, Utc};
use rand::Rng;
use riverain_entities::citizens::Language;
use riverain_entities::contact_requests::ContactRelation;
use riverain_entities::contacts::ContactChannel;
use riverain_entities::service_requests::RequestChannel;

use super::SimulationRng;
use super::follow_ups::Told;
use super::life::{exponential, seconds, standard_normal};
use super::moments::StormShare;
use super::world::World;

/// Mean wait of a call, seconds: 80% of an exponential law then lies under two minutes, as the City promises.
const MEAN_WAIT_S: f64 = 74.0;

/// Half of the calls are shorter, seconds.
const MEDIAN_HANDLING_S: f64 = 230.0;

/// Calls for a piece of information, without a request, for each request.
const OTHER_CALLS: f64 = 0.5;

/// Share of those callers who hang up before an answer.
const ABANDONED: f64 = 0.05;

/// How a request was made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made<'a> {
    pub(super) channel: RequestChannel,
    pub(super) language: Language,
    pub(super) told: Told<'a>,
}

/// A contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SimulatedContact {
    pub(super) channel: ContactChannel,
    /// What it has to do with the request, where it is by its citizen.
    pub(super) relation: Option<ContactRelation>,
    pub(super) language: Language,
    pub(super) arrived_at: DateTime<Utc>,
    pub(super) answered_at: Option<DateTime<Utc>>,
    pub(super) ended_at: Option<DateTime<Utc>>,
    pub(super) wait: Option<Duration>,
    pub(super) handling: Option<Duration>,
    pub(super) settled_at_first_contact: bool,
}

/// The contact that made a request, those about it later, and calls that made none.
pub(super) fn draw(world: &World, made: Made<'_>, rng: &mut SimulationRng) -> Vec<SimulatedContact> {
    let mut contacts = Vec::new();
    let first = first_contact(world, made, rng);
    contacts.extend(first.map(|first| SimulatedContact { relation: Some(ContactRelation::Made), ..first }));
    if made.told.citizen.is_some() {
        later_contacts(world, made, rng, &mut contacts);
    }
    // A whole year has the calls that its volumes leave.
    if world.volumes.is_none() && rng.random_bool(OTHER_CALLS) {
        contacts.push(other_call(world, rng));
    }
    contacts
}

fn first_contact(world: &World, made: Made<'_>, rng: &mut SimulationRng) -> Option<SimulatedContact> {
    let Told { opened_at, life, .. } = made.told;
    let settled = life.settled_at_first_contact;
    Some(match made.channel {
        RequestChannel::Internal => return None,
        RequestChannel::Telephone => spoken_call(world, opened_at, settled, made.language, rng),
        RequestChannel::Counter => spoken(ContactChannel::Counter, 400.0, opened_at, settled, made.language, rng),
        RequestChannel::Email => answered_email(world, opened_at, settled, made.language, rng),
        RequestChannel::MobileApp => left(ContactChannel::MobileApp, opened_at, made.language, world, rng),
        RequestChannel::WebForm => left(ContactChannel::WebForm, opened_at, made.language, world, rng),
    })
}

/// Calls and visits of the app to know where a request stands.
fn later_contacts(world: &World, made: Made<'_>, rng: &mut SimulationRng, contacts: &mut Vec<SimulatedContact>) {
    let end = made.told.life.first_closed_at().unwrap_or(world.now);
    let span = end - made.told.opened_at;
    if span < Duration::days(4) {
        return;
    }
    let mut moment = || made.told.opened_at + seconds(span.as_seconds_f64() * rng.random_range(0.1..0.95));
    match made.channel {
        // The volumes of a year count what is asked, not who looks.
        RequestChannel::MobileApp if world.volumes.is_some() => {}
        RequestChannel::MobileApp => {
            let moments = [moment(), moment()];
            for arrived_at in moments {
                contacts.push(left(ContactChannel::MobileApp, arrived_at, made.language, world, rng));
            }
        }
        _ => {
            let ended_at = moment();
            let is_possible = world.volumes.is_none() || world.reference.calendar().is_open_at(ended_at);
            if rng.random_bool(0.2) && is_possible {
                contacts.push(spoken_call(world, ended_at, true, made.language, rng));
            }
        }
    }
}

fn other_call(world: &World, rng: &mut SimulationRng) -> SimulatedContact {
    let ended_at = world.moments.draw(None, StormShare::Usual, rng);
    let english = rng.random_bool(world.material.people.english_share);
    let language = if english { Language::English } else { Language::French };
    let settled = rng.random_bool(0.88);
    let call = spoken_call(world, ended_at, settled, language, rng);
    if !rng.random_bool(ABANDONED) {
        return SimulatedContact { relation: None, ..call };
    }
    SimulatedContact {
        relation: None,
        answered_at: None,
        ended_at: call.answered_at,
        handling: None,
        settled_at_first_contact: false,
        ..call
    }
}

/// A call that ends at `ended_at`; callers wait longer while it storms.
pub(super) fn spoken_call(
    world: &World,
    ended_at: DateTime<Utc>,
    settled: bool,
    language: Language,
    rng: &mut SimulationRng,
) -> SimulatedContact {
    let mean_wait_s = match world.volumes {
        None => MEAN_WAIT_S,
        Some(_) => world.material.choices.year.mean_wait_s * world.moments.surge(ended_at),
    };
    spoken(ContactChannel::Telephone, mean_wait_s, ended_at, settled, language, rng)
}

/// An e-mail that comes in at `arrived_at`, answered during opening hours.
pub(super) fn answered_email(
    world: &World,
    arrived_at: DateTime<Utc>,
    settled: bool,
    language: Language,
    rng: &mut SimulationRng,
) -> SimulatedContact {
    let minutes = match world.volumes {
        None => rng.random_range(15..1_300),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast to u32 saturates")]
        Some(_) => 15 + exponential(world.material.choices.year.mean_email_minutes, rng) as u32,
    };
    let answered_at = world.reference.calendar().add_business_minutes(arrived_at, minutes);
    let answered_at = answered_at.filter(|answered_at| *answered_at < world.now);
    SimulatedContact {
        answered_at,
        ended_at: answered_at,
        wait: answered_at.map(|answered_at| answered_at - arrived_at),
        handling: answered_at.map(|_| handling(rng)),
        settled_at_first_contact: settled && answered_at.is_some(),
        ..visit(ContactChannel::Email, arrived_at, language)
    }
}

/// A conversation that ends at `ended_at`.
fn spoken(
    channel: ContactChannel,
    mean_wait_s: f64,
    ended_at: DateTime<Utc>,
    settled: bool,
    language: Language,
    rng: &mut SimulationRng,
) -> SimulatedContact {
    let (wait, handling) = (seconds(exponential(mean_wait_s, rng)), handling(rng));
    let answered_at = ended_at - handling;
    SimulatedContact {
        answered_at: Some(answered_at),
        ended_at: Some(ended_at),
        wait: Some(wait),
        handling: Some(handling),
        settled_at_first_contact: settled,
        ..visit(channel, answered_at - wait, language)
    }
}

/// What a citizen does alone, in a few minutes.
fn left(
    channel: ContactChannel,
    arrived_at: DateTime<Utc>,
    language: Language,
    world: &World,
    rng: &mut SimulationRng,
) -> SimulatedContact {
    let ended_at = arrived_at + Duration::seconds(rng.random_range(30..300));
    SimulatedContact { ended_at: Some(ended_at.min(world.now)), ..visit(channel, arrived_at, language) }
}

fn visit(channel: ContactChannel, arrived_at: DateTime<Utc>, language: Language) -> SimulatedContact {
    SimulatedContact {
        channel,
        relation: Some(ContactRelation::About),
        language,
        arrived_at,
        answered_at: None,
        ended_at: None,
        wait: None,
        handling: None,
        settled_at_first_contact: false,
    }
}

fn handling(rng: &mut SimulationRng) -> Duration {
    seconds(MEDIAN_HANDLING_S * (0.6 * standard_normal(rng)).exp())
}
