//! What an earlier plan of nearly the same instance tells the next one, and what scarce resources are worth.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::grouping::GroupedProject;
use crate::instance::Instance;
use crate::model::index_of;

/// Where a planning begins from: the years and prices of an earlier plan. Whatever of it does not fit the instance any
/// more is left aside; the result keeps every rule whatever is given.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WarmStart {
    /// The prices that the earlier plan ended with.
    pub prices: Vec<ResourcePrice>,
    /// The calendar year of each request's project by request id; `None` waits.
    pub years: HashMap<String, Option<i32>>,
}

/// What one more unit of a scarce resource is worth at the margin: its multiplier in the proof of the bound (the shadow
/// price of the Lagrangian relaxation). For a change that is small beside what there is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResourcePrice {
    /// What is scarce.
    #[serde(flatten)]
    pub resource: ScarceResource,
    /// The calendar year.
    pub year: i32,
    /// Discounted value per cent of a budget, or per hour of a crew; positive.
    pub price: f64,
}

/// What limits a programme in a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "resource", rename_all = "snake_case")]
pub enum ScarceResource {
    /// The money of a department.
    Budget {
        /// Its id.
        department: String,
    },
    /// The hours of a crew.
    Hours {
        /// Its id.
        crew: String,
    },
}

/// A warm start by index.
pub(crate) struct EarlierPlan {
    /// A price for each resource: departments then crews, year by year, then minimum shares, whose prices are found anew.
    pub(crate) prices: Vec<f64>,
    /// The year of each project, from 0.
    pub(crate) year: Vec<Option<usize>>,
}

impl EarlierPlan {
    pub(crate) fn new(instance: &Instance, start: &WarmStart, projects: &[GroupedProject]) -> Self {
        let years = instance.horizon.length();
        let departments = index_of(instance.departments.iter().map(|d| d.id.as_str()));
        let crews = index_of(instance.crews.iter().map(|c| c.id.as_str()));
        let mut prices = vec![0.0; (departments.len() + crews.len()) * years + instance.minimum_shares.len()];
        for known in &start.prices {
            let row = match &known.resource {
                ScarceResource::Budget { department } => departments.get(department.as_str()).copied(),
                ScarceResource::Hours { crew } => crews.get(crew.as_str()).map(|crew| departments.len() + crew),
            };
            if let (Some(row), Some(year)) = (row, instance.horizon.index_of(known.year)) {
                prices[row * years + year] = if known.price.is_finite() { known.price.max(0.0) } else { 0.0 };
            }
        }
        let year = projects.iter().map(|project| usual_year(instance, start, project)).collect();
        Self { prices, year }
    }
}

/// The year in which most requests of a project were done, the earliest of those; `None` where most waited.
fn usual_year(instance: &Instance, start: &WarmStart, project: &GroupedProject) -> Option<usize> {
    let mut votes: BTreeMap<Option<usize>, usize> = BTreeMap::new();
    for &request in &project.requests {
        if let Some(year) = start.years.get(&instance.requests[request].id) {
            *votes.entry(year.and_then(|year| instance.horizon.index_of(year))).or_insert(0) += 1;
        }
    }
    let most = votes.values().copied().max()?;
    votes.into_iter().find(|(_, count)| *count == most).and_then(|(year, _)| year)
}

/// The positive prices, with the names of the instance.
pub(crate) fn named_prices(instance: &Instance, prices: &[f64]) -> Vec<ResourcePrice> {
    let years = instance.horizon.length();
    let budgets = instance.departments.iter().map(|d| ScarceResource::Budget { department: d.id.clone() });
    let hours = instance.crews.iter().map(|c| ScarceResource::Hours { crew: c.id.clone() });
    let rows = budgets.chain(hours).enumerate();
    rows.flat_map(|(row, resource)| {
        (0..years).filter_map(move |year| {
            let price = prices[row * years + year];
            let year = instance.horizon.calendar_year(year);
            (price > 0.0).then(|| ResourcePrice { resource: resource.clone(), year, price })
        })
    })
    .collect()
}
