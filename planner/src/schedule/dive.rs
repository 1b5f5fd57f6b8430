//! A programme built by fixing: the sites that are surest of their choice are settled first, and what they leave is priced
//! anew for the rest (a diving heuristic on the Lagrangian relaxation).

use super::NEARLY_PRICED;
use super::choice::best_choice;
use super::draws::Draws;
use super::ledger::Ledger;
use super::offers::Offers;
use super::relaxation::{Relaxation, Watch};
use super::replanning::Replanner;
use super::resources::{Prices, Resources};
use super::shares;
use crate::error::PlanError;
use crate::model::as_float;

/// Shares of the sites that are settled between two pricings.
const BATCHES: usize = 60;

/// Nodes of the search of one site.
const MOST_NODES: usize = 60;

/// How a dive goes.
pub(crate) struct Dive<'a> {
    /// The prices that it begins with.
    pub(crate) prices: &'a Prices,
    /// Steps of each pricing.
    pub(crate) steps: u32,
    /// By how much of its value a site's preference is changed at the most, either way; 0 for none.
    pub(crate) noise: f64,
    pub(crate) is_fixed: &'a [bool],
    /// How often each project has found no place though it must be done; none where empty.
    pub(crate) missed: &'a [i32],
}

impl Dive<'_> {
    /// Plans every site anew. Where the watch calls it a day, the rest is settled at the prices known by then.
    pub(crate) fn run(
        &self,
        ledger: &mut Ledger<'_>,
        draws: &mut Draws,
        watch: &mut Watch<'_>,
    ) -> Result<(), PlanError> {
        let (sites, input) = (ledger.sites, ledger.resources.input);
        let start = shares::begin_leniently(ledger);
        let mut replanner = Replanner::new(self.is_fixed);
        let mut prices = self.prices.clone();
        let preference: Vec<f64> = sites.iter().map(|_| self.noise * draws.signed_share()).collect();
        let prefer = |site: usize, offers: &mut Offers| {
            for (member, &project) in sites[site].projects.iter().enumerate().filter(|_| self.noise > 0.0) {
                offers.favour(member, preference[site] * input.projects[project].value);
            }
        };
        let mut free: Vec<usize> = (0..sites.len()).collect();
        for &site in &free {
            replanner.clear(ledger, site);
        }
        let batch = free.len().div_ceil(BATCHES).max(1);
        let mut is_over = false;
        while !free.is_empty() {
            let left = ledger.resources.with(capacity_left(ledger));
            if !is_over {
                let mut relaxation = Relaxation::new(&left, free.iter().map(|&site| &sites[site]).collect(), prices);
                is_over = relaxation.tighten(NEARLY_PRICED, self.steps, watch)?;
                prices = relaxation.into_prices();
            }
            let mut offers = Offers::default();
            let mut surest: Vec<(f64, f64, usize)> = free
                .iter()
                .map(|&site| {
                    left.open(&sites[site], &mut offers);
                    left.price(&sites[site], &prices, &mut offers);
                    prefer(site, &mut offers);
                    let worth = best_choice(&sites[site], &offers, None, MOST_NODES).map_or(0.0, |best| best.worth);
                    let urgency = sites[site].projects.iter().map(|&project| self.urgency(&left, project));
                    (urgency.fold(0.0, f64::max), worth, site)
                })
                .collect();
            surest.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
            let settled = if is_over { surest.len() } else { batch.min(surest.len()) };
            let rest = surest.split_off(settled);
            for (_, _, site) in surest {
                replanner.plan(ledger, site, &prices, draws, |offers, _| prefer(site, offers));
            }
            free = rest.into_iter().map(|(_, _, site)| site).collect();
            free.sort_unstable();
        }
        shares::end_leniently(ledger, start, &mut replanner, &prices, draws);
        Ok(())
    }

    /// What must be done has to find its place while there is one: what did not before comes first, then what costs the most.
    fn urgency(&self, resources: &Resources<'_>, project: usize) -> f64 {
        if !resources.requires(project) || self.is_fixed[project] {
            return 0.0;
        }
        let cost = as_float(resources.input.projects[project].requests_cost.max(1));
        let missed = self.missed.get(project).copied().unwrap_or(0);
        cost * 1e6_f64.powi(missed)
    }
}

fn capacity_left(ledger: &Ledger<'_>) -> Vec<Option<f64>> {
    let capacity = ledger.resources.capacity.iter().enumerate();
    let first_share = ledger.resources.share(0);
    // Where a minimum share is missed, what is still free has to make up for it.
    let least = |resource: usize| if resource < first_share { 0.0 } else { f64::NEG_INFINITY };
    capacity.map(|(resource, limit)| limit.map(|_| ledger.left(resource).max(least(resource)))).collect()
}
