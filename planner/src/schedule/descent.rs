//! The end of a search: no single project can be put elsewhere, or among those that are done, for a gain.

use super::state::State;
use crate::model::ScheduleInput;

/// Passes over all the projects; each that gains something may open a place for another one.
const MOST_PASSES: usize = 20;

/// Projects between two looks at whether it is late.
const LOOK: usize = 1024;

/// Moves single projects to years in which they are worth more, until none gains or it is time to stop: a programme that
/// keeps every rule keeps them, and what is done stays done. A pass costs O(projects × years × kinds of work of a site).
pub(crate) fn descend(
    input: &ScheduleInput,
    year: &[Option<usize>],
    is_late: &mut dyn FnMut() -> bool,
) -> Vec<Option<usize>> {
    let mut state = State::with_years(input, year);
    let mut order: Vec<usize> =
        (0..input.projects.len()).filter(|&project| input.projects[project].pin.is_none()).collect();
    order.sort_by(|&a, &b| input.projects[b].value.total_cmp(&input.projects[a].value).then(a.cmp(&b)));
    for _ in 0..MOST_PASSES {
        let mut has_gained = false;
        for stretch in order.chunks(LOOK) {
            if is_late() {
                return state.years();
            }
            for &project in stretch {
                has_gained |= improve(&mut state, project);
            }
        }
        if !has_gained {
            break;
        }
    }
    state.years()
}

/// Gives a project the year in which it is worth the most among those that take it; says whether that gains something.
fn improve(state: &mut State<'_>, project: usize) -> bool {
    let input = state.input;
    let traits = &input.projects[project];
    let worth = |year: Option<usize>| year.map_or(0.0, |year| traits.merit(year, &input.weight));
    let before = state.year(project);
    if state.has_done_follower(project) && before.is_none() {
        return false;
    }
    let mut best = before;
    for candidate in traits.ready..input.years {
        if worth(Some(candidate)) > worth(best) + worth(best).abs() * 1e-12 {
            state.remove(project);
            if takes(state, project, candidate, before) {
                best = Some(candidate);
            }
            if let Some(year) = before {
                state.place(project, year);
            }
        }
    }
    if best == before {
        return false;
    }
    state.remove(project);
    if let Some(year) = best {
        state.place(project, year);
    }
    true
}

/// Whether a waiting project may be done in a year instead of the one that it had: whom it leaves alone on its site pays
/// a whole mobilization, and no minimum share may be missed.
fn takes(state: &mut State<'_>, project: usize, year: usize, before: Option<usize>) -> bool {
    let input = state.input;
    let site = input.projects[project].site;
    let left_alone = before.filter(|&before| state.done_on_site(site, before) == 1);
    let companion = left_alone.and_then(|before| Some((state.companion(site, project, before)?, before)));
    let can_pay = companion.is_none_or(|(companion, before)| {
        state.free_money(input.projects[companion].department, before).is_none_or(|free| free >= 0)
    });
    if !can_pay || !state.can_place(project, year) {
        return false;
    }
    state.place(project, year);
    let holds = state.keeps_shares();
    state.remove(project);
    holds
}
