//! A site as the scheduler reads it: its projects by kind of work, and what the kinds ask of each other.

use std::ops::Range;

use crate::model::ScheduleInput;

/// The projects of a site, those of one kind of work side by side and kinds in an order that their precedence allows.
pub(crate) struct Site {
    /// Index of each member's project.
    pub(crate) projects: Vec<usize>,
    pub(crate) kinds: Vec<Kind>,
    /// Whether the work of some member may forbid another to break the ground.
    pub(crate) has_moratoria: bool,
}

/// The members of one work type.
pub(crate) struct Kind {
    pub(crate) members: Range<usize>,
    /// Kinds of the site that wait until all members are done.
    pub(crate) followers: Vec<usize>,
    pub(crate) breaks_ground: bool,
    pub(crate) moratorium_years: usize,
}

impl Site {
    /// The sites of an input, in its order.
    pub(crate) fn all(input: &ScheduleInput) -> Vec<Self> {
        input.sites.iter().map(|projects| Self::new(input, projects.clone())).collect()
    }

    fn new(input: &ScheduleInput, mut projects: Vec<usize>) -> Self {
        let work_type = |project: usize| input.projects[project].work_type;
        projects
            .sort_unstable_by_key(|&project| (input.precedence.rank(work_type(project)), work_type(project), project));
        let mut kinds: Vec<Kind> = Vec::new();
        for member in 0..projects.len() {
            match kinds.last_mut() {
                Some(kind) if work_type(projects[kind.members.start]) == work_type(projects[member]) => {
                    kind.members.end = member + 1;
                }
                _ => {
                    let traits = &input.projects[projects[member]];
                    kinds.push(Kind {
                        members: member..member + 1,
                        followers: Vec::new(),
                        breaks_ground: traits.breaks_ground,
                        moratorium_years: traits.moratorium_years,
                    });
                }
            }
        }
        for first in 0..kinds.len() {
            let before = work_type(projects[kinds[first].members.start]);
            kinds[first].followers = (first + 1..kinds.len())
                .filter(|&then| input.precedence.comes_before(before, work_type(projects[kinds[then].members.start])))
                .collect();
        }
        let ground: usize = kinds.iter().filter(|kind| kind.breaks_ground).map(|kind| kind.members.len()).sum();
        let has_moratoria = kinds.iter().any(|kind| {
            kind.moratorium_years > 0 && ground > usize::from(kind.breaks_ground && kind.members.len() == 1)
        });
        Self { projects, kinds, has_moratoria }
    }
}
