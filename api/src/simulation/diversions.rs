//! Simulated demands that belong to 9-1-1: diverted, so that nothing is kept of them but that they came.

use rand::distr::Distribution;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use riverain_entities::emergency_diversions::ActiveModel;
use sea_orm::ActiveValue::Set;
use sea_orm::NotSet;

use super::SimulationRng;
use super::moments::StormShare;
use super::world::{CHANNELS, World};

/// Diversions for each request that is made. SYNTHETIC: no city publishes its own.
const SHARE: f64 = 0.02;

/// The diversions of a world, from a seed of their own: the requests stay those that they are without them.
pub(super) fn draw(world: &World, seed: u64) -> Vec<ActiveModel> {
    let mut rng = SimulationRng::seed_from_u64(seed ^ u64::MAX);
    let ways = ways(world);
    let boroughs = world.reference.boroughs();
    let count = (f64::from(world.requests) * SHARE).round();
    let mut diversions = Vec::new();
    while f64::from(u32::try_from(diversions.len()).unwrap_or(u32::MAX)) < count {
        let Some(way) = ways.choose(&mut rng) else { break };
        let borough = boroughs.choose(&mut rng).filter(|_| rng.random_bool(0.8));
        diversions.push(ActiveModel {
            id: NotSet,
            diverted_at: Set(world.moments.draw(None, StormShare::Usual, &mut rng)),
            channel: Set(CHANNELS[world.channel_shares.sample(&mut rng)]),
            reason_id: Set(way.reason),
            product_id: Set(way.product),
            precision_id: Set(way.precision),
            borough_id: Set(borough.map(|row| row.id)),
        });
    }
    diversions
}

/// A precision whose demands come to 9-1-1 for a reason.
struct Way {
    reason: i64,
    product: i64,
    precision: i64,
}

fn ways(world: &World) -> Vec<Way> {
    let reference = &world.reference;
    let mut ways = Vec::new();
    for product in reference.products() {
        let Some(tree) = reference.question_trees().current_of(product.id) else { continue };
        for rule in &tree.tree.outcomes {
            let reason = rule.emergency.as_deref().and_then(|code| reference.emergency_reason_of_code(code));
            let Some(reason) = reason else { continue };
            let led_to = reference.precisions_of(product.id).iter().filter(|row| rule.is_for(&row.code));
            ways.extend(led_to.map(|row| Way { reason: reason.id, product: product.id, precision: row.id }));
        }
    }
    ways
}
