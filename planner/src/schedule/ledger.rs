//! A programme in the making, site by site: the years of each site's projects and what is left of each resource.

use super::offers::Choice;
use super::resources::{Resources, costs};
use super::site::Site;
use crate::model::{ScheduleInput, as_float};

/// Hours are sums of estimates: a total that misses a limit by less than this share is rounding.
const HOURS_TOLERANCE: f64 = 2e-10;

/// By how much of itself a minimum share may be missed: cents are whole, shares are not.
const SHARE_TOLERANCE: f64 = 2e-10;

/// What is left where there is no limit: no sum of costs comes near.
const UNLIMITED_CENTS: i64 = i64::MAX / 4;

/// The choice of each site and what all of them leave. Whoever makes a choice keeps the rules of its site; the ledger
/// keeps the accounts.
#[derive(Clone)]
pub(crate) struct Ledger<'a> {
    pub(crate) resources: &'a Resources<'a>,
    pub(crate) sites: &'a [Site],
    choices: Vec<Choice>,
    /// Cents left by department and year.
    money: Vec<i64>,
    /// Hours left by crew and year; infinite where unlimited.
    hours: Vec<f64>,
    /// By minimum share, what its department spends in its area and in all.
    shares: Vec<ShareAccount>,
    /// Whether minimum shares may be missed for the time being.
    is_lenient: bool,
    objective: f64,
}

/// Cents of a minimum share.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ShareAccount {
    pub(crate) in_area: i64,
    pub(crate) spent: i64,
}

impl ShareAccount {
    /// Cents spent in the area beyond the share; below 0 where it is missed.
    pub(crate) fn left(self, share: f64) -> f64 {
        as_float(self.in_area) - share * (1.0 - SHARE_TOLERANCE) * as_float(self.spent)
    }

    /// Books cents of a project, or takes them back where they are negative.
    pub(crate) fn book(&mut self, cents: i64, is_in_area: bool) {
        self.spent += cents;
        self.in_area += if is_in_area { cents } else { 0 };
    }
}

impl<'a> Ledger<'a> {
    /// The accounts of a choice for each site.
    pub(crate) fn new(resources: &'a Resources<'a>, sites: &'a [Site], choices: Vec<Choice>) -> Self {
        let mut ledger = Self {
            resources,
            sites,
            choices,
            money: Vec::new(),
            hours: Vec::new(),
            shares: Vec::new(),
            is_lenient: false,
            objective: 0.0,
        };
        ledger.balance();
        ledger
    }

    /// Adds everything up again: what many small changes leave of rounding is gone.
    pub(crate) fn balance(&mut self) {
        let input = self.input();
        self.money = input.budgets.iter().flatten().map(|cents| cents.unwrap_or(UNLIMITED_CENTS)).collect();
        let limit = |hours: &Option<f64>| hours.map_or(f64::INFINITY, |h| h + h.max(1.0) * HOURS_TOLERANCE);
        self.hours = input.crew_hours.iter().flatten().map(limit).collect();
        self.shares = vec![ShareAccount::default(); input.shares.len()];
        self.objective = 0.0;
        let choices = std::mem::take(&mut self.choices);
        for (site, choice) in choices.iter().enumerate() {
            self.book(site, choice, true);
        }
        self.choices = choices;
    }

    /// The value of the programme, with what keeping announced years is worth.
    pub(crate) fn objective(&self) -> f64 {
        self.objective
    }

    pub(crate) fn choice(&self, site: usize) -> &Choice {
        &self.choices[site]
    }

    /// The year of each project.
    pub(crate) fn years(&self) -> Vec<Option<usize>> {
        let mut years = vec![None; self.input().projects.len()];
        for (site, choice) in self.sites.iter().zip(&self.choices) {
            for (&project, year) in site.projects.iter().zip(choice) {
                years[project] = year.map(usize::from);
            }
        }
        years
    }

    /// Gives a site another choice, and gives back the one that it had.
    pub(crate) fn replace(&mut self, site: usize, choice: Choice) -> Choice {
        let before = std::mem::replace(&mut self.choices[site], choice);
        self.book(site, &before, false);
        let choice = std::mem::take(&mut self.choices[site]);
        self.book(site, &choice, true);
        self.choices[site] = choice;
        before
    }

    /// What is left of a resource: cents or hours; of a minimum share what is spent in the area beyond it, below 0 where it
    /// is missed.
    pub(crate) fn left(&self, resource: usize) -> f64 {
        let hours = self.money.len();
        match resource.checked_sub(hours + self.hours.len()) {
            Some(share) => self.shares[share].left(self.input().shares[share].share),
            None if resource < hours => as_float(self.money[resource]),
            None => self.hours[resource - hours],
        }
    }

    /// Whether every minimum share is kept. Whatever leaves an area may break one, also where nothing is overdrawn.
    pub(crate) fn keeps_shares(&self) -> bool {
        (0..self.shares.len()).all(|share| self.left(self.resources.share(share)) >= 0.0)
    }

    /// Lets minimum shares be missed, or no longer: what is missed by then stays so.
    pub(crate) fn be_lenient(&mut self, is_lenient: bool) {
        self.is_lenient = is_lenient;
    }

    /// Whether a project of a site could be done without breaking a minimum share, were all of the site's work of its
    /// area done too.
    pub(crate) fn share_allows(&self, site: usize, project: usize) -> bool {
        let (resources, input) = (self.resources, self.input());
        self.is_lenient
            || input.shares_of(project).filter(|(_, is_in_area)| !is_in_area).all(|(share, _)| {
                let (resource, row) = (resources.share(share), resources.row_and_year(resources.share(share)).0);
                let relief = self.sites[site].projects.iter().filter(|&&other| self.has_area_of(other, share));
                let relief = relief.map(|&other| as_float(input.most_cents(other))).fold(0.0, |a, b| a + b);
                resources.use_of(project, row) <= self.left(resource) + relief
            })
    }

    /// Whether a project could be afforded in a year, at the lesser of its mobilizations.
    pub(crate) fn can_afford(&self, project: usize, year: usize) -> bool {
        let traits = &self.input().projects[project];
        let years = self.input().years;
        let least = traits.requests_cost + traits.mobilization.cost.min(traits.mobilization.shared_cost);
        least <= self.money[traits.department * years + year]
            && traits.hours.iter().all(|&(crew, hours)| hours <= self.hours[crew * years + year])
    }

    /// Gives a site another choice where that overdraws nothing, else tells the first resource that it would overdraw.
    pub(crate) fn try_replace(&mut self, site: usize, choice: Choice) -> Result<(), usize> {
        let before = self.replace(site, choice);
        match self.overdrawn_by(site) {
            None => Ok(()),
            Some(resource) => {
                self.replace(site, before);
                Err(resource)
            }
        }
    }

    /// The first overdrawn resource among those that a site uses.
    pub(crate) fn overdrawn_by(&self, site: usize) -> Option<usize> {
        let resources = self.resources;
        self.done_on(site).find_map(|(project, year)| {
            let traits = &self.input().projects[project];
            let money = resources.money(traits.department, year);
            let hours = traits.hours.iter().map(|&(crew, _)| resources.hours(crew, year));
            let shares = self.input().shares_of(project).filter(|(_, is_in_area)| !is_in_area && !self.is_lenient);
            let shares = shares.map(|(share, _)| resources.share(share));
            std::iter::once(money).chain(hours).chain(shares).find(|&resource| self.left(resource) < 0.0)
        })
    }

    /// Whether a site uses a resource.
    pub(crate) fn uses(&self, site: usize, resource: usize) -> bool {
        let (row, at) = self.resources.row_and_year(resource);
        let is_then = |year: usize| at.is_none_or(|at| at == year);
        self.done_on(site).any(|(project, year)| is_then(year) && self.resources.use_of(project, row) > 0.0)
    }

    fn input(&self) -> &'a ScheduleInput {
        self.resources.input
    }

    fn has_area_of(&self, project: usize, share: usize) -> bool {
        self.input().shares_of(project).any(|(counting, is_in_area)| counting == share && is_in_area)
    }

    fn done_on(&self, site: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let members = self.sites[site].projects.iter().zip(&self.choices[site]);
        members.filter_map(|(&project, year)| Some((project, usize::from((*year)?))))
    }

    fn book(&mut self, site: usize, choice: &Choice, is_done: bool) {
        let (input, sites) = (self.input(), self.sites);
        let (sign, factor) = if is_done { (1, 1.0) } else { (-1, -1.0) };
        for (member, year, cents) in costs(input, &sites[site], choice) {
            let traits = &input.projects[sites[site].projects[member]];
            self.money[traits.department * input.years + year] -= sign * cents;
            for (share, is_in_area) in input.shares_of(sites[site].projects[member]) {
                self.shares[share].book(sign * cents, is_in_area);
            }
            for &(crew, hours) in &traits.hours {
                self.hours[crew * input.years + year] -= factor * hours;
            }
            self.objective += factor * traits.merit(year, &input.weight);
        }
    }
}

/// The choice of each site in a programme given by project.
pub(crate) fn choices_of(sites: &[Site], year: impl Fn(usize) -> Option<usize>) -> Vec<Choice> {
    let of_project = |project: &usize| year(*project).and_then(|year| u8::try_from(year).ok());
    sites.iter().map(|site| site.projects.iter().map(of_project).collect()).collect()
}
