//! What the work of a request is estimated to cost and to take, where the file or its mapping tells.

use std::collections::{BTreeMap, HashMap};

use riverain_entities::work_types;

use super::columns::Column;
use super::rows::Row;
use super::values::number;
use crate::domain::fault::{Fault, FaultKind};

/// The greatest cost of one request, cents: far above any work, and a million of them can be added up.
const MAXIMUM_COST_CENTS: f64 = 1e12;

/// The most hours of one request.
const MAXIMUM_HOURS: f64 = 1e6;

/// The greatest quantity of one request, in any unit.
const MAXIMUM_QUANTITY: f64 = 1e9;

/// How requests of each work type are estimated.
#[derive(Debug, Default)]
pub(super) struct Estimates {
    /// The column of costs, dollars.
    pub(super) cost: Option<Column>,
    /// The column of hours, all crews together.
    pub(super) hours: Option<Column>,
    /// The column of quantities, in the work type's unit.
    pub(super) quantity: Option<Column>,
    /// By code of work type.
    pub(super) by_work_type: HashMap<String, WorkEstimate>,
}

/// The estimate of one work type; what it leaves out is the catalogue's.
#[derive(Debug, Clone, Default)]
pub(super) struct WorkEstimate {
    pub(super) mean_cost_cents: Option<i64>,
    pub(super) mean_crew_hours: Option<BTreeMap<String, f64>>,
    pub(super) cost_per_unit_cents: Option<i64>,
    pub(super) crew_hours_per_unit: Option<BTreeMap<String, f64>>,
}

/// What is known of one request; what is absent is the work type's mean.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Estimate {
    pub(super) cost_cents: Option<i64>,
    pub(super) crew_hours: Option<BTreeMap<String, f64>>,
}

impl Estimates {
    /// The estimate of a row: from its own cost and hours first, then from its quantity, then from the mapping's means.
    pub(super) fn read(&self, row: &Row, work_type: Option<&work_types::Model>) -> Result<Estimate, Fault> {
        let Some(work_type) = work_type else { return Ok(Estimate::default()) };
        let own = self.by_work_type.get(&work_type.code).cloned().unwrap_or_default();
        let cost_per_unit = own.cost_per_unit_cents.or(work_type.cost_per_unit_cents);
        let hours_per_unit = own.crew_hours_per_unit.or_else(|| hours_of(work_type.crew_hours_per_unit.as_ref()));
        let maximum = maximum_quantity(cost_per_unit, hours_per_unit.as_ref());
        let quantity = amount(row, self.quantity.as_ref(), maximum)?;
        let cost = amount(row, self.cost.as_ref(), MAXIMUM_COST_CENTS / 100.0)?;
        let hours = amount(row, self.hours.as_ref(), MAXIMUM_HOURS)?;
        let cost_of_quantity = quantity.zip(cost_per_unit).map(|(quantity, cents)| whole_cents(quantity, cents));
        let hours_of_quantity = quantity.zip(hours_per_unit).map(|(quantity, hours)| times(hours, quantity));
        let mean_hours = own.mean_crew_hours;
        let shared =
            hours.map(|hours| share(hours, mean_hours.clone().or_else(|| hours_of(Some(&work_type.mean_crew_hours)))));
        Ok(Estimate {
            cost_cents: cost.map(|dollars| whole_cents(dollars, 100)).or(cost_of_quantity).or(own.mean_cost_cents),
            crew_hours: shared.flatten().or(hours_of_quantity).or(mean_hours),
        })
    }
}

/// The amount of a column, from nothing to `maximum`.
fn amount(row: &Row, column: Option<&Column>, maximum: f64) -> Result<Option<f64>, Fault> {
    let Some((column, text)) = column.and_then(|column| Some((column, column.read(row)?))) else { return Ok(None) };
    let malformed = || Fault::new(column.name(), text, FaultKind::Malformed { expected: "1234.50".to_owned() });
    let amount = number(text).ok_or_else(malformed)?;
    if (0.0..=maximum).contains(&amount) {
        return Ok(Some(amount));
    }
    let kind = FaultKind::OutOfRange { minimum: "0".to_owned(), maximum: maximum.to_string() };
    Err(Fault::new(column.name(), text, kind))
}

/// The greatest quantity whose cost and hours stay within theirs.
fn maximum_quantity(cost_per_unit_cents: Option<i64>, hours_per_unit: Option<&BTreeMap<String, f64>>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a limit, not an amount")]
    let of_cost = cost_per_unit_cents.map_or(f64::INFINITY, |cents| MAXIMUM_COST_CENTS / cents as f64);
    let of_hours = hours_per_unit.map_or(f64::INFINITY, |hours| MAXIMUM_HOURS / hours.values().sum::<f64>());
    MAXIMUM_QUANTITY.min(of_cost).min(of_hours)
}

/// Hours of a whole work shared among its crews as its mean hours are; none where it has no crew.
fn share(hours: f64, mean: Option<BTreeMap<String, f64>>) -> Option<BTreeMap<String, f64>> {
    let mean = mean?;
    let total: f64 = mean.values().sum();
    (total > 0.0).then(|| times(mean, hours / total))
}

fn times(hours: BTreeMap<String, f64>, factor: f64) -> BTreeMap<String, f64> {
    // To the hundredth of an hour: what an estimate can mean.
    hours.into_iter().map(|(crew, hours)| (crew, (hours * factor * 100.0).round() / 100.0)).collect()
}

fn hours_of(stored: Option<&serde_json::Value>) -> Option<BTreeMap<String, f64>> {
    serde_json::from_value(stored?.clone()).ok()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a cost far below 2^53 cents")]
fn whole_cents(quantity: f64, cents_per_unit: i64) -> i64 {
    (quantity * cents_per_unit as f64).round() as i64
}
