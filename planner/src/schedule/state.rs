//! A partial programme that keeps every rule, and the moves on it.

use super::ledger::ShareAccount;
use crate::instance::Mobilization;
use crate::model::{ProjectTraits, ScheduleInput};

/// Hours are sums of estimates: a total that misses a limit by less than this share is rounding.
const HOURS_TOLERANCE: f64 = 2e-10;

/// A partial programme. Checks cost O(work types of the site × years), whatever the number of projects.
#[derive(Clone)]
pub(crate) struct State<'a> {
    pub(crate) input: &'a ScheduleInput,
    year: Vec<Option<usize>>,
    /// Cents by department and year.
    spent: Vec<Vec<i64>>,
    /// Hours by crew and year.
    used: Vec<Vec<f64>>,
    /// By minimum share.
    shares: Vec<ShareAccount>,
    /// By site and year: the number of projects and the sum of their indices, which is the index of a lone one.
    companions: Vec<(usize, usize)>,
    /// By site: its work types.
    kinds: Vec<Vec<Kind>>,
}

/// The projects of one work type on one site.
#[derive(Clone)]
struct Kind {
    work_type: usize,
    breaks_ground: bool,
    moratorium_years: usize,
    waiting: usize,
    /// Number done by year.
    done: Vec<usize>,
}

impl<'a> State<'a> {
    /// The empty programme.
    pub(crate) fn new(input: &'a ScheduleInput) -> Self {
        let mut kinds: Vec<Vec<Kind>> = vec![Vec::new(); input.sites.len()];
        for project in &input.projects {
            let site = &mut kinds[project.site];
            match site.iter_mut().find(|kind| kind.work_type == project.work_type) {
                Some(kind) => kind.waiting += 1,
                None => site.push(Kind {
                    work_type: project.work_type,
                    breaks_ground: project.breaks_ground,
                    moratorium_years: project.moratorium_years,
                    waiting: 1,
                    done: vec![0; input.years],
                }),
            }
        }
        Self {
            input,
            year: vec![None; input.projects.len()],
            spent: vec![vec![0; input.years]; input.budgets.len()],
            used: vec![vec![0.0; input.years]; input.crew_hours.len()],
            shares: vec![ShareAccount::default(); input.shares.len()],
            companions: vec![(0, 0); input.sites.len() * input.years],
            kinds,
        }
    }

    /// The programme that does each project in the given year.
    pub(crate) fn with_years(input: &'a ScheduleInput, years: &[Option<usize>]) -> Self {
        let mut state = Self::new(input);
        for (project, year) in years.iter().enumerate() {
            if let Some(year) = *year {
                state.place(project, year);
            }
        }
        state
    }

    pub(crate) fn year(&self, project: usize) -> Option<usize> {
        self.year[project]
    }

    /// The year of each project.
    pub(crate) fn years(&self) -> Vec<Option<usize>> {
        self.year.clone()
    }

    /// Whether the waiting project may be done in the year, with what is already done.
    pub(crate) fn can_place(&self, project: usize, year: usize) -> bool {
        let traits = &self.input.projects[project];
        self.suits(project, year) && self.has_money(project, year) && self.has_hours(traits, year)
    }

    /// Whether the waiting project may be done in the year, with what is already done on its site, whatever it costs.
    pub(crate) fn suits(&self, project: usize, year: usize) -> bool {
        let traits = &self.input.projects[project];
        traits.ready <= year
            && traits.pin.is_none_or(|pin| pin == year)
            && self.keeps_order(traits, year)
            && self.keeps_moratoria(traits, year)
    }

    /// Whether nothing that the projects of a site use is overdrawn.
    pub(crate) fn can_pay_for(&self, site: &[usize]) -> bool {
        let done = site.iter().filter_map(|&project| Some((&self.input.projects[project], self.year[project]?)));
        done.into_iter().all(|(traits, year)| {
            self.free_money(traits.department, year).is_none_or(|free| free >= 0)
                && traits.hours.iter().all(|&(crew, _)| self.holds_hours(crew, year, 0.0))
        })
    }

    /// Whether doing the waiting project in the year makes no minimum share be missed, or missed more.
    pub(crate) fn misses_no_share_more(&self, project: usize, year: usize) -> bool {
        (0..self.shares.len()).all(|share| self.missed_share(project, year, share).is_none())
    }

    /// Does a waiting project in a year, whether it may be or not.
    pub(crate) fn place(&mut self, project: usize, year: usize) {
        self.pay(project, year, 1);
        let traits = &self.input.projects[project];
        for &(crew, hours) in &traits.hours {
            self.used[crew][year] += hours;
        }
        let (count, sum) = &mut self.companions[traits.site * self.input.years + year];
        *count += 1;
        *sum += project;
        if let Some(kind) = self.kinds[traits.site].iter_mut().find(|kind| kind.work_type == traits.work_type) {
            kind.waiting -= 1;
            kind.done[year] += 1;
        }
        self.year[project] = Some(year);
    }

    /// Makes a project wait, and gives the year in which it was done.
    pub(crate) fn remove(&mut self, project: usize) -> Option<usize> {
        let year = self.year[project].take()?;
        let traits = &self.input.projects[project];
        let (count, sum) = &mut self.companions[traits.site * self.input.years + year];
        *count -= 1;
        *sum -= project;
        if let Some(kind) = self.kinds[traits.site].iter_mut().find(|kind| kind.work_type == traits.work_type) {
            kind.waiting += 1;
            kind.done[year] -= 1;
        }
        for &(crew, hours) in &traits.hours {
            self.used[crew][year] -= hours;
        }
        self.pay(project, year, -1);
        Some(year)
    }

    /// Whether something that must come before the project on its site waits.
    pub(crate) fn has_waiting_prerequisite(&self, project: usize) -> bool {
        let traits = &self.input.projects[project];
        self.kinds[traits.site]
            .iter()
            .any(|kind| kind.waiting > 0 && self.input.precedence.comes_before(kind.work_type, traits.work_type))
    }

    /// The waiting projects of the site that must come before a project, prerequisites first.
    pub(crate) fn waiting_prerequisites(&self, project: usize) -> Vec<usize> {
        if !self.has_waiting_prerequisite(project) {
            return Vec::new();
        }
        let input = self.input;
        let traits = &input.projects[project];
        let mut found: Vec<usize> = input.sites[traits.site]
            .iter()
            .copied()
            .filter(|&other| {
                self.year(other).is_none()
                    && input.precedence.comes_before(input.projects[other].work_type, traits.work_type)
            })
            .collect();
        found.sort_unstable_by_key(|&other| (input.precedence.rank(input.projects[other].work_type), other));
        found
    }

    /// Cents still free, `None` where unlimited.
    pub(crate) fn free_money(&self, department: usize, year: usize) -> Option<i64> {
        self.input.budgets[department][year].map(|budget| budget - self.spent[department][year])
    }

    /// Hours still free, `None` where unlimited.
    pub(crate) fn free_hours(&self, crew: usize, year: usize) -> Option<f64> {
        self.input.crew_hours[crew][year].map(|hours| hours - self.used[crew][year])
    }

    /// Whether the hours of the crew hold.
    pub(crate) fn holds_hours(&self, crew: usize, year: usize, more: f64) -> bool {
        self.input.crew_hours[crew][year]
            .is_none_or(|limit| self.used[crew][year] + more <= limit + limit.max(1.0) * HOURS_TOLERANCE)
    }

    /// What doing the project in the year adds to what departments pay: its own, and where it joins a lone project of
    /// its site, the change of that one's mobilization. The project is not done in that year.
    pub(crate) fn cost_changes(&self, project: usize, year: usize) -> [Option<(usize, i64)>; 2] {
        let department = |project: usize| self.input.projects[project].department;
        match self.project_cost_changes(project, year) {
            [Some((own, cents)), Some((companion, change))] if department(own) == department(companion) => {
                [Some((department(own), cents + change)), None]
            }
            changes => changes.map(|change| change.map(|(project, cents)| (department(project), cents))),
        }
    }

    /// By how much doing the project in the year would make a minimum share be missed, cents; `None` where it is kept, or
    /// missed no more than before.
    pub(crate) fn missed_share(&self, project: usize, year: usize, share: usize) -> Option<f64> {
        let mut account = self.shares[share];
        for (project, cents) in self.project_cost_changes(project, year).into_iter().flatten() {
            for (_, is_in_area) in self.input.shares_of(project).filter(|(counting, _)| *counting == share) {
                account.book(cents, is_in_area);
            }
        }
        let left = account.left(self.input.shares[share].share);
        (left < 0.0 && left < self.left_of_share(share)).then_some(-left)
    }

    /// Cents spent in the area of a minimum share beyond it; below 0 where it is missed.
    pub(crate) fn left_of_share(&self, share: usize) -> f64 {
        self.shares[share].left(self.input.shares[share].share)
    }

    /// Whether every minimum share is kept.
    pub(crate) fn keeps_shares(&self) -> bool {
        (0..self.shares.len()).all(|share| self.left_of_share(share) >= 0.0)
    }

    /// Books what the project adds to what is paid in the year; the project is not among the companions there.
    fn pay(&mut self, project: usize, year: usize, sign: i64) {
        let input = self.input;
        for (project, cents) in self.project_cost_changes(project, year).into_iter().flatten() {
            self.spent[input.projects[project].department][year] += sign * cents;
            for (share, is_in_area) in input.shares_of(project) {
                self.shares[share].book(sign * cents, is_in_area);
            }
        }
    }

    /// What doing the project in the year adds to what projects cost: itself, and a lone project that it joins.
    pub(crate) fn project_cost_changes(&self, project: usize, year: usize) -> [Option<(usize, i64)>; 2] {
        let traits = &self.input.projects[project];
        let (count, companion) = self.companions[traits.site * self.input.years + year];
        let Mobilization { cost, shared_cost } = traits.mobilization;
        let own = (project, traits.requests_cost + if count == 0 { cost } else { shared_cost });
        let joined = (count == 1).then(|| {
            let Mobilization { cost, shared_cost } = self.input.projects[companion].mobilization;
            (companion, shared_cost - cost)
        });
        [Some(own), joined]
    }

    /// Number of projects of the site done in the year.
    pub(crate) fn done_on_site(&self, site: usize, year: usize) -> usize {
        self.companions[site * self.input.years + year].0
    }

    /// The project of a site that is done in a year with another one alone, or by itself where the other is not done then.
    pub(crate) fn companion(&self, site: usize, of: usize, year: usize) -> Option<usize> {
        let (count, sum) = self.companions[site * self.input.years + year];
        match (count, self.year[of] == Some(year)) {
            (1, false) => Some(sum),
            (2, true) => Some(sum - of),
            _ => None,
        }
    }

    /// Whether something that must come after a project on its site is done.
    pub(crate) fn has_done_follower(&self, project: usize) -> bool {
        let traits = &self.input.projects[project];
        self.kinds[traits.site].iter().any(|kind| {
            self.input.precedence.comes_before(traits.work_type, kind.work_type)
                && kind.done.iter().any(|&count| count > 0)
        })
    }

    /// The projects of its site that are done and must come after a project.
    pub(crate) fn done_followers(&self, project: usize) -> Vec<usize> {
        let input = self.input;
        let traits = &input.projects[project];
        let follows = |other: &usize| {
            self.year[*other].is_some()
                && input.precedence.comes_before(traits.work_type, input.projects[*other].work_type)
        };
        input.sites[traits.site].iter().copied().filter(follows).collect()
    }

    /// Adds everything up again: what many small changes leave of rounding is gone.
    pub(crate) fn balance(&mut self) {
        self.spent.iter_mut().for_each(|row| row.fill(0));
        self.used.iter_mut().for_each(|row| row.fill(0.0));
        let input = self.input;
        for (project, traits) in input.projects.iter().enumerate() {
            let Some(year) = self.year[project] else { continue };
            let is_alone = self.companions[traits.site * input.years + year].0 == 1;
            let mobilization = if is_alone { traits.mobilization.cost } else { traits.mobilization.shared_cost };
            self.spent[traits.department][year] += traits.requests_cost + mobilization;
            for &(crew, hours) in &traits.hours {
                self.used[crew][year] += hours;
            }
        }
    }

    fn has_money(&self, project: usize, year: usize) -> bool {
        self.cost_changes(project, year)
            .into_iter()
            .flatten()
            .all(|(department, cents)| self.free_money(department, year).is_none_or(|free| cents <= free.max(0)))
    }

    fn has_hours(&self, traits: &ProjectTraits, year: usize) -> bool {
        traits.hours.iter().all(|&(crew, hours)| self.holds_hours(crew, year, hours))
    }

    pub(crate) fn keeps_order(&self, traits: &ProjectTraits, year: usize) -> bool {
        let precedence = &self.input.precedence;
        self.kinds[traits.site].iter().all(|kind| {
            if precedence.comes_before(kind.work_type, traits.work_type) {
                kind.waiting == 0 && kind.done[year + 1..].iter().all(|&count| count == 0)
            } else if precedence.comes_before(traits.work_type, kind.work_type) {
                kind.done[..year].iter().all(|&count| count == 0)
            } else {
                true
            }
        })
    }

    pub(crate) fn keeps_moratoria(&self, traits: &ProjectTraits, year: usize) -> bool {
        self.kinds[traits.site].iter().all(|kind| {
            let since = year.saturating_sub(kind.moratorium_years);
            let until = (year + traits.moratorium_years + 1).min(self.input.years);
            let is_under = traits.breaks_ground && kind.done[since..year].iter().any(|&count| count > 0);
            let is_before = kind.breaks_ground && kind.done[year + 1..until].iter().any(|&count| count > 0);
            !is_under && !is_before
        })
    }
}
