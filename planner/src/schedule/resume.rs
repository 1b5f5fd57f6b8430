//! A programme built from an earlier one, as far as that still holds.

use super::earnings::Earnings;
use super::site::Site;
use super::state::State;

/// Adds to the pinned projects of a state what an earlier programme did, in the same years: where all of it still holds,
/// just that, else the sites that earn the most at the prices come first, so that those leave that resources which became
/// scarcer can spare. What waits then fills what is left, the best first. `None` where that misses a minimum share.
/// O(projects × years), besides sorting.
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
    for (_, site) in order {
        put_back(&mut state, site, done_before);
    }
    let mut waiting: Vec<(f64, usize)> = (0..input.projects.len())
        .filter(|&project| state.year(project).is_none() && earnings.best(project) > f64::NEG_INFINITY)
        .map(|project| (earnings.best(project), project))
        .collect();
    waiting.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, project) in waiting {
        let year = earnings.best_year(&state, project);
        if let Some(year) = year.filter(|&year| state.misses_no_share_more(project, year)) {
            state.place(project, year);
        }
    }
    state.keeps_shares().then(|| state.years())
}

/// Does the projects of a site in their earlier years. They are put back together, for only then is it known who pays for
/// a mobilization alone; where that is more than there is, one by one as far as it goes.
fn put_back(state: &mut State<'_>, site: &Site, done_before: impl Fn(usize) -> Option<usize>) {
    let mut added = Vec::new();
    // The members of a site are in the order of their work.
    for &project in &site.projects {
        if let Some(year) =
            done_before(project).filter(|&year| state.year(project).is_none() && state.suits(project, year))
        {
            state.place(project, year);
            added.push((project, year));
        }
    }
    if state.can_pay_for(&site.projects) {
        return;
    }
    for (project, _) in &added {
        state.remove(*project);
    }
    for (project, year) in added {
        if state.can_place(project, year) {
            state.place(project, year);
        }
    }
}
