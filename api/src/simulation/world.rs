//! What requests are drawn from: the catalogue, the streets, the staff and the shape of real requests.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rand::SeedableRng;
use rand::distr::weighted::WeightedIndex;
use riverain_entities::service_requests::RequestChannel;

use super::SimulationRng;
use super::categories::{Category, categories};
use super::material::Material;
use super::moments::Moments;
use super::placement::Placement;
use super::run::SimulationError;
use super::scope::{Scope, Volumes};
use super::storms::Storms;
use super::streets::StreetSegment;
use crate::store::reference::Reference;

/// The channels in the order of their shares.
pub(super) const CHANNELS: [RequestChannel; 6] = [
    RequestChannel::Telephone,
    RequestChannel::MobileApp,
    RequestChannel::Email,
    RequestChannel::WebForm,
    RequestChannel::Counter,
    RequestChannel::Internal,
];

/// A member of the staff who writes follow-ups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StaffMember {
    /// Key of the user.
    pub(super) user_id: i64,
    /// Subject of their tokens.
    pub(super) subject: String,
    /// Their name.
    pub(super) name: String,
    /// Whether they plan work rather than answer citizens.
    pub(super) plans: bool,
}

/// What requests are drawn from.
#[derive(Debug)]
pub(super) struct World {
    pub(super) reference: Arc<Reference>,
    pub(super) material: Arc<Material>,
    pub(super) now: DateTime<Utc>,
    /// From when to when citizens ask.
    pub(super) span: (DateTime<Utc>, DateTime<Utc>),
    pub(super) requests: u32,
    /// How much reaches the centre, where a whole year is simulated.
    pub(super) volumes: Option<Volumes>,
    pub(super) staff: Vec<StaffMember>,
    pub(super) categories: Vec<Category>,
    pub(super) category_shares: WeightedIndex<f64>,
    pub(super) channel_shares: WeightedIndex<f64>,
    pub(super) moments: Moments,
    pub(super) placement: Placement,
    pub(super) rng: SimulationRng,
}

impl World {
    /// A world for what a simulation covers, up to `now`.
    ///
    /// # Errors
    /// A shape that leaves nothing to draw from.
    pub(super) fn new(
        reference: Arc<Reference>,
        material: Arc<Material>,
        streets: Vec<StreetSegment>,
        staff: Vec<StaffMember>,
        (seed, scope, now): (u64, Scope, DateTime<Utc>),
    ) -> Result<Self, SimulationError> {
        let mut rng = SimulationRng::seed_from_u64(seed);
        let choices = &material.choices;
        let categories = categories(&reference, &material.shape, choices);
        let category_shares = WeightedIndex::new(categories.iter().map(|category| category.share))?;
        let volumes = scope.volumes(&choices.year);
        let shares = &material.shape.channels;
        let channel_shares = WeightedIndex::new(match &volumes {
            Some(volumes) => volumes.requests.map(f64::from),
            None => {
                [shares.telephone, shares.mobile_app, shares.email, shares.web_form, shares.counter, shares.internal]
            }
        })?;
        let (requests, storms) = match scope {
            Scope::Requests(requests) => (requests, Storms::default()),
            Scope::Year { year, .. } => (
                volumes.map_or(0, |volumes| volumes.requests.iter().sum()),
                Storms::draw(year, &choices.year, &mut SimulationRng::seed_from_u64(!seed)),
            ),
        };
        let span = scope.span(choices, reference.calendar(), now);
        let moments = Moments::new(&material.shape, span, reference.calendar().time_zone(), storms)?;
        let mut work_types: Vec<String> =
            categories.iter().filter_map(|category| category.work_type().map(str::to_owned)).collect();
        work_types.sort_unstable();
        work_types.dedup();
        let placement = Placement::new(streets, &work_types, requests, choices, &mut rng)?;
        Ok(Self {
            reference,
            material,
            now,
            span,
            requests,
            volumes,
            staff,
            categories,
            category_shares,
            channel_shares,
            moments,
            placement,
            rng,
        })
    }
}
