//! What a programme would be worth with more or less money: a curve for each department, made by planning again from the
//! programme with its budget changed in every year.
//!
//! Whatever is feasible with less money is so with more, and a bound that holds with more holds with less: each curve
//! takes the best programme of the budgets below and the least bound of those above, and so never falls.

use std::ops::ControlFlow;

use serde::Serialize;

use crate::control::Control;
use crate::error::PlanError;
use crate::instance::Instance;
use crate::model::{RequestTraits, ScheduleInput, count_as_float};
use crate::programme::Plan;
use crate::progress::{Options, Phase, Progress, Stop};
use crate::schedule::{LagrangianSearch, Scheduler, State, place_pins};
use crate::warm_start::EarlierPlan;

/// The changes of a budget, per cent of it.
pub const BUDGET_CHANGES: [i32; 7] = [-20, -10, -5, 0, 5, 10, 20];

/// What a programme would be worth by the budget of a department.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BudgetCurve {
    /// The id of the department.
    pub department: String,
    /// From the least money to the most; a change with which the pins cannot hold is left out. Where nothing changes, it is
    /// what planning again from the programme gives, as for the others: at least what the programme is worth.
    pub points: Vec<BudgetPoint>,
}

/// A point of the curve of a department.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BudgetPoint {
    /// By how many per cent the department's budget of each year changes.
    pub change_percent: i32,
    /// Discounted value of the programme found.
    pub objective: f64,
    /// Proven: no programme of these projects and sites is worth more.
    pub upper_bound: f64,
}

/// The curve of each department that has a limited budget and projects, in the order of the instance. `plan` is a plan of
/// the instance; of the options, seed, moves and time limit count. `report` is told the share that is done, and stops the
/// work by answering [`ControlFlow::Break`]: with [`Stop::Keep`], as where the time is over, the curves that are complete
/// are what comes of it. A curve costs seven plannings of the years, without grouping.
///
/// # Errors
/// [`PlanError::Instance`] where the instance breaks the format, [`PlanError::Cancelled`] where the caller discarded it.
pub fn sensitivity(
    instance: &Instance,
    plan: &Plan,
    options: &Options<'_>,
    report: &mut dyn FnMut(Progress) -> ControlFlow<Stop>,
) -> Result<Vec<BudgetCurve>, PlanError> {
    instance.validate()?;
    let projects = &plan.grouping.projects;
    let input = ScheduleInput::new(instance, &RequestTraits::new(instance), projects, plan.grouping.site_count);
    let start = plan.programme.warm_start();
    let replanning = Replanning { input: &input, seed: options.seed, most_moves: options.most_moves };
    let concerned: Vec<usize> = (0..input.budgets.len())
        .filter(|&department| {
            input.budgets[department].iter().any(Option::is_some)
                && input.projects.iter().any(|project| project.department == department)
        })
        .collect();
    let mut control = Control::new(options, report);
    let mut curves = Vec::with_capacity(concerned.len());
    for (done, &department) in concerned.iter().enumerate() {
        let mut points = Vec::with_capacity(BUDGET_CHANGES.len());
        for (changed, &change) in BUDGET_CHANGES.iter().enumerate() {
            let share = |share: f64| {
                let of_curve = (count_as_float(changed) + share) / count_as_float(BUDGET_CHANGES.len());
                (count_as_float(done) + of_curve) / count_as_float(concerned.len())
            };
            let earlier = EarlierPlan::new(instance, &start, projects);
            points.extend(replanning.point(earlier, department, change, &share, &mut control)?);
            if control.is_late() {
                return Ok(curves);
            }
        }
        if let Some(unchanged) = points.iter_mut().find(|point| point.change_percent == 0) {
            unchanged.objective = unchanged.objective.max(plan.programme.objective);
            unchanged.upper_bound = unchanged.upper_bound.min(plan.programme.upper_bound);
        }
        make_monotone(&mut points);
        curves.push(BudgetCurve { department: instance.departments[department].id.clone(), points });
    }
    Ok(curves)
}

/// Plans the years again.
struct Replanning<'a> {
    input: &'a ScheduleInput,
    seed: u64,
    most_moves: Option<u64>,
}

impl Replanning<'_> {
    /// The programme with a changed budget; `None` where the pins cannot hold with it.
    fn point(
        &self,
        earlier: EarlierPlan,
        department: usize,
        change_percent: i32,
        share: &dyn Fn(f64) -> f64,
        control: &mut Control<'_>,
    ) -> Result<Option<BudgetPoint>, PlanError> {
        let mut input = self.input.clone();
        for budget in input.budgets[department].iter_mut().flatten() {
            *budget = changed(*budget, change_percent);
        }
        let mut state = State::new(&input);
        let Ok(is_fixed) = place_pins(&mut state) else { return Ok(None) };
        let scheduler = LagrangianSearch { seed: self.seed, most_moves: self.most_moves, earlier: Some(earlier) };
        let mut watch = |progress: Progress| match control.report(
            Phase::Sensitivity,
            share(progress.fraction),
            progress.objective,
            progress.upper_bound,
        ) {
            Ok(()) if control.is_late() => ControlFlow::Break(Stop::Keep),
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(Stop::Discard),
        };
        let outcome =
            scheduler.schedule(&input, &state, &is_fixed, &mut Control::new(&Options::default(), &mut watch))?;
        let objective = input.objective(&outcome.year);
        Ok(Some(BudgetPoint { change_percent, objective, upper_bound: outcome.upper_bound }))
    }
}

fn changed(cents: i64, change_percent: i32) -> i64 {
    let changed = i128::from(cents) * i128::from(100 + change_percent) / 100;
    // Far above any sum of costs, so that nothing overflows.
    i64::try_from(changed).unwrap_or(i64::MAX).min(i64::MAX / 4)
}

fn make_monotone(points: &mut [BudgetPoint]) {
    let mut best = 0.0_f64;
    for point in points.iter_mut() {
        best = best.max(point.objective);
        point.objective = best;
    }
    let mut least = f64::INFINITY;
    for point in points.iter_mut().rev() {
        least = least.min(point.upper_bound);
        point.upper_bound = least;
    }
}
