//! What two programmes were asked differently.

use async_graphql::connection::EmptyFields;
use async_graphql::{Context, Enum, Object, Result, SimpleObject};

use super::department::{Crew, Department};
use crate::domain::programme_differences::{self, Limit, PinDifference as DomainPinDifference};
use crate::domain::programme_parameters::PinDecision as DomainPinDecision;
use crate::graphql::connection::{NodeConnection, connection};
use crate::graphql::context::{Told, locale, reference};
use crate::graphql::paging::PageArguments;
use crate::graphql::scalars::Cents;
use crate::graphql::{budget, cost};
use crate::services::programmes::comparison::ComparedInputs;
use crate::store::page::Page;

/// Pins that differ, page by page.
pub type PinDifferenceConnection = NodeConnection<PinDifference>;

/// The name by which cursors of lists of pins that differ know them.
const PINS: &str = "pin differences";

/// What two programmes were asked.
#[derive(Debug)]
pub struct InputDifferences(pub ComparedInputs);

/// A budget that differs.
#[derive(Debug, SimpleObject)]
pub struct BudgetDifference {
    /// The department.
    department: Option<Department>,
    /// The calendar year.
    year: i32,
    /// A's; null where A does not plan that department in that year.
    a: Option<BudgetLimit>,
    /// B's; null where B does not plan that department in that year.
    b: Option<BudgetLimit>,
}

/// A budget.
#[derive(Debug, SimpleObject)]
pub struct BudgetLimit {
    /// The budget; unlimited where null.
    budget_cents: Option<Cents>,
}

/// Crew hours that differ.
#[derive(Debug, SimpleObject)]
pub struct CrewHoursDifference {
    /// The crew.
    crew: Option<Crew>,
    /// The calendar year.
    year: i32,
    /// A's; null where A does not plan that crew in that year.
    a: Option<HoursLimit>,
    /// B's; null where B does not plan that crew in that year.
    b: Option<HoursLimit>,
}

/// Hours of a crew.
#[derive(Debug, SimpleObject)]
pub struct HoursLimit {
    /// The hours; unlimited where null.
    hours: Option<f64>,
}

/// A decision about a request that differs.
#[derive(Debug, SimpleObject)]
pub struct PinDifference {
    /// Number of the request.
    request_number: String,
    /// What A was told; null where nothing was decided.
    a: Option<PinDecision>,
    /// What B was told; null where nothing was decided.
    b: Option<PinDecision>,
}

/// A decision about a request: a year, a first year, or exclusion.
#[derive(Debug, SimpleObject)]
pub struct PinDecision {
    /// The calendar year in which its project must be done; null where another decision was taken.
    year: Option<i32>,
    /// The calendar year before which its project is not done; null where another decision was taken.
    not_before: Option<i32>,
    /// Whether it is left out of the programme.
    excluded: bool,
}

/// A setting that differs.
#[derive(Debug, SimpleObject)]
pub struct SettingDifference {
    /// The setting.
    code: ProgrammeSetting,
    /// Its name, in the caller's language.
    name: String,
    /// A's value, as figures, codes or JSON; null where nothing is set.
    a: Option<String>,
    /// B's value; null where nothing is set.
    b: Option<String>,
}

/// What a programme is asked besides budgets, crew hours and pins.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "programme_differences::Setting")]
pub enum ProgrammeSetting {
    /// Codes of the departments.
    Departments,
    /// The first year.
    FirstYear,
    /// The number of years.
    Years,
    /// The yearly rate at which later work is worth less.
    DiscountRate,
    /// The largest distance between neighbouring projects of a site, metres.
    SiteRadius,
    /// The largest distance between two requests of a site, metres.
    SiteSpan,
    /// What the distances of a site are: `great_circle` or `street_network`.
    SiteDistance,
    /// Which requests of the backlog, as JSON.
    Filter,
    /// How many places where the ground may not be opened; they differ also where their number does not.
    Moratoria,
    /// What departments must at least spend in boroughs, as JSON.
    MinimumShares,
    /// The limits of the lots, as JSON.
    Lots,
    /// The last year that keeps the parent's.
    FreezeThroughYear,
    /// What moving an announced request costs, priority points.
    MovePrice,
    /// The version of the priority policy.
    PriorityPolicy,
    /// The moment of the backlog, UTC.
    AsOf,
    /// The seed of the random choices.
    Seed,
}

/// What B was asked differently from A.
#[Object]
impl InputDifferences {
    /// The budgets that differ, by department and year.
    #[graphql(complexity = "cost::list(cost::DEPARTMENTS * cost::YEARS, child_complexity)")]
    async fn budgets(&self, ctx: &Context<'_>) -> Result<Vec<BudgetDifference>> {
        let reference = reference(ctx)?;
        let limit = |limit: Limit<i64>| BudgetLimit { budget_cents: limit.0.map(Cents) };
        let differences = programme_differences::budgets(&self.0.a, &self.0.b).into_iter();
        let rows = differences.map(|difference| BudgetDifference {
            department: reference.department_of_code(&difference.code).cloned().map(Department),
            year: difference.year,
            a: difference.a.map(limit),
            b: difference.b.map(limit),
        });
        budget::within(ctx, rows.collect())
    }

    /// The crew hours that differ, by crew and year.
    #[graphql(complexity = "cost::list(cost::DEPARTMENTS * cost::CREWS * cost::YEARS, child_complexity)")]
    async fn crew_hours(&self, ctx: &Context<'_>) -> Result<Vec<CrewHoursDifference>> {
        let reference = reference(ctx)?;
        let limit = |limit: Limit<f64>| HoursLimit { hours: limit.0 };
        let differences = programme_differences::crew_hours(&self.0.a, &self.0.b).into_iter();
        let rows = differences.map(|difference| CrewHoursDifference {
            crew: reference.crew_of_code(&difference.code).cloned().map(Crew),
            year: difference.year,
            a: difference.a.map(limit),
            b: difference.b.map(limit),
        });
        budget::within(ctx, rows.collect())
    }

    /// The pins that differ, by number of the request.
    #[graphql(complexity = "cost::page(first, None, child_complexity)")]
    async fn pins(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<PinDifferenceConnection> {
        let page = PageArguments::forward(first, after).check::<String>(PINS).told(ctx)?;
        let differences = programme_differences::pins(&self.0.a, &self.0.b).into_iter();
        let later = differences.filter(|pin| page.after.as_ref().is_none_or(|after| pin.request > *after));
        let most = usize::try_from(page.size).unwrap_or(usize::MAX).saturating_add(1);
        let found = Page::from_rows(later.take(most).collect(), &page);
        let node = |pin: DomainPinDifference| (pin.request.clone(), PinDifference::from(pin));
        connection(ctx, PINS, found.map(node), EmptyFields)
    }

    /// What else differs.
    #[graphql(complexity = "cost::list(cost::SETTINGS, child_complexity)")]
    async fn settings(&self, ctx: &Context<'_>) -> Result<Vec<SettingDifference>> {
        let rows = self.0.settings.iter().map(|difference| {
            let code = ProgrammeSetting::from(difference.setting);
            let key = async_graphql::Value::from(code).to_string().to_lowercase();
            let name = locale(ctx).wording(&format!("programme_setting.{key}"), &[]);
            SettingDifference { code, name, a: difference.a.clone(), b: difference.b.clone() }
        });
        budget::within(ctx, rows.collect())
    }
}

impl From<DomainPinDifference> for PinDifference {
    fn from(pin: DomainPinDifference) -> Self {
        Self { request_number: pin.request, a: pin.a.map(Into::into), b: pin.b.map(Into::into) }
    }
}

impl From<DomainPinDecision> for PinDecision {
    fn from(decision: DomainPinDecision) -> Self {
        match decision {
            DomainPinDecision::Year(year) => Self { year: Some(year), not_before: None, excluded: false },
            DomainPinDecision::NotBefore(year) => Self { year: None, not_before: Some(year), excluded: false },
            DomainPinDecision::Excluded => Self { year: None, not_before: None, excluded: true },
        }
    }
}
