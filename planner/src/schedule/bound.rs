//! A proven bound on the objective, and prices of the scarce resources: Lagrangian relaxation.
//!
//! The budget of a department in a year and the hours of a crew in a year are resources. For any prices that are not
//! negative, let each project choose freely the year that earns it the most after paying for what it uses, or none:
//! the sum of these earnings plus the price of all the resources is at least the objective of every programme, because
//! a programme that keeps to the resources pays for no more of them than there is, and the free choices include its own
//! (Geoffrion 1974, "Lagrangean relaxation for integer programming"). Three rules only make the choices freer than the
//! real ones, so the bound stays valid: a project on a site with others pays the smaller of its two mobilizations, and
//! order and moratoria on a site are ignored but for the years that they make impossible in every programme.
//!
//! Prices are improved by subgradient steps of Polyak's length (1969): O(projects × years × resources) a step.

use super::state::State;
use crate::error::PlanError;
use crate::model::{ProjectTraits, ScheduleInput, as_float};
use crate::progress::{Control, Phase};

/// Price of a unit of each resource: rows are the departments, then the crews; columns the years.
#[derive(Debug, Clone)]
pub(crate) struct Prices {
    unit: Vec<f64>,
    years: usize,
    departments: usize,
}

/// The relaxation of an input and the best prices found so far.
pub(crate) struct Relaxation {
    choices: Vec<Choices>,
    value_weight: Vec<f64>,
    /// What there is of each resource, `None` where unlimited.
    capacity: Vec<Option<f64>>,
    prices: Prices,
    upper_bound: f64,
}

/// What the relaxation reads of one project.
struct Choices {
    value: f64,
    /// Rows and amounts used, wherever the row has a limit.
    uses: Vec<(usize, f64)>,
    years: Vec<usize>,
    /// Whether every programme does it: pinned, or required by a pin.
    is_certain: bool,
}

impl Prices {
    /// What the resources that a project would use in a year cost, with the companions that it has in the state.
    pub(crate) fn of(&self, state: &State<'_>, project: usize, year: usize) -> f64 {
        let money: f64 = state
            .cost_changes(project, year)
            .into_iter()
            .flatten()
            .map(|(department, cents)| self.unit[department * self.years + year] * as_float(cents))
            .sum();
        let hours = &state.input.projects[project].hours;
        let time: f64 =
            hours.iter().map(|&(crew, hours)| self.unit[(self.departments + crew) * self.years + year] * hours).sum();
        money + time
    }
}

impl Relaxation {
    /// The relaxation with all prices 0, whose bound is each project in its best year.
    pub(crate) fn new(input: &ScheduleInput) -> Self {
        let capacity: Vec<Option<f64>> = input
            .budgets
            .iter()
            .flatten()
            .map(|cents| cents.map(as_float))
            .chain(input.crew_hours.iter().flatten().map(|hours| hours.map(|h| h + h.max(1.0) * 1e-9)))
            .collect();
        let choices = choices(input, &capacity);
        let unit = vec![0.0; capacity.len()];
        let prices = Prices { unit, years: input.years, departments: input.budgets.len() };
        let mut relaxation =
            Self { choices, value_weight: input.weight.clone(), capacity, prices, upper_bound: f64::INFINITY };
        relaxation.upper_bound = relaxation.evaluate(&relaxation.prices.unit).0;
        relaxation
    }

    pub(crate) fn upper_bound(&self) -> f64 {
        self.upper_bound
    }

    pub(crate) fn prices(&self) -> &Prices {
        &self.prices
    }

    /// Improves the prices from the best so far; `objective` is the value of a known programme.
    pub(crate) fn tighten(&mut self, objective: f64, control: &mut Control<'_>) -> Result<(), PlanError> {
        const STEPS: u32 = 300;
        const PATIENCE: u32 = 12;
        let mut unit = self.prices.unit.clone();
        let (mut scale, mut unimproved) = (1.0, 0);
        for step in 0..STEPS {
            let (bound, used) = self.evaluate(&unit);
            if bound < self.upper_bound {
                unimproved = if bound < self.upper_bound * (1.0 - 1e-6) { 0 } else { unimproved + 1 };
                self.upper_bound = bound;
                self.prices.unit.clone_from(&unit);
            } else {
                unimproved += 1;
            }
            if unimproved >= PATIENCE {
                (scale, unimproved) = (scale / 2.0, 0);
                unit.clone_from(&self.prices.unit);
            }
            let target = objective.max(self.upper_bound * 0.95).min(self.upper_bound);
            if scale < 1e-4 || !self.step(&mut unit, &used, scale * (bound - target).max(bound * 1e-6)) {
                break;
            }
            if step % 16 == 0 {
                let share = f64::from(step) / f64::from(STEPS) / 2.0;
                control.report(Phase::Scheduling, share, None, Some(self.upper_bound))?;
                if control.is_late() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// The bound that prices prove, and what the free choices use of each resource.
    fn evaluate(&self, unit: &[f64]) -> (f64, Vec<f64>) {
        let years = self.prices.years;
        let mut used = vec![0.0; unit.len()];
        let mut bound: f64 = unit
            .iter()
            .zip(&self.capacity)
            .map(|(price, capacity)| price * capacity.unwrap_or(0.0))
            .fold(0.0, |a, b| a + b);
        for project in &self.choices {
            let mut best = if project.is_certain { (f64::NEG_INFINITY, None) } else { (0.0, None) };
            for &year in &project.years {
                let price: f64 = project.uses.iter().map(|&(row, amount)| unit[row * years + year] * amount).sum();
                let earned = project.value * self.value_weight[year] - price;
                if earned > best.0 {
                    best = (earned, Some(year));
                }
            }
            if let Some(year) = best.1 {
                bound += best.0;
                for &(row, amount) in &project.uses {
                    used[row * years + year] += amount;
                }
            }
        }
        (bound, used)
    }

    /// Moves prices against the unused share of each resource; `false` where nothing moves them.
    fn step(&self, unit: &mut [f64], used: &[f64], length: f64) -> bool {
        // Shares of the capacity, so that cents and hours weigh the same.
        let slack = |index: usize, unit: &[f64]| match self.capacity[index] {
            Some(capacity) if capacity > 0.0 => {
                let slack = 1.0 - used[index] / capacity;
                if slack > 0.0 && unit[index] <= 0.0 { 0.0 } else { slack }
            }
            _ => 0.0,
        };
        let norm: f64 = (0..unit.len()).map(|index| slack(index, unit).powi(2)).sum();
        if norm <= 0.0 || length <= 0.0 {
            return false;
        }
        for index in 0..unit.len() {
            let change = slack(index, unit) * length / norm;
            if change != 0.0 {
                let capacity = self.capacity[index].unwrap_or(1.0);
                unit[index] = (unit[index] - change / capacity).max(0.0);
            }
        }
        true
    }
}

fn choices(input: &ScheduleInput, capacity: &[Option<f64>]) -> Vec<Choices> {
    let (first, last) = possible_years(input);
    let is_limited = |row: usize| capacity[row * input.years..(row + 1) * input.years].iter().any(Option::is_some);
    input
        .projects
        .iter()
        .enumerate()
        .map(|(index, project)| {
            let money = as_float(project.requests_cost + least_mobilization(project, input));
            let hours = project.hours.iter().map(|&(crew, hours)| (input.budgets.len() + crew, hours));
            let uses: Vec<(usize, f64)> = std::iter::once((project.department, money))
                .chain(hours)
                .filter(|&(row, amount)| amount > 0.0 && is_limited(row))
                .collect();
            let fits = |year: usize| {
                let holds =
                    |&(row, amount): &(usize, f64)| capacity[row * input.years + year].is_none_or(|c| amount <= c);
                uses.iter().all(holds)
            };
            let years = match project.pin {
                Some(pin) => vec![pin],
                None => (first[index]..input.years.min(last[index] + 1)).filter(|&year| fits(year)).collect(),
            };
            let is_certain = !years.is_empty() && last[index] < input.years;
            Choices { value: project.value, uses, years, is_certain }
        })
        .collect()
}

/// For each project, the first year that its own windows and those of its prerequisites allow, and the last that the
/// pins of what comes after it allow (the number of years where none does).
fn possible_years(input: &ScheduleInput) -> (Vec<usize>, Vec<usize>) {
    let mut first: Vec<usize> = input.projects.iter().map(|project| project.ready).collect();
    let mut last: Vec<usize> = input.projects.iter().map(|project| project.pin.unwrap_or(input.years)).collect();
    for site in &input.sites {
        let mut kinds: Vec<(usize, usize, usize)> = Vec::new();
        for &project in site {
            let (work_type, ready, pin) = (input.projects[project].work_type, first[project], last[project]);
            match kinds.iter_mut().find(|kind| kind.0 == work_type) {
                Some(kind) => (kind.1, kind.2) = (kind.1.max(ready), kind.2.min(pin)),
                None => kinds.push((work_type, ready, pin)),
            }
        }
        for &project in site {
            let work_type = input.projects[project].work_type;
            for &(other, ready, pin) in &kinds {
                if input.precedence.comes_before(other, work_type) {
                    first[project] = first[project].max(ready);
                }
                if input.precedence.comes_before(work_type, other) {
                    last[project] = last[project].min(pin);
                }
            }
        }
    }
    (first, last)
}

fn least_mobilization(project: &ProjectTraits, input: &ScheduleInput) -> i64 {
    let mobilization = project.mobilization;
    if input.sites[project.site].len() > 1 {
        mobilization.cost.min(mobilization.shared_cost)
    } else {
        mobilization.cost
    }
}
