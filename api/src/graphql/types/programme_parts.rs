//! What a programme was asked, and its figures.

use async_graphql::SimpleObject;
use riverain_entities::{priority_policies, programmes};

use crate::domain::programme_parameters;
use crate::graphql::enums::DistanceKind;
use crate::graphql::scalars::Cents;
use crate::locale::Locale;
use crate::store::programme_projects::SectionTotals;

/// The years that a programme plans.
#[derive(Debug, SimpleObject)]
pub struct Horizon {
    /// First calendar year.
    first_year: i32,
    /// Number of years.
    year_count: i32,
    /// Yearly rate at which later work is worth less, such as 0.03.
    discount_rate: f64,
}

/// When projects share a site.
#[derive(Debug, SimpleObject)]
pub struct SiteRules {
    /// Largest distance between neighbouring projects of a site, metres.
    radius_metres: f64,
    /// Largest distance between two requests of a site of several projects, metres; no limit where null.
    max_span_metres: Option<f64>,
    /// What these distances are.
    distance: DistanceKind,
}

/// A version of a priority policy.
#[derive(Debug, SimpleObject)]
pub struct PriorityPolicy {
    /// Stable code in the catalogue.
    code: String,
    /// Version of the policy's content, from 1.
    version: i32,
    /// Name in the caller's language.
    name: String,
}

/// How much of the work a programme does, and how much waits.
#[derive(Debug, Default, SimpleObject)]
pub struct ProgrammeTotals {
    /// Projects that are done within the horizon.
    scheduled_project_count: i64,
    /// Requests that those hold.
    scheduled_request_count: i64,
    /// What those cost.
    scheduled_cost_cents: Cents,
    /// Sum of the priorities of those, not discounted.
    scheduled_value: f64,
    /// Projects that wait beyond the horizon.
    unscheduled_project_count: i64,
    /// Requests that those hold.
    unscheduled_request_count: i64,
    /// What those would cost.
    unscheduled_cost_cents: Cents,
    /// Sum of the priorities of those.
    unscheduled_value: f64,
}

/// How far a programme keeps to the plan of its parent.
#[derive(Debug, SimpleObject)]
pub struct Stability {
    /// The last calendar year whose requests keep the parent's year; none do where null.
    freeze_through_year: Option<i32>,
    /// Priority points that are lost for each request of a later year that does not keep it; none where null.
    move_price: Option<f64>,
}

impl From<programme_parameters::Stability> for Stability {
    fn from(stability: programme_parameters::Stability) -> Self {
        Self { freeze_through_year: stability.freeze_through_year, move_price: stability.move_price }
    }
}

impl Horizon {
    /// The years that a programme plans.
    pub fn of(row: &programmes::Model) -> Self {
        Self { first_year: row.first_year, year_count: row.years, discount_rate: row.discount_rate }
    }
}

impl From<programme_parameters::SiteRules> for SiteRules {
    fn from(sites: programme_parameters::SiteRules) -> Self {
        Self { radius_metres: sites.radius_m, max_span_metres: sites.max_span_m, distance: sites.distance.into() }
    }
}

impl PriorityPolicy {
    /// A policy, named in a language.
    pub fn of(row: &priority_policies::Model, locale: Locale) -> Self {
        let name = locale.pick(&row.name_fr, &row.name_en).to_owned();
        Self { code: row.code.clone(), version: row.version, name }
    }
}

impl ProgrammeTotals {
    /// The sum of the figures of a programme's parts.
    pub fn sum(totals: &[SectionTotals]) -> Self {
        let mut sum = Self::default();
        for part in totals {
            let (projects, requests, cost, value) = match part.year {
                Some(_) => (
                    &mut sum.scheduled_project_count,
                    &mut sum.scheduled_request_count,
                    &mut sum.scheduled_cost_cents,
                    &mut sum.scheduled_value,
                ),
                None => (
                    &mut sum.unscheduled_project_count,
                    &mut sum.unscheduled_request_count,
                    &mut sum.unscheduled_cost_cents,
                    &mut sum.unscheduled_value,
                ),
            };
            *projects += part.project_count;
            *requests += part.request_count;
            cost.0 += part.cost_cents;
            *value += part.value;
        }
        sum
    }
}
