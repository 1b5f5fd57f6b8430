//! What single projects are worth at the prices that prove the bound.

use super::resources::{Prices, Resources};
use super::state::State;

/// What each project earns in each year once it has paid for what it uses, with the lesser of its mobilizations where it
/// has company on its site.
pub(crate) struct Earnings {
    years: usize,
    by_year: Vec<f64>,
    best: Vec<f64>,
    /// Projects that some year of the horizon may take, those whose two best decisions earn nearly the same first: at
    /// those, prices alone do not tell (the core of a knapsack problem: Balas and Zemel 1980).
    pub(crate) by_doubt: Vec<usize>,
}

impl Earnings {
    pub(crate) fn new(resources: &Resources<'_>, prices: &Prices) -> Self {
        let input = resources.input;
        let years = input.years;
        let mut earnings = Self { years, by_year: Vec::new(), best: Vec::new(), by_doubt: Vec::new() };
        let mut doubts = Vec::new();
        for (index, project) in input.projects.iter().enumerate() {
            let of_shares = input.shares_of(index).map(|(share, is_in_area)| {
                prices[resources.share(share)] * resources.share_of_a_cent(share, is_in_area)
            });
            let of_shares = of_shares.fold(0.0, |a, b| a + b);
            // Waiting earns nothing.
            let (mut best, mut second) = (0.0_f64, f64::NEG_INFINITY);
            let mut most = f64::NEG_INFINITY;
            for year in 0..years {
                let row = |row: usize| prices[row * years + year];
                let hours: f64 =
                    project.hours.iter().map(|&(crew, hours)| row(input.budgets.len() + crew) * hours).sum();
                let cents = resources.least_cents(index, year);
                let earned = project.merit(year, &input.weight) - (row(project.department) + of_shares) * cents - hours;
                earnings.by_year.push(earned);
                if year >= project.ready {
                    most = most.max(earned);
                    (best, second) = if earned > best { (earned, best) } else { (best, second.max(earned)) };
                }
            }
            earnings.best.push(most);
            if resources.can_ever_take(index) {
                doubts.push((best - second, index));
            }
        }
        doubts.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        earnings.by_doubt = doubts.into_iter().map(|(_, project)| project).collect();
        earnings
    }

    /// What a project earns in a year.
    pub(crate) fn of(&self, project: usize, year: usize) -> f64 {
        self.by_year[project * self.years + year]
    }

    /// Of the years that take a waiting project, the one in which it earns the most.
    pub(crate) fn best_year(&self, state: &State<'_>, project: usize) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        for year in state.input.projects[project].ready..self.years {
            let earns = self.of(project, year);
            if best.is_none_or(|(most, _)| earns > most) && state.can_place(project, year) {
                best = Some((earns, year));
            }
        }
        best.map(|(_, year)| year)
    }

    /// What it earns in the best year that may take it.
    pub(crate) fn best(&self, project: usize) -> f64 {
        self.best[project]
    }
}
