//! Choices for whole sites at shaken prices.

use super::choice::best_choice;
use super::draws::Draws;
use super::offers::{Choice, Offers};
use super::resources::{Prices, Resources};
use super::site::Site;
use super::state::State;

/// Nodes of the search of one site.
const MOST_NODES: usize = 60;

/// What choices for whole sites are made with.
pub(crate) struct WholeSites<'a> {
    pub(crate) sites: &'a [Site],
    resources: &'a Resources<'a>,
    pub(crate) prices: &'a Prices,
    shaken: Prices,
    offers: Offers,
}

impl<'a> WholeSites<'a> {
    /// Choices about the prices that the bound is proven with.
    pub(crate) fn new(sites: &'a [Site], resources: &'a Resources<'a>, prices: &'a Prices) -> Self {
        Self { sites, resources, prices, shaken: prices.clone(), offers: Offers::default() }
    }

    /// The best choice of a site for other prices and preferences; of each member it is known whether it stays as it is.
    pub(crate) fn choose(
        &mut self,
        site: usize,
        state: &State<'_>,
        stays: &[bool],
        draws: &mut Draws,
    ) -> Option<Choice> {
        self.shake(draws);
        let noise = draws.one_of(&[0.0, 0.0, 0.1, 0.3]);
        let members = &self.sites[site];
        self.resources.open(members, &mut self.offers);
        self.resources.price(members, &self.shaken, &mut self.offers);
        for (member, &project) in members.projects.iter().enumerate() {
            if stays[member] {
                self.offers.hold(member, state.year(project).and_then(|year| u8::try_from(year).ok()));
            } else if noise > 0.0 {
                self.offers.favour(member, noise * draws.signed_share() * state.input.projects[project].value);
            }
        }
        best_choice(members, &self.offers, None, MOST_NODES).map(|best| best.choice)
    }

    /// Lower prices let in what little is left.
    fn shake(&mut self, draws: &mut Draws) {
        let general = draws.one_of(&[1.0, 1.0, 1.0, 0.9, 0.8, 0.6, 0.3, 0.0]);
        let spread = draws.one_of(&[0.0, 0.1, 0.3]);
        for (shaken, price) in self.shaken.iter_mut().zip(self.prices) {
            *shaken = price * general * (1.0 + spread * draws.signed_share());
        }
    }
}
