//! What a programme takes from the plan of the programme that it revises: the years that bind it, and where its search
//! begins.

use std::collections::HashMap;

use riverain_entities::programme_prices;
use riverain_planner::{ResourcePrice, ScarceResource, WarmStart};

use crate::domain::programme_parameters::{Pin, ProgrammeParameters};
use crate::store::programme_parents::PlannedYear;
use crate::store::reference::Reference;

/// The plan of the programme that another one revises.
#[derive(Debug)]
pub struct ParentPlan {
    /// Every request that it plans, by key.
    pub requests: Vec<PlannedYear>,
    /// What its scarce resources are worth.
    pub prices: Vec<programme_prices::Model>,
}

impl ParentPlan {
    /// The requests whose year is frozen: those of the years up to the one that was asked, as far as the horizon holds
    /// them and nobody pinned them otherwise.
    pub fn frozen(&self, parameters: &ProgrammeParameters) -> impl Iterator<Item = &PlannedYear> {
        let stability = parameters.stability;
        self.bound(parameters).filter(move |held| held.year.is_some_and(|year| stability.freezes(year)))
    }

    /// The requests whose year was announced and may still change, at a price.
    pub fn announced(&self, parameters: &ProgrammeParameters) -> impl Iterator<Item = &PlannedYear> {
        let stability = parameters.stability;
        let is_priced = stability.move_price.is_some_and(|price| price > 0.0);
        self.bound(parameters).filter(move |held| is_priced && held.year.is_some_and(|year| !stability.freezes(year)))
    }

    /// Where the search for a new plan begins.
    pub fn warm_start(&self, reference: &Reference) -> WarmStart {
        let resource = |row: &programme_prices::Model| match (row.department_id, row.crew_id) {
            (Some(key), _) => {
                reference.department(key).map(|row| ScarceResource::Budget { department: row.code.clone() })
            }
            (None, Some(key)) => reference.crew(key).map(|row| ScarceResource::Hours { crew: row.code.clone() }),
            (None, None) => None,
        };
        let price = |row: &programme_prices::Model| {
            Some(ResourcePrice { resource: resource(row)?, year: row.year, price: row.price })
        };
        let years = self.requests.iter().map(|held| (held.number.clone(), held.year));
        WarmStart { prices: self.prices.iter().filter_map(price).collect(), years: years.collect() }
    }

    /// The requests that have a year of the horizon which nobody decided otherwise.
    fn bound(&self, parameters: &ProgrammeParameters) -> impl Iterator<Item = &PlannedYear> {
        let horizon = parameters.horizon;
        let pins: HashMap<String, Pin> = parameters.pins.iter().map(|pin| (pin.request.clone(), pin.clone())).collect();
        let is_bound = move |held: &&PlannedYear| {
            let lets_have = |year: i32| pins.get(&held.number).is_none_or(|pin| pin.lets_have(year));
            held.year.is_some_and(|year| horizon.holds(year) && lets_have(year))
        };
        self.requests.iter().filter(is_bound)
    }
}
