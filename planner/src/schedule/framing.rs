//! Large sites taken apart: for whole sites at the prices it is decided which kinds of work are complete by which year; then
//! each project is planned by itself within that frame.
//!
//! A large site cannot be settled at once: its best choice at the prices seldom fits what there is to the cent, and
//! whoever leaves makes all that follows wait.

use super::NEARLY_PRICED;
use super::choice::best_choice;
use super::dive::Dive;
use super::draws::Draws;
use super::frames::Frames;
use super::ledger::{Ledger, choices_of};
use super::offers::{Choice, Offers};
use super::relaxation::{Relaxation, Watch};
use super::resources::{Prices, Resources};
use super::site::Site;
use crate::error::PlanError;
use crate::instance::Mobilization;
use crate::model::ScheduleInput;

/// Sites with more projects are taken apart: with so many, a year with a lone one that pays its whole mobilization is rare.
const LARGE: usize = 40;

/// Shares of the large sites that are framed between two pricings.
const BATCHES: usize = 20;

/// Nodes of the search of one site.
const MOST_NODES: usize = 200;

/// Times that sites are framed anew whose work did not fit.
const MOST_ATTEMPTS: usize = 12;

/// Times that work may find no place before it is given up.
const MOST_MISSES: i32 = 3;

/// What plans the large sites of an input in two steps.
pub(crate) struct Framing<'a> {
    resources: &'a Resources<'a>,
    sites: &'a [Site],
    /// What is done already, by project.
    known: &'a [Option<usize>],
    dive: Dive<'a>,
    /// The large sites, with the choice that frames each once there is one.
    large: Vec<(usize, Option<Choice>)>,
    /// Sites and kinds of their work that are not to be completed: it did not fit.
    given_up: Vec<(usize, usize)>,
    prices: Prices,
}

/// A programme by project, and what it is worth.
pub(crate) type Finished = Option<(f64, Vec<Option<usize>>)>;

impl<'a> Framing<'a> {
    /// Begins where nothing is framed, with the prices of a dive.
    pub(crate) fn new(
        resources: &'a Resources<'a>,
        sites: &'a [Site],
        known: &'a [Option<usize>],
        dive: Dive<'a>,
    ) -> Self {
        let large = (0..sites.len()).filter(|&site| is_large(&sites[site])).map(|site| (site, None)).collect();
        let prices = dive.prices.clone();
        Self { resources, sites, known, dive, large, given_up: Vec::new(), prices }
    }

    /// The best of some programmes. Each has the years that the projects of large sites have by themselves: alone in a year
    /// of its site, one may cost more than was counted, which `finish` sees to.
    ///
    /// Work that must be done and finds no place comes first in the next attempt (squeaky wheel optimization: Joslin and
    /// Clements 1999); after some attempts what waits for it is given up.
    pub(crate) fn plan(
        mut self,
        draws: &mut Draws,
        finish: &dyn Fn(&[Option<usize>]) -> Finished,
        watch: &mut Watch<'_>,
    ) -> Result<Finished, PlanError> {
        let input = apart(self.resources.input, self.sites);
        let parts = Site::all(&input);
        let of_parts = Resources::new(&input, &parts);
        let mut best: Finished = None;
        let mut missed = vec![0; self.known.len()];
        for _ in 0..MOST_ATTEMPTS {
            let is_over = self.frame(watch)?;
            let framed = of_parts.within(self.frames());
            let mut ledger = Ledger::new(&framed, &parts, choices_of(&parts, |project| self.known[project]));
            Dive { prices: &self.prices, missed: &missed, ..self.dive }.run(&mut ledger, draws, watch)?;
            let years = ledger.years();
            let found = finish(&years);
            let is_missed = |project: usize| years[project].is_none() && framed.requires(project);
            if let Some(found) = found.filter(|found| best.as_ref().is_none_or(|best| found.0 > best.0)) {
                best = Some(found);
            }
            let mut fits = true;
            for project in (0..missed.len()).filter(|&project| is_missed(project)) {
                fits = false;
                missed[project] += 1;
            }
            if is_over || fits {
                break;
            }
            self.give_up(&|project| missed[project] < MOST_MISSES);
        }
        Ok(best)
    }

    /// Frames the large sites that are not, those that earn the most first; says whether it was stopped.
    fn frame(&mut self, watch: &mut Watch<'_>) -> Result<bool, PlanError> {
        let batch = self.large.len().div_ceil(BATCHES);
        let mut is_over = false;
        while self.large.iter().any(|(_, choice)| choice.is_none()) {
            let framed = self.resources.within(self.frames());
            if !is_over {
                let prices = std::mem::take(&mut self.prices);
                let mut relaxation = Relaxation::new(&framed, self.sites.iter().collect(), prices);
                is_over = relaxation.tighten(NEARLY_PRICED, self.dive.steps, watch)?;
                self.prices = relaxation.into_prices();
            }
            let unframed = self.large.iter().enumerate().filter(|(_, (_, choice))| choice.is_none());
            let mut surest: Vec<(f64, usize, Choice)> =
                unframed.map(|(place, &(site, _))| self.best_frame(&framed, place, site)).collect();
            surest.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            if !is_over {
                surest.truncate(batch);
            }
            for (_, place, choice) in surest {
                self.large[place].1 = Some(choice);
            }
        }
        Ok(is_over)
    }

    /// What a site earns at the prices, its place among the large ones, and its best choice.
    fn best_frame(&self, framed: &Resources<'_>, place: usize, index: usize) -> (f64, usize, Choice) {
        let site = &self.sites[index];
        let mut offers = Offers::default();
        framed.open(site, &mut offers);
        framed.price(site, &self.prices, &mut offers);
        for (member, &project) in site.projects.iter().enumerate().filter(|(_, project)| self.dive.is_fixed[**project])
        {
            offers.hold(member, self.known[project].and_then(|year| u8::try_from(year).ok()));
        }
        match best_choice(site, &offers, None, MOST_NODES) {
            Some(best) => (best.worth, place, best.choice),
            None => (0.0, place, vec![None; site.projects.len()]),
        }
    }

    fn frames(&self) -> Frames {
        let mut frames = self.resources.frames();
        for &(index, kind) in &self.given_up {
            let site = &self.sites[index];
            for &follower in &site.kinds[kind].followers {
                frames.keep(site, &site.kinds[follower], 0);
            }
        }
        for (index, choice) in &self.large {
            if let Some(choice) = choice {
                frames.hold(&self.sites[*index], choice, self.resources.input.years);
            }
        }
        frames
    }

    /// Gives up completing the kinds of work of which something does not fit: their sites are to be framed anew.
    fn give_up(&mut self, fits: &dyn Fn(usize) -> bool) {
        for (index, choice) in &mut self.large {
            let site = &self.sites[*index];
            let lacks = |kind: &usize| site.kinds[*kind].members.clone().any(|member| !fits(site.projects[member]));
            for kind in (0..site.kinds.len()).filter(lacks) {
                if !self.given_up.contains(&(*index, kind)) {
                    self.given_up.push((*index, kind));
                    *choice = None;
                }
            }
        }
    }
}

/// The number of projects on sites that are worth taking apart.
pub(crate) fn projects_of_large_sites(sites: &[Site]) -> usize {
    sites.iter().filter(|site| is_large(site)).map(|site| site.projects.len()).sum()
}

/// Whether a site is large and its projects are not free of each other.
fn is_large(site: &Site) -> bool {
    site.projects.len() > LARGE && (site.has_moratoria || site.kinds.iter().any(|kind| !kind.followers.is_empty()))
}

/// The same projects where those of large sites are each on a site of its own, and share a mobilization all the same.
fn apart(input: &ScheduleInput, sites: &[Site]) -> ScheduleInput {
    let mut apart = input.clone();
    for (index, site) in sites.iter().enumerate().filter(|(_, site)| is_large(site)) {
        apart.sites[index].truncate(0);
        apart.sites[index].push(site.projects[0]);
        for &project in &site.projects[1..] {
            apart.projects[project].site = apart.sites.len();
            apart.sites.push(vec![project]);
        }
        for &project in &site.projects {
            let mobilization = &mut apart.projects[project].mobilization;
            let shared = mobilization.shared_cost;
            *mobilization = Mobilization { cost: shared, shared_cost: shared };
        }
    }
    apart
}
