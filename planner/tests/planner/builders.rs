//! Instances for tests.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use riverain_planner::{
    Crew, Department, DistanceKind, GroupingRules, Horizon, Instance, Mobilization, Options, Plan, PlanError, Request,
    SiteRules, WorkType, plan,
};

/// Metres of a degree of latitude, a hair above the true figure so that distances are a hair below theirs.
pub(crate) const DEGREE_M: f64 = 111_195.1;

/// An instance of some years with one department of unlimited budget and no work type.
pub(crate) fn instance(years: u32) -> Instance {
    Instance {
        horizon: Horizon { first_year: 2027, years, discount_rate: 0.03 },
        departments: vec![Department { id: "roads".into(), budget: vec![None; years as usize] }],
        crews: Vec::new(),
        work_types: Vec::new(),
        sites: SiteRules { radius_m: 30.0, max_span_m: Some(600.0), distance: DistanceKind::GreatCircle },
        streets: Vec::new(),
        requests: Vec::new(),
        moratoria: Vec::new(),
        pins: Vec::new(),
        announced: Vec::new(),
        minimum_shares: Vec::new(),
    }
}

/// A work type without limits: radius 50 m, mobilization $1,000 or shared $400.
pub(crate) fn work_type(id: &str) -> WorkType {
    WorkType {
        id: id.into(),
        department: "roads".into(),
        grouping: GroupingRules { radius_m: 50.0, max_span_m: None, max_requests: None, max_cost: None },
        distance: DistanceKind::GreatCircle,
        mobilization: Mobilization { cost: 100_000, shared_cost: 40_000 },
        after: Vec::new(),
        breaks_ground: false,
        moratorium_years: 0,
    }
}

/// A request some metres north of a point of Québec, that costs $1,000.
pub(crate) fn request(id: &str, work_type: &str, north_m: f64, priority: f64) -> Request {
    Request {
        id: id.into(),
        work_type: work_type.into(),
        lon: -71.22,
        lat: 46.81 + north_m / DEGREE_M,
        cost: 100_000,
        hours: BTreeMap::new(),
        priority,
        earliest_year: None,
        area: None,
    }
}

/// A crew with the same hours every year.
pub(crate) fn crew(id: &str, hours: f64, years: usize) -> Crew {
    Crew { id: id.into(), department: "roads".into(), hours: vec![Some(hours); years] }
}

/// A search that is short enough for a test.
pub(crate) fn brief() -> Options<'static> {
    Options { most_moves: Some(20_000), ..Options::default() }
}

/// Plans without a clock; `plan` audits what it returns.
pub(crate) fn planned(instance: &Instance) -> Result<Plan, PlanError> {
    plan(instance, &brief(), &mut |_| ControlFlow::Continue(()))
}
