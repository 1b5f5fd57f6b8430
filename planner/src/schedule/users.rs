//! Who uses each resource, to draw one of them at once.

use super::draws::Draws;
use crate::model::ScheduleInput;

/// The movable projects that use each row (departments, then crews) in each year, and those that wait.
pub(crate) struct Users {
    years: usize,
    /// By row and year, then those that wait.
    lists: Vec<Vec<User>>,
    /// Where the entries of each project stand in their lists, from its first entry on: its department's, or that of
    /// waiting, then its crews'.
    places: Vec<usize>,
    first_entry: Vec<usize>,
}

#[derive(Clone, Copy)]
struct User {
    project: usize,
    entry: usize,
}

impl Users {
    /// Lists without a project.
    pub(crate) fn new(input: &ScheduleInput) -> Self {
        let mut first_entry = Vec::with_capacity(input.projects.len());
        let mut entries = 0;
        for project in &input.projects {
            first_entry.push(entries);
            entries += 1 + project.hours.len();
        }
        let rows = input.budgets.len() + input.crew_hours.len();
        let lists = vec![Vec::new(); rows * input.years + 1];
        Self { years: input.years, lists, places: vec![0; entries], first_entry }
    }

    /// One of the users of a row in a year.
    pub(crate) fn any(&self, row: usize, year: usize, draws: &mut Draws) -> Option<usize> {
        let list = &self.lists[row * self.years + year];
        (!list.is_empty()).then(|| draws.one_of(list).project)
    }

    /// One of those that wait.
    pub(crate) fn any_waiting(&self, draws: &mut Draws) -> Option<usize> {
        let list = self.lists.last().filter(|list| !list.is_empty())?;
        Some(draws.one_of(list).project)
    }

    /// Takes note of a project that is done in a year, or waits.
    pub(crate) fn enter(&mut self, input: &ScheduleInput, project: usize, year: Option<usize>) {
        let first = self.first_entry[project];
        match year {
            None => self.push(self.lists.len() - 1, User { project, entry: first }),
            Some(year) => {
                for (index, row) in rows_of(input, project).enumerate() {
                    self.push(row * self.years + year, User { project, entry: first + index });
                }
            }
        }
    }

    /// Takes out a project that was done in a year, or waited.
    pub(crate) fn leave(&mut self, input: &ScheduleInput, project: usize, year: Option<usize>) {
        let first = self.first_entry[project];
        match year {
            None => self.remove(self.lists.len() - 1, first),
            Some(year) => {
                for (index, row) in rows_of(input, project).enumerate() {
                    self.remove(row * self.years + year, first + index);
                }
            }
        }
    }

    fn push(&mut self, list: usize, user: User) {
        self.places[user.entry] = self.lists[list].len();
        self.lists[list].push(user);
    }

    /// The last of the list takes the place that falls free.
    fn remove(&mut self, list: usize, entry: usize) {
        let place = self.places[entry];
        self.lists[list].swap_remove(place);
        if let Some(moved) = self.lists[list].get(place) {
            self.places[moved.entry] = place;
        }
    }
}

/// The rows that a project uses: its department, then its crews.
pub(crate) fn rows_of(input: &ScheduleInput, project: usize) -> impl Iterator<Item = usize> + '_ {
    let traits = &input.projects[project];
    let departments = input.budgets.len();
    std::iter::once(traits.department).chain(traits.hours.iter().map(move |&(crew, _)| departments + crew))
}
