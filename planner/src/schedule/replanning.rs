//! The best choice of one site at given prices, in what the other sites leave.

use super::choice::best_choice;
use super::draws::Draws;
use super::ledger::Ledger;
use super::offers::{Choice, Offers, bit, each_year};
use super::resources::Prices;

/// Nodes of the search of one site.
const MOST_NODES: usize = 60;

/// Plans sites again, one at a time.
pub(crate) struct Replanner<'a> {
    /// Projects that stay where they are: what pins ask.
    is_fixed: &'a [bool],
    offers: Offers,
}

impl<'a> Replanner<'a> {
    pub(crate) fn new(is_fixed: &'a [bool]) -> Self {
        Self { is_fixed, offers: Offers::default() }
    }

    /// Takes out of a site all but what is fixed, and gives the choice that it had.
    pub(crate) fn clear(&self, ledger: &mut Ledger<'_>, site: usize) -> Choice {
        let projects = &ledger.sites[site].projects;
        let kept =
            projects.iter().zip(ledger.choice(site)).map(|(&p, year)| year.filter(|_| self.is_fixed[p])).collect();
        ledger.replace(site, kept)
    }

    /// Gives a cleared site its best choice in what is left; says whether one was found, else the site is as it was.
    ///
    /// A member that no year can afford is out from the start. Where the best choice overdraws a resource all the same,
    /// a member, mostly the one that is worth the least for what it uses of it, leaves that year, and the site is searched again.
    pub(crate) fn plan(
        &mut self,
        ledger: &mut Ledger<'_>,
        index: usize,
        prices: &Prices,
        draws: &mut Draws,
        amend: impl FnOnce(&mut Offers, &mut Draws),
    ) -> bool {
        const MOST_TRIALS: usize = 8;
        self.open(ledger, index, prices, |offers| amend(offers, draws));
        let site = &ledger.sites[index];
        for (member, &project) in site.projects.iter().enumerate() {
            for year in each_year(self.offers.allowed[member]) {
                if !self.offers.is_held(member, year) && !ledger.can_afford(project, year) {
                    self.offers.allowed[member] &= !bit(year);
                }
            }
            if !self.offers.required[member] && !ledger.share_allows(index, project) {
                self.offers.allowed[member] = 0;
            }
        }
        for _ in 0..MOST_TRIALS {
            let Some(best) = best_choice(site, &self.offers, None, MOST_NODES) else { return false };
            let Err(resource) = ledger.try_replace(index, best.choice.clone()) else { return true };
            let (row, year) = ledger.resources.row_and_year(resource);
            let wanted = (0..best.choice.len()).filter_map(|member| Some((member, usize::from(best.choice[member]?))));
            let mut leaving: Vec<(f64, usize)> = wanted
                .filter(|&(member, at)| year.is_none_or(|year| year == at) && !self.offers.is_held(member, at))
                .map(|(member, at)| (ledger.resources.use_of(site.projects[member], row), member, at))
                .filter(|(used, ..)| *used > 0.0)
                .map(|(used, member, at)| (self.offers.worth_of(member, at) / used, member))
                .collect();
            leaving.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            if leaving.is_empty() {
                return false;
            }
            // Mostly the first, but what others wait for may be worth little by itself.
            let rank = if draws.below(4) > 0 { 0 } else { draws.below(leaving.len()) };
            let member = leaving[rank].1;
            match year {
                Some(year) => self.offers.allowed[member] &= !bit(year),
                None => self.offers.allowed[member] = 0,
            }
        }
        false
    }

    fn open(&mut self, ledger: &Ledger<'_>, index: usize, prices: &Prices, amend: impl FnOnce(&mut Offers)) {
        let site = &ledger.sites[index];
        ledger.resources.open(site, &mut self.offers);
        ledger.resources.price(site, prices, &mut self.offers);
        amend(&mut self.offers);
        for (member, &project) in site.projects.iter().enumerate() {
            if self.is_fixed[project] {
                self.offers.hold(member, ledger.choice(index)[member]);
            }
        }
    }
}
