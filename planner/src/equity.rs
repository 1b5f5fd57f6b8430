//! How a programme serves the areas of a city: what waits there, what is spent, what is done and when.

use std::collections::BTreeMap;

use crate::areas::most_frequent;
use crate::instance::Instance;
use crate::model::count_as_float;
use crate::programme::Plan;

/// What a programme does for an area. Requests count for their own area, money for the area of most of a project's requests.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AreaFigures {
    /// Requests of the area, done or waiting.
    pub request_count: usize,
    /// Those that are done within the horizon.
    pub scheduled_request_count: usize,
    /// Cents of its requests, without mobilization.
    pub cost: i64,
    /// Sum of the priorities of its requests.
    pub value: f64,
    /// Sum of the priorities of those that are done, not discounted.
    pub scheduled_value: f64,
    /// Cents of the projects of the area that are done, with their mobilization.
    pub spent: i64,
    /// Mean number of years, from the first of the horizon, until those that are done are; `None` where none is.
    pub mean_years: Option<f64>,
}

/// The figures by area; those of requests without one stand under `None`. `area` gives the area of a request by its index.
/// O(n log n) for n requests.
pub fn figures_by_area<K: Ord + Clone>(
    instance: &Instance,
    plan: &Plan,
    area: impl Fn(usize) -> Option<K>,
) -> BTreeMap<Option<K>, AreaFigures> {
    let mut figures: BTreeMap<Option<K>, AreaFigures> = BTreeMap::new();
    let mut years: BTreeMap<Option<K>, f64> = BTreeMap::new();
    for (grouped, written) in plan.grouping.projects.iter().zip(&plan.programme.projects) {
        for &request in &grouped.requests {
            let (key, record) = (area(request), &instance.requests[request]);
            let of_area = figures.entry(key.clone()).or_default();
            of_area.request_count += 1;
            of_area.cost += record.cost;
            of_area.value += record.priority;
            if let Some(year) = written.year {
                of_area.scheduled_request_count += 1;
                of_area.scheduled_value += record.priority;
                *years.entry(key).or_default() += f64::from(year - instance.horizon.first_year);
            }
        }
        if written.year.is_some() {
            let key = most_frequent(grouped.requests.iter().filter_map(|&request| area(request)));
            figures.entry(key).or_default().spent += written.cost;
        }
    }
    for (key, total) in years {
        if let Some(of_area) = figures.get_mut(&key) {
            of_area.mean_years = Some(total / count_as_float(of_area.scheduled_request_count));
        }
    }
    figures
}
