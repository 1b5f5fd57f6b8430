//! What more of a scarce resource would pay for: projects that wait, or are done later, whose whole move into its year is
//! tried, one after another, the greatest gain for what it uses first.

use super::obstacle::{Obstacle, obstacles};
use super::whole_move::{WholeMove, needed};
use crate::schedule::State;

/// A resource of a year, and how much more there is of it.
#[derive(Clone, Copy)]
pub(crate) enum More {
    /// Cents of a department.
    Money { department: usize, year: usize, cents: i64 },
    /// Hours of a crew.
    Hours { crew: usize, year: usize, hours: f64 },
}

/// A project that would be done in the year.
pub(crate) struct Brought {
    pub(crate) project: usize,
    /// The later year in which it is done as things are; none where it waits.
    pub(crate) from: Option<usize>,
    /// Value that the programme gains, with what must come along.
    pub(crate) gained: f64,
    /// What must come along into the year.
    pub(crate) along: Vec<usize>,
}

/// Moves that are tried for a resource at the most.
const MOST_TRIED: usize = 300;

impl More {
    fn year(self) -> usize {
        match self {
            Self::Money { year, .. } | Self::Hours { year, .. } => year,
        }
    }

    /// Whether what stands in the way is nothing but that resource, and there is enough more of it.
    fn overcomes(self, found: &[Obstacle]) -> bool {
        found.iter().all(|obstacle| match (self, *obstacle) {
            (Self::Money { department, year, cents }, Obstacle::Budget { department: of, year: in_year, missing }) => {
                (department, year) == (of, in_year) && missing <= cents
            }
            (Self::Hours { crew, year, hours }, Obstacle::Hours { crew: of, year: in_year, missing }) => {
                (crew, year) == (of, in_year) && missing <= hours
            }
            _ => false,
        })
    }

    /// How much of it a project uses.
    fn used(self, state: &State<'_>, project: usize) -> f64 {
        let traits = &state.input.projects[project];
        match self {
            Self::Money { department, .. } if traits.department == department => {
                crate::model::as_float((traits.requests_cost + traits.mobilization.cost).max(1))
            }
            Self::Money { .. } => 0.0,
            Self::Hours { crew, .. } => {
                traits.hours.iter().find(|(of, _)| *of == crew).map_or(0.0, |(_, hours)| *hours)
            }
        }
    }
}

/// The projects that more of a resource would pay for, all together, those first that gain the most. They are found by
/// trying those that wait and those that are done later, by what they gain for what they use of it; each that is kept is a
/// gain. The programme is left as it was.
pub(crate) fn brought_in(state: &mut State<'_>, more: More) -> Vec<Brought> {
    let year = more.year();
    let (mut made, mut brought): (Vec<WholeMove>, Vec<Brought>) = (Vec::new(), Vec::new());
    for project in candidates(state, more) {
        // It may have come along with another.
        let from = state.year(project);
        if from.is_some_and(|from| from <= year) {
            continue;
        }
        let needed = needed(state, project, year);
        let together: Vec<(usize, usize)> = needed.iter().chain([&project]).map(|&moved| (moved, year)).collect();
        let whole = WholeMove::apply(state, &together);
        let gained = whole.gained(state);
        if gained > 0.0 && more.overcomes(&obstacles(state, &whole)) {
            brought.push(Brought { project, from, gained, along: needed });
            made.push(whole);
        } else {
            whole.undo(state);
        }
    }
    for whole in made.iter().rev() {
        whole.undo(state);
    }
    brought.sort_by(|a, b| b.gained.total_cmp(&a.gained).then(a.project.cmp(&b.project)));
    brought
}

/// The projects that are tried, in their order: no pin holds them, and the year is early enough for a gain.
fn candidates(state: &State<'_>, more: More) -> Vec<usize> {
    let input = state.input;
    let year = more.year();
    let gain_for_use = |project: usize| {
        let traits = &input.projects[project];
        let done = state.year(project);
        if traits.pin.is_some() || traits.ready > year || done.is_some_and(|done| done <= year) {
            return None;
        }
        let gain = traits.value * (input.weight[year] - done.map_or(0.0, |done| input.weight[done]));
        let used = more.used(state, project);
        (gain > 0.0 && used > 0.0).then(|| gain / used)
    };
    let mut candidates: Vec<(f64, usize)> =
        (0..input.projects.len()).filter_map(|project| Some((gain_for_use(project)?, project))).collect();
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    candidates.into_iter().take(MOST_TRIED).map(|(_, project)| project).collect()
}
