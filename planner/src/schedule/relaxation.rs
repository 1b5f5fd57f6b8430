//! A proven bound on the objective, and prices of the scarce resources: Lagrangian relaxation by site.
//!
//! For any prices that are not negative, let each site choose freely what earns it the most after paying for what it
//! uses: the sum of these earnings plus the price of all the resources is at least the objective of every programme,
//! because a programme that keeps to the resources pays for no more of them than there is, and the free choices include
//! its own (Geoffrion 1974, "Lagrangean relaxation for integer programming"). Order, moratoria, windows, pins and shared
//! mobilizations hold within each site's choice, which is exact up to a number of nodes and bounded beyond it.
//!
//! Prices are improved by a bundle method; each of its steps costs one choice a site, in parallel.

use rayon::prelude::*;

use super::bundle::Bundle;
use super::choice::best_choice;
use super::offers::{Choice, Offers};
use super::resources::{Prices, Resources};
use super::site::Site;
use crate::error::PlanError;

/// Nodes of the search of one site at each step, and once the prices are found.
const NODES_OF_A_STEP: usize = 200;
const NODES_OF_A_PROOF: usize = 20_000;

/// Sites whose earnings are added together before they join the rest: fixed, so that the sum is the same for any number
/// of threads.
const SITES_A_CHUNK: usize = 64;

/// Is told after each step the share of the steps that is done and the bound that is proven so far; says whether it is time to stop.
pub(crate) type Watch<'a> = dyn FnMut(f64, f64) -> Result<bool, PlanError> + 'a;

/// The relaxation of an input and the best prices found so far.
pub(crate) struct Relaxation<'a> {
    resources: &'a Resources<'a>,
    sites: Vec<&'a Site>,
    /// The last choice of each site: a good start for the next.
    choices: Vec<Option<Choice>>,
    prices: Prices,
    /// What was chosen at each evaluation of the last tightening, where that is kept.
    chosen: Option<Vec<Vec<Option<Choice>>>>,
    /// The evaluations that bear the prices, with their weights.
    weights: Vec<(usize, f64)>,
    /// The least bound that an evaluation proved.
    proven: f64,
}

impl<'a> Relaxation<'a> {
    /// The relaxation of some sites, with prices to begin with.
    pub(crate) fn new(resources: &'a Resources<'a>, sites: Vec<&'a Site>, prices: Prices) -> Self {
        let choices = vec![None; sites.len()];
        Self { resources, sites, choices, prices, chosen: None, weights: Vec::new(), proven: f64::INFINITY }
    }

    /// Keeps what is chosen at each evaluation, for `mean_choice`.
    pub(crate) fn remembering(self) -> Self {
        Self { chosen: Some(Vec::new()), ..self }
    }

    /// How far each project is done in each year in the mean of the choices that bear the prices, by project and year: near
    /// what the linear relaxation does of it (Larsson, Patriksson and Strömberg 1999, "Ergodic, primal convergence in dual
    /// subgradient schemes"). Nothing where it does not remember.
    pub(crate) fn mean_choice(&self) -> Vec<f64> {
        let input = self.resources.input;
        let mut done = vec![0.0; input.projects.len() * input.years];
        for &(evaluation, weight) in &self.weights {
            let chosen = self.chosen.iter().flat_map(|chosen| &chosen[evaluation]);
            for (site, choice) in self.sites.iter().zip(chosen) {
                let years = choice.iter().flatten();
                for (&project, year) in site.projects.iter().zip(years) {
                    if let Some(year) = year {
                        done[project * input.years + usize::from(*year)] += weight;
                    }
                }
            }
        }
        done
    }

    pub(crate) fn into_prices(self) -> Prices {
        self.prices
    }

    /// Improves the prices; `least` is a guess of the least bound, as a share of the one to begin with. Says whether the
    /// watch stopped it.
    pub(crate) fn tighten(&mut self, least: f64, most_steps: u32, watch: &mut Watch<'_>) -> Result<bool, PlanError> {
        /// Prices that promise less than this share of the bound are good enough.
        const ENOUGH: f64 = 4e-6;
        /// How often a promise is looked behind before it is believed.
        const MOST_STRETCHES: u32 = 3;
        if let Some(chosen) = &mut self.chosen {
            chosen.clear();
        }
        let start = self.scaled(&self.prices);
        let (value, slope) = self.cut_at(&start);
        let mut bundle = Bundle::new(start, value, slope, value * least);
        let mut stretches = 0;
        for step in 0..most_steps {
            if watch(f64::from(step) / f64::from(most_steps), self.proven)? {
                self.end(&bundle);
                return Ok(true);
            }
            let proposal = bundle.propose();
            if proposal.promised <= bundle.least().abs() * ENOUGH {
                if stretches == MOST_STRETCHES {
                    break;
                }
                stretches += 1;
                bundle.stretch();
                continue;
            }
            let (value, slope) = self.cut_at(&proposal.point);
            bundle.learn(proposal, value, slope);
        }
        self.end(&bundle);
        Ok(false)
    }

    fn end(&mut self, bundle: &Bundle) {
        self.prices = self.unscaled(bundle.centre());
        self.weights = bundle.weights().collect();
    }

    /// The bound that the prices prove.
    pub(crate) fn prove(&mut self) -> f64 {
        let prices = self.prices.clone();
        self.evaluate(&prices, NODES_OF_A_PROOF).bound.min(self.proven)
    }

    /// Prices of the whole of each limited resource, so that cents and hours weigh the same.
    fn scaled(&self, prices: &Prices) -> Vec<f64> {
        prices.iter().zip(&self.resources.scale).map(|(price, scale)| price * scale).collect()
    }

    fn unscaled(&self, point: &[f64]) -> Prices {
        let price = |(whole, scale): (&f64, &f64)| if *scale > 0.0 { whole / scale } else { 0.0 };
        point.iter().zip(&self.resources.scale).map(price).collect()
    }

    /// A plane below the relaxation that touches it, or nearly, at scaled prices: its height there and its slope, the
    /// unused share of each resource. It is the one of the choices that were found, whether or not they are the best.
    fn cut_at(&mut self, point: &[f64]) -> (f64, Vec<f64>) {
        let found = self.evaluate(&self.unscaled(point), NODES_OF_A_STEP);
        self.proven = self.proven.min(found.bound);
        if let Some(chosen) = &mut self.chosen {
            chosen.push(self.choices.clone());
        }
        let unused = |((used, limit), scale): ((f64, &Option<f64>), &f64)| {
            limit.filter(|_| *scale > 0.0).map_or(0.0, |limit| (limit - used) / scale)
        };
        let known = found.used.into_iter().zip(&self.resources.capacity).zip(&self.resources.scale);
        (found.worth, known.map(unused).collect())
    }

    /// The free choices of all sites at some prices.
    fn evaluate(&mut self, prices: &Prices, most_nodes: usize) -> FreeChoices {
        let (resources, sites) = (self.resources, &self.sites);
        let parts: Vec<FreeChoices> = self
            .choices
            .par_chunks_mut(SITES_A_CHUNK)
            .zip(sites.par_chunks(SITES_A_CHUNK))
            .map_init(Offers::default, |offers, (choices, sites)| {
                let mut found = FreeChoices { worth: 0.0, bound: 0.0, used: vec![0.0; prices.len()] };
                for (choice, site) in choices.iter_mut().zip(sites) {
                    resources.open(site, offers);
                    resources.price(site, prices, offers);
                    if let Some(best) = best_choice(site, offers, choice.as_ref(), most_nodes) {
                        found.worth += best.worth;
                        found.bound += best.bound;
                        resources.each_use(site, &best.choice, &mut |resource, amount| found.used[resource] += amount);
                        *choice = Some(best.choice);
                    }
                }
                found
            })
            .collect();
        let price_of_all = prices.iter().zip(&resources.capacity).map(|(price, limit)| price * limit.unwrap_or(0.0));
        // Not `sum`, which is −0 where there is nothing.
        let whole = price_of_all.fold(0.0, |a, b| a + b);
        let mut total = FreeChoices { worth: whole, bound: whole, used: vec![0.0; prices.len()] };
        for part in parts {
            total.worth += part.worth;
            total.bound += part.bound;
            for (total, amount) in total.used.iter_mut().zip(part.used) {
                *total += amount;
            }
        }
        total
    }
}

/// What the free choices earn, with the price of all the resources.
struct FreeChoices {
    /// With the choices that were found.
    worth: f64,
    /// No choices earn more: no programme is worth more.
    bound: f64,
    /// What the choices use of each resource.
    used: Vec<f64>,
}
