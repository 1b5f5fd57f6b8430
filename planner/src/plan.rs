//! From an instance to a programme: grouping → sites → pins → schedule → reasons → audit.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use crate::Locale;
use crate::check::check;
use crate::control::Control;
use crate::error::{InstanceError, PlanError};
use crate::explanation::{Explained, explain};
use crate::grouping::{GroupedProject, Grouping, PinGrouping, group_requests};
use crate::instance::Instance;
use crate::model::{RequestTraits, ScheduleInput};
use crate::pin_faults::name_conflicts;
use crate::programme::{Decision, Plan, Programme, Project, Seconds, WrittenReason, project_id, site_id};
use crate::progress::{Options, Phase, Progress, Stop};
use crate::schedule::{LagrangianSearch, Scheduler, State, place_pins};
use crate::share_outcome::outcomes;
use crate::sites::assign_sites;
use crate::warm_start::{EarlierPlan, named_prices};

/// Groups the requests of an instance into projects and sites, without scheduling them: the backlog as it would be
/// planned now.
///
/// # Errors
/// [`InstanceError`] where the instance breaks the format.
pub fn group(instance: &Instance) -> Result<Grouping, InstanceError> {
    instance.validate()?;
    Ok(group_with(instance, &RequestTraits::new(instance), PinGrouping::Together))
}

/// Plans an instance. The same instance, options without a clock, and version of the planner give the same bytes.
///
/// `report` is told where the planning is and stops it by answering [`ControlFlow::Break`]: with [`Stop::Keep`], the best
/// programme so far is what comes of it; with [`Stop::Discard`], nothing.
///
/// # Errors
/// [`PlanError`] where the instance breaks the format, the pins cannot all hold, the caller discarded it, or the audit of
/// the finished programme found a broken rule (a fault of the planner, not of the instance).
///
/// ```
/// use std::ops::ControlFlow;
/// use riverain_planner::{Instance, Options, plan};
///
/// let instance = Instance::from_json(r#"{
///     "horizon": {"first_year": 2027, "years": 2, "discount_rate": 0.03},
///     "departments": [{"id": "roads", "budget": [2500000, null]}],
///     "work_types": [{"id": "sidewalk_repair", "department": "roads", "grouping": {"radius_m": 50},
///                     "mobilization": {"cost": 800000, "shared_cost": 400000}}],
///     "sites": {"radius_m": 30, "max_span_m": 600},
///     "requests": [
///         {"id": "R1", "work_type": "sidewalk_repair", "lon": -71.22, "lat": 46.81, "cost": 250000, "priority": 60},
///         {"id": "R2", "work_type": "sidewalk_repair", "lon": -71.2201, "lat": 46.81, "cost": 150000, "priority": 20}
///     ]
/// }"#)?;
/// let plan = plan(&instance, &Options::default(), &mut |_| ControlFlow::Continue(()))?;
/// assert_eq!(plan.programme.projects.len(), 1);
/// assert_eq!(plan.programme.projects[0].cost, 1_200_000);
/// assert_eq!(plan.programme.objective, 80.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn plan(
    instance: &Instance,
    options: &Options<'_>,
    report: &mut dyn FnMut(Progress) -> ControlFlow<Stop>,
) -> Result<Plan, PlanError> {
    instance.validate()?;
    let mut control = Control::new(options, report);
    let started = control.now();
    control.report(Phase::Grouping, 0.0, None, None)?;
    let traits = RequestTraits::new(instance);
    let (grouping, input) = grouped_for_pins(instance, &traits);
    let grouped = control.now();
    control.report(Phase::Grouping, 1.0, None, None)?;
    // Reasons and the audit take about as long as the grouping, which they look at once more.
    control.reserve(grouped - started);

    let mut state = State::new(&input);
    let is_fixed = place_pins(&mut state).map_err(|conflicts| {
        PlanError::Pins(name_conflicts(instance, &traits, &grouping.projects, &state, &conflicts))
    })?;
    let earlier = options.warm_start.map(|start| EarlierPlan::new(instance, start, &grouping.projects));
    let scheduler = LagrangianSearch { seed: options.seed, most_moves: options.most_moves, earlier };
    let outcome = scheduler.schedule(&input, &state, &is_fixed, &mut control)?;
    let (objective, upper_bound) = (input.objective(&outcome.year), outcome.upper_bound);
    control.report(Phase::Checking, 0.0, Some(objective), Some(upper_bound))?;

    let state = State::with_years(&input, &outcome.year);
    let pinned: Vec<Option<usize>> = grouping.projects.iter().map(|project| pinned_request(&traits, project)).collect();
    let (projects, prices) = (&grouping.projects, &outcome.prices);
    let explanations = explain(Explained { instance, projects, is_fixed: &is_fixed, pinned: &pinned, prices }, &state);
    let decision = |(year, (reason, earlier)): (&Option<usize>, _)| Decision {
        year: year.map(|index| instance.horizon.calendar_year(index)),
        reason,
        earlier,
    };
    let decisions: Vec<Decision> = outcome.year.iter().zip(explanations).map(decision).collect();
    let programme = Programme {
        projects: write_projects(instance, &grouping.projects, &decisions),
        objective,
        upper_bound,
        gap: if upper_bound > 0.0 { (upper_bound - objective) / upper_bound } else { 0.0 },
        seconds: Seconds { grouping: grouped - started, scheduling: control.now() - grouped },
        prices: named_prices(instance, &outcome.prices),
    };
    let violations = check(instance, &programme);
    if !violations.is_empty() {
        return Err(PlanError::Audit(violations));
    }
    control.report(Phase::Checking, 1.0, Some(objective), Some(upper_bound))?;
    let mut plan = Plan { grouping, decisions, programme, minimum_shares: Vec::new(), ending: outcome.ending };
    let first_share = outcome.prices.len() - instance.minimum_shares.len();
    plan.minimum_shares = outcomes(instance, &plan, &outcome.prices[first_share..]);
    Ok(plan)
}

/// The projects and sites, and what scheduling reads of them. Where pins cannot hold together with the neighbours of the
/// pinned requests, these are grouped apart: alone they ask for less.
fn grouped_for_pins(instance: &Instance, traits: &RequestTraits) -> (Grouping, ScheduleInput) {
    let grouped = |pin_grouping| {
        let grouping = group_with(instance, traits, pin_grouping);
        let input = ScheduleInput::new(instance, traits, &grouping.projects, grouping.site_count);
        (grouping, input)
    };
    let together = grouped(PinGrouping::Together);
    match place_pins(&mut State::new(&together.1)) {
        Ok(_) => together,
        Err(_) => grouped(PinGrouping::Apart),
    }
}

/// The first pinned request of a project.
pub(crate) fn pinned_request(traits: &RequestTraits, project: &GroupedProject) -> Option<usize> {
    project.requests.iter().copied().find(|&request| traits.pinned_to[request].is_some())
}

fn group_with(instance: &Instance, traits: &RequestTraits, pin_grouping: PinGrouping) -> Grouping {
    let mut projects = group_requests(instance, traits, pin_grouping);
    let site_count = assign_sites(&mut projects, traits, instance.sites);
    Grouping { projects, site_count }
}

fn write_projects(instance: &Instance, projects: &[GroupedProject], decisions: &[Decision]) -> Vec<Project> {
    let mut companions = HashMap::new();
    for (project, decision) in projects.iter().zip(decisions) {
        *companions.entry((project.site, decision.year)).or_insert(0_usize) += 1;
    }
    let written = projects.iter().zip(decisions).enumerate().map(|(index, (project, decision))| {
        let work_type = &instance.work_types[project.work_type];
        let requests = || project.requests.iter().map(|&request| &instance.requests[request]);
        let is_shared = decision.year.is_some() && companions[&(project.site, decision.year)] > 1;
        let mobilization = if is_shared { work_type.mobilization.shared_cost } else { work_type.mobilization.cost };
        let mut hours = BTreeMap::new();
        for (crew, amount) in requests().flat_map(|request| &request.hours) {
            *hours.entry(crew.clone()).or_insert(0.0) += amount;
        }
        Project {
            id: project_id(index),
            site: site_id(project.site),
            work_type: work_type.id.clone(),
            department: work_type.department.clone(),
            requests: requests().map(|request| request.id.clone()).collect(),
            year: decision.year,
            cost: requests().map(|request| request.cost).sum::<i64>() + mobilization,
            hours,
            value: requests().map(|request| request.priority).sum(),
            reason: WrittenReason::new(decision, Locale::French),
        }
    });
    written.collect()
}
