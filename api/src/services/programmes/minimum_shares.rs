//! The minimum shares of a new programme: what departments must at least spend in boroughs.

use super::input::out_of_range;
use crate::domain::fault::{Fault, FaultCollector, FaultKind, check_length};
use crate::domain::programme_parameters::{DepartmentPlan, MinimumShare};
use crate::store::reference::Reference;

/// The most minimum shares of a programme.
const MAXIMUM_SHARES: usize = 100;

/// A minimum share, as the planner wrote it.
#[derive(Debug, Clone)]
pub struct MinimumShareFields {
    /// Code of the department.
    pub department: String,
    /// Code of the borough.
    pub borough: String,
    /// The share of what the department spends over the horizon.
    pub share: f64,
}

/// The minimum shares: of departments of the programme, in boroughs of the city, one each, that sum to at most 1.
pub fn check(
    reference: &Reference,
    departments: &[DepartmentPlan],
    given: &[MinimumShareFields],
    faults: &mut FaultCollector,
) -> Vec<MinimumShare> {
    if faults.take(check_length("input.minimumShares", given.len(), MAXIMUM_SHARES)).is_none() {
        return Vec::new();
    }
    let mut shares: Vec<MinimumShare> = Vec::with_capacity(given.len());
    for (index, fields) in given.iter().enumerate() {
        let field = format!("input.minimumShares.{index}");
        let is_of = |share: &&MinimumShare| share.department == fields.department;
        if !departments.iter().any(|plan| plan.department == fields.department) {
            let allowed = departments.iter().map(|plan| plan.department.as_str()).collect::<Vec<_>>().join(", ");
            faults.push(Fault::new(format!("{field}.department"), &fields.department, FaultKind::Unknown { allowed }));
        }
        if reference.borough_of_code(&fields.borough).is_none() {
            let allowed = reference.boroughs().iter().map(|row| row.code.as_str()).collect::<Vec<_>>().join(", ");
            faults.push(Fault::new(format!("{field}.borough"), &fields.borough, FaultKind::Unknown { allowed }));
        }
        if shares.iter().filter(is_of).any(|share| share.borough == fields.borough) {
            faults.push(Fault::new(format!("{field}.borough"), &fields.borough, FaultKind::Duplicate));
        }
        // What the earlier shares of the department leave, without the noise of adding shares up.
        let left = 1.0 - shares.iter().filter(is_of).map(|share| share.share).sum::<f64>();
        let left = (left * 1e9).round() / 1e9;
        if !(0.0..=left).contains(&fields.share) {
            faults.push(out_of_range(format!("{field}.share"), fields.share, 0, left));
        }
        let share = if (0.0..=left).contains(&fields.share) { fields.share } else { 0.0 };
        shares.push(MinimumShare { department: fields.department.clone(), borough: fields.borough.clone(), share });
    }
    shares
}
