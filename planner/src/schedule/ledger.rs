//! A programme in the making, site by site: the years of each site's projects and what is left of each resource.

use super::offers::Choice;
use super::resources::{Resources, costs};
use super::site::Site;
use crate::model::{ScheduleInput, as_float};

/// Hours are sums of estimates: a total that misses a limit by less than this share is rounding.
const HOURS_TOLERANCE: f64 = 2e-10;

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
    objective: f64,
}

impl<'a> Ledger<'a> {
    /// The accounts of a choice for each site.
    pub(crate) fn new(resources: &'a Resources<'a>, sites: &'a [Site], choices: Vec<Choice>) -> Self {
        let mut ledger = Self { resources, sites, choices, money: Vec::new(), hours: Vec::new(), objective: 0.0 };
        ledger.balance();
        ledger
    }

    /// Adds everything up again: what many small changes leave of rounding is gone.
    pub(crate) fn balance(&mut self) {
        let input = self.input();
        self.money = input.budgets.iter().flatten().map(|cents| cents.unwrap_or(UNLIMITED_CENTS)).collect();
        let limit = |hours: &Option<f64>| hours.map_or(f64::INFINITY, |h| h + h.max(1.0) * HOURS_TOLERANCE);
        self.hours = input.crew_hours.iter().flatten().map(limit).collect();
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

    pub(crate) fn choices(&self) -> &[Choice] {
        &self.choices
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

    /// What is left of a resource: cents or hours.
    pub(crate) fn left(&self, resource: usize) -> f64 {
        match resource.checked_sub(self.money.len()) {
            None => as_float(self.money[resource]),
            Some(hours) => self.hours[hours],
        }
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
            std::iter::once(money).chain(hours).find(|&resource| self.left(resource) < 0.0)
        })
    }

    /// Whether a site uses a resource.
    pub(crate) fn uses(&self, site: usize, resource: usize) -> bool {
        let (row, at) = self.resources.row_and_year(resource);
        self.done_on(site).any(|(project, year)| year == at && self.resources.rows_of(project).any(|used| used == row))
    }

    /// Whether anything of a site is done.
    pub(crate) fn is_active(&self, site: usize) -> bool {
        self.choices[site].iter().any(Option::is_some)
    }

    fn input(&self) -> &'a ScheduleInput {
        self.resources.input
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
