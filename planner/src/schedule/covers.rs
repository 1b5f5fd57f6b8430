//! Cuts that tighten the bound where few projects fill a budget or a crew's year: of projects that do not fit into a year
//! together, at least one is not done then (lifted cover inequalities: Balas 1975, "Facets of the knapsack polytope").
//!
//! A cut is one more resource of the relaxation, priced like the others (relax-and-cut: Lucena 2005, "Non delayed
//! relax-and-cut algorithms").

use super::resources::Resources;

/// At most `most` of the weights of the projects that are done in the year may be there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cover {
    pub(crate) year: usize,
    /// Each project with its weight, by project.
    pub(crate) weights: Vec<(usize, f64)>,
    pub(crate) most: f64,
}

/// A project that a year could take: its number, what it uses at least, and how far it is done in a mean of choices.
#[derive(Debug, Clone, Copy)]
struct Item {
    project: usize,
    used: f64,
    done: f64,
}

/// By how much of a project a mean of choices must break a cut that is worth its price.
const LEAST_BROKEN: f64 = 0.02;

/// Covers of more projects cut little off.
const MOST_COVERED: usize = 40;

/// The cuts that a mean of choices breaks, at most one for a budget or a crew in a year; `done` is by project and year.
pub(crate) fn broken(resources: &Resources<'_>, done: &[f64]) -> Vec<Cover> {
    let input = resources.input;
    let rows = input.budgets.len() + input.crew_hours.len();
    let mut items: Vec<Vec<Item>> = vec![Vec::new(); rows * input.years];
    for project in 0..input.projects.len() {
        for year in super::offers::each_year(resources.window(project)) {
            let done = done[project * input.years + year];
            let mut add = |row: usize, used: f64| items[row * input.years + year].push(Item { project, used, done });
            add(input.projects[project].department, resources.least_cents(project, year));
            for &(crew, hours) in &input.projects[project].hours {
                add(input.budgets.len() + crew, hours);
            }
        }
    }
    let limited = items.into_iter().enumerate();
    limited.filter_map(|(index, items)| cover(items, resources.capacity[index]?, index % input.years)).collect()
}

/// A cut that the items break, if one is found: greedily, by what they use for what they are not done.
fn cover(mut items: Vec<Item>, capacity: f64, year: usize) -> Option<Cover> {
    items.retain(|item| item.used > 0.0);
    let missing = |item: &Item| (1.0 - item.done).max(0.0);
    items.sort_by(|a, b| (missing(a) * b.used).total_cmp(&(missing(b) * a.used)).then(a.project.cmp(&b.project)));
    let mut covered: Vec<Item> = Vec::new();
    let mut used = 0.0;
    for item in &items {
        if used > capacity || covered.len() > MOST_COVERED {
            break;
        }
        used += item.used;
        covered.push(*item);
    }
    // As few as do not fit: those that are done the least leave first.
    covered.sort_by(|a, b| a.done.total_cmp(&b.done).then(a.project.cmp(&b.project)));
    let fits = |used: f64| used <= capacity * (1.0 + 1e-9);
    covered.retain(|item| {
        let is_needed = fits(used - item.used);
        if !is_needed {
            used -= item.used;
        }
        is_needed
    });
    if fits(used) || covered.len() > MOST_COVERED || covered.is_empty() {
        return None;
    }
    let cut = lifted(&covered, items, capacity, year);
    let held: f64 = cut.1.iter().sum();
    (held > cut.0.most + LEAST_BROKEN).then_some(cut.0)
}

/// The cut of a cover with the weights of all others lifted one after the other, those that are done the most first, and
/// how much of it each weight holds. The weight of a project is what doing it leaves of the others' (Zemel 1989, "Easily
/// computable facets of the knapsack polytope").
fn lifted(covered: &[Item], mut items: Vec<Item>, capacity: f64, year: usize) -> (Cover, Vec<f64>) {
    let most = covered.len() - 1;
    // The least use by which weights of at least so much are reached.
    let mut least = vec![f64::INFINITY; covered.len() + 1];
    least[0] = 0.0;
    let mut weights: Vec<(usize, f64)> = Vec::new();
    let mut held = Vec::new();
    let mut add = |item: &Item, weight: usize, least: &mut Vec<f64>| {
        if weight == 0 {
            return;
        }
        for reached in (1..least.len()).rev() {
            least[reached] = least[reached].min(least[reached.saturating_sub(weight)] + item.used);
        }
        let weight = crate::model::count_as_float(weight);
        weights.push((item.project, weight));
        held.push(weight * item.done);
    };
    for item in covered {
        add(item, 1, &mut least);
    }
    items.retain(|item| covered.iter().all(|known| known.project != item.project));
    items.sort_by(|a, b| b.done.total_cmp(&a.done).then(b.used.total_cmp(&a.used)).then(a.project.cmp(&b.project)));
    for item in &items {
        let room = capacity * (1.0 + 1e-9) - item.used;
        let beside = (0..=most).rev().find(|&reached| least[reached] <= room).unwrap_or(0);
        add(item, most - beside, &mut least);
    }
    weights.sort_unstable_by_key(|(project, _)| *project);
    (Cover { year, weights, most: crate::model::count_as_float(most) }, held)
}
