//! What a little more of a scarce resource would bring in.

use async_graphql::{Context, Object, Result};
use riverain_entities::programme_prices::Model;
use riverain_planner::{self as planner, ResourcePrice, ScarceResource, TOLD_CENTS, TOLD_HOURS};

use super::department::{Crew, Department};
use crate::graphql::context::{locale, reference};
use crate::graphql::scalars::Cents;
use crate::services::programmes::reasons::{crew_name, department_name, planner_locale};
use crate::store::reference::Reference;

/// What a little more of a budget or of a crew's hours would bring in.
#[derive(Debug, Clone)]
pub struct ShadowPrice(pub Model);

/// What a little more of a department's budget, or of a crew's hours, would bring in that year: to first order, by the
/// prices that prove the programme's bound.
#[Object]
impl ShadowPrice {
    /// The calendar year.
    async fn year(&self) -> i32 {
        self.0.year
    }

    /// The department whose budget it is; null for a crew's hours.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        let Some(key) = self.0.department_id else { return Ok(None) };
        Ok(reference(ctx)?.department(key).cloned().map(Department))
    }

    /// The crew whose hours they are; null for a budget.
    async fn crew(&self, ctx: &Context<'_>) -> Result<Option<Crew>> {
        let Some(key) = self.0.crew_id else { return Ok(None) };
        Ok(reference(ctx)?.crew(key).cloned().map(Crew))
    }

    /// About how many priority points another 100,000 dollars, or another 100 hours, would bring in.
    async fn value(&self) -> f64 {
        self.0.price * if self.0.department_id.is_some() { TOLD_CENTS as f64 } else { TOLD_HOURS }
    }

    /// About how much more money brings in as much, within a fifth; null for hours, and where it is not known.
    async fn range_cents(&self) -> Option<Cents> {
        self.0.price_range.filter(|_| self.0.department_id.is_some()).map(whole_cents)
    }

    /// About how many more hours bring in as much, within a fifth; null for money, and where it is not known.
    async fn range_hours(&self) -> Option<f64> {
        self.0.price_range.filter(|_| self.0.crew_id.is_some())
    }

    /// The price in words, in the caller's language.
    async fn text(&self, ctx: &Context<'_>) -> Result<String> {
        let (locale, reference) = (locale(ctx), reference(ctx)?);
        let Some(resource) = resource(&self.0, reference) else { return Ok(String::new()) };
        let name = match &resource {
            ScarceResource::Budget { department } => department_name(department, reference, locale),
            ScarceResource::Hours { crew } => crew_name(crew, reference, locale),
        };
        let price = ResourcePrice { resource, year: self.0.year, price: self.0.price };
        let told = planner::ShadowPrice { price, range: self.0.price_range.unwrap_or(0.0) };
        Ok(told.text(&name, planner_locale(locale)))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a sum of costs, which integers of 64 bits hold")]
fn whole_cents(amount: f64) -> Cents {
    Cents(amount.round() as i64)
}

fn resource(row: &Model, reference: &Reference) -> Option<ScarceResource> {
    let department = row.department_id.and_then(|key| reference.department(key));
    let crew = row.crew_id.and_then(|key| reference.crew(key));
    let budget = department.map(|row| ScarceResource::Budget { department: row.code.clone() });
    budget.or_else(|| crew.map(|row| ScarceResource::Hours { crew: row.code.clone() }))
}
