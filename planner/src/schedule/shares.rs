//! Minimum shares of areas: found beside the pins to begin with, and made up for where a dive missed them.

use super::draws::Draws;
use super::ledger::Ledger;
use super::pins::PinConflict;
use super::replanning::Replanner;
use super::resources::Prices;
use super::state::State;
use crate::model::as_float;

/// Adds work of their areas until what is placed keeps every minimum share, the dearest first, in the first years that take
/// it. Gives the shares for which there is not enough; O(projects × years) for each share.
pub(crate) fn add_work(state: &mut State<'_>) -> Vec<PinConflict> {
    let input = state.input;
    let missed = |state: &State<'_>| (0..input.shares.len()).find(|&share| state.left_of_share(share) < 0.0);
    let mut candidates: Vec<usize> = (0..input.projects.len()).filter(|&p| input.projects[p].area.is_some()).collect();
    candidates.sort_by_key(|&project| (std::cmp::Reverse(input.projects[project].requests_cost), project));
    while let Some(share) = missed(state) {
        let counts = |project: &usize| input.shares_of(*project).any(|(of, is_in_area)| of == share && is_in_area);
        let waiting = |state: &State<'_>, project: usize| state.year(project).is_none();
        let mut has_grown = false;
        for &project in candidates.iter().filter(|project| counts(project)) {
            if state.left_of_share(share) >= 0.0 {
                break;
            }
            let cents = |state: &State<'_>| state.left_of_share(share);
            let before = cents(state);
            has_grown |= waiting(state, project) && place_with_prerequisites(state, project) && cents(state) > before;
        }
        if state.left_of_share(share) < 0.0 && !has_grown {
            return conflicts(state);
        }
    }
    Vec::new()
}

/// Lets a programme that is built anew miss minimum shares, which its prices see to; gives the programme as it is.
pub(crate) fn begin_leniently<'a>(ledger: &mut Ledger<'a>) -> Option<Ledger<'a>> {
    let start = (!ledger.resources.input.shares.is_empty()).then(|| ledger.clone());
    ledger.be_lenient(true);
    start
}

/// Makes up for the minimum shares that were missed; where that fails, the programme is the one before.
pub(crate) fn end_leniently<'a>(
    ledger: &mut Ledger<'a>,
    start: Option<Ledger<'a>>,
    replanner: &mut Replanner<'_>,
    prices: &Prices,
    draws: &mut Draws,
) {
    ledger.be_lenient(false);
    make_up(ledger, replanner, prices, draws);
    if let Some(start) = start.filter(|_| !ledger.keeps_shares()) {
        *ledger = start;
    }
}

/// Takes work out of other areas until every minimum share is kept: of the sites that use what is missed, those first that
/// are worth the least for it.
fn make_up(ledger: &mut Ledger<'_>, replanner: &mut Replanner<'_>, prices: &Prices, draws: &mut Draws) {
    let (resources, input, sites) = (ledger.resources, ledger.resources.input, ledger.sites);
    for share in 0..input.shares.len() {
        let resource = resources.share(share);
        if ledger.left(resource) >= 0.0 {
            continue;
        }
        let row = resources.row_and_year(resource).0;
        let mut using: Vec<(f64, usize)> = Vec::new();
        for (index, site) in sites.iter().enumerate().filter(|(index, _)| ledger.uses(*index, resource)) {
            let (mut value, mut used) = (0.0, 0.0);
            for (&project, year) in site.projects.iter().zip(ledger.choice(index)) {
                if let Some(year) = *year {
                    value += input.projects[project].value * input.weight[usize::from(year)];
                    used += resources.use_of(project, row).max(0.0);
                }
            }
            using.push((value / used, index));
        }
        using.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_, site) in using {
            if ledger.left(resource) >= 0.0 {
                break;
            }
            replanner.clear(ledger, site);
            replanner.plan(ledger, site, prices, draws, |_, _| {});
        }
    }
}

/// Places a waiting project in the first year that takes it and what must come before it; whether there was one.
fn place_with_prerequisites(state: &mut State<'_>, project: usize) -> bool {
    let prerequisites = state.waiting_prerequisites(project);
    for year in state.input.projects[project].ready..state.input.years {
        let mut placed: Vec<usize> = Vec::new();
        for &needed in prerequisites.iter().chain([&project]) {
            let first = if needed == project { year } else { 0 };
            let Some(year) = (first..=year).find(|&year| state.can_place(needed, year)) else { break };
            state.place(needed, year);
            placed.push(needed);
        }
        if placed.last() == Some(&project) {
            return true;
        }
        for &needed in placed.iter().rev() {
            state.remove(needed);
        }
    }
    false
}

fn conflicts(state: &State<'_>) -> Vec<PinConflict> {
    let missed = (0..state.input.shares.len()).filter(|&share| state.left_of_share(share) < 0.0);
    missed
        .map(|share| PinConflict::MinimumShare { share, missing: missing_cents(state.left_of_share(share)) })
        .collect()
}

/// Whole cents of what is missed.
#[expect(clippy::cast_possible_truncation, reason = "a share of money, which integers of 64 bits hold")]
pub(crate) fn missing_cents(left: f64) -> i64 {
    let missing = (-left).ceil();
    debug_assert!(missing < as_float(i64::MAX));
    missing as i64
}
