//! Conflicts of pins, with the names of the instance.

use crate::Locale;
use crate::explanation::reason;
use crate::grouping::GroupedProject;
use crate::instance::Instance;
use crate::model::RequestTraits;
use crate::plan::pinned_request;
use crate::schedule::{MOST_DEAD_ENDS, PinConflict, PinFault, State};

/// Names each conflict.
pub(crate) fn name_conflicts(
    instance: &Instance,
    traits: &RequestTraits,
    projects: &[GroupedProject],
    state: &State<'_>,
    conflicts: &[PinConflict],
) -> Vec<PinFault> {
    let names = Names { instance, traits, projects, state };
    conflicts.iter().map(|conflict| names.fault(conflict)).collect()
}

struct Names<'a> {
    instance: &'a Instance,
    traits: &'a RequestTraits,
    projects: &'a [GroupedProject],
    state: &'a State<'a>,
}

impl Names<'_> {
    fn fault(&self, conflict: &PinConflict) -> PinFault {
        let horizon = self.instance.horizon;
        match conflict {
            PinConflict::NotReady { project, ready, is_moratorium } => PinFault::NotReady {
                request: self.request(*project),
                year: self.year(*project),
                first_possible_year: (*ready < horizon.length()).then(|| horizon.calendar_year(*ready)),
                is_moratorium: *is_moratorium,
            },
            PinConflict::Order { project, before } => PinFault::Order {
                request: self.request(*project),
                year: self.year(*project),
                before: self.request(*before),
                before_year: self.year(*before),
            },
            PinConflict::Moratorium { project, other } => self.moratorium(*project, *other),
            PinConflict::Budget { department, year, missing } => PinFault::Budget {
                department: self.instance.departments[*department].id.clone(),
                year: horizon.calendar_year(*year),
                missing: *missing,
                requests: self.pinned_to(*year, |p| self.state.input.projects[p].department == *department),
            },
            PinConflict::Hours { crew, year, missing } => PinFault::Hours {
                crew: self.instance.crews[*crew].id.clone(),
                year: horizon.calendar_year(*year),
                missing: *missing,
                requests: self
                    .pinned_to(*year, |p| self.state.input.projects[p].hours.iter().any(|(needed, _)| needed == crew)),
            },
            PinConflict::MinimumShare { share, missing } => {
                let minimum = &self.instance.minimum_shares[*share];
                let department = self.state.input.shares[*share].department;
                PinFault::MinimumShare {
                    department: minimum.department.clone(),
                    area: minimum.area.clone(),
                    share: minimum.share,
                    missing: *missing,
                    requests: self
                        .pinned(|p| self.state.input.projects[p].department == department, |pin| pin.is_some()),
                }
            }
            PinConflict::NotFound { project } => PinFault::NotFound {
                request: self.request(*project),
                year: self.year(*project),
                dead_ends: MOST_DEAD_ENDS,
            },
            PinConflict::Prerequisite { project, prerequisite, blocker } => PinFault::Prerequisite {
                request: self.request(*project),
                year: self.year(*project),
                before: self.request(*prerequisite),
                work_type: self.instance.work_types[self.projects[*prerequisite].work_type].id.clone(),
                obstacle: blocker.as_ref().map(|blocker| {
                    let pin = self.state.input.projects[*project].pin.unwrap_or(0);
                    let reason = reason(self.instance, self.state, blocker, pin);
                    (reason.cause(Locale::French), reason.cause(Locale::English))
                }),
            },
        }
    }

    /// Of two pinned projects, the one that breaks the ground after the other.
    fn moratorium(&self, project: usize, other: usize) -> PinFault {
        let (late, early) = if self.year(project) >= self.year(other) { (project, other) } else { (other, project) };
        PinFault::Moratorium {
            request: self.request(late),
            year: self.year(late),
            other: self.request(early),
            other_year: self.year(early),
        }
    }

    fn pinned_to(&self, year: usize, concerns: impl Fn(usize) -> bool) -> Vec<String> {
        self.pinned(concerns, |pin| pin == Some(year))
    }

    fn pinned(&self, concerns: impl Fn(usize) -> bool, is_meant: impl Fn(Option<usize>) -> bool) -> Vec<String> {
        let concerned = (0..self.projects.len()).filter(|&p| concerns(p));
        concerned
            .flat_map(|project| &self.projects[project].requests)
            .filter(|&&request| is_meant(self.traits.pinned_to[request]))
            .map(|&request| self.instance.requests[request].id.clone())
            .collect()
    }

    fn request(&self, project: usize) -> String {
        let project = &self.projects[project];
        let request = pinned_request(self.traits, project).or_else(|| project.requests.first().copied());
        request.map(|request| self.instance.requests[request].id.clone()).unwrap_or_default()
    }

    fn year(&self, project: usize) -> i32 {
        self.instance.horizon.calendar_year(self.state.input.projects[project].pin.unwrap_or(0))
    }
}
