//! Improvement of a programme by whole sites: a few are taken out and planned again, one after the other, each with its
//! best choice for shaken prices in what the others leave (large neighbourhood search: Shaw 1998; ruin and recreate:
//! Schrimpf et al. 2000). What is worth a little less is accepted too, less and less of it (simulated annealing:
//! Kirkpatrick, Gelatt and Vecchi 1983), and the best programme is kept. Seeded, and bounded by a count of rounds.

use super::choice::best_choice;
use super::draws::Draws;
use super::ledger::Ledger;
use super::offers::{Choice, Offers};
use super::replanning::Replanner;
use super::resources::Prices;
use super::site::Site;
use crate::error::PlanError;
use crate::model::{ScheduleInput, count_as_float};
use crate::progress::{Control, Phase};

/// The first temperature, as a share of the mean value of a project that is done.
const FIRST_TEMPERATURE: f64 = 0.02;

/// Sites that may leave for one that wants their place.
const MOST_VICTIMS: usize = 12;

/// What a search works with.
pub(crate) struct Neighbourhood<'a> {
    prices: &'a Prices,
    upper_bound: f64,
    /// Sites with a project that uses the row: a department's budgets or a crew's hours.
    sites_of_row: Vec<Vec<usize>>,
    replanner: Replanner<'a>,
    draws: Draws,
    shaken: Prices,
    regret: Regret,
}

/// The sites that a round changes, with the choices that they had.
type Undo = Vec<(usize, Choice)>;

/// What a round did; where it did not come to its end, it must be undone.
struct Round {
    undo: Undo,
    is_complete: bool,
}

impl<'a> Neighbourhood<'a> {
    /// A search around the prices that prove the bound. What is fixed stays.
    pub(crate) fn new(
        ledger: &Ledger<'_>,
        prices: &'a Prices,
        upper_bound: f64,
        is_fixed: &'a [bool],
        draws: Draws,
    ) -> Self {
        let resources = ledger.resources;
        let mut sites_of_row: Vec<Vec<usize>> = vec![Vec::new(); resources.row_count()];
        for (index, site) in ledger.sites.iter().enumerate() {
            for row in site.projects.iter().flat_map(|&project| resources.rows_of(project)) {
                if sites_of_row[row].last() != Some(&index) {
                    sites_of_row[row].push(index);
                }
            }
        }
        let (replanner, shaken) = (Replanner::new(is_fixed), prices.clone());
        let mut search =
            Self { prices, upper_bound, sites_of_row, replanner, draws, shaken, regret: Regret::default() };
        search.regret = Regret::of_all(ledger, prices);
        search
    }

    /// Improves the programme until the rounds or the time are over, or it is as good as the bound.
    pub(crate) fn improve(
        &mut self,
        ledger: &mut Ledger<'_>,
        most_rounds: u64,
        control: &mut Control<'_>,
    ) -> Result<(), PlanError> {
        /// Rounds between two looks at the clock, and between two balances of the accounts.
        const LOOK: u64 = 64;
        const BALANCE: u64 = 8192;
        let started = control.now();
        let unit = ledger.objective() / count_as_float(ledger.choices().iter().flatten().flatten().count().max(1));
        let mut best = Best { choices: ledger.choices().to_vec(), objective: ledger.objective(), changed: Vec::new() };
        let mut temperature = 0.0;
        for round in 0..most_rounds {
            if round.is_multiple_of(LOOK) {
                let share = control.share_of_time_since(started).unwrap_or(share_of(round, most_rounds));
                control.report(Phase::Improving, share, Some(best.objective), Some(self.upper_bound))?;
                if control.is_late() || best.objective >= self.upper_bound * (1.0 - 1e-9) {
                    break;
                }
                temperature = FIRST_TEMPERATURE * unit * (1.0 - share).max(0.0).powi(2);
            }
            if round % BALANCE == BALANCE - 1 {
                ledger.balance();
            }
            let least = ledger.objective() + temperature * self.draws.share().max(1e-12).ln();
            let Round { undo, is_complete } =
                if self.draws.below(10) < 3 { self.press_in(ledger) } else { self.plan_some_again(ledger) };
            if !is_complete || !ledger.keeps_shares() || ledger.objective() < least - least.abs() * 1e-12 {
                restore(ledger, undo);
                continue;
            }
            for (site, _) in &undo {
                self.regret.renew(ledger, self.prices, *site);
            }
            best.follow(ledger, undo);
        }
        best.restore(ledger);
        Ok(())
    }

    /// A site to begin with: any, or of several the one that misses the most.
    fn first(&mut self, ledger: &Ledger<'_>) -> usize {
        let count = ledger.sites.len();
        let trials = self.draws.one_of(&[1, 1, 4]);
        let drawn = (0..trials).map(|_| self.draws.below(count));
        drawn.max_by(|&a, &b| self.regret.of(a).total_cmp(&self.regret.of(b))).unwrap_or(0)
    }

    /// Plans again a site and some that share a row with it.
    fn plan_some_again(&mut self, ledger: &mut Ledger<'_>) -> Round {
        const MOST_OTHERS: usize = 5;
        let mut chosen = vec![self.first(ledger)];
        for _ in 0..self.draws.below(MOST_OTHERS) {
            let beside = self.draws.one_of(&chosen);
            let other = self.neighbour(ledger, beside);
            if !chosen.contains(&other) {
                chosen.push(other);
            }
        }
        self.shake();
        let undo: Undo = chosen.iter().map(|&site| (site, self.replanner.clear(ledger, site))).collect();
        let style = Style::draw(&mut self.draws);
        let mut order: Vec<usize> = (0..undo.len()).collect();
        self.draws.shuffle(&mut order);
        for index in order {
            self.plan(ledger, undo[index].0, &undo[index].1, style);
        }
        Round { undo, is_complete: true }
    }

    /// Gives a site what it wants most whatever is left, makes others leave until it fits, and plans those again.
    fn press_in(&mut self, ledger: &mut Ledger<'_>) -> Round {
        const MORE_SITES: usize = 3;
        let first = self.first(ledger);
        self.shake();
        let style = Style::draw(&mut self.draws);
        let before = self.replanner.clear(ledger, first);
        let (site, input, draws) = (&ledger.sites[first], ledger.resources.input, &mut self.draws);
        let wanted =
            self.replanner.respond(ledger, first, &self.shaken, |offers| style.prefer(offers, site, input, draws));
        let mut undo = vec![(first, before)];
        let Some(wanted) = wanted.filter(|wanted| *wanted != undo[0].1) else {
            return Round { undo, is_complete: false };
        };
        ledger.replace(first, wanted);
        while let Some(resource) = ledger.overdrawn_by(first) {
            match self.victim(ledger, resource, &undo) {
                Some(victim) => undo.push((victim, self.replanner.clear(ledger, victim))),
                None => return Round { undo, is_complete: false },
            }
        }
        self.shake();
        for (site, before) in &undo[1..] {
            self.plan(ledger, *site, before, style);
        }
        for _ in 0..MORE_SITES {
            let beside = self.draws.below(undo.len());
            let site = self.neighbour(ledger, undo[beside].0);
            if undo.iter().all(|(known, _)| *known != site) {
                let before = self.replanner.clear(ledger, site);
                self.plan(ledger, site, &before, Style::default());
                undo.push((site, before));
            }
        }
        Round { undo, is_complete: true }
    }

    fn plan(&mut self, ledger: &mut Ledger<'_>, site: usize, before: &Choice, style: Style) {
        let (members, input) = (&ledger.sites[site], ledger.resources.input);
        self.replanner.plan(ledger, site, &self.shaken, &mut self.draws, |offers, draws| {
            style.prefer(offers, members, input, draws);
            style.keep(offers, before, draws);
        });
    }

    /// A site that shares a row with another, one with something done rather than one without.
    fn neighbour(&mut self, ledger: &Ledger<'_>, site: usize) -> usize {
        const TRIALS: usize = 4;
        let projects = &ledger.sites[site].projects;
        let project = projects[self.draws.below(projects.len())];
        let sites = &self.sites_of_row[ledger.resources.input.projects[project].department];
        let mut found = self.draws.one_of(sites);
        for _ in 1..TRIALS {
            if ledger.is_active(found) {
                break;
            }
            found = self.draws.one_of(sites);
        }
        found
    }

    /// A site that uses an overdrawn resource and has not left yet.
    fn victim(&mut self, ledger: &Ledger<'_>, resource: usize, undo: &Undo) -> Option<usize> {
        const TRIALS: usize = 40;
        if undo.len() > MOST_VICTIMS {
            return None;
        }
        let sites = &self.sites_of_row[ledger.resources.row_and_year(resource).0];
        (0..TRIALS)
            .map(|_| self.draws.one_of(sites))
            .find(|&site| undo.iter().all(|(known, _)| *known != site) && ledger.uses(site, resource))
    }

    /// Other prices, about those that the bound is proven with: lower ones let in what little is left.
    fn shake(&mut self) {
        let general = self.draws.one_of(&[1.0, 1.0, 1.0, 0.9, 0.8, 0.6, 0.3, 0.0]);
        let spread = self.draws.one_of(&[0.0, 0.1, 0.3]);
        for (shaken, price) in self.shaken.iter_mut().zip(self.prices) {
            *shaken = price * general * (1.0 + spread * self.draws.signed_share());
        }
    }
}

/// How far the sites of a round are planned anew.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    /// Per cent of the members of a large site that stay as they are.
    kept: usize,
    /// By how much of its value a member's preference is changed at the most, either way.
    noise: f64,
}

impl Style {
    fn draw(draws: &mut Draws) -> Self {
        Self { kept: draws.one_of(&[0, 0, 40, 70, 85]), noise: draws.one_of(&[0.0, 0.0, 0.1, 0.3]) }
    }

    /// Changes what members are worth.
    fn prefer(self, offers: &mut Offers, site: &Site, input: &ScheduleInput, draws: &mut Draws) {
        for (member, &project) in site.projects.iter().enumerate().filter(|_| self.noise > 0.0) {
            offers.favour(member, self.noise * draws.signed_share() * input.projects[project].value);
        }
    }

    /// Holds some members of a large site.
    fn keep(self, offers: &mut Offers, before: &Choice, draws: &mut Draws) {
        const LARGE: usize = 5;
        for (member, year) in before.iter().enumerate().filter(|_| self.kept > 0 && before.len() >= LARGE) {
            if draws.below(100) < self.kept {
                offers.hold(member, *year);
            }
        }
    }
}

/// What each site misses at the prices that prove the bound: what its best choice would be worth, less what its present
/// one is.
#[derive(Default)]
struct Regret {
    best: Vec<f64>,
    present: Vec<f64>,
    offers: Offers,
}

impl Regret {
    fn of_all(ledger: &Ledger<'_>, prices: &Prices) -> Self {
        const MOST_NODES: usize = 200;
        let mut regret = Self { present: vec![0.0; ledger.sites.len()], ..Self::default() };
        for (index, site) in ledger.sites.iter().enumerate() {
            ledger.resources.open(site, &mut regret.offers);
            regret.renew(ledger, prices, index);
            let best = best_choice(site, &regret.offers, Some(ledger.choice(index)), MOST_NODES);
            regret.best.push(best.map_or(regret.present[index], |best| best.worth));
        }
        regret
    }

    fn of(&self, site: usize) -> f64 {
        self.best[site] - self.present[site]
    }

    fn renew(&mut self, ledger: &Ledger<'_>, prices: &Prices, site: usize) {
        ledger.resources.price(&ledger.sites[site], prices, &mut self.offers);
        self.present[site] = self.offers.worth_of_choice(ledger.choice(site));
    }
}

/// The best programme so far, and the sites that have changed since.
struct Best {
    choices: Vec<Choice>,
    objective: f64,
    changed: Vec<usize>,
}

impl Best {
    /// Takes note of the sites that a round changed, and of the programme where it is the best.
    fn follow(&mut self, ledger: &Ledger<'_>, undo: Undo) {
        self.changed.extend(undo.into_iter().map(|(site, _)| site));
        if ledger.objective() > self.objective + self.objective.abs() * 1e-12 {
            self.objective = ledger.objective();
            for site in self.changed.drain(..) {
                self.choices[site].clone_from(ledger.choice(site));
            }
        } else if self.changed.len() > 2 * self.choices.len() {
            self.changed.sort_unstable();
            self.changed.dedup();
        }
    }

    fn restore(mut self, ledger: &mut Ledger<'_>) {
        self.changed.sort_unstable();
        self.changed.dedup();
        for site in self.changed {
            ledger.replace(site, std::mem::take(&mut self.choices[site]));
        }
        ledger.balance();
    }
}

fn restore(ledger: &mut Ledger<'_>, undo: Undo) {
    for (site, choice) in undo {
        ledger.replace(site, choice);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share for people to look at and for the temperature")]
fn share_of(round: u64, most_rounds: u64) -> f64 {
    round as f64 / most_rounds.max(1) as f64
}
