//! Joins neighbouring lots that fit into one.

use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::LotRules;
use super::stop::{Stop, centre, cost};

/// How many of the nearest lots are tried.
const NEIGHBOURS: usize = 8;

/// The lots, joined with their nearest neighbours while the limits allow, the emptiest first.
pub(super) fn join(mut lots: Vec<Vec<Stop>>, rules: &LotRules) -> Vec<Vec<Stop>> {
    while lots.len() > 1 && join_once(&mut lots, rules) {
        lots.retain(|lot| !lot.is_empty());
    }
    lots
}

/// Each lot takes part in one join at the most; whether there was any. A lot that was joined leaves an empty one behind.
fn join_once(lots: &mut [Vec<Stop>], rules: &LotRules) -> bool {
    let centres: Vec<[f64; 2]> = lots.iter().map(|lot| centre(lot)).collect();
    let tree = RTree::bulk_load(centres.iter().enumerate().map(|(lot, at)| GeomWithData::new(*at, lot)).collect());
    let load = |lot: &[Stop]| rules.load(lot.len(), cost(lot));
    let mut order: Vec<usize> = (0..lots.len()).collect();
    order.sort_by(|a, b| load(&lots[*a]).total_cmp(&load(&lots[*b])).then(a.cmp(b)));
    let mut is_joined = vec![false; lots.len()];
    let mut joined_any = false;
    for lot in order {
        if is_joined[lot] {
            continue;
        }
        let nearest = tree.nearest_neighbor_iter(&centres[lot]).take(NEIGHBOURS + 1).map(|found| found.data);
        let fitting = nearest.filter(|other| *other != lot && !is_joined[*other]).find(|&other| {
            let (one, two) = (&lots[lot], &lots[other]);
            rules.carries(one.len() + two.len(), cost(one).saturating_add(cost(two)))
                && rules.spans(&[one.as_slice(), two.as_slice()].concat())
        });
        if let Some(other) = fitting {
            // The lower place is kept, so that lots that follow each other stay neighbours.
            let (kept, left) = (lot.min(other), lot.max(other));
            let stops = std::mem::take(&mut lots[left]);
            lots[kept].extend(stops);
            (is_joined[kept], is_joined[left], joined_any) = (true, true, true);
        }
    }
    joined_any
}
