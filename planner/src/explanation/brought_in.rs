//! What more of a scarce resource would pay for: waiting projects whose whole move into its year is tried, one after
//! another, the best worth first.

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

/// A project that waits and would be done.
pub(crate) struct Brought {
    pub(crate) project: usize,
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

/// The waiting projects that more of a resource would pay for, all together, in the order in which they were found: by
/// value for what they use of it. The programme is left as it was.
pub(crate) fn brought_in(state: &mut State<'_>, more: More) -> Vec<Brought> {
    let year = more.year();
    let waiting = (0..state.input.projects.len()).filter(|&project| {
        let traits = &state.input.projects[project];
        state.year(project).is_none() && traits.ready <= year && traits.value > 0.0
    });
    let mut candidates: Vec<(f64, usize)> = waiting
        .filter_map(|project| {
            let used = more.used(state, project);
            (used > 0.0).then(|| (state.input.projects[project].value / used, project))
        })
        .collect();
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let (mut made, mut brought): (Vec<WholeMove>, Vec<Brought>) = (Vec::new(), Vec::new());
    for (_, project) in candidates.into_iter().take(MOST_TRIED) {
        // It may have come along with another.
        if state.year(project).is_some() {
            continue;
        }
        let needed = needed(state, project, year);
        let together: Vec<(usize, usize)> = needed.iter().chain([&project]).map(|&moved| (moved, year)).collect();
        let whole = WholeMove::apply(state, &together);
        if more.overcomes(&obstacles(state, &whole)) {
            brought.push(Brought { project, gained: whole.gained(state), along: needed });
            made.push(whole);
        } else {
            whole.undo(state);
        }
    }
    for whole in made.iter().rev() {
        whole.undo(state);
    }
    brought
}
