//! Moves projects to lots whose middle is nearer, while no lot becomes fuller than the fuller of the two: lots become
//! more compact and no less balanced.

use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::LotRules;
use super::stop::{Stop, centre, cost};

/// Rounds over all projects; the middles are taken anew in each.
const ROUNDS: usize = 8;

/// How many of the nearest lots are tried for a project.
const NEIGHBOURS: usize = 3;

/// Moves projects between lots until nothing changes, at most [`ROUNDS`] times: O(n log n) a round.
pub(super) fn balance(lots: &mut [Vec<Stop>], rules: &LotRules) {
    if lots.len() < 2 {
        return;
    }
    for _ in 0..ROUNDS {
        if !balance_once(lots, rules) {
            return;
        }
    }
}

fn balance_once(lots: &mut [Vec<Stop>], rules: &LotRules) -> bool {
    let centres: Vec<[f64; 2]> = lots.iter().map(|lot| centre(lot)).collect();
    let tree = RTree::bulk_load(centres.iter().enumerate().map(|(lot, at)| GeomWithData::new(*at, lot)).collect());
    let mut costs: Vec<i64> = lots.iter().map(|lot| cost(lot)).collect();
    let mut moved = false;
    for lot in 0..lots.len() {
        let mut at = 0;
        while at < lots[lot].len() && lots[lot].len() > 1 {
            let stop = lots[lot][at];
            let here = squared(stop.plane, centres[lot]);
            let nearer = tree
                .nearest_neighbor_iter(&stop.plane)
                .take(NEIGHBOURS)
                .map(|found| found.data)
                .take_while(|&other| other != lot && squared(stop.plane, centres[other]) < here);
            let better = nearer.into_iter().find(|&other| {
                let (count, cost) = (lots[other].len() + 1, costs[other].saturating_add(stop.cost));
                let fuller = rules.load(lots[lot].len(), costs[lot]).max(rules.load(lots[other].len(), costs[other]));
                rules.carries(count, cost) && rules.load(count, cost) <= fuller && reaches(&lots[other], &stop, rules)
            });
            match better {
                Some(other) => {
                    lots[lot].swap_remove(at);
                    lots[other].push(stop);
                    costs[lot] -= stop.cost;
                    costs[other] = costs[other].saturating_add(stop.cost);
                    moved = true;
                }
                None => at += 1,
            }
        }
    }
    moved
}

/// Whether a stop is near enough to every stop of a lot.
fn reaches(lot: &[Stop], stop: &Stop, rules: &LotRules) -> bool {
    rules.max_span_m.is_none_or(|limit| lot.iter().all(|other| stop.position.is_within(&other.position, limit)))
}

fn squared(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}
