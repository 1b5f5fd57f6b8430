//! Simulated citizens: common names put together at random, reachable nowhere.

use rand::Rng;
use rand::seq::IndexedRandom;
use riverain_entities::citizens::{Language, LanguageGround};

use super::SimulationRng;
use super::material::People;
use crate::domain::text_search::normalise;

/// How often a report comes from a citizen who reported before.
const REPORTED_BEFORE: f64 = 0.58;

/// How often a citizen who is drawn again must not have reported this very problem.
const DRAWS: usize = 8;

/// A citizen who exists nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SimulatedCitizen {
    /// Given name.
    pub(super) given_name: String,
    /// Family name.
    pub(super) family_name: String,
    /// E-mail address, reserved for examples.
    pub(super) email: Option<String>,
    /// Telephone number, reserved for fiction.
    pub(super) phone: Option<String>,
    /// Language.
    pub(super) language: Language,
    /// How it is known.
    pub(super) language_ground: LanguageGround,
    /// Whether they agree to be contacted.
    pub(super) consent_to_contact: bool,
}

/// The citizens who have reported so far.
#[derive(Debug)]
pub(super) struct Population<'a> {
    people: &'a People,
    citizens: Vec<SimulatedCitizen>,
}

impl<'a> Population<'a> {
    /// Nobody yet.
    pub(super) fn new(people: &'a People) -> Self {
        Self { people, citizens: Vec::new() }
    }

    /// The rank of the citizen who reports a problem that `already` reported; none where they stay anonymous.
    pub(super) fn reporter(&mut self, already: &[usize], rng: &mut SimulationRng) -> Option<usize> {
        if rng.random_bool(self.people.anonymous_share) {
            return None;
        }
        if !self.citizens.is_empty() && rng.random_bool(REPORTED_BEFORE) {
            for _ in 0..DRAWS {
                let known = rng.random_range(0..self.citizens.len());
                if !already.contains(&known) {
                    return Some(known);
                }
            }
        }
        let citizen = self.draw(rng);
        self.citizens.push(citizen);
        Some(self.citizens.len() - 1)
    }

    /// The citizen of this rank.
    pub(super) fn citizen(&self, rank: usize) -> &SimulatedCitizen {
        &self.citizens[rank]
    }

    /// Everybody.
    pub(super) fn into_citizens(self) -> Vec<SimulatedCitizen> {
        self.citizens
    }

    fn draw(&self, rng: &mut SimulationRng) -> SimulatedCitizen {
        let english = rng.random_bool(self.people.english_share);
        let names = if english { &self.people.english } else { &self.people.french };
        let pick = |list: &[String], rng: &mut SimulationRng| list.choose(rng).cloned().unwrap_or_default();
        let given_name = pick(&names.given_names, rng);
        let family_name = pick(&names.family_names, rng);
        let domain = pick(&self.people.email_domains, rng);
        let mailbox = normalise(&format!("{given_name} {family_name}")).replace(' ', ".");
        let email = rng.random_bool(0.7).then(|| format!("{mailbox}.{}@{domain}", self.citizens.len() + 1));
        let phone =
            rng.random_bool(0.6).then(|| format!("{}{:02}", self.people.phone_prefix, rng.random_range(0..100)));
        let language_ground = match rng.random_range(0..10) {
            0..5 => LanguageGround::Chosen,
            5..8 => LanguageGround::InferredFromMessage,
            _ if english => LanguageGround::Chosen,
            _ => LanguageGround::Default,
        };
        SimulatedCitizen {
            consent_to_contact: (email.is_some() || phone.is_some()) && rng.random_bool(0.8),
            given_name,
            family_name,
            email,
            phone,
            language: if english { Language::English } else { Language::French },
            language_ground,
        }
    }
}

impl SimulatedCitizen {
    /// Names, e-mail address and telephone number, normalised for search.
    pub(super) fn search_text(&self) -> String {
        let parts = [Some(&self.given_name), Some(&self.family_name), self.email.as_ref(), self.phone.as_ref()];
        normalise(&parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" "))
    }
}
