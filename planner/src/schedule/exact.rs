//! The best programme of a small instance, proven: depth-first branch and bound over the projects, site after site (Land
//! and Doig 1960), bounded by the prices of what is left (Geoffrion 1974).

use super::choice::best_choice;
use super::offers::{Offers, each_year};
use super::resources::{Prices, Resources};
use super::site::Site;
use super::state::State;
use crate::model::{ScheduleInput, as_float};

/// Where some year could take more projects, it is not worth a try.
const MOST_PROJECTS: usize = 60;

/// Nodes of the search of one site, for what it can earn at the prices.
const MOST_NODES: usize = 20_000;

/// Decisions that are tried before the search gives up; it then proves nothing.
const MOST_TRIALS: u64 = 400_000;

/// Improves a known programme; says whether it is then proven that none is worth more. A site is complete before what it
/// uses is counted, for a later companion may lower what an earlier one pays.
pub(crate) fn search_all(
    resources: &Resources<'_>,
    sites: &[Site],
    prices: &Prices,
    year: &mut Vec<Option<usize>>,
) -> bool {
    let input = resources.input;
    let possible = (0..input.projects.len()).filter(|&project| resources.can_ever_take(project)).count();
    if possible > MOST_PROJECTS {
        return false;
    }
    let mut offers = Offers::default();
    let mut earned = Vec::with_capacity(sites.len());
    for site in sites {
        resources.open(site, &mut offers);
        resources.price(site, prices, &mut offers);
        match best_choice(site, &offers, None, MOST_NODES) {
            Some(best) => earned.push(best.bound),
            None => return false,
        }
    }
    let mut order: Vec<usize> = (0..sites.len()).collect();
    order.sort_by(|&a, &b| earned[b].total_cmp(&earned[a]).then(a.cmp(&b)));
    let mut left_to_earn = vec![0.0; order.len() + 1];
    for (at, &site) in order.iter().enumerate().rev() {
        left_to_earn[at] = left_to_earn[at + 1] + earned[site];
    }
    let best = (input.merit(year), year.clone());
    let state = State::new(input);
    let mut search =
        Search { input, resources, sites, prices, order, left_to_earn, state, merit: 0.0, trials: 0, best };
    search.decide(0, 0);
    *year = search.best.1;
    search.trials <= MOST_TRIALS
}

struct Search<'a> {
    input: &'a ScheduleInput,
    resources: &'a Resources<'a>,
    sites: &'a [Site],
    prices: &'a Prices,
    order: Vec<usize>,
    /// What the sites from a place in the order on can earn at the prices.
    left_to_earn: Vec<f64>,
    state: State<'a>,
    merit: f64,
    trials: u64,
    best: (f64, Vec<Option<usize>>),
}

impl Search<'_> {
    /// Decides the members of a site from one on, then the sites that follow.
    fn decide(&mut self, at: usize, member: usize) {
        self.trials += 1;
        if self.trials > MOST_TRIALS {
            return;
        }
        if member == 0 && !self.is_promising(at) {
            return;
        }
        let (input, sites) = (self.input, self.sites);
        let Some(site) = self.order.get(at).map(|&site| &sites[site]) else {
            if self.merit > self.best.0 && self.state.keeps_shares() {
                self.best = (self.merit, (0..input.projects.len()).map(|p| self.state.year(p)).collect());
            }
            return;
        };
        let Some(&project) = site.projects.get(member) else { return self.decide(at + 1, 0) };
        let traits = &input.projects[project];
        for year in each_year(self.resources.window(project)) {
            let is_allowed = self.state.keeps_order(traits, year) && self.state.keeps_moratoria(traits, year);
            if is_allowed {
                self.state.place(project, year);
                self.merit += traits.merit(year, &input.weight);
                self.decide(at, member + 1);
                self.merit -= traits.merit(year, &input.weight);
                self.state.remove(project);
            }
        }
        if traits.pin.is_none() {
            self.decide(at, member + 1);
        }
    }

    /// Whether the resources hold so far, and the rest could make the programme better than the best.
    fn is_promising(&self, at: usize) -> bool {
        /// What hours and minimum shares may be missed by for rounding.
        const ROUNDING: f64 = 1e-8;
        let (input, years) = (self.input, self.input.years);
        let mut bound = self.merit + self.left_to_earn[at];
        for year in 0..years {
            for department in 0..input.budgets.len() {
                if let Some(free) = self.state.free_money(department, year) {
                    if free < 0 {
                        return false;
                    }
                    bound += self.prices[department * years + year] * as_float(free);
                }
            }
            for crew in 0..input.crew_hours.len() {
                if let Some(free) = self.state.free_hours(crew, year) {
                    if !self.state.holds_hours(crew, year, 0.0) {
                        return false;
                    }
                    bound += self.prices[(input.budgets.len() + crew) * years + year] * free;
                }
            }
        }
        let first_share = (input.budgets.len() + input.crew_hours.len()) * years;
        for (share, price) in self.prices[first_share..].iter().enumerate() {
            bound += price * self.state.left_of_share(share);
        }
        bound + bound.abs() * ROUNDING > self.best.0
    }
}
