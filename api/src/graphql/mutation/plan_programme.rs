//! `planProgramme`.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject, Union};

use crate::domain::fault::{Fault, FaultCollector};
use crate::domain::programme_parameters::{LotRules, SiteRules};
use crate::domain::request_filter::RequestFilter;
use crate::graphql::context::{Told, app, locale, reference, viewer};
use crate::graphql::cost;
use crate::graphql::enums::DistanceKind;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::problems::InvalidInput;
use crate::graphql::programme_problems::ProgrammeWarning;
use crate::graphql::scalars::Cents;
use crate::graphql::types::programme::Programme;
use crate::graphql::types::request_filter::{self, PlaceInput, RequestFilterInput};
use crate::services::programmes::departments::{CrewHoursFields, DepartmentFields, DepartmentYearFields, Limit};
use crate::services::programmes::input::{MoratoriumFields, NewProgramme, Parent};
use crate::services::programmes::minimum_shares::MinimumShareFields;
use crate::services::programmes::pins::PinFields;
use crate::services::{ServiceError, programmes};
use crate::store::planning_input::PolicyChoice;

/// A programme to plan.
#[derive(Debug, InputObject)]
pub struct PlanProgrammeInput {
    /// The programme's name, at most 200 characters.
    name: String,
    /// The years to plan.
    horizon: HorizonInput,
    /// The departments to plan for; the caller's own, else all with planned work, with the catalogue's budgets and
    /// hours, where absent.
    departments: Option<Vec<DepartmentPlanInput>>,
    /// When projects share a site: within 30 metres, over at most 600, where absent.
    sites: Option<SiteRulesInput>,
    /// Which requests of the backlog; all where absent.
    filter: Option<RequestFilterInput>,
    /// The priority policy; the city's present one where absent.
    priority_policy: Option<PriorityPolicyInput>,
    /// Decisions about single requests.
    #[graphql(default)]
    pins: Vec<PinInput>,
    /// Places where the ground may not be opened for now.
    #[graphql(default)]
    moratoria: Vec<MoratoriumInput>,
    /// What departments must at least spend in boroughs, over the horizon.
    #[graphql(default)]
    minimum_shares: Vec<MinimumShareInput>,
    /// Limits of the lots that the projects of a year and department are bundled into: 1,500,000.00 dollars, 25
    /// projects, 3,000 metres where absent.
    lots: Option<LotRulesInput>,
    /// Whether the programme also tells what 5, 10 and 20 per cent more or less of each department's budget would give: six
    /// more plannings of the years for each department.
    #[graphql(default)]
    sensitivity: bool,
    /// Seed of the planner's random choices, 0 to 2147483647: the same input and seed give the same programme.
    #[graphql(default)]
    seed: i64,
    /// Seconds that the search for a better programme may take, 1 to 3600. It goes on until they are over, and what it ends
    /// with depends on the machine; where absent, the city's setting or else the size of the backlog says when it ends.
    time_limit_seconds: Option<f64>,
    /// The programme that this one revises.
    parent: Option<ID>,
}

/// The years to plan.
#[derive(Debug, InputObject)]
#[graphql(name = "HorizonInput")]
pub struct HorizonInput {
    /// First calendar year.
    first_year: i32,
    /// Number of years, 1 to 100.
    years: i32,
    /// Yearly rate at which later work is worth less, 0 to 1.
    #[graphql(default = 0.03)]
    discount_rate: f64,
}

/// What a department may spend.
#[derive(Debug, InputObject)]
pub struct DepartmentPlanInput {
    /// Code of the department.
    department: String,
    /// The years that differ from the catalogue's yearly budget and hours.
    #[graphql(default)]
    years: Vec<DepartmentYearInput>,
}

/// What a department may spend in a year.
#[derive(Debug, InputObject)]
pub struct DepartmentYearInput {
    /// The calendar year.
    year: i32,
    /// The budget; null is unlimited, absent is the catalogue's.
    budget_cents: MaybeUndefined<Cents>,
    /// The crews whose hours differ from the catalogue's.
    #[graphql(default)]
    crew_hours: Vec<CrewHoursInput>,
}

/// The hours of a crew in a year.
#[derive(Debug, InputObject)]
pub struct CrewHoursInput {
    /// Code of the crew.
    crew: String,
    /// Its hours; null is unlimited.
    hours: Option<f64>,
}

/// When projects share a site.
#[derive(Debug, InputObject)]
pub struct SiteRulesInput {
    /// Largest distance between neighbouring projects of a site, metres.
    #[graphql(default = 30.0)]
    radius_metres: f64,
    /// Largest distance between two requests of a site of several projects, metres; null is unlimited.
    #[graphql(default_with = "Some(600.0)")]
    max_span_metres: Option<f64>,
    /// What these distances are; along the streets, each is at most 3,000 metres.
    #[graphql(default_with = "DistanceKind::GreatCircle")]
    distance: DistanceKind,
}

/// Limits of a lot: projects of a year, a department and a neighbourhood that one contract carries out. A project that
/// alone exceeds one is a lot by itself.
#[derive(Debug, InputObject)]
#[expect(clippy::struct_field_names, reason = "the contract says that they are limits")]
pub struct LotRulesInput {
    /// Cost of its projects together, at least 1; null is unlimited.
    #[graphql(default_with = "LotRules::USUAL.max_cost_cents.map(Cents)")]
    max_cost_cents: Option<Cents>,
    /// Number of its projects, at least 1; null is unlimited.
    #[graphql(default_with = "LotRules::USUAL.max_projects")]
    max_projects: Option<i32>,
    /// Largest distance between two of its projects, metres; null is unlimited.
    #[graphql(default_with = "LotRules::USUAL.max_span_m")]
    max_span_metres: Option<f64>,
}

/// A version of a priority policy.
#[derive(Debug, InputObject)]
pub struct PriorityPolicyInput {
    /// Code of the policy.
    code: String,
    /// Its version; the present one where absent.
    version: Option<i32>,
}

/// A decision about a request: exactly one of a year, a first year and exclusion.
#[derive(Debug, InputObject)]
pub struct PinInput {
    /// Number of the request.
    request_number: String,
    /// The calendar year in which its project must be done.
    year: Option<i32>,
    /// The calendar year before which its project is not done, a year of the horizon: because of a moratorium that was
    /// announced, of work of others, or of a promise.
    not_before: Option<i32>,
    /// Whether it is left out of the programme.
    #[graphql(default)]
    excluded: bool,
}

/// A place where the ground may not be opened for now.
#[derive(Debug, InputObject)]
pub struct MoratoriumInput {
    /// Its centre.
    place: PlaceInput,
    /// Metres around the centre.
    radius_metres: f64,
    /// The last calendar year of the ban.
    until_year: i32,
}

/// What a department must at least spend in a borough: this share of what its projects cost over the horizon is the cost
/// of projects most of whose requests lie in the borough.
#[derive(Debug, InputObject)]
pub struct MinimumShareInput {
    /// Code of the department.
    department: String,
    /// Code of the borough.
    borough: String,
    /// The share, 0 to 1; those of a department sum to at most 1.
    share: f64,
}

/// What came of `planProgramme`.
#[derive(Debug, Union)]
pub enum PlanProgrammePayload {
    /// The programme waits for its turn to be planned.
    Success(PlanProgrammeSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
}

/// The programme waits for its turn to be planned: ask for its state and progress, or subscribe to `programmeProgress`.
#[derive(Debug, SimpleObject)]
pub struct PlanProgrammeSuccess {
    /// The programme.
    programme: Programme,
    /// What will stand in its way later on.
    warnings: Vec<ProgrammeWarning>,
}

/// `planProgramme`.
#[derive(Debug, Default)]
pub struct PlanProgrammeMutation;

#[Object]
impl PlanProgrammeMutation {
    /// Plans a work programme from the backlog, in the background. For planners of all of its departments, supervisors
    /// and administrators.
    #[graphql(complexity = "10 * cost::SCAN + child_complexity")]
    async fn plan_programme(&self, ctx: &Context<'_>, input: PlanProgrammeInput) -> Result<PlanProgrammePayload> {
        let mut faults = FaultCollector::default();
        let new = input.read(ctx, &mut faults)?;
        match programmes::plan(app(ctx)?, viewer(ctx), new, faults).await {
            Ok(queued) => {
                let warnings = ProgrammeWarning::all(locale(ctx), queued.overlaps);
                let programme = Programme::new(queued.programme.into());
                Ok(PlanProgrammePayload::Success(PlanProgrammeSuccess { programme, warnings }))
            }
            Err(ServiceError::InvalidInput(faults)) => {
                Ok(PlanProgrammePayload::InvalidInput(InvalidInput::new(locale(ctx), &faults)))
            }
            Err(failure) => Err(failure).told(ctx),
        }
    }
}

impl PlanProgrammeInput {
    /// What the service is asked; faults of the filter and of the parent's identifier are noted.
    fn read(self, ctx: &Context<'_>, faults: &mut FaultCollector) -> Result<NewProgramme> {
        let now = app(ctx)?.clock.now();
        let filter = match request_filter::checked(viewer(ctx), reference(ctx)?, "input.filter", self.filter, now) {
            Err(ServiceError::InvalidInput(found)) => faults.take(Err::<RequestFilter, _>(found)),
            checked => Some(checked.told(ctx)?),
        };
        let parent = self.parent.map(|id| {
            let key = global_id::parse_as("input.parent", NodeKind::Programme, &id)?;
            Ok::<_, Fault>(Parent { key, id: id.0 })
        });
        let sites = self.sites.unwrap_or(SiteRulesInput {
            radius_metres: 30.0,
            max_span_metres: Some(600.0),
            distance: DistanceKind::GreatCircle,
        });
        Ok(NewProgramme {
            name: self.name,
            first_year: self.horizon.first_year,
            years: self.horizon.years,
            discount_rate: self.horizon.discount_rate,
            departments: self.departments.map(|given| given.into_iter().map(Into::into).collect()),
            sites: sites.into(),
            filter: filter.unwrap_or_default(),
            policy: self.priority_policy.map(Into::into),
            pins: self.pins.into_iter().map(Into::into).collect(),
            moratoria: self.moratoria.into_iter().map(Into::into).collect(),
            minimum_shares: self.minimum_shares.into_iter().map(Into::into).collect(),
            lots: self.lots.map_or(LotRules::USUAL, Into::into),
            sensitivity: self.sensitivity,
            seed: self.seed,
            time_limit_seconds: self.time_limit_seconds,
            parent: faults.take(parent.transpose()).flatten(),
        })
    }
}

impl From<DepartmentPlanInput> for DepartmentFields {
    fn from(input: DepartmentPlanInput) -> Self {
        Self { department: input.department, years: input.years.into_iter().map(Into::into).collect() }
    }
}

impl From<DepartmentYearInput> for DepartmentYearFields {
    fn from(input: DepartmentYearInput) -> Self {
        let budget_cents = match input.budget_cents {
            MaybeUndefined::Undefined => Limit::Default,
            MaybeUndefined::Null => Limit::Unlimited,
            MaybeUndefined::Value(cents) => Limit::At(cents.0),
        };
        let crew_hours = input.crew_hours.into_iter();
        Self {
            year: input.year,
            budget_cents,
            crew_hours: crew_hours.map(|given| CrewHoursFields { crew: given.crew, hours: given.hours }).collect(),
        }
    }
}

impl From<SiteRulesInput> for SiteRules {
    fn from(input: SiteRulesInput) -> Self {
        Self { radius_m: input.radius_metres, max_span_m: input.max_span_metres, distance: input.distance.into() }
    }
}

impl From<PriorityPolicyInput> for PolicyChoice {
    fn from(input: PriorityPolicyInput) -> Self {
        Self { code: input.code, version: input.version }
    }
}

impl From<LotRulesInput> for LotRules {
    fn from(input: LotRulesInput) -> Self {
        Self {
            max_cost_cents: input.max_cost_cents.map(|cents| cents.0),
            max_projects: input.max_projects,
            max_span_m: input.max_span_metres,
        }
    }
}

impl From<PinInput> for PinFields {
    fn from(input: PinInput) -> Self {
        let PinInput { request_number, year, not_before, excluded } = input;
        Self { request_number, year, not_before, excluded }
    }
}

impl From<MinimumShareInput> for MinimumShareFields {
    fn from(input: MinimumShareInput) -> Self {
        Self { department: input.department, borough: input.borough, share: input.share }
    }
}

impl From<MoratoriumInput> for MoratoriumFields {
    fn from(input: MoratoriumInput) -> Self {
        Self {
            longitude: input.place.longitude,
            latitude: input.place.latitude,
            radius_m: input.radius_metres,
            until_year: input.until_year,
        }
    }
}
