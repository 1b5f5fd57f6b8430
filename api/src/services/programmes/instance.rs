//! The planner's instance, made of the backlog as it was read, of the parent's plan and of the catalogue.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use riverain_entities::work_types;
use riverain_planner as planner;
use riverain_planner::{Instance, PriorityPolicy};
use serde_json::Value;

use super::parent_plan::ParentPlan;
use crate::domain::programme_parameters::{DepartmentPlan, Pin, PinDecision, ProgrammeParameters};
use crate::services::ServiceError;
use crate::services::priorities::{Circumstances, facts};
use crate::store::planning_input::PlannedRequest;
use crate::store::priorities::Spot;
use crate::store::reference::Reference;

/// What was read of the backlog, in one snapshot.
#[derive(Debug)]
pub struct BacklogSnapshot {
    /// The requests to plan, by key; some may have no place.
    pub requests: Vec<PlannedRequest>,
    /// Distinct citizens by spot, where several requests are.
    pub citizens: HashMap<Spot, u32>,
    /// The streets that distances follow, where some work type's do.
    pub streets: Vec<planner::Street>,
    /// The policy that priorities follow.
    pub policy: PriorityPolicy,
    /// The moment that priorities are computed for.
    pub as_of: DateTime<Utc>,
}

/// An instance, and the requests that its requests stand for.
#[derive(Debug)]
pub struct PreparedInstance {
    /// What the planner plans.
    pub instance: Instance,
    /// The requests in the instance's order: those whose place is known.
    pub requests: Vec<PlannedRequest>,
    /// How many requests have no known place, and so cannot be planned.
    pub without_place: usize,
}

/// The instance of a snapshot; the plan of the programme's parent, where there is one, binds as far as was asked.
///
/// All departments, crews and work types of the catalogue are in it, so that orders of work hold across departments and
/// a crew may help another department; only the requests of the programme's departments were read.
///
/// # Errors
/// Stored data that does not have its form.
pub fn prepare(
    reference: &Reference,
    parameters: &ProgrammeParameters,
    snapshot: BacklogSnapshot,
    parent: Option<&ParentPlan>,
) -> Result<PreparedInstance, ServiceError> {
    let read = snapshot.requests.len();
    let (policy, citizens, as_of) = (snapshot.policy, snapshot.citizens, snapshot.as_of);
    let requests: Vec<PlannedRequest> =
        snapshot.requests.into_iter().filter(|row| row.lon.is_some() && row.lat.is_some()).collect();
    let estimates = Estimates::new(reference, !parameters.minimum_shares.is_empty())?;
    let first_years: HashMap<&str, i32> = parameters.pins.iter().filter_map(first_year).collect();
    let planned = requests.iter().map(|row| {
        let priority = policy.priority(&facts(reference, &circumstances(row, &citizens), as_of)).priority;
        let mut request = estimates.request(row, priority)?;
        request.earliest_year = first_years.get(row.number.as_str()).copied();
        Ok::<_, ServiceError>(request)
    });
    let instance = Instance {
        horizon: planner::Horizon {
            first_year: parameters.horizon.first_year,
            years: parameters.horizon.years,
            discount_rate: parameters.horizon.discount_rate,
        },
        departments: departments(reference, parameters),
        crews: crews(reference, parameters),
        work_types: work_types(reference)?,
        sites: planner::SiteRules {
            radius_m: parameters.sites.radius_m,
            max_span_m: parameters.sites.max_span_m,
            distance: distance(parameters.sites.distance),
        },
        streets: snapshot.streets,
        requests: planned.collect::<Result<_, _>>()?,
        moratoria: moratoria(parameters),
        pins: pins(parameters, &requests, parent),
        announced: announced(parameters, &requests, parent),
        minimum_shares: minimum_shares(parameters),
    };
    Ok(PreparedInstance { instance, without_place: read - requests.len(), requests })
}

fn circumstances(row: &PlannedRequest, citizens: &HashMap<Spot, u32>) -> Circumstances {
    let spot = row.h3_cell.map(|cell| Spot { work_type: row.work_type_code.clone(), cell });
    Circumstances {
        severity: row.severity,
        opened_at: row.opened_at,
        distinct_citizens: spot.and_then(|spot| citizens.get(&spot)).copied().unwrap_or(1),
        borough_id: row.borough_id,
        manual_override: row.priority_override,
    }
}

fn departments(reference: &Reference, parameters: &ProgrammeParameters) -> Vec<planner::Department> {
    let years = parameters.horizon.calendar_years().count();
    let budget = |plan: &DepartmentPlan| plan.years.iter().map(|year| year.budget_cents).collect();
    reference
        .departments()
        .iter()
        .map(|row| {
            let planned = parameters.departments.iter().find(|plan| plan.department == row.code);
            let budget = planned.map_or_else(|| vec![Some(row.yearly_budget_cents); years], budget);
            planner::Department { id: row.code.clone(), budget }
        })
        .collect()
}

fn crews(reference: &Reference, parameters: &ProgrammeParameters) -> Vec<planner::Crew> {
    let years = parameters.horizon.calendar_years().count();
    reference
        .crews()
        .iter()
        .filter_map(|row| {
            let department = reference.department(row.department_id)?.code.clone();
            let planned = parameters.departments.iter().find(|plan| plan.department == department);
            let hours = match planned {
                Some(plan) => plan.years.iter().map(|year| hours_of(&year.crew_hours, row)).collect(),
                None => vec![Some(row.yearly_hours); years],
            };
            Some(planner::Crew { id: row.code.clone(), department, hours })
        })
        .collect()
}

fn hours_of(
    planned: &[crate::domain::programme_parameters::CrewHours],
    crew: &riverain_entities::crews::Model,
) -> Option<f64> {
    // A crew that came into the catalogue after the programme was asked for has its usual hours.
    planned.iter().find(|hours| hours.crew == crew.code).map_or(Some(crew.yearly_hours), |hours| hours.hours)
}

fn work_types(reference: &Reference) -> Result<Vec<planner::WorkType>, ServiceError> {
    let known = |code: &String| reference.work_type_of_code(code).is_some();
    reference
        .work_types()
        .iter()
        .map(|row| {
            let after: Vec<String> = serde_json::from_value(row.after.clone())?;
            let department = reference.department(row.department_id).map(|department| department.code.clone());
            let max_requests = row.max_requests.map(|most| u32::try_from(most).unwrap_or(1));
            Ok(planner::WorkType {
                id: row.code.clone(),
                department: department.unwrap_or_default(),
                grouping: planner::GroupingRules {
                    radius_m: row.radius_m,
                    max_span_m: row.max_span_m,
                    max_requests,
                    max_cost: row.max_cost_cents,
                },
                distance: distance(row.distance),
                mobilization: planner::Mobilization {
                    cost: row.mobilization_cost_cents,
                    shared_cost: row.mobilization_shared_cost_cents,
                },
                after: after.into_iter().filter(known).collect(),
                breaks_ground: row.breaks_ground,
                moratorium_years: u32::try_from(row.moratorium_years).unwrap_or(0),
            })
        })
        .collect()
}

fn distance(distance: work_types::Distance) -> planner::DistanceKind {
    match distance {
        work_types::Distance::GreatCircle => planner::DistanceKind::GreatCircle,
        work_types::Distance::StreetNetwork => planner::DistanceKind::StreetNetwork,
    }
}

fn moratoria(parameters: &ProgrammeParameters) -> Vec<planner::Moratorium> {
    let moratorium = |given: &crate::domain::programme_parameters::Moratorium| planner::Moratorium {
        lon: given.circle.centre.longitude(),
        lat: given.circle.centre.latitude(),
        radius_m: given.circle.radius_m,
        until_year: given.until_year,
    };
    parameters.moratoria.iter().map(moratorium).collect()
}

fn minimum_shares(parameters: &ProgrammeParameters) -> Vec<planner::MinimumShare> {
    let share = |given: &crate::domain::programme_parameters::MinimumShare| planner::MinimumShare {
        department: given.department.clone(),
        area: given.borough.clone(),
        share: given.share,
    };
    parameters.minimum_shares.iter().map(share).collect()
}

/// The year before which a request may not be done, where the planner said so.
fn first_year(pin: &Pin) -> Option<(&str, i32)> {
    match pin.decision {
        PinDecision::NotBefore(year) => Some((pin.request.as_str(), year)),
        PinDecision::Year(_) | PinDecision::Excluded => None,
    }
}

/// The pins of requests that are still in the backlog, then those that the frozen years of the parent are: what was
/// closed since needs no decision.
fn pins(
    parameters: &ProgrammeParameters,
    requests: &[PlannedRequest],
    parent: Option<&ParentPlan>,
) -> Vec<planner::Pin> {
    let present: HashSet<&str> = requests.iter().map(|row| row.number.as_str()).collect();
    let decided = parameters.pins.iter().filter_map(|pin| match pin.decision {
        PinDecision::Year(year) => {
            Some(planner::Pin { request: pin.request.clone(), year: Some(year), excluded: false })
        }
        PinDecision::Excluded => Some(planner::Pin { request: pin.request.clone(), year: None, excluded: true }),
        // It is the earliest year of the request itself.
        PinDecision::NotBefore(_) => None,
    });
    let frozen = parent.into_iter().flat_map(|parent| parent.frozen(parameters)).map(|held| planner::Pin {
        request: held.number.clone(),
        year: held.year,
        excluded: false,
    });
    decided.chain(frozen).filter(|pin| present.contains(pin.request.as_str())).collect()
}

/// The years that the parent announced for requests that are still in the backlog, at the price of moving them.
fn announced(
    parameters: &ProgrammeParameters,
    requests: &[PlannedRequest],
    parent: Option<&ParentPlan>,
) -> Vec<planner::Announcement> {
    let (Some(price), Some(parent)) = (parameters.stability.move_price, parent) else { return Vec::new() };
    let present: HashSet<&str> = requests.iter().map(|row| row.number.as_str()).collect();
    let kept = parent.announced(parameters).filter(|held| present.contains(held.number.as_str()));
    kept.filter_map(|held| Some(planner::Announcement { request: held.number.clone(), year: held.year?, price }))
        .collect()
}

/// What requests cost and how long they take, where their record does not say.
struct Estimates<'a> {
    reference: &'a Reference,
    mean_hours: HashMap<i64, BTreeMap<String, f64>>,
    /// Whether the planner must know boroughs.
    names_areas: bool,
}

impl<'a> Estimates<'a> {
    fn new(reference: &'a Reference, names_areas: bool) -> Result<Self, ServiceError> {
        let mean = |row: &std::sync::Arc<work_types::Model>| {
            serde_json::from_value(row.mean_crew_hours.clone()).map(|hours| (row.id, hours))
        };
        Ok(Self {
            names_areas,
            reference,
            mean_hours: reference.work_types().iter().map(mean).collect::<Result<_, _>>()?,
        })
    }

    fn request(&self, row: &PlannedRequest, priority: f64) -> Result<planner::Request, ServiceError> {
        let work_type = self.reference.work_type_of_code(&row.work_type_code);
        let hours = match (&row.estimated_crew_hours, work_type) {
            (Some(hours), _) => self.known_crews(hours)?,
            (None, Some(work_type)) => self.mean_hours.get(&work_type.id).cloned().unwrap_or_default(),
            (None, None) => BTreeMap::new(),
        };
        let cost = row.estimated_cost_cents.or(work_type.map(|row| row.mean_cost_cents)).unwrap_or(0);
        Ok(planner::Request {
            id: row.number.clone(),
            work_type: row.work_type_code.clone(),
            lon: row.lon.unwrap_or_default(),
            lat: row.lat.unwrap_or_default(),
            cost,
            hours,
            priority,
            earliest_year: None,
            area: self.area(row),
        })
    }

    fn area(&self, row: &PlannedRequest) -> Option<String> {
        let key = row.borough_id.filter(|_| self.names_areas)?;
        self.reference.borough(key).map(|borough| borough.code.clone())
    }

    /// The hours of the crews that the city still has.
    fn known_crews(&self, hours: &Value) -> Result<BTreeMap<String, f64>, ServiceError> {
        let mut hours: BTreeMap<String, f64> = serde::Deserialize::deserialize(hours)?;
        hours.retain(|crew, _| self.reference.crew_of_code(crew).is_some());
        Ok(hours)
    }
}
