//! Opening a street once: what sharing sites saves, which sites and streets are opened again, and which moratoria keep
//! work out.

mod moratorium_blocks;
mod reopenings;
mod shared_mobilizations;

use std::collections::BTreeMap;

pub use moratorium_blocks::{MoratoriumBlock, MoratoriumCause, moratorium_blocks};
pub use reopenings::{RepeatedSite, RepeatedStreet, repeated_sites, repeated_streets};
pub use shared_mobilizations::{SharedMobilizations, shared_mobilizations};

use crate::instance::{Instance, WorkType};
use crate::programme::Plan;

/// The projects that are done in each year, somewhere.
type Openings = BTreeMap<i32, Vec<usize>>;

/// By site, the projects that are done in each year.
fn sites(plan: &Plan) -> BTreeMap<usize, Openings> {
    let mut sites: BTreeMap<usize, Openings> = BTreeMap::new();
    for (index, (grouped, decision)) in plan.grouping.projects.iter().zip(&plan.decisions).enumerate() {
        if let Some(year) = decision.year {
            sites.entry(grouped.site).or_default().entry(year).or_default().push(index);
        }
    }
    sites
}

fn work_type<'a>(instance: &'a Instance, plan: &Plan, project: usize) -> &'a WorkType {
    &instance.work_types[plan.grouping.projects[project].work_type]
}
