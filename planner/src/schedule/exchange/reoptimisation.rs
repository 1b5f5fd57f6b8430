//! A few projects are planned anew, exactly, beside all the others: what a department does in some years and what waits
//! there (a large neighbourhood: Shaw 1998). Depth-first branch and bound (Land and Doig 1960), bounded by what each
//! project can still earn at the prices and what is left is worth (Geoffrion 1974). Finds what single moves cannot where
//! a year holds few projects.

use super::Exchange;
use crate::model::as_float;
use crate::schedule::users::rows_of;

/// Decisions that are tried before the best so far has to do.
const MOST_TRIALS: u32 = 3_000;

/// Years that are planned anew.
const MOST_YEARS: usize = 3;

/// Projects that are drawn from those that are done then, every other time, and all in all.
const MOST_DONE: usize = 10;
const MOST_PROJECTS: usize = 18;

/// The projects to plan, the best to decide first before the others.
struct Neighbourhood {
    projects: Vec<usize>,
    years: Vec<usize>,
    /// The rows of resources that they use.
    rows: Vec<usize>,
    /// What the projects from a place on can earn at the prices.
    left_to_earn: Vec<f64>,
}

/// The years tried, and the best so far.
struct Trial {
    years: Vec<Option<usize>>,
    count: u32,
    best: Option<Vec<Option<usize>>>,
    /// What the best is worth.
    merit: f64,
}

impl Exchange<'_> {
    /// Plans some projects of a department anew; says whether that gains something and all rules hold.
    pub(super) fn reoptimise(&mut self) -> bool {
        let neighbourhood = self.draw_neighbourhood();
        let input = self.state.input;
        let known = neighbourhood.projects.iter().filter_map(|&project| {
            let year = self.state.year(project)?;
            Some(input.projects[project].merit(year, &input.weight))
        });
        let known = known.fold(0.0, |a, b| a + b);
        for &project in &neighbourhood.projects {
            self.set(project, None);
        }
        let years = vec![None; neighbourhood.projects.len()];
        let mut trial = Trial { years, count: 0, best: None, merit: known + known.abs() * 1e-12 };
        self.decide(&neighbourhood, &mut trial, 0, 0.0);
        let Some(best) = trial.best else { return false };
        for (&project, year) in neighbourhood.projects.iter().zip(best) {
            self.set(project, year);
        }
        // Whom they left alone on a site may pay more than there is.
        self.overdrawn().is_none()
    }

    fn draw_neighbourhood(&mut self) -> Neighbourhood {
        let input = self.state.input;
        let department = input.projects[self.any_doubtful()].department;
        let mut years: Vec<usize> = (0..MOST_YEARS.min(input.years)).map(|_| self.draws.below(input.years)).collect();
        years.sort_unstable();
        years.dedup();
        let mut projects: Vec<usize> = Vec::new();
        if self.draws.below(2) == 0 {
            for _ in 0..2 * MOST_DONE {
                let year = self.draws.one_of(&years);
                let Some(project) = self.users.any(department, year, &mut self.draws) else { continue };
                if projects.len() < MOST_DONE && !projects.contains(&project) && self.is_free(project, &years) {
                    projects.push(project);
                }
            }
        }
        for _ in 0..4 * MOST_PROJECTS {
            let project = self.any_doubtful();
            let is_of_use = input.projects[project].department == department && self.is_free(project, &years);
            if is_of_use && projects.len() < MOST_PROJECTS && !projects.contains(&project) {
                projects.push(project);
            }
        }
        let most = |project: usize| {
            years.iter().map(|&year| self.earnings.of(project, year)).fold(f64::NEG_INFINITY, f64::max)
        };
        projects.sort_by(|&a, &b| most(b).total_cmp(&most(a)).then(a.cmp(&b)));
        let mut left_to_earn = vec![0.0; projects.len() + 1];
        for (at, &project) in projects.iter().enumerate().rev() {
            left_to_earn[at] = left_to_earn[at + 1] + most(project).max(0.0);
        }
        let mut rows: Vec<usize> = projects.iter().flat_map(|&project| rows_of(input, project)).collect();
        rows.sort_unstable();
        rows.dedup();
        Neighbourhood { projects, years, rows, left_to_earn }
    }

    /// Whether a project is done in one of the years, or waits, and nothing of its site hangs on it.
    fn is_free(&self, project: usize, years: &[usize]) -> bool {
        match self.state.year(project) {
            None => !self.state.has_waiting_prerequisite(project),
            Some(year) => years.contains(&year) && !self.state.has_done_follower(project),
        }
    }

    /// Decides the projects from a place on; those before it stand, and are worth so much.
    fn decide(&mut self, neighbourhood: &Neighbourhood, trial: &mut Trial, at: usize, merit: f64) {
        trial.count += 1;
        let bound = merit + neighbourhood.left_to_earn[at] + self.worth_of_rest(neighbourhood);
        if trial.count > MOST_TRIALS || bound <= trial.merit {
            return;
        }
        let Some(&project) = neighbourhood.projects.get(at) else {
            if merit > trial.merit && self.state.keeps_shares() {
                (trial.best, trial.merit) = (Some(trial.years.clone()), merit);
            }
            return;
        };
        let mut years = neighbourhood.years.clone();
        years.sort_by(|&a, &b| self.earnings.of(project, b).total_cmp(&self.earnings.of(project, a)).then(a.cmp(&b)));
        for year in years {
            if self.state.can_place(project, year) {
                let input = self.state.input;
                self.state.place(project, year);
                trial.years[at] = Some(year);
                self.decide(neighbourhood, trial, at + 1, merit + input.projects[project].merit(year, &input.weight));
                trial.years[at] = None;
                self.state.remove(project);
            }
        }
        self.decide(neighbourhood, trial, at + 1, merit);
    }

    /// What is left in the years of a neighbourhood, at the prices.
    fn worth_of_rest(&self, neighbourhood: &Neighbourhood) -> f64 {
        let (input, prices) = (self.state.input, self.whole_sites.prices);
        let left = |row: usize, year: usize| match row.checked_sub(input.budgets.len()) {
            None => self.state.free_money(row, year).map_or(0.0, as_float),
            Some(crew) => self.state.free_hours(crew, year).unwrap_or(0.0),
        };
        let of_row = |row: usize| {
            let years = neighbourhood.years.iter();
            years.map(|&year| prices[row * input.years + year] * left(row, year).max(0.0)).fold(0.0, |a, b| a + b)
        };
        neighbourhood.rows.iter().map(|&row| of_row(row)).fold(0.0, |a, b| a + b)
    }
}
