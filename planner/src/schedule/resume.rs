//! A programme built from an earlier one, as far as that still holds.

use super::earnings::Earnings;
use super::site::Site;
use super::state::State;

/// Adds to the pinned projects of a state what an earlier programme did, in the same years: the sites that earn the most at
/// the prices come first, so that those leave that resources which became scarcer can spare. What waits then fills what is
/// left, the best first. `None` where that misses a minimum share. O(projects × years), besides sorting.
pub(crate) fn resume(
    mut state: State<'_>,
    sites: &[Site],
    earlier: &[Option<usize>],
    earnings: &Earnings,
) -> Option<Vec<Option<usize>>> {
    let input = state.input;
    let done_before = |project: usize| earlier[project].filter(|&year| year < input.years);
    let mut order: Vec<(f64, &Site)> = sites
        .iter()
        .map(|site| {
            let earned = site.projects.iter().filter_map(|&p| Some(earnings.of(p, done_before(p)?)));
            (earned.fold(0.0, |a, b| a + b), site)
        })
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    // The members of a site are in the order of their work.
    for &project in order.iter().flat_map(|(_, site)| &site.projects) {
        let is_free = |year: &usize| state.year(project).is_none() && state.can_place(project, *year);
        if let Some(year) = done_before(project).filter(is_free) {
            state.place(project, year);
        }
    }
    let mut waiting: Vec<(f64, usize)> = (0..input.projects.len())
        .filter(|&project| state.year(project).is_none() && earnings.best(project) > f64::NEG_INFINITY)
        .map(|project| (earnings.best(project), project))
        .collect();
    waiting.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, project) in waiting {
        if let Some(year) = earnings.best_year(&state, project) {
            state.place(project, year);
        }
    }
    state.keeps_shares().then(|| (0..input.projects.len()).map(|project| state.year(project)).collect())
}
