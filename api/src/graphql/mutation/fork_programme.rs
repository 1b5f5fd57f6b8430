//! `forkProgramme`.

use async_graphql::{Context, Enum, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject, Union};

use super::plan_programme::{
    LotRulesInput, MinimumShareInput, MoratoriumInput, PinInput, PriorityPolicyInput, SiteRulesInput,
};
use crate::domain::fault::FaultCollector;
use crate::domain::programme_parameters::Stability;
use crate::domain::request_filter::RequestFilter;
use crate::graphql::context::{Told, app, locale, reference, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::problems::InvalidInput;
use crate::graphql::programme_problems::{ProgrammeNotFound, ProgrammeWarning};
use crate::graphql::scalars::Cents;
use crate::graphql::types::programme::Programme;
use crate::graphql::types::request_filter::{self, RequestFilterInput};
use crate::services::ServiceError;
use crate::services::programmes::departments::Limit;
use crate::services::programmes::fork::{self, Fork, Forked};
use crate::services::programmes::limit_changes::LimitChange;

/// A scenario of a programme: only what changes is given, the rest is the parent's.
#[derive(Debug, InputObject)]
pub struct ForkProgrammeInput {
    /// The parent. Its departments are those of the scenario; where it is planned, the scenario is planned from its plan.
    parent: ID,
    /// The scenario's name, at most 200 characters; the parent's with a number where absent.
    name: Option<String>,
    /// The backlog that is planned.
    #[graphql(default_with = "ForkMoment::Parent")]
    as_of: ForkMoment,
    /// What changes of the years to plan. Budgets and hours of a year that the parent does not have are those of its
    /// nearest; its pins to a year that is left out are let go.
    horizon: Option<HorizonChangeInput>,
    /// Changes of budgets, one after another: a later one counts where two are for the same department and year.
    #[graphql(default)]
    budgets: Vec<BudgetChangeInput>,
    /// Changes of crew hours, one after another: a later one counts where two are for the same crew and year.
    #[graphql(default)]
    crew_hours: Vec<CrewHoursChangeInput>,
    /// When projects share a site.
    sites: Option<SiteRulesInput>,
    /// Limits of the lots; the parent's where absent.
    lots: Option<LotRulesInput>,
    /// Which requests of the backlog; all where null.
    filter: MaybeUndefined<RequestFilterInput>,
    /// The priority policy; the parent's version where absent.
    priority_policy: Option<PriorityPolicyInput>,
    /// Decisions about single requests, beside the parent's; one about the same request takes its place.
    #[graphql(default)]
    add_pins: Vec<PinInput>,
    /// Numbers of the requests whose pin in the parent is taken away.
    #[graphql(default)]
    remove_pins: Vec<String>,
    /// Places where the ground may not be opened for now, instead of the parent's.
    moratoria: Option<Vec<MoratoriumInput>>,
    /// What departments must at least spend in boroughs, instead of the parent's.
    minimum_shares: Option<Vec<MinimumShareInput>>,
    /// Whether the programme also tells what 5, 10 and 20 per cent more or less of each department's budget would give: six
    /// more plannings of the years for each department.
    #[graphql(default)]
    sensitivity: bool,
    /// Seed of the planner's random choices, 0 to 2147483647; the parent's where absent.
    seed: Option<i64>,
    /// Seconds that the search for a better programme may take, 1 to 3600, as in `planProgramme`.
    time_limit_seconds: Option<f64>,
    /// The last calendar year whose requests keep the year that the parent gives them, as if they were pinned. Requests
    /// that have left the backlog meanwhile are let go, and listed in `leftOutRequests`.
    freeze_through_year: Option<i32>,
    /// Priority points that are lost for each request of a later year that does not keep the year that the parent gives it:
    /// 0 to 1000, beside priorities of 0 to 100. Nothing is lost where absent.
    move_price: Option<f64>,
}

/// Which backlog a scenario plans.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "fork::ForkMoment")]
pub enum ForkMoment {
    /// The parent's: the requests that were recorded at its moment and not closed yet, with the priorities of that moment.
    /// What has changed since of a request, of the catalogue or of the areas is taken as it is now.
    Parent,
    /// The present one.
    Now,
}

/// What changes of the years to plan.
#[derive(Debug, Default, InputObject)]
pub struct HorizonChangeInput {
    /// First calendar year.
    first_year: Option<i32>,
    /// Number of years, 1 to 100.
    years: Option<i32>,
    /// Yearly rate at which later work is worth less, 0 to 1.
    discount_rate: Option<f64>,
}

/// A change of budgets: to an amount, or to a share of the parent's.
#[derive(Debug, InputObject)]
pub struct BudgetChangeInput {
    /// Code of the department; every one where absent.
    department: Option<String>,
    /// The calendar year; every one where absent.
    year: Option<i32>,
    /// The new budget; null is unlimited.
    budget_cents: MaybeUndefined<Cents>,
    /// Per cent of the parent's budget, 0 to 1000: 90 takes a tenth away.
    percent_of_parent: Option<f64>,
}

/// A change of crew hours: to an amount, or to a share of the parent's.
#[derive(Debug, InputObject)]
pub struct CrewHoursChangeInput {
    /// Code of the crew; every one of the programme's departments where absent.
    crew: Option<String>,
    /// The calendar year; every one where absent.
    year: Option<i32>,
    /// The new hours; null is unlimited.
    hours: MaybeUndefined<f64>,
    /// Per cent of the parent's hours, 0 to 1000.
    percent_of_parent: Option<f64>,
}

/// What came of `forkProgramme`.
#[derive(Debug, Union)]
pub enum ForkProgrammePayload {
    /// The scenario waits for its turn to be planned.
    Success(ForkProgrammeSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such parent that the caller may see.
    ProgrammeNotFound(ProgrammeNotFound),
}

/// The scenario waits for its turn to be planned: ask for its state and progress.
#[derive(Debug, SimpleObject)]
pub struct ForkProgrammeSuccess {
    /// The scenario.
    programme: Programme,
    /// What will stand in its way later on.
    warnings: Vec<ProgrammeWarning>,
}

/// `forkProgramme`.
#[derive(Debug, Default)]
pub struct ForkProgrammeMutation;

#[Object]
impl ForkProgrammeMutation {
    /// Plans a scenario of a programme in the background: the parent's input with what is changed, from the parent's plan.
    /// For planners of all of the parent's departments, supervisors and administrators.
    #[graphql(complexity = "10 * cost::SCAN + child_complexity")]
    async fn fork_programme(&self, ctx: &Context<'_>, input: ForkProgrammeInput) -> Result<ForkProgrammePayload> {
        let mut faults = FaultCollector::default();
        let parent = input.parent.clone();
        let forked = match global_id::parse_as("input.parent", NodeKind::Programme, &parent) {
            Ok(key) => {
                let asked = input.read(ctx, key, &mut faults)?;
                fork::fork(app(ctx)?, viewer(ctx), asked, faults).await
            }
            Err(fault) => Err(fault.into()),
        };
        match forked {
            Ok(Forked::Queued(queued)) => {
                let warnings = ProgrammeWarning::all(locale(ctx), queued.overlaps);
                let programme = Programme::new(queued.programme.into());
                Ok(ForkProgrammePayload::Success(ForkProgrammeSuccess { programme, warnings }))
            }
            Ok(Forked::NotFound) => {
                Ok(ForkProgrammePayload::ProgrammeNotFound(ProgrammeNotFound::new(locale(ctx), &parent)))
            }
            Err(ServiceError::InvalidInput(faults)) => {
                Ok(ForkProgrammePayload::InvalidInput(InvalidInput::new(locale(ctx), &faults)))
            }
            Err(failure) => Err(failure).told(ctx),
        }
    }
}

impl ForkProgrammeInput {
    /// What the service is asked; faults of the filter are noted.
    fn read(self, ctx: &Context<'_>, parent: i64, faults: &mut FaultCollector) -> Result<Fork> {
        let now = app(ctx)?.clock.now();
        let filter = match self.filter {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(RequestFilter::default()),
            MaybeUndefined::Value(given) => {
                match request_filter::checked(viewer(ctx), reference(ctx)?, "input.filter", Some(given), now) {
                    Err(ServiceError::InvalidInput(found)) => faults.take(Err::<RequestFilter, _>(found)),
                    checked => Some(checked.told(ctx)?),
                }
            }
        };
        let horizon = self.horizon.unwrap_or_default();
        Ok(Fork {
            parent,
            name: self.name,
            moment: self.as_of.into(),
            first_year: horizon.first_year,
            years: horizon.years,
            discount_rate: horizon.discount_rate,
            budgets: self.budgets.into_iter().map(Into::into).collect(),
            crew_hours: self.crew_hours.into_iter().map(Into::into).collect(),
            sites: self.sites.map(Into::into),
            lots: self.lots.map(Into::into),
            filter,
            policy: self.priority_policy.map(Into::into),
            add_pins: self.add_pins.into_iter().map(Into::into).collect(),
            remove_pins: self.remove_pins,
            moratoria: self.moratoria.map(|given| given.into_iter().map(Into::into).collect()),
            minimum_shares: self.minimum_shares.map(|given| given.into_iter().map(Into::into).collect()),
            sensitivity: self.sensitivity,
            seed: self.seed,
            time_limit_seconds: self.time_limit_seconds,
            stability: Stability { freeze_through_year: self.freeze_through_year, move_price: self.move_price },
        })
    }
}

impl From<BudgetChangeInput> for LimitChange<i64> {
    fn from(input: BudgetChangeInput) -> Self {
        let to = limit(input.budget_cents.map_value(|cents| cents.0));
        Self { code: input.department, year: input.year, to, percent_of_parent: input.percent_of_parent }
    }
}

impl From<CrewHoursChangeInput> for LimitChange<f64> {
    fn from(input: CrewHoursChangeInput) -> Self {
        let to = limit(input.hours);
        Self { code: input.crew, year: input.year, to, percent_of_parent: input.percent_of_parent }
    }
}

fn limit<T>(given: MaybeUndefined<T>) -> Limit<T> {
    match given {
        MaybeUndefined::Undefined => Limit::Default,
        MaybeUndefined::Null => Limit::Unlimited,
        MaybeUndefined::Value(value) => Limit::At(value),
    }
}
