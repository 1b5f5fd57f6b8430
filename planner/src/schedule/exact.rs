//! The best programme of a small instance, proven: depth-first branch and bound over the projects, site after site (Land
//! and Doig 1960), bounded by the prices of what is left (Geoffrion 1974).

use super::choice::best_choice;
use super::offers::{Choice, Offers, each_year};
use super::resources::{Prices, Resources};
use super::site::Site;
use super::state::State;
use crate::model::ScheduleInput;

/// Where some year could take more projects, it is not worth a try.
const MOST_PROJECTS: usize = 60;

/// Nodes of the search of one site, for what it can earn at the prices.
const MOST_NODES: usize = 20_000;

/// Decisions that are tried before the search gives up; it then proves nothing.
const MOST_TRIALS: u64 = 2_000_000;

/// Decisions between two looks at whether it is late.
const LOOK: u64 = 1_024;

/// Improves a known programme; says whether it is then proven that none is worth more. A site is complete before what it
/// uses is counted, for a later companion may lower what an earlier one pays.
pub(crate) fn search_all(
    resources: &Resources<'_>,
    sites: &[Site],
    prices: &Prices,
    year: &mut Vec<Option<usize>>,
    is_late: &mut dyn FnMut() -> bool,
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
            Some(best) if !is_late() => earned.push(best.bound),
            _ => return false,
        }
    }
    let mut order: Vec<usize> = (0..sites.len()).collect();
    order.sort_by(|&a, &b| earned[b].total_cmp(&earned[a]).then(a.cmp(&b)));
    let mut left_to_earn = vec![0.0; order.len() + 1];
    for (at, &site) in order.iter().enumerate().rev() {
        left_to_earn[at] = left_to_earn[at + 1] + earned[site];
    }
    let best = (input.merit(year), year.clone());
    let price_of_all = prices.iter().zip(&resources.capacity).map(|(price, limit)| price * limit.unwrap_or(0.0));
    let price_left = price_of_all.fold(0.0, |a, b| a + b);
    let state = State::new(input);
    let mut search = Search {
        input,
        resources,
        sites,
        prices,
        order,
        left_to_earn,
        state,
        merit: 0.0,
        trials: 0,
        has_given_up: false,
        is_late,
        best,
    };
    search.begin(0, price_left);
    *year = search.best.1;
    !search.has_given_up
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
    has_given_up: bool,
    is_late: &'a mut dyn FnMut() -> bool,
    best: (f64, Vec<Option<usize>>),
}

impl Search<'_> {
    /// Decides the sites from a place in the order on. `price_left` is the price of what the sites before leave of the
    /// resources.
    fn begin(&mut self, at: usize, price_left: f64) {
        /// What sums may be missed by for rounding.
        const ROUNDING: f64 = 1e-8;
        let bound = self.merit + self.left_to_earn[at] + price_left;
        if bound + bound.abs() * ROUNDING <= self.best.0 {
            return;
        }
        if at < self.order.len() {
            return self.decide(at, 0, price_left);
        }
        if self.merit > self.best.0 && self.state.keeps_shares() {
            self.best = (self.merit, (0..self.input.projects.len()).map(|p| self.state.year(p)).collect());
        }
    }

    /// Decides the members of a site from one on, then the sites that follow.
    fn decide(&mut self, at: usize, member: usize, price_left: f64) {
        self.trials += 1;
        self.has_given_up |= self.trials > MOST_TRIALS || (self.trials.is_multiple_of(LOOK) && (self.is_late)());
        if self.has_given_up {
            return;
        }
        let (input, site) = (self.input, &self.sites[self.order[at]]);
        let Some(&project) = site.projects.get(member) else { return self.end(at, price_left) };
        let traits = &input.projects[project];
        for year in each_year(self.resources.window(project)) {
            let is_allowed = self.state.keeps_order(traits, year) && self.state.keeps_moratoria(traits, year);
            if is_allowed {
                self.state.place(project, year);
                self.merit += traits.merit(year, &input.weight);
                self.decide(at, member + 1, price_left);
                self.merit -= traits.merit(year, &input.weight);
                self.state.remove(project);
            }
        }
        if traits.pin.is_none() {
            self.decide(at, member + 1, price_left);
        }
    }

    /// Goes on to the next site where nothing that this one uses is overdrawn.
    fn end(&mut self, at: usize, price_left: f64) {
        let site = &self.sites[self.order[at]];
        if !self.state.can_pay_for(&site.projects) {
            return;
        }
        let choice: Choice =
            site.projects.iter().map(|&p| self.state.year(p).and_then(|year| u8::try_from(year).ok())).collect();
        let mut used = 0.0;
        self.resources.each_use(site, &choice, &mut |resource, amount| used += self.prices[resource] * amount);
        self.begin(at + 1, price_left - used);
    }
}
