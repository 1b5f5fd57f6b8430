//! Rule E1: what departments spend in areas.

use std::collections::BTreeMap;

use super::{Audit, Findings, Rule};
use crate::programme::Project;

/// Share of itself by which a minimum share may be missed: cents are whole, shares are not.
const ROUNDING: f64 = 1e-9;

impl<'a> Audit<'a> {
    /// E1.
    pub(super) fn minimum_shares(&self) -> Findings {
        let mut found = Findings::default();
        if self.instance.minimum_shares.is_empty() {
            return found;
        }
        let mut spent: BTreeMap<&str, i128> = BTreeMap::new();
        let mut spent_in: BTreeMap<(&str, &str), i128> = BTreeMap::new();
        for project in self.projects.iter().filter(|project| project.year.is_some()) {
            *spent.entry(&project.department).or_default() += i128::from(project.cost);
            if let Some(area) = self.area(project) {
                *spent_in.entry((&project.department, area)).or_default() += i128::from(project.cost);
            }
        }
        for minimum in &self.instance.minimum_shares {
            let all = spent.get(minimum.department.as_str()).copied().unwrap_or(0);
            let there = spent_in.get(&(minimum.department.as_str(), minimum.area.as_str())).copied().unwrap_or(0);
            if in_dollars(there) < minimum.share * (1.0 - ROUNDING) * in_dollars(all) {
                let share = minimum.share;
                let text =
                    format!("{} spends {there} of {all} cents in {}, below {share}", minimum.department, minimum.area);
                found.add(Rule::E1, text);
            }
        }
        found
    }

    /// The area that most requests of a project name; of several named as often, the first by id.
    fn area(&self, project: &Project) -> Option<&'a str> {
        let mut named: Vec<&'a str> = self.requests_of(project).filter_map(|request| request.area.as_deref()).collect();
        named.sort_unstable();
        let mut most: Option<&[&str]> = None;
        for run in named.chunk_by(|a, b| a == b) {
            if most.is_none_or(|most| run.len() > most.len()) {
                most = Some(run);
            }
        }
        most.and_then(|run| run.first().copied())
    }
}

#[expect(clippy::cast_precision_loss, reason = "compared by shares")]
fn in_dollars(cents: i128) -> f64 {
    cents as f64 / 100.0
}
