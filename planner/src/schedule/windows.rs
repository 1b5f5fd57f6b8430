//! The years that each project may be done in, whatever else is: windows, pins, and what its department and crews have at
//! all (the bound tightening of presolves: Savelsbergh 1994, "Preprocessing and probing for mixed integer programming").

use super::offers::{YearSet, bit, each_year, years_between};
use super::site::Site;
use crate::model::{ScheduleInput, as_float};

/// Sites with more projects are looked at without comparing each with each.
const MOST_PAIRED: usize = 64;

/// The years in which the resources of a capacity can take each project: departments' rows, then crews', a year each.
pub(super) fn affordable(input: &ScheduleInput, capacity: &[Option<f64>]) -> Vec<YearSet> {
    (0..input.projects.len()).map(|project| affordable_years(input, capacity, project)).collect()
}

/// The years in which another project of its site could be done, by project: without them it pays its whole mobilization.
pub(super) fn company(sites: &[Site], windows: &[YearSet]) -> Vec<YearSet> {
    let mut company = vec![0; windows.len()];
    for site in sites {
        let of_site = site
            .projects
            .iter()
            .fold((0, 0), |(some, several), &project| (some | windows[project], several | some & windows[project]));
        for &project in &site.projects {
            company[project] = of_site.1 | of_site.0 & !windows[project];
        }
    }
    company
}

/// What is left of these years where others of the site have to make up for what a project alone cannot: somebody to share
/// a mobilization with that it cannot pay for, and all that must be done before it.
pub(super) fn tighten(input: &ScheduleInput, sites: &[Site], windows: &mut [YearSet]) {
    for site in sites {
        while tighten_site(input, site, windows) {}
    }
}

fn affordable_years(input: &ScheduleInput, capacity: &[Option<f64>], project: usize) -> YearSet {
    let traits = &input.projects[project];
    if let Some(pin) = traits.pin {
        return bit(pin);
    }
    let least = as_float(traits.requests_cost + traits.mobilization.cost.min(traits.mobilization.shared_cost));
    let holds =
        |row: usize, year: usize, amount: f64| capacity[row * input.years + year].is_none_or(|limit| amount <= limit);
    each_year(years_between(traits.ready, input.years))
        .filter(|&year| {
            holds(traits.department, year, least)
                && traits.hours.iter().all(|&(crew, hours)| holds(input.budgets.len() + crew, year, hours))
        })
        .fold(0, |set, year| set | bit(year))
}

/// Says whether some year was lost, which may cost others theirs.
fn tighten_site(input: &ScheduleInput, site: &Site, windows: &mut [YearSet]) -> bool {
    let mut has_lost = false;
    let mut complete = vec![YearSet::MAX; site.kinds.len()];
    for (kind, own) in site.kinds.iter().enumerate() {
        for member in own.members.clone() {
            let project = site.projects[member];
            if input.projects[project].pin.is_some() {
                continue;
            }
            let kept = each_year(windows[project] & complete[kind])
                .filter(|&year| can_pay(input, site, windows, project, year))
                .fold(0, |set, year| set | bit(year));
            has_lost |= kept != windows[project];
            windows[project] = kept;
        }
        // A follower begins once all of the kind can be done.
        let first = own.members.clone().map(|member| windows[site.projects[member]].trailing_zeros()).max();
        let open = first.map_or(YearSet::MAX, |first| YearSet::MAX.checked_shl(first).unwrap_or(0));
        for &follower in &own.followers {
            complete[follower] &= open;
        }
    }
    has_lost
}

/// Whether the department can pay for a project in a year: alone, or with somebody to share the mobilization with.
fn can_pay(input: &ScheduleInput, site: &Site, windows: &[YearSet], project: usize, year: usize) -> bool {
    let traits = &input.projects[project];
    let Some(budget) = input.budgets[traits.department][year] else { return true };
    if traits.requests_cost + traits.mobilization.cost <= budget {
        return true;
    }
    let together = traits.requests_cost + traits.mobilization.shared_cost;
    site.projects.iter().any(|&other| {
        let companion = &input.projects[other];
        let beside = match companion.department == traits.department && site.projects.len() <= MOST_PAIRED {
            true => companion.requests_cost + companion.mobilization.shared_cost,
            false => 0,
        };
        other != project && windows[other] & bit(year) != 0 && together + beside <= budget
    })
}
