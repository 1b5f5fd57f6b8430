//! What the work of a request is estimated to cost and to take, where the file or its mapping tells.

use std::collections::{BTreeMap, HashMap};

use riverain_entities::work_types;

use super::columns::Column;
use super::rows::Row;
use super::values::{cents, number};
use crate::domain::fault::{Fault, FaultKind};

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
        let quantity = value(row, self.quantity.as_ref(), |text| number(text).filter(|number| *number >= 0.0))?;
        let cost = value(row, self.cost.as_ref(), cents)?;
        let hours = value(row, self.hours.as_ref(), |text| number(text).filter(|number| *number >= 0.0))?;
        let cost_per_unit = own.cost_per_unit_cents.or(work_type.cost_per_unit_cents);
        let hours_per_unit = own.crew_hours_per_unit.or_else(|| hours_of(work_type.crew_hours_per_unit.as_ref()));
        let cost_of_quantity = quantity.zip(cost_per_unit).map(|(quantity, cents)| whole_cents(quantity, cents));
        let hours_of_quantity = quantity.zip(hours_per_unit).map(|(quantity, hours)| times(hours, quantity));
        let mean_hours = own.mean_crew_hours;
        let shared =
            hours.map(|hours| share(hours, mean_hours.clone().or_else(|| hours_of(Some(&work_type.mean_crew_hours)))));
        Ok(Estimate {
            cost_cents: cost.or(cost_of_quantity).or(own.mean_cost_cents),
            crew_hours: shared.flatten().or(hours_of_quantity).or(mean_hours),
        })
    }
}

fn value<T>(row: &Row, column: Option<&Column>, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Fault> {
    let Some((column, text)) = column.and_then(|column| Some((column, column.read(row)?))) else { return Ok(None) };
    read(text)
        .map(Some)
        .ok_or_else(|| Fault::new(column.name(), text, FaultKind::Malformed { expected: "1234.50 (≥ 0)".to_owned() }))
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
