//! What a little more of a scarce resource would bring in.

use async_graphql::{Context, Object, Result, SimpleObject};
use riverain_entities::programme_prices::Model;
use riverain_planner as planner;

use super::department::{Crew, Department};
use crate::graphql::context::{locale, reference};
use crate::graphql::scalars::Cents;
use crate::graphql::{budget, cost};
use crate::services::programmes::prices;
use crate::services::programmes::reasons::planner_locale;

/// What a little more of a budget or of a crew's hours would bring in.
#[derive(Debug, Clone)]
pub struct ShadowPrice(pub Model);

/// What more of a resource would pay for.
#[derive(Debug, Clone)]
pub struct BroughtIn(planner::BroughtIn);

/// A project that would be done in the year.
#[derive(Debug, Clone, SimpleObject)]
pub struct BroughtInProject {
    /// Code of the project, such as P17.
    project_code: String,
    /// The later year in which it is done as things are; null where it waits.
    from_year: Option<i32>,
    /// Discounted priority points that it would add, with what must come along.
    value: f64,
    /// Codes of the projects of its site that must come before it and come along.
    along_codes: Vec<String>,
}

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
        prices::told_value(&self.0)
    }

    /// About how much more money brings in as much, within a fifth; null for hours, and where it is not known.
    async fn range_cents(&self) -> Option<Cents> {
        self.0.price_range.filter(|_| self.0.department_id.is_some()).map(whole_cents)
    }

    /// About how many more hours bring in as much, within a fifth; null for money, and where it is not known.
    async fn range_hours(&self) -> Option<f64> {
        self.0.price_range.filter(|_| self.0.crew_id.is_some())
    }

    /// What another 100,000 dollars, or another 100 hours, would pay for, as things are, of what waits or is done later; null
    /// in programmes planned before it was kept.
    async fn brought_in(&self) -> Result<Option<BroughtIn>> {
        Ok(prices::brought_in(&self.0)?.map(BroughtIn))
    }

    /// The price in words, in the caller's language, with the first projects that more would pay for.
    async fn text(&self, ctx: &Context<'_>) -> Result<String> {
        let (locale, reference) = (locale(ctx), reference(ctx)?);
        Ok(prices::worded(&self.0, reference, locale)?.unwrap_or_default())
    }
}

/// Projects that another 100,000 dollars or 100 hours would pay for, of those that wait or are done in a later year: found
/// by moving each into the year, with whatever must come along, the greatest gain for what it uses first, as long as nothing
/// else stands in the way.
#[Object]
impl BroughtIn {
    /// Discounted priority points that they would add together.
    async fn value(&self) -> f64 {
        self.0.value
    }

    /// How many they are, without what must come along.
    async fn project_count(&self) -> i32 {
        i32::try_from(self.0.count).unwrap_or(i32::MAX)
    }

    /// The first of them, ten at the most, the greatest gain first.
    #[graphql(complexity = "cost::list(cost::BLOCKERS, child_complexity)")]
    async fn projects(&self, ctx: &Context<'_>) -> Result<Vec<BroughtInProject>> {
        budget::within(ctx, self.0.projects.iter().cloned().map(Into::into).collect())
    }

    /// The same in words, in the caller's language.
    async fn text(&self, ctx: &Context<'_>) -> String {
        self.0.text(planner_locale(locale(ctx)))
    }
}

impl From<planner::BroughtInProject> for BroughtInProject {
    fn from(project: planner::BroughtInProject) -> Self {
        Self {
            project_code: project.project,
            from_year: project.from,
            value: project.value,
            along_codes: project.along,
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a sum of costs, which integers of 64 bits hold")]
fn whole_cents(amount: f64) -> Cents {
    Cents(amount.round() as i64)
}
