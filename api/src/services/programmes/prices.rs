//! What a little more of a scarce resource would bring in, worded for a person.

use riverain_entities::programme_prices::Model;
use riverain_planner::{self as planner, BroughtIn, ResourcePrice, ScarceResource, TOLD_CENTS, TOLD_HOURS};

use super::reasons::{crew_name, department_name, planner_locale};
use crate::locale::Locale;
use crate::store::reference::Reference;

/// About how many priority points another 100,000 dollars, or another 100 hours, would bring in.
pub fn told_value(row: &Model) -> f64 {
    row.price * if row.department_id.is_some() { TOLD_CENTS as f64 } else { TOLD_HOURS }
}

/// A price in words, with the first projects that more would pay for; none where its resource is not known any more.
///
/// # Errors
/// A stored price that does not have its form.
pub fn worded(row: &Model, reference: &Reference, locale: Locale) -> Result<Option<String>, serde_json::Error> {
    let Some(resource) = resource(row, reference) else { return Ok(None) };
    let name = match &resource {
        ScarceResource::Budget { department } => department_name(department, reference, locale),
        ScarceResource::Hours { crew } => crew_name(crew, reference, locale),
    };
    let price = ResourcePrice { resource, year: row.year, price: row.price };
    let told = planner::ShadowPrice { price, range: row.price_range.unwrap_or(0.0), brought_in: brought_in(row)? };
    Ok(Some(told.text(&name, planner_locale(locale))))
}

/// What more would pay for; none in programmes planned before it was kept.
///
/// # Errors
/// A stored price that does not have its form.
pub fn brought_in(row: &Model) -> Result<Option<BroughtIn>, serde_json::Error> {
    row.brought_in.as_ref().map(serde::Deserialize::deserialize).transpose()
}

fn resource(row: &Model, reference: &Reference) -> Option<ScarceResource> {
    let department = row.department_id.and_then(|key| reference.department(key));
    let crew = row.crew_id.and_then(|key| reference.crew(key));
    let budget = department.map(|row| ScarceResource::Budget { department: row.code.clone() });
    budget.or_else(|| crew.map(|row| ScarceResource::Hours { crew: row.code.clone() }))
}
