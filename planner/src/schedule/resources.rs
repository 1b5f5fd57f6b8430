//! What is scarce: the budget of each department and the hours of each crew, a resource a year; and its prices.

use super::offers::{Choice, Company, Offers, YearSet, bit, each_year, years_between};
use super::site::Site;
use crate::model::{ScheduleInput, as_float};

/// The resources of an input: rows are the departments, then the crews; columns are the years.
pub(crate) struct Resources<'a> {
    pub(crate) input: &'a ScheduleInput,
    /// What there is of each, `None` where unlimited: cents or hours.
    pub(crate) capacity: Vec<Option<f64>>,
    /// The years that each project may be done in, whatever else is.
    window: Vec<YearSet>,
}

/// The price of a unit of each resource, in value.
pub(crate) type Prices = Vec<f64>;

impl<'a> Resources<'a> {
    pub(crate) fn new(input: &'a ScheduleInput) -> Self {
        let cents = input.budgets.iter().flatten().map(|cents| cents.map(as_float));
        // What rounding may let through is there too, so that prices stay valid for it.
        let hours = input.crew_hours.iter().flatten().map(|hours| hours.map(|h| h + h.max(1.0) * 1e-9));
        Self::with(input, cents.chain(hours).collect())
    }

    /// The same resources with another capacity of each, such as what is left of it.
    pub(crate) fn with(input: &'a ScheduleInput, capacity: Vec<Option<f64>>) -> Self {
        let mut resources = Self { input, capacity, window: Vec::new() };
        resources.window = (0..input.projects.len()).map(|project| resources.window_of(project)).collect();
        resources
    }

    pub(crate) fn money(&self, department: usize, year: usize) -> usize {
        department * self.input.years + year
    }

    pub(crate) fn hours(&self, crew: usize, year: usize) -> usize {
        (self.input.budgets.len() + crew) * self.input.years + year
    }

    /// The years in which each member may be done whatever else is, and which must be done: windows, pins and resources.
    pub(crate) fn open(&self, site: &Site, offers: &mut Offers) {
        offers.years = self.input.years;
        offers.allowed.clear();
        offers.required.clear();
        for &project in &site.projects {
            offers.allowed.push(self.window[project]);
            offers.required.push(self.input.projects[project].pin.is_some());
        }
    }

    fn window_of(&self, project: usize) -> YearSet {
        let traits = &self.input.projects[project];
        if let Some(pin) = traits.pin {
            return bit(pin);
        }
        let least = as_float(traits.requests_cost + traits.mobilization.cost.min(traits.mobilization.shared_cost));
        let holds = |resource: usize, amount: f64| self.capacity[resource].is_none_or(|limit| amount <= limit);
        each_year(years_between(traits.ready, self.input.years))
            .filter(|&year| {
                holds(self.money(traits.department, year), least)
                    && traits.hours.iter().all(|&(crew, hours)| holds(self.hours(crew, year), hours))
            })
            .fold(0, |set, year| set | bit(year))
    }

    /// The row and the year of a resource.
    pub(crate) fn row_and_year(&self, resource: usize) -> (usize, usize) {
        (resource / self.input.years, resource % self.input.years)
    }

    /// The rows that a project uses: its department's, then its crews'.
    pub(crate) fn rows_of(&self, project: usize) -> impl Iterator<Item = usize> {
        let traits = &self.input.projects[project];
        let departments = self.input.budgets.len();
        std::iter::once(traits.department).chain(traits.hours.iter().map(move |&(crew, _)| departments + crew))
    }

    /// How much a project uses of a row in its year, mobilization aside: cents or hours.
    pub(crate) fn use_of(&self, project: usize, row: usize) -> f64 {
        let traits = &self.input.projects[project];
        match row.checked_sub(self.input.budgets.len()) {
            Some(crew) => traits.hours.iter().find(|(known, _)| *known == crew).map_or(0.0, |(_, hours)| *hours),
            None if row == traits.department => as_float(traits.requests_cost.max(1)),
            None => 0.0,
        }
    }

    /// What each member is worth in each year at the prices.
    pub(crate) fn price(&self, site: &Site, prices: &Prices, offers: &mut Offers) {
        let years = self.input.years;
        offers.years = years;
        offers.worth.clear();
        offers.alone.clear();
        for &project in &site.projects {
            let traits = &self.input.projects[project];
            let (full, shared) = (traits.mobilization.cost, traits.mobilization.shared_cost);
            // A lone project of a site never shares.
            let (least, more) = if site.projects.len() == 1 {
                (traits.requests_cost + full, 0.0)
            } else {
                (traits.requests_cost + full.min(shared), as_float(full - shared))
            };
            let least = as_float(least);
            let money = &prices[traits.department * years..][..years];
            let start = offers.worth.len();
            for (year, price) in money.iter().enumerate() {
                offers.worth.push(traits.merit(year, &self.input.weight) - price * least);
                offers.alone.push(price * more);
            }
            for &(crew, hours) in &traits.hours {
                let row = &prices[self.hours(crew, 0)..][..years];
                for (worth, price) in offers.worth[start..].iter_mut().zip(row) {
                    *worth -= price * hours;
                }
            }
        }
    }

    /// Tells what a choice of a site uses: resource and amount, several times for a resource.
    pub(crate) fn each_use(&self, site: &Site, choice: &Choice, tell: &mut impl FnMut(usize, f64)) {
        for (member, year, cents) in costs(self.input, site, choice) {
            let traits = &self.input.projects[site.projects[member]];
            tell(self.money(traits.department, year), as_float(cents));
            for &(crew, hours) in &traits.hours {
                tell(self.hours(crew, year), hours);
            }
        }
    }
}

/// What each member that is done costs: member, year, cents.
pub(crate) fn costs<'a>(
    input: &'a ScheduleInput,
    site: &'a Site,
    choice: &'a [Option<u8>],
) -> impl Iterator<Item = (usize, usize, i64)> + 'a {
    let Company { crowded, .. } = Company::of(choice);
    choice.iter().enumerate().filter_map(move |(member, year)| {
        let year = usize::from((*year)?);
        let traits = &input.projects[site.projects[member]];
        let mobilization =
            if crowded & bit(year) != 0 { traits.mobilization.shared_cost } else { traits.mobilization.cost };
        Some((member, year, traits.requests_cost + mobilization))
    })
}
