//! Improvement of a programme by single projects: one is put into a year, with what must come before it; others leave
//! until it fits; those, and some that wait, then fill what is free (insertion, shift, swap and ejection chain in one
//! move: Glover 1996, "Ejection chains, reference structures and alternating path methods"). What is worth a little less
//! is accepted too, by a temperature (simulated annealing: Kirkpatrick, Gelatt and Vecchi 1983). A move costs O(kinds of
//! work of its sites), whatever the size of the programme.

mod reoptimisation;

use super::draws::Draws;
use super::earnings::Earnings;
use super::state::State;
use super::users::Users;
use super::whole_sites::WholeSites;
use crate::model::ScheduleInput;

/// A programme that changes by single projects.
pub(crate) struct Exchange<'a> {
    state: State<'a>,
    objective: f64,
    best: Best,
    earnings: &'a Earnings,
    whole_sites: WholeSites<'a>,
    /// What may change, the most doubtful first.
    movable: Vec<usize>,
    is_movable: Vec<bool>,
    users: Users,
    draws: Draws,
    /// What the move has changed so far: each project with the year that it had.
    changes: Vec<(usize, Option<usize>)>,
    /// Who may fill what is free, with what it promises.
    candidates: Vec<(f64, usize)>,
    /// By how much of its value what a candidate promises is shaken in this move.
    noise: f64,
    /// Moves since all was added up.
    unbalanced: usize,
}

/// The best programme so far, and the projects that have changed since.
struct Best {
    year: Vec<Option<usize>>,
    objective: f64,
    changed: Vec<usize>,
}

/// Projects that a move may change before it gives up.
const MOST_CHANGES: usize = 12;

/// One in so many moves plans a whole site.
const SITE_ODDS: usize = 16;

/// One in so many moves plans some projects anew, exactly.
const REOPTIMISATION_ODDS: usize = 100;

/// Users of a resource that are looked at for the one that leaves, drawn anew for each: the one that earns the least does.
const COMPARED_USERS: [usize; 4] = [3, 10, 30, 60];

/// By how much of their value the promises of candidates are shaken, drawn anew for each move.
const NOISES: [f64; 4] = [0.0, 0.01, 0.03, 0.1];

impl<'a> Exchange<'a> {
    /// Begins with a programme that keeps every rule. Only projects that may change do, and those that some year may take.
    pub(crate) fn new(
        state: State<'a>,
        earnings: &'a Earnings,
        whole_sites: WholeSites<'a>,
        may_change: &[bool],
        draws: Draws,
    ) -> Self {
        let input = state.input;
        let mut users = Users::new(input);
        let movable: Vec<usize> = earnings.by_doubt.iter().copied().filter(|&project| may_change[project]).collect();
        let mut is_movable = vec![false; input.projects.len()];
        for &project in &movable {
            is_movable[project] = true;
            users.enter(input, project, state.year(project));
        }
        let year = state.years();
        let objective = input.merit(&year);
        let best = Best { year, objective, changed: Vec::new() };
        let (changes, candidates) = (Vec::new(), Vec::new());
        Self {
            state,
            objective,
            best,
            earnings,
            whole_sites,
            movable,
            is_movable,
            users,
            draws,
            changes,
            candidates,
            noise: 0.0,
            unbalanced: 0,
        }
    }

    /// What the best programme so far is worth.
    pub(crate) fn best_objective(&self) -> f64 {
        self.best.objective
    }

    /// The years of the best programme.
    pub(crate) fn into_years(self) -> Vec<Option<usize>> {
        self.best.year
    }

    /// Tries some moves at a temperature, in value.
    pub(crate) fn run(&mut self, moves: u64, temperature: f64) {
        if self.movable.is_empty() {
            return;
        }
        // It costs as much as looking at every project: once in as many moves it weighs nothing.
        if self.unbalanced >= self.best.year.len() {
            self.balance();
        }
        for _ in 0..moves {
            self.unbalanced += 1;
            let before = self.objective;
            let least = before + temperature * self.draws.share().max(1e-12).ln();
            self.changes.clear();
            if self.try_one() && self.objective >= least - least.abs() * 1e-12 {
                self.follow();
            } else {
                self.undo();
                self.objective = before;
            }
        }
    }

    /// Changes a project or a site, makes room for it and fills what is left; says whether all rules hold.
    fn try_one(&mut self) -> bool {
        if self.draws.below(REOPTIMISATION_ODDS) == 0 {
            return self.reoptimise();
        }
        let input = self.state.input;
        let project = self.any_doubtful();
        let site = input.projects[project].site;
        let wants_site = input.sites[site].len() > 1 && self.draws.below(SITE_ODDS) == 0;
        let is_in = if wants_site { self.insert_site(site) } else { self.insert_project(project) };
        if !is_in {
            return false;
        }
        let inserted = self.changes.len();
        while let Some((row, at)) = self.overdrawn() {
            if self.changes.len() > inserted + MOST_CHANGES || !self.evict(row, at, inserted) {
                return false;
            }
        }
        self.fill(inserted);
        self.state.keeps_shares()
    }

    /// A movable project: the more doubtful, the likelier.
    fn any_doubtful(&mut self) -> usize {
        let position = self.draws.below(self.movable.len());
        let mut position = position * (position + 1) / (self.movable.len() + 1);
        if self.draws.below(2) == 0 {
            for _ in 0..2 {
                position = self.draws.below(position + 1);
            }
        }
        self.movable[position]
    }

    /// Puts a project into another year, with what must come before it.
    fn insert_project(&mut self, project: usize) -> bool {
        let input = self.state.input;
        let traits = &input.projects[project];
        let year = traits.ready + self.draws.below(input.years - traits.ready);
        let before = self.state.year(project);
        if before == Some(year) {
            return false;
        }
        self.set(project, None);
        if before.is_none() {
            for first in self.state.waiting_prerequisites(project) {
                if !self.is_movable[first] || !self.put(first, year) {
                    return false;
                }
            }
        }
        if !self.put(project, year) {
            return false;
        }
        if self.draws.below(2) == 0 {
            let crews = traits.hours.iter().map(|&(crew, _)| input.budgets.len() + crew);
            let row = std::iter::once(traits.department).chain(crews).nth(self.draws.below(1 + traits.hours.len()));
            if let Some(row) = row {
                self.evict(row, year, self.changes.len());
            }
        }
        true
    }

    /// Plans a site, or a part of a large one, for shaken prices: within what the others leave, or so that others must.
    fn insert_site(&mut self, site: usize) -> bool {
        let sites = self.whole_sites.sites;
        let members = &sites[site].projects;
        let stays = self.draw_who_stays(members);
        for (&project, stays) in members.iter().zip(&stays) {
            if !stays && self.state.year(project).is_some() {
                self.set(project, None);
            }
        }
        let makes_room = self.draws.below(2) == 0;
        let Some(choice) = self.whole_sites.choose(site, &self.state, &stays, &mut self.draws) else { return false };
        for ((&project, stays), year) in members.iter().zip(&stays).zip(choice) {
            let Some(year) = year.map(usize::from).filter(|_| !stays) else { continue };
            if makes_room {
                self.put(project, year);
            } else if self.state.can_place(project, year) {
                self.set(project, Some(year));
            }
            if self.state.year(project).is_none() && self.state.has_done_follower(project) {
                return false;
            }
        }
        !self.changes.is_empty()
    }

    /// The members of a site that stay as they are: those that may not change, and a random part of a large site.
    fn draw_who_stays(&mut self, members: &[usize]) -> Vec<bool> {
        const LARGE: usize = 5;
        let percent = if members.len() < LARGE { 0 } else { self.draws.one_of(&[0, 0, 40, 70, 85]) };
        members.iter().map(|&project| !self.is_movable[project] || self.draws.below(100) < percent).collect()
    }

    /// Does a waiting project in a year where the rules of its site allow it, whatever it costs.
    fn put(&mut self, project: usize, year: usize) -> bool {
        let traits = &self.state.input.projects[project];
        let holds =
            traits.ready <= year && self.state.keeps_order(traits, year) && self.state.keeps_moratoria(traits, year);
        if holds {
            self.set(project, Some(year));
        }
        holds
    }

    /// A resource that the move has overdrawn, by what it changed or by whom it left alone or joined on a site.
    fn overdrawn(&self) -> Option<(usize, usize)> {
        let input = self.state.input;
        let lacks = |department: usize, year: usize| {
            self.state.free_money(department, year).is_some_and(|free| free < 0).then_some((department, year))
        };
        self.changes.iter().find_map(|&(project, before)| {
            let traits = &input.projects[project];
            let now = self.state.year(project);
            let companion = |year: usize| {
                let beside = self.state.companion(traits.site, project, year)?;
                lacks(input.projects[beside].department, year)
            };
            let own = now.and_then(|year| {
                let crews = traits.hours.iter().map(|&(crew, _)| crew);
                let mut short = crews.filter(|&crew| !self.state.holds_hours(crew, year, 0.0));
                lacks(traits.department, year)
                    .or_else(|| short.next().map(|crew| (input.budgets.len() + crew, year)))
                    .or_else(|| companion(year))
            });
            own.or_else(|| before.filter(|_| before != now).and_then(companion))
        })
    }

    /// Makes one of the users of a resource wait, with what comes after it on its site; not one that the move inserted.
    fn evict(&mut self, row: usize, year: usize, inserted: usize) -> bool {
        const TRIALS: usize = 4;
        for _ in 0..TRIALS {
            let compared = self.draws.one_of(&COMPARED_USERS);
            let drawn = (0..compared).filter_map(|_| self.users.any(row, year, &mut self.draws));
            let earns = |project: &usize| self.earnings.of(*project, year);
            let Some(victim) = drawn.min_by(|a, b| earns(a).total_cmp(&earns(b))) else { return false };
            let is_inserted = self.changes[..inserted].iter().any(|(project, _)| *project == victim);
            if is_inserted {
                continue;
            }
            if self.state.has_done_follower(victim) {
                let followers = self.state.done_followers(victim);
                let may_leave =
                    |p: &usize| self.is_movable[*p] && self.changes[..inserted].iter().all(|(project, _)| project != p);
                if followers.len() > MOST_CHANGES || !followers.iter().all(may_leave) {
                    continue;
                }
                for follower in followers {
                    self.set(follower, None);
                }
            }
            self.set(victim, None);
            return true;
        }
        false
    }

    /// Fills what is free with those that left, some of the site and some others that wait: the best first, or nearly.
    fn fill(&mut self, inserted: usize) {
        const OTHERS: usize = 10;
        const DOUBTFUL_OTHERS: [usize; 2] = [10, 50];
        const NEIGHBOURS: usize = 3;
        let input = self.state.input;
        self.noise = self.draws.one_of(&NOISES);
        self.candidates.clear();
        for index in inserted..self.changes.len() {
            self.consider(self.changes[index].0);
        }
        let members = &input.sites[input.projects[self.changes[0].0].site];
        for _ in 0..NEIGHBOURS.min(members.len() - 1) {
            let neighbour = self.draws.one_of(members);
            if self.is_movable[neighbour] && self.state.year(neighbour).is_none() {
                self.consider(neighbour);
            }
        }
        for _ in 0..OTHERS {
            match self.users.any_waiting(&mut self.draws) {
                Some(project) => self.consider(project),
                None => break,
            }
        }
        for _ in 0..self.draws.one_of(&DOUBTFUL_OTHERS) {
            let project = self.any_doubtful();
            if self.state.year(project).is_none() {
                self.consider(project);
            }
        }
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for &(_, project) in &candidates {
            let is_waiting = self.state.year(project).is_none();
            if let Some(year) = is_waiting.then(|| self.earnings.best_year(&self.state, project)).flatten() {
                self.set(project, Some(year));
            }
        }
        self.candidates = candidates;
    }

    fn consider(&mut self, project: usize) {
        let shaken = self.noise * self.draws.signed_share() * self.state.input.projects[project].value;
        self.candidates.push((self.earnings.best(project) + shaken, project));
    }

    fn set(&mut self, project: usize, year: Option<usize>) {
        self.changes.push((project, self.state.year(project)));
        self.change(project, year);
    }

    fn change(&mut self, project: usize, year: Option<usize>) {
        let input = self.state.input;
        let traits = &input.projects[project];
        let before = self.state.remove(project);
        self.users.leave(input, project, before);
        if let Some(year) = year {
            self.state.place(project, year);
        }
        self.users.enter(input, project, year);
        let worth = |year: Option<usize>| year.map_or(0.0, |year| traits.merit(year, &input.weight));
        self.objective += worth(year) - worth(before);
    }

    fn undo(&mut self) {
        while let Some((project, year)) = self.changes.pop() {
            self.change(project, year);
        }
    }

    /// Takes note of what the move changed, and of the programme where it is the best.
    fn follow(&mut self) {
        self.best.changed.extend(self.changes.iter().map(|(project, _)| *project));
        if self.objective > self.best.objective + self.best.objective.abs() * 1e-12 {
            self.best.objective = self.objective;
            for project in self.best.changed.drain(..) {
                self.best.year[project] = self.state.year(project);
            }
        } else if self.best.changed.len() > 4 * self.best.year.len() {
            self.best.changed.sort_unstable();
            self.best.changed.dedup();
        }
    }

    /// Adds everything up again: what many small changes leave of rounding is gone.
    fn balance(&mut self) {
        self.state.balance();
        self.objective = self.state.input.merit(&self.state.years());
        self.unbalanced = 0;
    }
}

impl ScheduleInput {
    /// What a programme is worth to the search: its objective, and what keeping announced years is.
    pub(crate) fn merit(&self, year: &[Option<usize>]) -> f64 {
        let done = self.projects.iter().zip(year);
        done.filter_map(|(project, year)| Some(project.merit((*year)?, &self.weight))).fold(0.0, |a, b| a + b)
    }
}
