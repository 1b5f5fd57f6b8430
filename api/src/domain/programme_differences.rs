//! What two programmes, A and B, were asked differently.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::programme_parameters::{DepartmentYear, PinDecision, ProgrammeParameters};

/// A limit that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitDifference<T> {
    /// Code of the department or of the crew.
    pub code: String,
    /// The calendar year.
    pub year: i32,
    /// What A has; none where A does not plan it.
    pub a: Option<Limit<T>>,
    /// What B has; none where B does not plan it.
    pub b: Option<Limit<T>>,
}

/// A limit; none is no limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit<T>(pub Option<T>);

/// A decision about a request that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinDifference {
    /// Number of the request.
    pub request: String,
    /// What A was told; none where nothing was decided.
    pub a: Option<PinDecision>,
    /// What B was told; none where nothing was decided.
    pub b: Option<PinDecision>,
}

/// What else a programme is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// The departments.
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
    /// What the distances of a site are.
    SiteDistance,
    /// Which requests of the backlog.
    Filter,
    /// The places where the ground may not be opened.
    Moratoria,
    /// What departments must at least spend in boroughs.
    MinimumShares,
    /// The limits of the lots.
    Lots,
    /// The last year that keeps the parent's.
    FreezeThroughYear,
    /// What moving an announced request costs.
    MovePrice,
    /// The version of the priority policy.
    PriorityPolicy,
    /// The moment of the backlog.
    AsOf,
    /// The seed.
    Seed,
}

/// A setting that differs, in words and figures that need no translation; none where nothing is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingDifference {
    /// The setting.
    pub setting: Setting,
    /// What A has.
    pub a: Option<String>,
    /// What B has.
    pub b: Option<String>,
}

/// The budgets that differ, by department and year.
pub fn budgets(a: &ProgrammeParameters, b: &ProgrammeParameters) -> Vec<LimitDifference<i64>> {
    differing(budgets_of(a), budgets_of(b))
}

/// The crew hours that differ, by crew and year.
pub fn crew_hours(a: &ProgrammeParameters, b: &ProgrammeParameters) -> Vec<LimitDifference<f64>> {
    differing(hours_of(a), hours_of(b))
}

/// The pins that differ, by number of the request.
pub fn pins(a: &ProgrammeParameters, b: &ProgrammeParameters) -> Vec<PinDifference> {
    let decisions = |parameters: &ProgrammeParameters| -> BTreeMap<String, PinDecision> {
        parameters.pins.iter().map(|pin| (pin.request.clone(), pin.decision)).collect()
    };
    let (of_a, of_b) = (decisions(a), decisions(b));
    let requests: BTreeSet<&String> = of_a.keys().chain(of_b.keys()).collect();
    let difference = |request: &String| {
        let (a, b) = (of_a.get(request).copied(), of_b.get(request).copied());
        (a != b).then(|| PinDifference { request: request.clone(), a, b })
    };
    requests.into_iter().filter_map(difference).collect()
}

/// The other settings that differ.
///
/// # Errors
/// A filter that cannot be written.
pub fn settings(a: &ProgrammeParameters, b: &ProgrammeParameters) -> Result<Vec<SettingDifference>, serde_json::Error> {
    let departments = |parameters: &ProgrammeParameters| {
        let codes = parameters.departments.iter().map(|plan| plan.department.as_str());
        Some(codes.collect::<Vec<_>>().join(", "))
    };
    let mut differences: Vec<SettingDifference> = [
        (Setting::Departments, departments(a), departments(b)),
        (Setting::FirstYear, text(a.horizon.first_year), text(b.horizon.first_year)),
        (Setting::Years, text(a.horizon.years), text(b.horizon.years)),
        (Setting::DiscountRate, text(a.horizon.discount_rate), text(b.horizon.discount_rate)),
        (Setting::SiteRadius, text(a.sites.radius_m), text(b.sites.radius_m)),
        (Setting::SiteSpan, a.sites.max_span_m.and_then(text), b.sites.max_span_m.and_then(text)),
        (Setting::SiteDistance, distance_text(a)?, distance_text(b)?),
        (
            Setting::FreezeThroughYear,
            a.stability.freeze_through_year.and_then(text),
            b.stability.freeze_through_year.and_then(text),
        ),
        (Setting::MovePrice, a.stability.move_price.and_then(text), b.stability.move_price.and_then(text)),
    ]
    .into_iter()
    .filter_map(|(setting, a, b)| SettingDifference::between(setting, a, b))
    .collect();
    if a.filter != b.filter {
        let (a, b) = (filter_text(a)?, filter_text(b)?);
        differences.push(SettingDifference { setting: Setting::Filter, a, b });
    }
    if a.moratoria != b.moratoria {
        let (a, b) = (text(a.moratoria.len()), text(b.moratoria.len()));
        differences.push(SettingDifference { setting: Setting::Moratoria, a, b });
    }
    if a.minimum_shares != b.minimum_shares {
        let (a, b) = (shares_text(a)?, shares_text(b)?);
        differences.push(SettingDifference { setting: Setting::MinimumShares, a, b });
    }
    if a.lots != b.lots {
        let (a, b) = (serde_json::to_string(&a.lots)?, serde_json::to_string(&b.lots)?);
        differences.push(SettingDifference { setting: Setting::Lots, a: Some(a), b: Some(b) });
    }
    Ok(differences)
}

impl SettingDifference {
    /// The difference between two values; none where they are the same.
    pub fn between(setting: Setting, a: Option<String>, b: Option<String>) -> Option<Self> {
        (a != b).then_some(Self { setting, a, b })
    }
}

type Limits<T> = BTreeMap<(String, i32), Limit<T>>;

fn differing<T: Copy + PartialEq>(of_a: Limits<T>, of_b: Limits<T>) -> Vec<LimitDifference<T>> {
    let keys: BTreeSet<&(String, i32)> = of_a.keys().chain(of_b.keys()).collect();
    let difference = |key: &(String, i32)| {
        let (a, b) = (of_a.get(key).copied(), of_b.get(key).copied());
        (a != b).then(|| LimitDifference { code: key.0.clone(), year: key.1, a, b })
    };
    keys.into_iter().filter_map(difference).collect()
}

fn budgets_of(parameters: &ProgrammeParameters) -> Limits<i64> {
    let limits = parameters.departments.iter().flat_map(|plan| {
        let limit = |year: &DepartmentYear| ((plan.department.clone(), year.year), Limit(year.budget_cents));
        plan.years.iter().map(limit)
    });
    limits.collect()
}

fn hours_of(parameters: &ProgrammeParameters) -> Limits<f64> {
    let years = parameters.departments.iter().flat_map(|plan| &plan.years);
    let limits =
        years.flat_map(|year| year.crew_hours.iter().map(|crew| ((crew.crew.clone(), year.year), Limit(crew.hours))));
    limits.collect()
}

/// The minimum shares as JSON; none where there is none.
fn shares_text(parameters: &ProgrammeParameters) -> Result<Option<String>, serde_json::Error> {
    match parameters.minimum_shares.is_empty() {
        true => Ok(None),
        false => serde_json::to_string(&parameters.minimum_shares).map(Some),
    }
}

/// The conditions of a filter as JSON, without those that let everything through and without the citizen's key.
fn distance_text(parameters: &ProgrammeParameters) -> Result<Option<String>, serde_json::Error> {
    Ok(serde_json::to_value(parameters.sites.distance)?.as_str().map(str::to_owned))
}

fn filter_text(parameters: &ProgrammeParameters) -> Result<Option<String>, serde_json::Error> {
    let Value::Object(mut conditions) = serde_json::to_value(&parameters.filter)? else { return Ok(None) };
    conditions.remove("citizen");
    conditions.retain(|_, condition| !condition.is_null() && condition.as_array().is_none_or(|list| !list.is_empty()));
    match conditions.is_empty() {
        true => Ok(None),
        false => serde_json::to_string(&conditions).map(Some),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "beside settings that may be absent")]
fn text(value: impl ToString) -> Option<String> {
    Some(value.to_string())
}
