//! What is told beside a programme: prices, equity, sites opened once or again, other budgets.

use std::sync::Arc;

use async_graphql::connection::EmptyFields;
use async_graphql::{Context, Object, Result, SimpleObject};
use riverain_entities::programme_areas::AreaKind;
use riverain_entities::{programme_minimum_shares, programmes};
use riverain_planner::ShareOutcome;

use super::area_service::AreaService;
use super::borough::Borough;
use super::department::Department;
use super::moratorium_block::{MoratoriumBlockConnection, moratorium_blocks};
use super::repeated_site::{RepeatedSiteConnection, repeated_sites};
use super::repeated_street::{RepeatedStreetConnection, repeated_streets};
use super::shadow_price::ShadowPrice;
use super::shared_mobilizations::SharedMobilizations;
use crate::graphql::analysis_loaders::{
    ProgrammeAreasKey, ProgrammeBudgetPointsKey, ProgrammeOpeningsKey, ProgrammePricesKey, ProgrammeSavingsKey,
    ProgrammeSharesKey,
};
use crate::graphql::connection::connection;
use crate::graphql::context::{Told, app, locale, reference};
use crate::graphql::paging::PageArguments;
use crate::graphql::scalars::Cents;
use crate::graphql::{budget, cost, loaders};
use crate::services::programmes::parameters;
use crate::services::programmes::reasons::{borough_name, department_name, planner_locale};
use crate::store::programme_dig_once::Again;
use crate::store::{programme_analysis, programme_dig_once};

/// The name by which cursors of sites that are opened again know them.
const REPEATED_SITES: &str = "sites opened again";

/// The name by which cursors of streets that are opened again know them.
const REPEATED_STREETS: &str = "streets opened again";

/// The name by which cursors of moratoria that keep projects out know them.
const MORATORIUM_BLOCKS: &str = "moratoria that keep projects out";

/// What is told beside a programme.
#[derive(Debug)]
pub struct ProgrammeAnalysis(pub Arc<programmes::Model>);

/// What a department must at least spend in a borough, and what came of it.
#[derive(Debug, Clone)]
pub struct MinimumShare(programme_minimum_shares::Model);

/// What a programme would be worth by the budget of a department.
#[derive(Debug, SimpleObject)]
pub struct BudgetCurve {
    /// The department whose budget changes in every year.
    department: Option<Department>,
    /// From the least money to the most, the programme itself among them.
    points: Vec<BudgetPoint>,
}

/// What a programme would be worth with another budget.
#[derive(Debug, SimpleObject)]
pub struct BudgetPoint {
    /// By how many per cent the budget of each year changes.
    change_percent: i32,
    /// Discounted value of a programme that was found.
    objective: f64,
    /// Proven bound: no programme of these projects and sites has a greater objective.
    upper_bound: f64,
}

/// What is told beside a programme, for those who plan; empty until it is planned.
#[Object]
impl ProgrammeAnalysis {
    /// What more of each scarce budget and of each crew's scarce hours would bring in, by year. What is not scarce is left
    /// out.
    #[graphql(complexity = "cost::STATEMENT + cost::list(cost::SCARCE_RESOURCES, child_complexity)")]
    async fn shadow_prices(&self, ctx: &Context<'_>) -> Result<Vec<ShadowPrice>> {
        let prices = loaders::load(ctx, ProgrammePricesKey(self.0.id)).await?.unwrap_or_default();
        budget::within(ctx, prices.into_iter().map(ShadowPrice).collect())
    }

    /// What departments must at least spend in boroughs, what they spend there, and what that costs.
    #[graphql(complexity = "cost::STATEMENT + cost::list(cost::BOROUGHS, child_complexity)")]
    async fn minimum_shares(&self, ctx: &Context<'_>) -> Result<Vec<MinimumShare>> {
        let shares = loaders::load(ctx, ProgrammeSharesKey(self.0.id)).await?.unwrap_or_default();
        budget::within(ctx, shares.into_iter().map(MinimumShare).collect())
    }

    /// How it serves each borough.
    #[graphql(complexity = "cost::STATEMENT + cost::list(cost::BOROUGHS, child_complexity)")]
    async fn boroughs(&self, ctx: &Context<'_>) -> Result<Vec<AreaService>> {
        let rows = loaders::load(ctx, ProgrammeAreasKey(self.0.id)).await?.unwrap_or_default();
        budget::within(ctx, AreaService::of_kind(&rows, AreaKind::Borough))
    }

    /// How it serves each neighbourhood.
    #[graphql(complexity = "cost::STATEMENT + cost::list(cost::BOROUGHS * cost::NEIGHBOURHOODS, child_complexity)")]
    async fn neighbourhoods(&self, ctx: &Context<'_>) -> Result<Vec<AreaService>> {
        let rows = loaders::load(ctx, ProgrammeAreasKey(self.0.id)).await?.unwrap_or_default();
        budget::within(ctx, AreaService::of_kind(&rows, AreaKind::Neighbourhood))
    }

    /// What projects save by sharing the mobilization of their site.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn shared_mobilizations(&self, ctx: &Context<'_>) -> Result<SharedMobilizations> {
        let rows = loaders::load(ctx, ProgrammeSavingsKey(self.0.id)).await?.unwrap_or_default();
        let openings = loaders::load(ctx, ProgrammeOpeningsKey(self.0.id)).await?.unwrap_or_default();
        Ok(SharedMobilizations { openings, rows })
    }

    /// Sites where several departments work in several years, by key.
    #[graphql(complexity = "2 * cost::STATEMENT + cost::page(first, None, child_complexity)")]
    async fn repeated_sites(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those whose ground is broken in more than one year.", default)]
        breaks_ground_again: bool,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<RepeatedSiteConnection> {
        let page = PageArguments::forward(first, after).check::<i64>(REPEATED_SITES).told(ctx)?;
        let keys =
            programme_dig_once::repeated_sites(&app(ctx)?.database, self.0.id, again(breaks_ground_again), &page)
                .await
                .told(ctx)?;
        connection(ctx, REPEATED_SITES, repeated_sites(ctx, keys).await?, EmptyFields)
    }

    /// Street segments where several departments work in several years, whether their projects share a site or not, by the
    /// order in which the streets were imported; none where none were.
    #[graphql(complexity = "3 * cost::STATEMENT + cost::page(first, None, child_complexity)")]
    async fn repeated_streets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those whose ground is broken in more than one year.", default)]
        breaks_ground_again: bool,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<RepeatedStreetConnection> {
        let page = PageArguments::forward(first, after).check::<i32>(REPEATED_STREETS).told(ctx)?;
        let rows =
            programme_dig_once::repeated_streets(&app(ctx)?.database, self.0.id, again(breaks_ground_again), &page)
                .await
                .told(ctx)?;
        connection(ctx, REPEATED_STREETS, repeated_streets(ctx, rows).await?, EmptyFields)
    }

    /// The moratoria that keep projects out, and until when: of each project the last one that was given, and the last one
    /// that earlier work on its site starts.
    #[graphql(complexity = "2 * cost::STATEMENT + cost::page(first, None, child_complexity)")]
    async fn moratorium_blocks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<MoratoriumBlockConnection> {
        let page = PageArguments::forward(first, after).check::<i64>(MORATORIUM_BLOCKS).told(ctx)?;
        let rows = programme_analysis::moratorium_blocks(&app(ctx)?.database, self.0.id, &page).await.told(ctx)?;
        let given = parameters(&self.0).told(ctx)?;
        connection(ctx, MORATORIUM_BLOCKS, moratorium_blocks(ctx, given, rows).await?, EmptyFields)
    }

    /// What 5, 10 and 20 per cent more or less of each department's budget would give; none where `sensitivity` was not asked.
    #[graphql(complexity = "cost::STATEMENT + cost::list(7 * cost::DEPARTMENTS, child_complexity)")]
    async fn budget_curves(&self, ctx: &Context<'_>) -> Result<Vec<BudgetCurve>> {
        let points = loaders::load(ctx, ProgrammeBudgetPointsKey(self.0.id)).await?.unwrap_or_default();
        let reference = reference(ctx)?;
        let curves = budget::within(ctx, points)?;
        let curves = curves.chunk_by(|a, b| a.department_id == b.department_id).map(|points| {
            let point = |row: &riverain_entities::programme_budget_points::Model| BudgetPoint {
                change_percent: row.change_percent,
                objective: row.objective,
                upper_bound: row.upper_bound,
            };
            let department = points.first().and_then(|row| reference.department(row.department_id));
            BudgetCurve { department: department.cloned().map(Department), points: points.iter().map(point).collect() }
        });
        Ok(curves.collect())
    }
}

/// What a department must at least spend in a borough, and what came of it.
#[Object]
impl MinimumShare {
    /// The department.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        Ok(reference(ctx)?.department(self.0.department_id).cloned().map(Department))
    }

    /// The borough.
    async fn borough(&self, ctx: &Context<'_>) -> Result<Option<Borough>> {
        Ok(reference(ctx)?.borough(self.0.borough_id).cloned().map(Borough))
    }

    /// The minimum share, 0 to 1.
    async fn share(&self) -> f64 {
        self.0.share
    }

    /// What the department spends over the horizon.
    async fn spent_cents(&self) -> Cents {
        Cents(self.0.spent_cents)
    }

    /// What it spends on projects of the borough.
    async fn spent_in_borough_cents(&self) -> Cents {
        Cents(self.0.spent_in_borough_cents)
    }

    /// About how many priority points a percentage point of the share costs.
    async fn lost_by_a_point(&self) -> f64 {
        self.0.lost_by_a_point
    }

    /// The outcome in words, in the caller's language.
    async fn text(&self, ctx: &Context<'_>) -> Result<String> {
        let (locale, reference) = (locale(ctx), reference(ctx)?);
        let department = reference.department(self.0.department_id).map_or("", |row| row.code.as_str());
        let borough = reference.borough(self.0.borough_id).map_or("", |row| row.code.as_str());
        let outcome = ShareOutcome {
            department: department.to_owned(),
            area: borough.to_owned(),
            share: self.0.share,
            spent: self.0.spent_cents,
            spent_in_area: self.0.spent_in_borough_cents,
            lost_by_a_point: self.0.lost_by_a_point,
        };
        let (department, borough) = (department_name(department, reference, locale), borough_name(borough, reference));
        Ok(outcome.text(&department, &borough, planner_locale(locale)))
    }
}

fn again(breaks_ground_again: bool) -> Again {
    if breaks_ground_again { Again::GroundBroken } else { Again::Work }
}
