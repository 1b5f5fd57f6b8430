//! Rules Y1 to Y7 and the objective.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Audit, Findings, Rule};
use crate::instance::Request;
use crate::programme::Project;
use crate::proximity::{Position, TOLERANCE_M};

/// Share by which two sums of the same numbers may differ, since they are added in another order.
const ROUNDING: f64 = 1e-9;

impl<'a> Audit<'a> {
    /// Y1 to Y7 and OBJ.
    pub(super) fn scheduling(&self) -> Findings {
        let mut found = Findings::default();
        let horizon = self.instance.horizon;
        let mut spent: BTreeMap<(&str, i32), i64> = BTreeMap::new();
        let mut used: BTreeMap<(&str, i32), f64> = BTreeMap::new();
        let mut objective = 0.0;
        let ancestors = self.ancestors();
        let mut is_in_horizon = true;
        for site in self.sites_in_order() {
            let summary = Summary::new(&site);
            for project in site {
                let value = self.requests_of(project).map(|request| request.priority).sum();
                self.value_and_cost(&mut found, project, value, &summary);
                self.pin(&mut found, project);
                let Some(year) = project.year else { continue };
                is_in_horizon &= self.window(&mut found, project, year);
                self.neighbours(&mut found, project, year, &summary, &ancestors);
                objective += value * (1.0 + horizon.discount_rate).powi(horizon.first_year.saturating_sub(year));
                *spent.entry((&project.department, year)).or_default() += project.cost;
                for (crew, hours) in self.requests_of(project).flat_map(|request| &request.hours) {
                    *used.entry((crew, year)).or_default() += hours;
                }
            }
        }
        self.moratoria(&mut found);
        if is_in_horizon {
            self.resources(&mut found, &spent, &used);
        }
        self.objective(&mut found, objective);
        found
    }

    /// The costs of Y2 and the values of OBJ.
    fn value_and_cost(&self, found: &mut Findings, project: &Project, value: f64, summary: &Summary<'_>) {
        if (value - project.value).abs() > 1e-6 * value.abs().max(1.0) {
            found.add(Rule::Obj, format!("{} has value {}, recomputed {value}", project.id, project.value));
        }
        let mobilization = self.work_types[project.work_type.as_str()].mobilization;
        let is_shared = project.year.is_some_and(|year| summary.count_by_year[&year] > 1);
        let paid = self.requests_of(project).map(|request| request.cost).sum::<i64>()
            + if is_shared { mobilization.shared_cost } else { mobilization.cost };
        if paid != project.cost {
            found.add(Rule::Y2, format!("{} costs {}, recomputed {paid}", project.id, project.cost));
        }
        let mut hours: BTreeMap<&str, f64> = BTreeMap::new();
        for (crew, amount) in self.requests_of(project).flat_map(|request| &request.hours) {
            *hours.entry(crew).or_default() += amount;
        }
        let agrees = |(crew, amount): (&str, f64)| {
            project.hours.get(crew).is_some_and(|written| (written - amount).abs() <= ROUNDING * amount.max(1.0))
        };
        if hours.len() != project.hours.len() || !hours.into_iter().all(agrees) {
            found.add(Rule::Y3, format!("{} has other hours than its requests", project.id));
        }
    }

    /// Y7.
    fn pin(&self, found: &mut Findings, project: &Project) {
        for id in &project.requests {
            if let Some(&year) = self.pinned.get(id.as_str())
                && project.year != Some(year)
            {
                found.add(Rule::Y7, format!("{id} is pinned to {year}, done in {:?}", project.year));
            }
        }
    }

    /// Y1; whether the year is in the horizon.
    fn window(&self, found: &mut Findings, project: &Project, year: i32) -> bool {
        let horizon = self.instance.horizon;
        let last_year = i64::from(horizon.first_year) + i64::from(horizon.years) - 1;
        let is_in_horizon = horizon.first_year <= year && i64::from(year) <= last_year;
        let is_too_early = self.requests_of(project).any(|request| request.earliest_year.is_some_and(|e| e > year));
        if !is_in_horizon || is_too_early {
            found.add(Rule::Y1, format!("{} is done in {year}", project.id));
        }
        is_in_horizon
    }

    /// Y4 and Y5: both are about work types, so each project is compared with the work types of its site.
    fn neighbours(
        &self,
        found: &mut Findings,
        project: &Project,
        year: i32,
        summary: &Summary<'_>,
        ancestors: &HashMap<&str, HashSet<&str>>,
    ) {
        for (other, kind) in &summary.kinds {
            if ancestors[project.work_type.as_str()].contains(other)
                && (kind.waits || kind.years.keys().any(|&done| done > year))
            {
                found.add(Rule::Y4, format!("{} ({year}) is done before the {other} of its site", project.id));
            }
            let moratorium = i64::from(self.work_types[other].moratorium_years);
            let is_under = |&done: &i32| done < year && i64::from(year) <= i64::from(done) + moratorium;
            if self.work_types[project.work_type.as_str()].breaks_ground && kind.years.keys().any(is_under) {
                found.add(Rule::Y5, format!("{} ({year}) breaks the moratorium of {other}", project.id));
            }
        }
    }

    /// Y6.
    fn moratoria(&self, found: &mut Findings) {
        if self.instance.moratoria.is_empty() {
            return;
        }
        let work_types = &self.work_types;
        let breaks_ground = |project: &&Project| work_types[project.work_type.as_str()].breaks_ground;
        let done: Vec<(&Request, &Project, i32)> = self
            .projects
            .iter()
            .filter(breaks_ground)
            .filter_map(|project| Some((project, project.year?)))
            .flat_map(|(project, year)| self.requests_of(project).map(move |request| (request, project, year)))
            .collect();
        // By latitude: a moratorium reaches only the band of its radius.
        let mut by_latitude: Vec<(f64, usize)> =
            done.iter().enumerate().map(|(index, (request, _, _))| (request.lat, index)).collect();
        by_latitude.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        for moratorium in &self.instance.moratoria {
            let centre = Position::new(moratorium.lon, moratorium.lat);
            let band = (moratorium.radius_m / crate::proximity::EARTH_RADIUS_M).to_degrees() + 1e-9;
            let start = by_latitude.partition_point(|(lat, _)| *lat < moratorium.lat - band);
            for &(_, index) in by_latitude[start..].iter().take_while(|(lat, _)| *lat <= moratorium.lat + band) {
                let (request, project, year) = done[index];
                let distance = centre.distance(&Position::new(request.lon, request.lat));
                if year <= moratorium.until_year && distance <= moratorium.radius_m - TOLERANCE_M {
                    let until = moratorium.until_year;
                    found.add(Rule::Y6, format!("{} ({year}) is under a moratorium until {until}", project.id));
                }
            }
        }
    }

    /// The limits of Y2 and Y3.
    fn resources(&self, found: &mut Findings, spent: &BTreeMap<(&str, i32), i64>, used: &BTreeMap<(&str, i32), f64>) {
        let first_year = self.instance.horizon.first_year;
        for department in &self.instance.departments {
            for (year, budget) in (first_year..).zip(&department.budget) {
                let cents = spent.get(&(department.id.as_str(), year)).copied().unwrap_or(0);
                if budget.is_some_and(|budget| cents > budget) {
                    found.add(Rule::Y2, format!("{} spends {cents} cents in {year}", department.id));
                }
            }
        }
        for crew in &self.instance.crews {
            for (year, limit) in (first_year..).zip(&crew.hours) {
                let hours = used.get(&(crew.id.as_str(), year)).copied().unwrap_or(0.0);
                if limit.is_some_and(|limit| hours > limit * (1.0 + ROUNDING) + ROUNDING) {
                    found.add(Rule::Y3, format!("{} works {hours} h in {year}", crew.id));
                }
            }
        }
    }

    /// OBJ.
    fn objective(&self, found: &mut Findings, recomputed: f64) {
        let (objective, upper_bound, gap) = (self.programme.objective, self.programme.upper_bound, self.programme.gap);
        if (recomputed - objective).abs() > 1e-6 * recomputed.abs().max(1.0) {
            found.add(Rule::Obj, format!("the objective is {objective}, recomputed {recomputed}"));
        }
        if upper_bound < recomputed * (1.0 - ROUNDING) - ROUNDING {
            found.add(Rule::Obj, format!("the bound {upper_bound} is below the objective {recomputed}"));
        }
        let expected = if upper_bound == 0.0 { 0.0 } else { (upper_bound - objective) / upper_bound };
        if (gap - expected).abs() > ROUNDING {
            found.add(Rule::Obj, format!("the gap is {gap}, recomputed {expected}"));
        }
    }

    /// For each work type, those it comes after, directly or not: repeated until nothing is added.
    fn ancestors(&self) -> HashMap<&'a str, HashSet<&'a str>> {
        let work_types = &self.instance.work_types;
        let mut ancestors: HashMap<&str, HashSet<&str>> = work_types
            .iter()
            .map(|work_type| (work_type.id.as_str(), work_type.after.iter().map(String::as_str).collect()))
            .collect();
        loop {
            let mut has_grown = false;
            for work_type in work_types {
                let further: Vec<&str> = ancestors[work_type.id.as_str()]
                    .iter()
                    .flat_map(|before| ancestors[before].iter().copied())
                    .collect();
                let known = ancestors.entry(&work_type.id).or_default();
                for before in further {
                    has_grown |= known.insert(before);
                }
            }
            if !has_grown {
                return ancestors;
            }
        }
    }
}

/// The years of the projects of a site.
struct Summary<'a> {
    count_by_year: HashMap<i32, usize>,
    kinds: BTreeMap<&'a str, Kind>,
}

#[derive(Default)]
struct Kind {
    waits: bool,
    years: BTreeMap<i32, usize>,
}

impl<'a> Summary<'a> {
    fn new(site: &[&'a Project]) -> Self {
        let mut summary = Self { count_by_year: HashMap::new(), kinds: BTreeMap::new() };
        for project in site {
            let kind = summary.kinds.entry(project.work_type.as_str()).or_default();
            match project.year {
                None => kind.waits = true,
                Some(year) => {
                    *kind.years.entry(year).or_default() += 1;
                    *summary.count_by_year.entry(year).or_default() += 1;
                }
            }
        }
        summary
    }
}
