//! What projects save by sharing the mobilization of their site.

use std::collections::BTreeMap;

use super::{sites, work_type};
use crate::instance::Instance;
use crate::programme::Plan;

/// What the projects of a department save in a year by sharing their mobilization with others of their site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SharedMobilizations {
    /// The projects that share.
    pub project_count: usize,
    /// Cents: their full mobilizations less those that they pay.
    pub saved: i64,
}

/// What sharing saves, by year and id of the department, and how many openings of sites are shared.
pub fn shared_mobilizations<'a>(
    instance: &'a Instance,
    plan: &Plan,
) -> (BTreeMap<(i32, &'a str), SharedMobilizations>, usize) {
    let (mut saved, mut openings) = (BTreeMap::new(), 0);
    for (_, opened) in sites(plan) {
        for (year, projects) in opened.into_iter().filter(|(_, projects)| projects.len() > 1) {
            openings += 1;
            for project in projects {
                let work_type = work_type(instance, plan, project);
                let sum: &mut SharedMobilizations = saved.entry((year, work_type.department.as_str())).or_default();
                sum.project_count += 1;
                sum.saved += work_type.mobilization.cost - work_type.mobilization.shared_cost;
            }
        }
    }
    (saved, openings)
}
