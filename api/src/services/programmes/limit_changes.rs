//! Changes of budgets and of crew hours, against those of the programme that is forked.

use super::departments::{Limit, MAXIMUM_BUDGET_CENTS, MAXIMUM_ENTRIES, MAXIMUM_HOURS};
use super::input::out_of_range;
use crate::domain::fault::{Fault, FaultCollector, FaultKind, check_length};
use crate::domain::programme_parameters::{DepartmentPlan, Horizon};

/// The greatest share of the parent's limit, per cent.
const MAXIMUM_PERCENT: f64 = 1_000.0;

/// A change of limits, as the planner wrote it: to an amount, or to a share of the parent's.
#[derive(Debug, Clone)]
pub struct LimitChange<T> {
    /// Code of the department or of the crew; every one where absent.
    pub code: Option<String>,
    /// The calendar year; every one where absent.
    pub year: Option<i32>,
    /// The new limit.
    pub to: Limit<T>,
    /// Per cent of the parent's limit.
    pub percent_of_parent: Option<f64>,
}

/// The names that a list of changes has in the input.
struct Names {
    list: &'static str,
    code: &'static str,
    amount: &'static str,
}

/// A limit of the parent, and where the new one is written.
struct Slot<'a, T> {
    code: String,
    year: i32,
    parents: Option<T>,
    limit: &'a mut Option<T>,
}

/// An amount that can be limited.
trait Amount: Copy + PartialOrd + ToString {
    const ZERO: Self;
    const MAXIMUM: Self;

    fn percent(self, percent: f64) -> Self;
}

impl Amount for i64 {
    const ZERO: Self = 0;
    const MAXIMUM: Self = MAXIMUM_BUDGET_CENTS;

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "a budget lies far below 2^52 cents"
    )]
    fn percent(self, percent: f64) -> Self {
        (self as f64 * percent / 100.0).round() as Self
    }
}

impl Amount for f64 {
    const ZERO: Self = 0.0;
    const MAXIMUM: Self = MAXIMUM_HOURS;

    fn percent(self, percent: f64) -> Self {
        self * percent / 100.0
    }
}

/// Changes budgets, one entry after another.
pub fn change_budgets(
    plans: &mut [DepartmentPlan],
    horizon: Horizon,
    changes: &[LimitChange<i64>],
    faults: &mut FaultCollector,
) {
    let names = Names { list: "input.budgets", code: "department", amount: "budgetCents" };
    let slots = plans.iter_mut().flat_map(|plan| {
        let code = &plan.department;
        plan.years.iter_mut().map(move |year| Slot {
            code: code.clone(),
            year: year.year,
            parents: year.budget_cents,
            limit: &mut year.budget_cents,
        })
    });
    change(&names, slots.collect(), horizon, changes, faults);
}

/// Changes the hours of crews, one entry after another.
pub fn change_crew_hours(
    plans: &mut [DepartmentPlan],
    horizon: Horizon,
    changes: &[LimitChange<f64>],
    faults: &mut FaultCollector,
) {
    let names = Names { list: "input.crewHours", code: "crew", amount: "hours" };
    let years = plans.iter_mut().flat_map(|plan| &mut plan.years);
    let slots = years.flat_map(|year| {
        let calendar_year = year.year;
        year.crew_hours.iter_mut().map(move |crew| Slot {
            code: crew.crew.clone(),
            year: calendar_year,
            parents: crew.hours,
            limit: &mut crew.hours,
        })
    });
    change(&names, slots.collect(), horizon, changes, faults);
}

fn change<T: Amount>(
    names: &Names,
    mut slots: Vec<Slot<'_, T>>,
    horizon: Horizon,
    changes: &[LimitChange<T>],
    faults: &mut FaultCollector,
) {
    if faults.take(check_length(names.list, changes.len(), MAXIMUM_ENTRIES)).is_none() {
        return;
    }
    for (index, change) in changes.iter().enumerate() {
        let field = format!("{}.{index}", names.list);
        if let Some(code) = change.code.as_ref().filter(|code| slots.iter().all(|slot| slot.code != **code)) {
            let kind = FaultKind::Unknown { allowed: codes(&slots) };
            faults.push(Fault::new(format!("{field}.{}", names.code), code, kind));
        }
        if let Some(year) = change.year.filter(|year| !horizon.holds(*year)) {
            faults.push(out_of_range(format!("{field}.year"), year, horizon.first_year, horizon.last_year()));
        }
        let Some(limit) = checked(&format!("{field}.{}", names.amount), &field, change, faults) else { continue };
        let is_meant = |slot: &&mut Slot<'_, T>| {
            change.code.as_ref().is_none_or(|code| *code == slot.code)
                && change.year.is_none_or(|year| year == slot.year)
        };
        for slot in slots.iter_mut().filter(is_meant) {
            *slot.limit = limit(slot.parents);
        }
    }
}

/// The new limit as a function of the parent's.
fn checked<T: Amount>(
    amount: &str,
    field: &str,
    change: &LimitChange<T>,
    faults: &mut FaultCollector,
) -> Option<impl Fn(Option<T>) -> Option<T> + use<T>> {
    let percent = change.percent_of_parent;
    match (change.to, percent) {
        (Limit::Default, None) => {
            faults.push(Fault::required(amount));
            return None;
        }
        (Limit::At(_) | Limit::Unlimited, Some(percent)) => {
            let other = amount.to_owned();
            faults.push(Fault::new(format!("{field}.percentOfParent"), percent, FaultKind::Contradiction { other }));
            return None;
        }
        (Limit::At(given), None) if !(T::ZERO..=T::MAXIMUM).contains(&given) => {
            faults.push(out_of_range(amount, given.to_string(), T::ZERO.to_string(), T::MAXIMUM.to_string()));
            return None;
        }
        (Limit::Default, Some(percent)) if !(0.0..=MAXIMUM_PERCENT).contains(&percent) => {
            faults.push(out_of_range(format!("{field}.percentOfParent"), percent, 0, MAXIMUM_PERCENT));
            return None;
        }
        _ => {}
    }
    let to = change.to;
    Some(move |parents: Option<T>| match (to, percent) {
        (Limit::At(given), _) => Some(given),
        (Limit::Unlimited, _) => None,
        (Limit::Default, percent) => parents.map(|limit| limit.percent(percent.unwrap_or(100.0))),
    })
}

fn codes<T>(slots: &[Slot<'_, T>]) -> String {
    let mut codes: Vec<&str> = slots.iter().map(|slot| slot.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.join(", ")
}
