//! A scenario: a new programme with the parent's input, but for what is changed.

use std::collections::HashSet;

use riverain_entities::programmes::{Model, PlanningState};
use sea_orm::ConnectionTrait;

use super::find;
use super::input::{self, MAXIMUM_NAME, MoratoriumFields, out_of_range};
use super::limit_changes::{LimitChange, change_budgets, change_crew_hours};
use super::minimum_shares::{self, MinimumShareFields};
use super::pins::{self, MAXIMUM_PINS, PinFields};
use super::queueing::{AskedProgramme, QueuedProgramme, enqueue};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultCollector, FaultKind};
use crate::domain::programme_parameters::{
    DepartmentPlan, Horizon, LotRules, Pin, PinDecision, ProgrammeParameters, SiteRules, Stability,
};
use crate::domain::request_filter::RequestFilter;
use crate::domain::text;
use crate::services::ServiceError;
use crate::services::planning_jobs::queue::check_time_limit;
use crate::store::planning_input::{PlanningScope, PolicyChoice};
use crate::store::programmes;
use crate::store::reference::Reference;
use crate::store::request_conditions::in_backlog_at;

/// The most points that moving a request can cost: a priority goes up to 100.
const MAXIMUM_MOVE_PRICE: f64 = 1_000.0;

/// How many pinned requests are named where one is not pinned.
const NAMED_PINS: usize = 10;

/// What changes against the parent, as the planner wrote it; the rest is the parent's.
#[derive(Debug, Clone)]
pub struct Fork {
    /// Key of the parent.
    pub parent: i64,
    /// The new programme's name.
    pub name: Option<String>,
    /// The backlog that is planned.
    pub moment: ForkMoment,
    /// First calendar year.
    pub first_year: Option<i32>,
    /// Number of years.
    pub years: Option<i32>,
    /// Yearly rate at which later work is worth less.
    pub discount_rate: Option<f64>,
    /// Changes of budgets.
    pub budgets: Vec<LimitChange<i64>>,
    /// Changes of crew hours.
    pub crew_hours: Vec<LimitChange<f64>>,
    /// When projects share a site.
    pub sites: Option<SiteRules>,
    /// Which requests; checked by the edge, and limited to what the caller may see.
    pub filter: Option<RequestFilter>,
    /// The priority policy.
    pub policy: Option<PolicyChoice>,
    /// Decisions that are added, or take the place of the parent's about the same request.
    pub add_pins: Vec<PinFields>,
    /// Numbers of the requests whose pin is taken away.
    pub remove_pins: Vec<String>,
    /// Places where the ground may not be opened for now, instead of the parent's.
    pub moratoria: Option<Vec<MoratoriumFields>>,
    /// What departments must at least spend in boroughs, instead of the parent's.
    pub minimum_shares: Option<Vec<MinimumShareFields>>,
    /// Limits of the lots.
    pub lots: Option<LotRules>,
    /// Whether it is also told what other budgets would give.
    pub sensitivity: bool,
    /// Seed of the planner's random choices.
    pub seed: Option<i64>,
    /// Seconds after which the search ends, where the planner asks for a time limit.
    pub time_limit_seconds: Option<f64>,
    /// How far the new programme keeps to the parent's plan.
    pub stability: Stability,
}

/// Which backlog a fork plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForkMoment {
    /// The parent's: as it was at the parent's moment.
    Parent,
    /// The present one.
    Now,
}

/// What came of a fork.
#[derive(Debug)]
pub enum Forked {
    /// The scenario waits for its turn to be planned.
    Queued(Box<QueuedProgramme>),
    /// There is no such parent that the caller may see.
    NotFound,
}

/// Asks for a scenario: the parent's input with what is changed, checked whole, queued and planned from the parent's
/// plan. `faults` holds what the edge found already.
///
/// # Errors
/// Every fault at once, a caller who may not manage all of the parent's departments, or a database that fails.
pub async fn fork(app: &App, viewer: &Viewer, fork: Fork, faults: FaultCollector) -> Result<Forked, ServiceError> {
    let Some(parent) = find(app, viewer, fork.parent).await? else { return Ok(Forked::NotFound) };
    let inherited: ProgrammeParameters = serde_json::from_value(parent.parameters.clone())?;
    let codes: Vec<String> = inherited.departments.iter().map(|plan| plan.department.clone()).collect();
    if !may(viewer, Action::ManageProgramme { departments: &codes }) {
        return Err(ServiceError::refused(viewer));
    }
    let reference = app.reference.current().await?;
    let asked = Forking { app, reference: &reference, parent: &parent }.check(fork, inherited, faults).await?;
    Ok(Forked::Queued(Box::new(enqueue(app, viewer, &reference, asked).await?)))
}

/// What a fork is checked against.
struct Forking<'a> {
    app: &'a App,
    reference: &'a Reference,
    parent: &'a Model,
}

impl Forking<'_> {
    async fn check(
        &self,
        fork: Fork,
        inherited: ProgrammeParameters,
        mut faults: FaultCollector,
    ) -> Result<AskedProgramme, ServiceError> {
        let database = &self.app.database;
        let name = match &fork.name {
            Some(name) => faults.take(text::required("input.name", name, MAXIMUM_NAME)),
            None => Some(numbered_name(database, self.parent).await?),
        };
        let horizon = input::checked_horizon(
            fork.first_year.unwrap_or(inherited.horizon.first_year),
            fork.years.unwrap_or(self.parent.years),
            fork.discount_rate.unwrap_or(inherited.horizon.discount_rate),
            &mut faults,
        );
        let mut departments: Vec<DepartmentPlan> =
            inherited.departments.into_iter().map(|plan| within(plan, horizon)).collect();
        change_budgets(&mut departments, horizon, &fork.budgets, &mut faults);
        change_crew_hours(&mut departments, horizon, &fork.crew_hours, &mut faults);
        let sites = fork.sites.unwrap_or(inherited.sites);
        input::check_sites(sites, &mut faults);
        let lots = fork.lots.unwrap_or(inherited.lots);
        input::check_lots(lots, &mut faults);
        let seed = fork.seed.unwrap_or(self.parent.seed);
        input::check_seed(seed, &mut faults);
        faults.take(check_time_limit(fork.time_limit_seconds));
        let moratoria = match &fork.moratoria {
            Some(given) => input::checked_moratoria(given, &mut faults),
            None => inherited.moratoria,
        };
        let minimum_shares = match &fork.minimum_shares {
            Some(given) => minimum_shares::check(self.reference, &departments, given, &mut faults),
            None => inherited.minimum_shares,
        };
        let policy_id = match &fork.policy {
            Some(choice) => input::checked_policy(database, self.reference, Some(choice), &mut faults).await?,
            None => Some(self.parent.priority_policy_id),
        };
        self.check_stability(fork.stability, horizon, &mut faults);
        let as_of = match fork.moment {
            ForkMoment::Parent => self.parent.as_of,
            ForkMoment::Now => self.app.clock.now(),
        };
        let filter = fork.filter.unwrap_or(inherited.filter);
        let mut pins = kept_pins(inherited.pins, &fork.remove_pins, horizon, &mut faults);
        let added = pins::check("input.addPins", &fork.add_pins, horizon, &mut faults);
        let codes: Vec<String> = departments.iter().map(|plan| plan.department.clone()).collect();
        let scope = PlanningScope { backlog: in_backlog_at(as_of), filter: &filter, departments: &codes };
        let scope = scope.condition(database, self.reference);
        pins::check_requests(database, scope, "input.addPins", &added, &mut faults).await?;
        add_pins(&mut pins, added, &mut faults);
        faults.finish()?;
        let (Some(name), Some(policy_id)) = (name, policy_id) else { return Err(Fault::required("input").into()) };
        let parameters = ProgrammeParameters {
            horizon,
            departments,
            sites,
            filter,
            pins,
            moratoria,
            lots,
            minimum_shares,
            sensitivity: fork.sensitivity,
            stability: fork.stability,
        };
        Ok(AskedProgramme {
            name,
            parameters,
            policy_id,
            seed,
            time_limit_seconds: fork.time_limit_seconds,
            parent_id: Some(self.parent.id),
            as_of,
        })
    }

    fn check_stability(&self, stability: Stability, horizon: Horizon, faults: &mut FaultCollector) {
        let is_planned = self.parent.state == PlanningState::Planned;
        if let Some(year) = stability.freeze_through_year {
            let field = "input.freezeThroughYear";
            if !is_planned {
                faults.push(Fault::new(field, year, FaultKind::ParentNotPlanned));
            } else if !horizon.holds(year) {
                faults.push(out_of_range(field, year, horizon.first_year, horizon.last_year()));
            }
        }
        if let Some(price) = stability.move_price {
            let field = "input.movePrice";
            if !is_planned {
                faults.push(Fault::new(field, price, FaultKind::ParentNotPlanned));
            } else if !(0.0..=MAXIMUM_MOVE_PRICE).contains(&price) {
                faults.push(out_of_range(field, price, 0, MAXIMUM_MOVE_PRICE));
            }
        }
    }
}

/// The parent's name with the number of the scenario.
async fn numbered_name(connection: &impl ConnectionTrait, parent: &Model) -> Result<String, ServiceError> {
    let number = programmes::count_scenarios(connection, parent.id).await? + 2;
    let suffix = format!(" ({number})");
    let kept: String = parent.name.chars().take(MAXIMUM_NAME - suffix.chars().count()).collect();
    Ok(format!("{kept}{suffix}"))
}

/// The plan of a department over a horizon: a year that the parent does not have is as its nearest.
fn within(plan: DepartmentPlan, horizon: Horizon) -> DepartmentPlan {
    let nearest = |year: i32| plan.years.iter().min_by_key(|known| known.year.abs_diff(year));
    let years = horizon.calendar_years().filter_map(|year| {
        let mut known = nearest(year)?.clone();
        known.year = year;
        Some(known)
    });
    DepartmentPlan { years: years.collect(), department: plan.department }
}

/// The parent's pins but for those that are taken away, and those to a year that the horizon does not hold.
fn kept_pins(mut pins: Vec<Pin>, removed: &[String], horizon: Horizon, faults: &mut FaultCollector) -> Vec<Pin> {
    if removed.len() > MAXIMUM_PINS {
        let kind = FaultKind::TooMany { maximum: MAXIMUM_PINS, length: removed.len() };
        faults.push(Fault::new("input.removePins", removed.len(), kind));
        return pins;
    }
    let pinned: HashSet<&str> = pins.iter().map(|pin| pin.request.as_str()).collect();
    for (index, number) in removed.iter().enumerate().filter(|(_, number)| !pinned.contains(number.as_str())) {
        let mut allowed = pins.iter().take(NAMED_PINS).map(|pin| pin.request.as_str()).collect::<Vec<_>>().join(", ");
        if pins.len() > NAMED_PINS {
            allowed.push('…');
        }
        faults.push(Fault::new(format!("input.removePins.{index}"), number, FaultKind::Unknown { allowed }));
    }
    let removed: HashSet<&str> = removed.iter().map(String::as_str).collect();
    pins.retain(|pin| {
        let is_possible = match pin.decision {
            PinDecision::Year(year) | PinDecision::NotBefore(year) => horizon.holds(year),
            PinDecision::Excluded => true,
        };
        is_possible && !removed.contains(pin.request.as_str())
    });
    pins
}

fn add_pins(pins: &mut Vec<Pin>, added: Vec<(usize, Pin)>, faults: &mut FaultCollector) {
    let decided: HashSet<&str> = added.iter().map(|(_, pin)| pin.request.as_str()).collect();
    pins.retain(|pin| !decided.contains(pin.request.as_str()));
    pins.extend(added.iter().map(|(_, pin)| pin.clone()));
    if pins.len() > MAXIMUM_PINS {
        let kind = FaultKind::TooMany { maximum: MAXIMUM_PINS, length: pins.len() };
        faults.push(Fault::new("input.addPins", pins.len(), kind));
    }
}
