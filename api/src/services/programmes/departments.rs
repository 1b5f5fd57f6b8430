//! The departments of a new programme: their budgets and their crews' hours, with the catalogue's where none are given.

use std::sync::Arc;

use riverain_entities::{crews, departments};

use super::input::out_of_range;
use crate::domain::fault::{Fault, FaultCollector, FaultKind, check_length};
use crate::domain::programme_parameters::{CrewHours, DepartmentPlan, DepartmentYear, Horizon};
use crate::store::reference::Reference;

/// The greatest budget of a year, cents: a hundred billion dollars.
pub(super) const MAXIMUM_BUDGET_CENTS: i64 = 10_000_000_000_000;

/// The most hours of a crew in a year.
pub(super) const MAXIMUM_HOURS: f64 = 10_000_000.0;

/// The most departments of a programme, years of a department and crews of a year: a horizon has a hundred years at most.
pub(super) const MAXIMUM_ENTRIES: usize = 100;

/// A department to plan for, as the planner wrote it.
#[derive(Debug, Clone)]
pub struct DepartmentFields {
    /// Code of the department.
    pub department: String,
    /// The years that differ from the catalogue's defaults.
    pub years: Vec<DepartmentYearFields>,
}

/// A year of a department, as the planner wrote it.
#[derive(Debug, Clone)]
pub struct DepartmentYearFields {
    /// The calendar year.
    pub year: i32,
    /// The budget.
    pub budget_cents: Limit<i64>,
    /// The crews whose hours differ from the catalogue's.
    pub crew_hours: Vec<CrewHoursFields>,
}

/// The hours of a crew, as the planner wrote them.
#[derive(Debug, Clone)]
pub struct CrewHoursFields {
    /// Code of the crew.
    pub crew: String,
    /// Its hours; unlimited where absent.
    pub hours: Option<f64>,
}

/// A limit that may be left to the catalogue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit<T> {
    /// The catalogue's.
    Default,
    /// None.
    Unlimited,
    /// This much.
    At(T),
}

/// Codes of the departments that own planned work, in the catalogue's order.
pub fn with_planned_work(reference: &Reference) -> Vec<String> {
    let plans = |row: &&Arc<departments::Model>| reference.work_types().iter().any(|kind| kind.department_id == row.id);
    reference.departments().iter().filter(plans).map(|row| row.code.clone()).collect()
}

/// Every department of a new programme with every year and crew; `by_default` are those planned where none are named.
pub fn check(
    reference: &Reference,
    horizon: Horizon,
    given: Option<&[DepartmentFields]>,
    by_default: &[String],
    faults: &mut FaultCollector,
) -> Vec<DepartmentPlan> {
    let Some(given) = given else {
        if by_default.is_empty() {
            faults.push(Fault::required("input.departments"));
        }
        let known = by_default.iter().filter_map(|code| reference.department_of_code(code));
        return known.map(|row| Plan { reference, horizon, row }.by_default()).collect();
    };
    if given.is_empty() {
        faults.push(Fault::required("input.departments"));
    }
    if faults.take(check_length("input.departments", given.len(), MAXIMUM_ENTRIES)).is_none() {
        return Vec::new();
    }
    let mut plans: Vec<DepartmentPlan> = Vec::with_capacity(given.len());
    for (index, fields) in given.iter().enumerate() {
        let field = format!("input.departments.{index}");
        if plans.iter().any(|plan| plan.department == fields.department) {
            faults.push(Fault::new(format!("{field}.department"), &fields.department, FaultKind::Duplicate));
            continue;
        }
        match reference.department_of_code(&fields.department) {
            Some(row) => plans.push(Plan { reference, horizon, row }.checked(&field, fields, faults)),
            None => {
                let allowed = with_planned_work(reference).join(", ");
                faults.push(Fault::new(
                    format!("{field}.department"),
                    &fields.department,
                    FaultKind::Unknown { allowed },
                ));
            }
        }
    }
    plans
}

/// What the plan of a department is made from.
struct Plan<'a> {
    reference: &'a Reference,
    horizon: Horizon,
    row: &'a departments::Model,
}

impl Plan<'_> {
    fn by_default(&self) -> DepartmentPlan {
        let crew_hours: Vec<CrewHours> =
            self.crews().map(|crew| CrewHours { crew: crew.code.clone(), hours: Some(crew.yearly_hours) }).collect();
        let year = |year| DepartmentYear {
            year,
            budget_cents: Some(self.row.yearly_budget_cents),
            crew_hours: crew_hours.clone(),
        };
        let years = self.horizon.calendar_years().map(year).collect();
        DepartmentPlan { department: self.row.code.clone(), years }
    }

    fn checked(&self, field: &str, fields: &DepartmentFields, faults: &mut FaultCollector) -> DepartmentPlan {
        let mut plan = self.by_default();
        if faults.take(check_length(format!("{field}.years"), fields.years.len(), MAXIMUM_ENTRIES)).is_none() {
            return plan;
        }
        let mut seen: Vec<i32> = Vec::new();
        for (index, given) in fields.years.iter().enumerate() {
            let field = format!("{field}.years.{index}");
            if !self.horizon.holds(given.year) {
                let (first, last) = (self.horizon.first_year, self.horizon.last_year());
                faults.push(out_of_range(format!("{field}.year"), given.year, first, last));
            } else if seen.contains(&given.year) {
                faults.push(Fault::new(format!("{field}.year"), given.year, FaultKind::Duplicate));
            }
            seen.push(given.year);
            let mut unused = DepartmentYear { year: given.year, budget_cents: None, crew_hours: Vec::new() };
            let year = plan.years.iter_mut().find(|year| year.year == given.year).unwrap_or(&mut unused);
            check_budget(&field, given.budget_cents, year, faults);
            self.check_hours(&field, &given.crew_hours, year, faults);
        }
        plan
    }

    fn check_hours(
        &self,
        field: &str,
        given: &[CrewHoursFields],
        year: &mut DepartmentYear,
        faults: &mut FaultCollector,
    ) {
        if faults.take(check_length(format!("{field}.crewHours"), given.len(), MAXIMUM_ENTRIES)).is_none() {
            return;
        }
        for (index, hours) in given.iter().enumerate() {
            let field = format!("{field}.crewHours.{index}");
            if !self.crews().any(|crew| crew.code == hours.crew) {
                let allowed = self.crews().map(|crew| crew.code.as_str()).collect::<Vec<_>>().join(", ");
                faults.push(Fault::new(format!("{field}.crew"), &hours.crew, FaultKind::Unknown { allowed }));
            }
            if given[..index].iter().any(|earlier| earlier.crew == hours.crew) {
                faults.push(Fault::new(format!("{field}.crew"), &hours.crew, FaultKind::Duplicate));
            }
            if let Some(value) = hours.hours.filter(|value| !(0.0..=MAXIMUM_HOURS).contains(value)) {
                faults.push(out_of_range(format!("{field}.hours"), value, 0, MAXIMUM_HOURS));
            }
            if let Some(planned) = year.crew_hours.iter_mut().find(|planned| planned.crew == hours.crew) {
                planned.hours = hours.hours;
            }
        }
    }

    fn crews(&self) -> impl Iterator<Item = &Arc<crews::Model>> {
        self.reference.crews().iter().filter(|crew| crew.department_id == self.row.id)
    }
}

fn check_budget(field: &str, budget: Limit<i64>, year: &mut DepartmentYear, faults: &mut FaultCollector) {
    match budget {
        Limit::Default => {}
        Limit::Unlimited => year.budget_cents = None,
        Limit::At(cents) => {
            if !(0..=MAXIMUM_BUDGET_CENTS).contains(&cents) {
                faults.push(out_of_range(format!("{field}.budgetCents"), cents, 0, MAXIMUM_BUDGET_CENTS));
            }
            year.budget_cents = Some(cents);
        }
    }
}
