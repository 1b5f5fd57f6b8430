//! The pins of a new programme: decisions about single requests, taken beforehand.

use std::collections::{HashMap, HashSet};

use sea_orm::{Condition, ConnectionTrait};

use super::input::out_of_range;
use crate::domain::fault::{Fault, FaultCollector, FaultKind};
use crate::domain::programme_parameters::{Horizon, Pin, PinDecision};
use crate::domain::request_number::RequestNumber;
use crate::services::ServiceError;
use crate::store::planning_input;

/// The most pins of a programme.
pub(super) const MAXIMUM_PINS: usize = 10_000;

/// A decision about a request, as the planner wrote it.
#[derive(Debug, Clone)]
pub struct PinFields {
    /// Number of the request.
    pub request_number: String,
    /// The calendar year in which its project must be done.
    pub year: Option<i32>,
    /// The calendar year before which its project is not done.
    pub not_before: Option<i32>,
    /// Whether it is left out.
    pub excluded: bool,
}

/// The pins of the list `list` that hold by themselves, each with its place in the list.
pub fn check(list: &str, given: &[PinFields], horizon: Horizon, faults: &mut FaultCollector) -> Vec<(usize, Pin)> {
    if given.len() > MAXIMUM_PINS {
        let kind = FaultKind::TooMany { maximum: MAXIMUM_PINS, length: given.len() };
        faults.push(Fault::new(list, given.len(), kind));
        return Vec::new();
    }
    let mut pins: Vec<(usize, Pin)> = Vec::with_capacity(given.len());
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (index, fields) in given.iter().enumerate() {
        let field = format!("{list}.{index}");
        let number = checked_number(&field, fields, faults);
        let decision = checked_decision(&field, fields, horizon, faults);
        let Some(request) = number else { continue };
        if let Some(first) = seen.get(&request) {
            faults.push(repeated(&field, fields, (format!("{list}.{first}"), &given[*first])));
            continue;
        }
        seen.insert(request.clone(), index);
        if let Some(decision) = decision {
            pins.push((index, Pin { request, decision }));
        }
    }
    pins
}

/// Checks that each pinned request of the list `list` is one that the programme plans: in `scope`, its place known.
///
/// # Errors
/// A database that fails.
pub async fn check_requests(
    connection: &impl ConnectionTrait,
    scope: Condition,
    list: &str,
    pins: &[(usize, Pin)],
    faults: &mut FaultCollector,
) -> Result<(), ServiceError> {
    if pins.is_empty() {
        return Ok(());
    }
    let numbers: Vec<String> = pins.iter().map(|(_, pin)| pin.request.clone()).collect();
    let known: HashSet<String> =
        planning_input::plannable_numbers(connection, scope, &numbers).await?.into_iter().collect();
    for (index, pin) in pins.iter().filter(|(_, pin)| !known.contains(&pin.request)) {
        faults.push(Fault::new(format!("{list}.{index}.requestNumber"), &pin.request, FaultKind::NotPlannable));
    }
    Ok(())
}

fn checked_number(field: &str, fields: &PinFields, faults: &mut FaultCollector) -> Option<String> {
    let number = fields.request_number.parse::<RequestNumber>().map_err(|_| {
        let expected = "2026-0123456".to_owned();
        Fault::new(format!("{field}.requestNumber"), &fields.request_number, FaultKind::Malformed { expected })
    });
    faults.take(number).map(|number| number.to_string())
}

fn checked_decision(
    field: &str,
    fields: &PinFields,
    horizon: Horizon,
    faults: &mut FaultCollector,
) -> Option<PinDecision> {
    let decision = match (fields.year, fields.not_before, fields.excluded) {
        (Some(year), None, false) => held(format!("{field}.year"), year, horizon).map(PinDecision::Year),
        (None, Some(year), false) => held(format!("{field}.notBefore"), year, horizon).map(PinDecision::NotBefore),
        (None, None, true) => Ok(PinDecision::Excluded),
        (None, None, false) => Err(Fault::required(format!("{field}.year"))),
        (Some(year), Some(_), _) => Err(contradiction(field, ("year", year), "notBefore")),
        (Some(year), None, true) => Err(contradiction(field, ("year", year), "excluded")),
        (None, Some(year), true) => Err(contradiction(field, ("notBefore", year), "excluded")),
    };
    faults.take(decision)
}

fn held(field: String, year: i32, horizon: Horizon) -> Result<i32, Fault> {
    match horizon.holds(year) {
        true => Ok(year),
        false => Err(out_of_range(field, year, horizon.first_year, horizon.last_year())),
    }
}

fn contradiction(field: &str, (name, year): (&str, i32), other: &str) -> Fault {
    let other = format!("{field}.{other}");
    Fault::new(format!("{field}.{name}"), year, FaultKind::Contradiction { other })
}

fn repeated(field: &str, fields: &PinFields, (other, earlier): (String, &PinFields)) -> Fault {
    let decision = |fields: &PinFields| (fields.year, fields.not_before, fields.excluded);
    if decision(earlier) == decision(fields) {
        return Fault::new(format!("{field}.requestNumber"), &fields.request_number, FaultKind::Duplicate);
    }
    Fault::new(field, &fields.request_number, FaultKind::Contradiction { other })
}
