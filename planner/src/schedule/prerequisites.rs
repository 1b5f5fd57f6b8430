//! Years for what pinned projects require, and companions on their sites that lower what is paid there: depth first, site
//! after site.
//!
//! A site is complete before what it pays is final, for a later companion may lower what an earlier one pays: until then
//! each project that is alone on its site in a year counts as if it shared the mobilization. So a branch is cut only where
//! nothing that follows can mend it, and a search that comes to its end without years proves that there are none.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::blockers::blockers;
use super::pins::PinConflict;
use super::state::State;

/// Dead ends after which the search gives up: it has then neither found years nor proven that there are none.
pub(crate) const MOST_DEAD_ENDS: usize = 100_000;

/// The same of a site that is searched by itself.
const MOST_DEAD_ENDS_OF_A_SITE: usize = 10_000;

/// What a search does next.
enum Step {
    /// Begins a site: from now on what its projects could still share is looked up.
    Open { site: usize },
    /// Does a project by a year, for a pinned one requires it.
    Require { project: usize, deadline: usize, pinned: usize },
    /// Does a project that nothing requires, or lets it wait; `leads` where another such one comes after it.
    Accompany { project: usize, leads: bool },
    /// Ends a site: its projects pay what they pay.
    Close { site: usize },
}

/// How a search ended.
enum Ending {
    /// What it placed stays.
    Found,
    /// No years hold: where it came closest.
    Impossible(Option<DeadEnd>),
    /// It is not known whether any years hold.
    GivenUp(Option<DeadEnd>),
}

/// Where nothing was possible any more.
struct DeadEnd {
    /// The pinned project for which nothing was.
    pinned: usize,
    conflict: PinConflict,
}

/// Cents that could still be saved by sharing on sites that were not begun, by department and year.
type Savings = HashMap<(usize, usize), i64>;

/// Places what the pinned projects require, and companions where budgets need them. Gives everything that is proven to keep
/// the pins from holding, or that no years were found.
///
/// At most [`MOST_DEAD_ENDS`] dead ends, O(projects of the site × years) each.
pub(super) fn place_prerequisites(state: &mut State<'_>, pinned: &[usize], is_fixed: &mut [bool]) -> Vec<PinConflict> {
    let sites = steps_by_site(state, pinned);
    let mut savings = savings_of(state, &sites);
    let all: Vec<&Step> = sites.values().flatten().collect();
    let ending = search(state, &mut savings, &all, MOST_DEAD_ENDS);
    if let Ending::Found = ending {
        for step in all {
            if let Step::Require { project, .. } | Step::Accompany { project, .. } = *step {
                is_fixed[project] |= state.year(project).is_some();
            }
        }
        return Vec::new();
    }
    // A site that fails by itself is a proof, whatever the others do; and each that does is told.
    let mut proven: Vec<PinConflict> = Vec::new();
    for steps in sites.values() {
        let steps: Vec<&Step> = steps.iter().collect();
        match search(state, &mut savings, &steps, MOST_DEAD_ENDS_OF_A_SITE) {
            Ending::Found => steps.iter().rev().for_each(|step| undo(state, &mut savings, step)),
            Ending::Impossible(Some(end)) if proven.iter().all(|known| !is_same_budget(known, &end.conflict)) => {
                proven.push(end.conflict);
            }
            Ending::Impossible(_) | Ending::GivenUp(_) => {}
        }
    }
    match ending {
        _ if !proven.is_empty() => proven,
        Ending::Impossible(Some(end)) => vec![end.conflict],
        Ending::GivenUp(Some(end)) => vec![PinConflict::NotFound { project: end.pinned }],
        _ => pinned.iter().take(1).map(|&project| PinConflict::NotFound { project }).collect(),
    }
}

/// Budgets and hours that the pinned projects exceed, whatever else is done.
pub(super) fn overdrawn(state: &State<'_>, pinned: &[usize]) -> Vec<PinConflict> {
    let savings = &savings_of(state, &steps_by_site(state, pinned));
    let mut found = Vec::new();
    for year in 0..state.input.years {
        for department in 0..state.input.budgets.len() {
            if is_overdrawn(state, savings, department, year, 0) {
                let missing = -state.free_money(department, year).unwrap_or(0);
                found.push(PinConflict::Budget { department, year, missing });
            }
        }
        for crew in 0..state.input.crew_hours.len() {
            if !state.holds_hours(crew, year, 0.0) {
                let missing = -state.free_hours(crew, year).unwrap_or(0.0);
                found.push(PinConflict::Hours { crew, year, missing });
            }
        }
    }
    found
}

/// What a search decides on each site that has pinned projects and others that wait: first what these require,
/// prerequisites first, then the companions that they could have.
fn steps_by_site(state: &State<'_>, pinned: &[usize]) -> BTreeMap<usize, Vec<Step>> {
    let input = state.input;
    // By site: what is required, by what year and which pinned project.
    let mut sites: BTreeMap<usize, BTreeMap<usize, (usize, usize)>> = BTreeMap::new();
    for &project in pinned {
        let traits = &input.projects[project];
        let Some(year) = traits.pin else { continue };
        let required = sites.entry(traits.site).or_default();
        for prerequisite in state.waiting_prerequisites(project) {
            let deadline = required.entry(prerequisite).or_insert((year, project));
            *deadline = (*deadline).min((year, project));
        }
    }
    let mut steps = BTreeMap::new();
    for (site, required) in sites {
        let rank = |project: usize| input.precedence.rank(input.projects[project].work_type);
        let can_share = input.sites[site].iter().any(|&project| saving(state, project) > 0);
        let is_companion =
            |project: &usize| can_share && state.year(*project).is_none() && input.projects[*project].pin.is_none();
        let mut companions: Vec<usize> = input.sites[site]
            .iter()
            .copied()
            .filter(|project| is_companion(project) && !required.contains_key(project))
            .filter(|&project| input.projects[project].ready < input.years)
            .collect();
        companions.sort_by_key(|&project| (rank(project), input.projects[project].requests_cost, project));
        let mut required: Vec<(usize, (usize, usize))> = required.into_iter().collect();
        required.sort_by_key(|&(project, _)| (rank(project), project));
        if required.is_empty() && companions.is_empty() {
            continue;
        }
        let work_types: BTreeSet<usize> = companions.iter().map(|&project| input.projects[project].work_type).collect();
        let leads = |project: usize| {
            let work_type = input.projects[project].work_type;
            work_types.iter().any(|&later| input.precedence.comes_before(work_type, later))
        };
        let mut of_site = vec![Step::Open { site }];
        of_site.extend(required.into_iter().map(|(project, (deadline, pinned))| Step::Require {
            project,
            deadline,
            pinned,
        }));
        of_site.extend(companions.iter().map(|&project| Step::Accompany { project, leads: leads(project) }));
        of_site.push(Step::Close { site });
        steps.insert(site, of_site);
    }
    steps
}

/// Follows the steps one after another; where one is not possible, the last one before it that has another choice takes it.
fn search(state: &mut State<'_>, savings: &mut Savings, steps: &[&Step], most_dead_ends: usize) -> Ending {
    let mut next_choice = vec![0; steps.len() + 1];
    let (mut depth, mut dead_ends) = (0, 0);
    let mut deepest: Option<(usize, DeadEnd)> = None;
    while let Some(&step) = steps.get(depth) {
        if let Some(choice) = choose(state, savings, step, next_choice[depth]) {
            next_choice[depth] = choice + 1;
            depth += 1;
            next_choice[depth] = 0;
            continue;
        }
        if next_choice[depth] == 0
            && deepest.as_ref().is_none_or(|(known, _)| depth > *known)
            && let Some(end) = dead_end(state, savings, step)
        {
            deepest = Some((depth, end));
        }
        dead_ends += 1;
        let has_given_up = dead_ends >= most_dead_ends;
        loop {
            if depth == 0 {
                let end = deepest.map(|(_, end)| end);
                return if has_given_up { Ending::GivenUp(end) } else { Ending::Impossible(end) };
            }
            depth -= 1;
            undo(state, savings, steps[depth]);
            let has_choice = matches!(steps[depth], Step::Require { .. } | Step::Accompany { .. });
            if has_choice && !has_given_up {
                break;
            }
        }
    }
    Ending::Found
}

/// Takes the first choice of a step, from a given one on, that nothing forbids; gives which.
fn choose(state: &mut State<'_>, savings: &mut Savings, step: &Step, from: usize) -> Option<usize> {
    match *step {
        Step::Open { site } => {
            let is_first = from == 0;
            if is_first {
                add_savings(state, savings, site, -1);
            }
            is_first.then_some(0)
        }
        // The year of the pin first, where the mobilization is shared, then from the first year on.
        Step::Require { project, deadline, .. } => (from..=deadline)
            .find(|&choice| place(state, savings, project, if choice == 0 { deadline } else { choice - 1 })),
        Step::Accompany { project, leads } => (from..=state.input.years).find(|&choice| {
            choice == 0
                || ((leads || lowers_costs(state, project, choice - 1)) && place(state, savings, project, choice - 1))
        }),
        Step::Close { site } => (from == 0 && unpaid(state, savings, site).is_none()).then_some(0),
    }
}

/// Takes back what a step did.
fn undo(state: &mut State<'_>, savings: &mut Savings, step: &Step) {
    match *step {
        Step::Open { site } => add_savings(state, savings, site, 1),
        Step::Require { project, .. } | Step::Accompany { project, .. } => {
            state.remove(project);
        }
        Step::Close { .. } => {}
    }
}

/// Does a project in a year where it may be, and what is paid then can still hold.
fn place(state: &mut State<'_>, savings: &Savings, project: usize, year: usize) -> bool {
    let traits = &state.input.projects[project];
    let has_hours = |&(crew, hours): &(usize, f64)| state.holds_hours(crew, year, hours);
    if !state.suits(project, year) || !traits.hours.iter().all(has_hours) {
        return false;
    }
    let paying = state.cost_changes(project, year);
    state.place(project, year);
    let own = if state.done_on_site(traits.site, year) == 1 { saving(state, project) } else { 0 };
    let is_over = |&(department, _): &(usize, i64)| {
        let own = if department == traits.department { own } else { 0 };
        is_overdrawn(state, savings, department, year, own)
    };
    if paying.iter().flatten().any(is_over) {
        state.remove(project);
        return false;
    }
    true
}

/// Whether doing a project in a year lets a department pay less.
fn lowers_costs(state: &State<'_>, project: usize, year: usize) -> bool {
    state.cost_changes(project, year).into_iter().flatten().any(|(_, cents)| cents < 0)
}

/// Whether a department cannot pay in a year for what is done, even with all that could still be saved.
fn is_overdrawn(state: &State<'_>, savings: &Savings, department: usize, year: usize, own: i64) -> bool {
    let saved = savings.get(&(department, year)).copied().unwrap_or(0).saturating_add(own);
    state.free_money(department, year).is_some_and(|free| free.saturating_add(saved) < 0)
}

/// A project of a site in a year in which its department cannot pay, and what that lacks; the pinned one first.
fn unpaid(state: &State<'_>, savings: &Savings, site: usize) -> Option<(usize, usize, i64)> {
    let input = state.input;
    let done = input.sites[site].iter().filter_map(|&project| Some((project, state.year(project)?)));
    let over =
        done.filter(|&(project, year)| is_overdrawn(state, savings, input.projects[project].department, year, 0));
    let (project, year) = over.min_by_key(|&(project, _)| (input.projects[project].pin.is_none(), project))?;
    let department = input.projects[project].department;
    let saved = savings.get(&(department, year)).copied().unwrap_or(0);
    Some((project, year, -(state.free_money(department, year)?.saturating_add(saved))))
}

/// What could be saved on the sites.
fn savings_of(state: &State<'_>, sites: &BTreeMap<usize, Vec<Step>>) -> Savings {
    let mut savings = Savings::new();
    for site in sites.keys() {
        add_savings(state, &mut savings, *site, 1);
    }
    savings
}

/// Adds what could be saved at the most on a site by sharing with what waits there, or takes it away.
fn add_savings(state: &State<'_>, savings: &mut Savings, site: usize, sign: i64) {
    let input = state.input;
    for &project in &input.sites[site] {
        if let Some(year) = state.year(project)
            && state.done_on_site(site, year) == 1
        {
            *savings.entry((input.projects[project].department, year)).or_default() +=
                sign * most_saved(state, project, year);
        }
    }
}

/// Cents that the department of a project, alone on its site in a year, could pay less then: what it saves by sharing, less
/// what a companion costs that is of the same department.
fn most_saved(state: &State<'_>, project: usize, year: usize) -> i64 {
    let input = state.input;
    let (traits, saved) = (&input.projects[project], saving(state, project));
    let net = |&companion: &usize| {
        let other = &input.projects[companion];
        let cost = other.requests_cost.saturating_add(other.mobilization.shared_cost);
        let is_possible = state.year(companion).is_none()
            && other.pin.is_none()
            && other.ready <= year
            && input.budgets[other.department][year].is_none_or(|budget| cost <= budget);
        is_possible.then(|| if other.department == traits.department { saved.saturating_sub(cost) } else { saved })
    };
    input.sites[traits.site].iter().filter_map(net).max().unwrap_or(0).max(0)
}

/// Cents that a project saves by sharing.
fn saving(state: &State<'_>, project: usize) -> i64 {
    let mobilization = state.input.projects[project].mobilization;
    mobilization.cost.saturating_sub(mobilization.shared_cost).max(0)
}

/// Why a step has no choice; none of a step that always has one.
fn dead_end(state: &mut State<'_>, savings: &Savings, step: &Step) -> Option<DeadEnd> {
    match *step {
        Step::Require { project, deadline, pinned } => {
            let blocker = blockers(state, project, deadline).into_iter().next();
            Some(DeadEnd {
                pinned,
                conflict: PinConflict::Prerequisite { project: pinned, prerequisite: project, blocker },
            })
        }
        Step::Close { site } => {
            let (project, year, missing) = unpaid(state, savings, site)?;
            let traits = &state.input.projects[project];
            let department = traits.department;
            if traits.pin.is_some() {
                return Some(DeadEnd { pinned: project, conflict: PinConflict::Budget { department, year, missing } });
            }
            // It is there for a pinned project of its site: the first that is done no sooner.
            let pin = |other: usize| state.input.projects[other].pin.map(|pin| (pin < year, pin, other));
            let (_, deadline, pinned) = state.input.sites[site].iter().filter_map(|&other| pin(other)).min()?;
            state.remove(project);
            let blocker = blockers(state, project, deadline).into_iter().next();
            state.place(project, year);
            Some(DeadEnd {
                pinned,
                conflict: PinConflict::Prerequisite { project: pinned, prerequisite: project, blocker },
            })
        }
        Step::Open { .. } | Step::Accompany { .. } => None,
    }
}

fn is_same_budget(one: &PinConflict, other: &PinConflict) -> bool {
    match (one, other) {
        (PinConflict::Budget { department, year, .. }, PinConflict::Budget { department: of, year: in_year, .. }) => {
            (department, year) == (of, in_year)
        }
        _ => false,
    }
}
