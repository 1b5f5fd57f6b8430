//! What is scarce: the budget of each department and the hours of each crew, a resource a year; what each minimum share
//! leaves, a resource for the whole horizon; and the prices of all of them.
//!
//! Of a minimum share there is nothing, and a project of its department uses (share − 1 where it is of the area) of what
//! it costs: whoever is in the area makes what others use.

use super::covers::Cover;
use super::frames::Frames;
use super::offers::{Choice, Company, Offers, YearSet, bit};
use super::site::Site;
use super::windows;
use crate::model::{ScheduleInput, ShareTraits, as_float};

/// The resources of an input: rows are the departments, then the crews, a column a year; then the minimum shares.
pub(crate) struct Resources<'a> {
    pub(crate) input: &'a ScheduleInput,
    /// What there is of each, `None` where unlimited: cents or hours.
    pub(crate) capacity: Vec<Option<f64>>,
    /// An amount of each that weighs as much as that of another; 0 where there is none of it.
    pub(crate) scale: Vec<f64>,
    /// The years that each project may be done in, whatever else is: `windows.rs`.
    window: Vec<YearSet>,
    /// Which projects must be done.
    required: Vec<bool>,
    /// The years in which each project could have company on its site.
    company: Vec<YearSet>,
    /// Cuts that are priced as well, and by project its weights in them: cut, year, weight.
    covers: Vec<Cover>,
    weights: Vec<Vec<(usize, usize, f64)>>,
}

/// The price of a unit of each resource, in value.
pub(crate) type Prices = Vec<f64>;

impl<'a> Resources<'a> {
    pub(crate) fn new(input: &'a ScheduleInput, sites: &[Site]) -> Self {
        let cents = input.budgets.iter().flatten().map(|cents| cents.map(as_float));
        // What rounding may let through is there too, so that prices stay valid for it.
        let hours = input.crew_hours.iter().flatten().map(|hours| hours.map(|h| h + h.max(1.0) * 1e-9));
        let shares = input.shares.iter().map(|_| Some(0.0));
        let capacity: Vec<Option<f64>> = cents.chain(hours).chain(shares).collect();
        let mut window = windows::affordable(input, &capacity);
        windows::tighten(input, sites, &mut window);
        let company = windows::company(sites, &window);
        let scale = scales(input, &capacity);
        let required = input.projects.iter().map(|project| project.pin.is_some()).collect();
        Self { input, capacity, scale, window, required, company, covers: Vec::new(), weights: Vec::new() }
    }

    /// The same resources with what is left of each.
    pub(crate) fn with(&self, capacity: Vec<Option<f64>>) -> Self {
        let left = windows::affordable(self.input, &capacity);
        let window = self.window.iter().zip(left).map(|(ever, left)| ever & left).collect();
        let scale = scales(self.input, &capacity);
        Self {
            capacity,
            scale,
            window,
            required: self.required.clone(),
            company: self.company.clone(),
            covers: Vec::new(),
            weights: Vec::new(),
            ..*self
        }
    }

    /// The years that each project may be done in, and which must be done.
    pub(crate) fn frames(&self) -> Frames {
        Frames { window: self.window.clone(), required: self.required.clone() }
    }

    /// The same resources where the projects keep to frames besides.
    pub(crate) fn within(&self, frames: Frames) -> Self {
        let Frames { mut window, required } = frames;
        window.iter_mut().zip(&self.window).for_each(|(framed, ever)| *framed &= ever);
        Self {
            capacity: self.capacity.clone(),
            scale: self.scale.clone(),
            window,
            required,
            company: self.company.clone(),
            covers: Vec::new(),
            weights: Vec::new(),
            ..*self
        }
    }

    /// The same resources and cuts, a resource each after the minimum shares.
    pub(crate) fn cut_by(&self, covers: Vec<Cover>) -> Self {
        let plain = self.share(self.input.shares.len());
        let mut cut = Self {
            capacity: self.capacity[..plain].to_vec(),
            scale: self.scale[..plain].to_vec(),
            window: self.window.clone(),
            required: self.required.clone(),
            company: self.company.clone(),
            weights: vec![Vec::new(); self.input.projects.len()],
            covers,
            ..*self
        };
        for (index, cover) in cut.covers.iter().enumerate() {
            cut.capacity.push(Some(cover.most));
            cut.scale.push(cover.most.max(1.0));
            for &(project, weight) in &cover.weights {
                cut.weights[project].push((plain + index, cover.year, weight));
            }
        }
        cut
    }

    /// The cuts, in the order of their resources.
    pub(crate) fn covers(&self) -> &[Cover] {
        &self.covers
    }

    /// The least that a project costs in a year, cents.
    pub(crate) fn least_cents(&self, project: usize, year: usize) -> f64 {
        let traits = &self.input.projects[project];
        let (full, shared) = (traits.mobilization.cost, traits.mobilization.shared_cost);
        let mobilization = if self.company[project] & bit(year) == 0 { full } else { full.min(shared) };
        as_float(traits.requests_cost + mobilization)
    }

    pub(crate) fn money(&self, department: usize, year: usize) -> usize {
        department * self.input.years + year
    }

    pub(crate) fn hours(&self, crew: usize, year: usize) -> usize {
        (self.input.budgets.len() + crew) * self.input.years + year
    }

    pub(crate) fn share(&self, share: usize) -> usize {
        (self.input.budgets.len() + self.input.crew_hours.len()) * self.input.years + share
    }

    fn first_share_row(&self) -> usize {
        self.input.budgets.len() + self.input.crew_hours.len()
    }

    /// What a cent of a project uses of a minimum share. What rounding may let through is there too, so that prices stay
    /// valid for it.
    pub(crate) fn share_of_a_cent(&self, share: usize, is_in_area: bool) -> f64 {
        self.input.shares[share].share * (1.0 - SHARE_ROUNDING) - if is_in_area { 1.0 } else { 0.0 }
    }

    /// The years in which each member may be done whatever else is, and which must be done: windows, pins and resources.
    pub(crate) fn open(&self, site: &Site, offers: &mut Offers) {
        offers.years = self.input.years;
        offers.allowed.clear();
        offers.required.clear();
        for &project in &site.projects {
            offers.allowed.push(self.window[project]);
            offers.required.push(self.required[project]);
        }
    }

    /// The years that may take a project, whatever else is done.
    pub(crate) fn window(&self, project: usize) -> YearSet {
        self.window[project]
    }

    /// Whether a project must be done.
    pub(crate) fn requires(&self, project: usize) -> bool {
        self.required[project]
    }

    /// Whether some year may take a project, whatever else is done.
    pub(crate) fn can_ever_take(&self, project: usize) -> bool {
        self.window[project] != 0
    }

    /// The row of a resource, and its year; none where it is of the whole horizon.
    pub(crate) fn row_and_year(&self, resource: usize) -> (usize, Option<usize>) {
        match resource.checked_sub(self.share(0)) {
            Some(share) => (self.first_share_row() + share, None),
            None => (resource / self.input.years, Some(resource % self.input.years)),
        }
    }

    /// How much a project uses of a row in its year, mobilization aside: cents or hours. What makes more of a minimum
    /// share than it uses has a use below 0.
    pub(crate) fn use_of(&self, project: usize, row: usize) -> f64 {
        let traits = &self.input.projects[project];
        if let Some(share) = row.checked_sub(self.first_share_row()) {
            let counted = self.input.shares_of(project).find(|(counting, _)| *counting == share);
            let of_a_cent = counted.map_or(0.0, |(share, is_in_area)| self.share_of_a_cent(share, is_in_area));
            return of_a_cent * as_float(traits.requests_cost.max(1));
        }
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
        offers.has_losses_in_company = false;
        for &project in &site.projects {
            let traits = &self.input.projects[project];
            let (full, shared) = (traits.mobilization.cost, traits.mobilization.shared_cost);
            let (least, most) = (full.min(shared) + traits.requests_cost, full.max(shared) + traits.requests_cost);
            let (least, most, more) = (as_float(least), as_float(most), as_float(full - shared));
            let whole = as_float(full + traits.requests_cost);
            let of_shares = self
                .input
                .shares_of(project)
                .map(|(share, is_in_area)| prices[self.share(share)] * self.share_of_a_cent(share, is_in_area));
            let of_shares = of_shares.fold(0.0, |a, b| a + b);
            let money = &prices[traits.department * years..][..years];
            let start = offers.worth.len();
            for (year, price) in money.iter().enumerate() {
                // Where a minimum share wants money spent, a cent more is worth more than it costs.
                let cent = price + of_shares;
                let can_share = self.company[project] & bit(year) != 0;
                let (cents, more) = match (can_share, cent < 0.0) {
                    (false, _) => (whole, 0.0),
                    (true, true) => (most, more),
                    (true, false) => (least, more),
                };
                offers.worth.push(traits.merit(year, &self.input.weight) - cent * cents);
                offers.alone.push(cent * more);
                offers.has_losses_in_company |= cent * more < 0.0;
            }
            for &(cut, year, weight) in self.weights.get(project).into_iter().flatten() {
                offers.worth[start + year] -= prices[cut] * weight;
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
            for (share, is_in_area) in self.input.shares_of(site.projects[member]) {
                tell(self.share(share), self.share_of_a_cent(share, is_in_area) * as_float(cents));
            }
            for &(crew, hours) in &traits.hours {
                tell(self.hours(crew, year), hours);
            }
            let cuts = self.weights.get(site.projects[member]).into_iter().flatten();
            for &(cut, _, weight) in cuts.filter(|(_, of_year, _)| *of_year == year) {
                tell(cut, weight);
            }
        }
    }
}

/// By how much of itself a minimum share may be missed: cents are whole, shares are not.
const SHARE_ROUNDING: f64 = 1e-9;

fn scales(input: &ScheduleInput, capacity: &[Option<f64>]) -> Vec<f64> {
    let yearly = (input.budgets.len() + input.crew_hours.len()) * input.years;
    let of_rows = capacity[..yearly].iter().map(|limit| limit.unwrap_or(0.0));
    of_rows.chain(input.shares.iter().map(|share| scale_of(input, share))).collect()
}

/// What a department could spend over the horizon, as a share of it that is not too small.
fn scale_of(input: &ScheduleInput, share: &ShareTraits) -> f64 {
    let projects = input.projects.iter().filter(|project| project.department == share.department);
    let cost =
        projects.map(|project| as_float(project.requests_cost + project.mobilization.cost)).fold(1.0, |a, b| a + b);
    let budget = input.budgets[share.department].iter().map(|cents| cents.map(as_float));
    let budget: Option<f64> = budget.sum();
    budget.map_or(cost, |budget| budget.clamp(1.0, cost)) * share.share.max(0.05)
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
