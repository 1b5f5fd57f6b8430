//! Checks what a planner asks to plan, and fills in the defaults.

use riverain_entities::work_types::Distance;
use riverain_planner::{MAX_STREET_REACH_M, MAX_YEARS};
use sea_orm::ConnectionTrait;

use super::departments::{self, DepartmentFields};
use super::minimum_shares::{self, MinimumShareFields};
use super::pins::{self, PinFields};
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults, check_length};
use crate::domain::place::{Circle, Point};
use crate::domain::programme_parameters::{Horizon, LotRules, Moratorium, ProgrammeParameters, SiteRules, Stability};
use crate::domain::request_filter::RequestFilter;
use crate::domain::text;
use crate::services::ServiceError;
use crate::services::planning_jobs::queue::check_time_limit;
use crate::store::planning_input::{PlanningScope, PolicyChoice};
use crate::store::reference::Reference;
use crate::store::request_conditions::in_backlog;
use crate::store::{planning_input, programmes};

/// The longest name of a programme, in characters.
pub const MAXIMUM_NAME: usize = 200;

/// The most moratoria of a programme.
const MAXIMUM_MORATORIA: usize = 1_000;

/// The greatest distance between neighbours of a site, metres.
const MAXIMUM_SITE_RADIUS_M: f64 = 1_000.0;

/// The greatest span of a site, metres.
const MAXIMUM_SITE_SPAN_M: f64 = 50_000.0;

/// The greatest limit of a lot's cost, cents: ten billion dollars.
const MAXIMUM_LOT_COST_CENTS: i64 = 1_000_000_000_000;

/// The greatest limit of a lot's projects.
const MAXIMUM_LOT_PROJECTS: i32 = 1_000_000;

/// What a planner asks to plan, as they wrote it.
#[derive(Debug, Clone)]
pub struct NewProgramme {
    /// The programme's name.
    pub name: String,
    /// First calendar year.
    pub first_year: i32,
    /// Number of years.
    pub years: i32,
    /// Yearly rate at which later work is worth less.
    pub discount_rate: f64,
    /// The departments, where the planner names them.
    pub departments: Option<Vec<DepartmentFields>>,
    /// When projects share a site.
    pub sites: SiteRules,
    /// Which requests; checked by the edge, and limited to what the caller may see.
    pub filter: RequestFilter,
    /// The priority policy, where it is not the present one.
    pub policy: Option<PolicyChoice>,
    /// Decisions taken beforehand.
    pub pins: Vec<PinFields>,
    /// Places where the ground may not be opened for now.
    pub moratoria: Vec<MoratoriumFields>,
    /// What departments must at least spend in boroughs.
    pub minimum_shares: Vec<MinimumShareFields>,
    /// Limits of the lots.
    pub lots: LotRules,
    /// Whether it is also told what other budgets would give.
    pub sensitivity: bool,
    /// Seed of the planner's random choices.
    pub seed: i64,
    /// Seconds after which the search ends, where the planner asks for a time limit.
    pub time_limit_seconds: Option<f64>,
    /// The programme that this one revises.
    pub parent: Option<Parent>,
}

/// The programme that a new one revises.
#[derive(Debug, Clone)]
pub struct Parent {
    /// Its key.
    pub key: i64,
    /// Its identifier, as the planner wrote it.
    pub id: String,
}

/// A place where the ground may not be opened for now, as the planner wrote it.
#[derive(Debug, Clone, Copy)]
pub struct MoratoriumFields {
    /// Degrees east.
    pub longitude: f64,
    /// Degrees north.
    pub latitude: f64,
    /// Metres around the place.
    pub radius_m: f64,
    /// The last calendar year of the ban.
    pub until_year: i32,
}

/// What is to be planned, checked.
#[derive(Debug, Clone)]
pub struct CheckedProgramme {
    /// The programme's name.
    pub name: String,
    /// Everything that the planner reads, with every default.
    pub parameters: ProgrammeParameters,
    /// Key of the version of the priority policy.
    pub policy_id: i64,
}

/// Checks what is to be planned; `by_default` are the departments where none are named. `faults` holds what the edge found already.
///
/// # Errors
/// Every fault at once, or a database that fails.
pub async fn check(
    connection: &impl ConnectionTrait,
    reference: &Reference,
    new: &NewProgramme,
    by_default: &[String],
    mut faults: FaultCollector,
) -> Result<CheckedProgramme, ServiceError> {
    let name = faults.take(text::required("input.name", &new.name, MAXIMUM_NAME));
    let horizon = checked_horizon(new.first_year, new.years, new.discount_rate, &mut faults);
    let departments = departments::check(reference, horizon, new.departments.as_deref(), by_default, &mut faults);
    check_sites(new.sites, &mut faults);
    check_lots(new.lots, &mut faults);
    check_seed(new.seed, &mut faults);
    faults.take(check_time_limit(new.time_limit_seconds));
    let moratoria = checked_moratoria(&new.moratoria, &mut faults);
    let minimum_shares = minimum_shares::check(reference, &departments, &new.minimum_shares, &mut faults);
    let policy_id = checked_policy(connection, reference, new.policy.as_ref(), &mut faults).await?;
    if let Some(parent) = &new.parent
        && programmes::by_keys(connection, &[parent.key]).await?.is_empty()
    {
        faults.push(Fault::new("input.parent", &parent.id, FaultKind::Absent));
    }
    let pins = pins::check("input.pins", &new.pins, horizon, &mut faults);
    let codes: Vec<String> = departments.iter().map(|plan| plan.department.clone()).collect();
    let scope = PlanningScope { backlog: in_backlog(), filter: &new.filter, departments: &codes };
    let scope = scope.condition(connection, reference);
    pins::check_requests(connection, scope, "input.pins", &pins, &mut faults).await?;
    faults.finish()?;
    let (Some(name), Some(policy_id)) = (name, policy_id) else { return Err(Fault::required("input").into()) };
    let parameters = ProgrammeParameters {
        horizon,
        departments,
        sites: new.sites,
        filter: new.filter.clone(),
        pins: pins.into_iter().map(|(_, pin)| pin).collect(),
        moratoria,
        lots: new.lots,
        stability: Stability::default(),
        minimum_shares,
        sensitivity: new.sensitivity,
    };
    Ok(CheckedProgramme { name, parameters, policy_id })
}

/// The fault of a number outside its range.
pub fn out_of_range(
    field: impl Into<String>,
    value: impl ToString,
    minimum: impl ToString,
    maximum: impl ToString,
) -> Fault {
    Fault::new(field, value, FaultKind::OutOfRange { minimum: minimum.to_string(), maximum: maximum.to_string() })
}

/// The horizon; where it does not hold, one that other checks can go on with.
pub(super) fn checked_horizon(first_year: i32, years: i32, discount_rate: f64, faults: &mut FaultCollector) -> Horizon {
    if !(1900..=9900).contains(&first_year) {
        faults.push(out_of_range("input.horizon.firstYear", first_year, 1900, 9900));
    }
    let known = u32::try_from(years).ok().filter(|years| (1..=MAX_YEARS).contains(years));
    if known.is_none() {
        faults.push(out_of_range("input.horizon.years", years, 1, MAX_YEARS));
    }
    if !(0.0..=1.0).contains(&discount_rate) {
        faults.push(out_of_range("input.horizon.discountRate", discount_rate, 0, 1));
    }
    Horizon { first_year, years: known.unwrap_or(MAX_YEARS), discount_rate }
}

pub(super) fn check_seed(seed: i64, faults: &mut FaultCollector) {
    if !(0..=i64::from(i32::MAX)).contains(&seed) {
        faults.push(out_of_range("input.seed", seed, 0, i32::MAX));
    }
}

pub(super) fn check_sites(sites: SiteRules, faults: &mut FaultCollector) {
    if !(0.0..=MAXIMUM_SITE_RADIUS_M).contains(&sites.radius_m) {
        faults.push(out_of_range("input.sites.radiusMetres", sites.radius_m, 0, MAXIMUM_SITE_RADIUS_M));
    }
    let longest = match sites.distance {
        Distance::GreatCircle => MAXIMUM_SITE_SPAN_M,
        Distance::StreetNetwork => MAX_STREET_REACH_M,
    };
    if let Some(span) = sites.max_span_m.filter(|span| !(0.0..=longest).contains(span)) {
        faults.push(out_of_range("input.sites.maxSpanMetres", span, 0, longest));
    }
}

pub(super) fn check_lots(lots: LotRules, faults: &mut FaultCollector) {
    if let Some(cost) = lots.max_cost_cents.filter(|cost| !(1..=MAXIMUM_LOT_COST_CENTS).contains(cost)) {
        faults.push(out_of_range("input.lots.maxCostCents", cost, 1, MAXIMUM_LOT_COST_CENTS));
    }
    if let Some(count) = lots.max_projects.filter(|count| !(1..=MAXIMUM_LOT_PROJECTS).contains(count)) {
        faults.push(out_of_range("input.lots.maxProjects", count, 1, MAXIMUM_LOT_PROJECTS));
    }
    if let Some(span) = lots.max_span_m.filter(|span| !(0.0..=MAXIMUM_SITE_SPAN_M).contains(span)) {
        faults.push(out_of_range("input.lots.maxSpanMetres", span, 0, MAXIMUM_SITE_SPAN_M));
    }
}

pub(super) fn checked_moratoria(moratoria: &[MoratoriumFields], faults: &mut FaultCollector) -> Vec<Moratorium> {
    if faults.take(check_length("input.moratoria", moratoria.len(), MAXIMUM_MORATORIA)).is_none() {
        return Vec::new();
    }
    let checked = moratoria.iter().enumerate().map(|(index, moratorium)| {
        let field = format!("input.moratoria.{index}");
        let place = faults.take(Point::new(&format!("{field}.place"), moratorium.longitude, moratorium.latitude));
        let until_year = moratorium.until_year;
        if !(1900..=9999).contains(&until_year) {
            faults.push(out_of_range(format!("{field}.untilYear"), until_year, 1900, 9999));
        }
        let circle = checked_circle(&field, place?, moratorium.radius_m);
        Some(Moratorium { circle: faults.take(circle)?, until_year })
    });
    checked.flatten().collect()
}

fn checked_circle(field: &str, centre: Point, radius_m: f64) -> Result<Circle, Faults> {
    Circle::new(field, centre, radius_m)
        .map_err(|fault| Fault { field: format!("{field}.radiusMetres"), ..fault }.into())
}

/// The key of the policy that was chosen; the present one's where none was.
pub(super) async fn checked_policy(
    connection: &impl ConnectionTrait,
    reference: &Reference,
    choice: Option<&PolicyChoice>,
    faults: &mut FaultCollector,
) -> Result<Option<i64>, ServiceError> {
    let Some(choice) = choice else { return Ok(Some(reference.priority_policy.id)) };
    // No stored text holds a NUL, and PostgreSQL takes none in a question.
    let found = match choice.code.contains('\0') {
        true => None,
        false => planning_input::policy_key(connection, choice).await?,
    };
    if found.is_none() {
        let present = &reference.priority_policy;
        let allowed = format!("{} (version {})", present.code, present.version);
        let value = match choice.version {
            Some(version) => format!("{} (version {version})", choice.code),
            None => choice.code.clone(),
        };
        faults.push(Fault::new("input.priorityPolicy", value, FaultKind::Unknown { allowed }));
    }
    Ok(found)
}
