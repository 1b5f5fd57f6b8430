//! The lots of a finished plan, as they are kept.

use std::collections::HashMap;
use std::num::NonZeroU32;

use riverain_entities::programme_lots;
use riverain_planner::{Lot, LotProject, LotRules, lots};
use sea_orm::ActiveValue::Set;
use sea_orm::NotSet;

use super::plan_record::{PlannedProgramme, centroid, outline_geojson, places};
use crate::domain::place::Point;
use crate::domain::programme_parameters;
use crate::store::programme_plans::LotRecord;
use crate::store::reference::Reference;

/// The keys of a borough and of a neighbourhood, where they are known.
type AreaKeys = (Option<i64>, Option<i64>);

impl PlannedProgramme<'_> {
    /// The records of the lots: by year and department; within these, neighbourhoods are in the order of their names.
    pub(super) fn lots(&self, reference: &Reference) -> Vec<LotRecord> {
        let scheduled: Vec<usize> = (0..self.plan.programme.projects.len())
            .filter(|&index| self.plan.programme.projects[index].year.is_some())
            .collect();
        let areas = Areas::new(reference);
        let projects: Vec<LotProject> = scheduled.iter().map(|&index| self.lot_project(index, &areas)).collect();
        let bundled = lots(&projects, &planner_rules(self.parameters.lots));
        bundled.into_iter().filter_map(|lot| self.lot_record(reference, &areas, &scheduled, &lot)).collect()
    }

    fn lot_project(&self, index: usize, areas: &Areas<'_>) -> LotProject {
        let project = &self.plan.programme.projects[index];
        let place = centroid(&places(&self.prepared.requests, &self.plan.grouping.projects[index]));
        let department = self.parameters.departments.iter().position(|plan| plan.department == project.department);
        LotProject {
            year: project.year.unwrap_or_default(),
            department: department.unwrap_or_default(),
            area: areas.number_at(place),
            place,
            cost: project.cost,
        }
    }

    fn lot_record(
        &self,
        reference: &Reference,
        areas: &Areas<'_>,
        scheduled: &[usize],
        lot: &Lot,
    ) -> Option<LotRecord> {
        let department_id = reference.department_of_code(&self.parameters.departments[lot.department].department)?.id;
        let indices = || lot.projects.iter().map(|&at| scheduled[at]);
        let written = || indices().map(|index| &self.plan.programme.projects[index]);
        let places: Vec<[f64; 2]> =
            indices().flat_map(|index| places(&self.prepared.requests, &self.plan.grouping.projects[index])).collect();
        let (borough_id, neighbourhood_id) = lot.area.map_or((None, None), |area| areas.keys[area]);
        let number = i32::try_from(lot.number).unwrap_or(i32::MAX);
        let record = programme_lots::ActiveModel {
            id: NotSet,
            programme_id: Set(self.programme_id),
            year: Set(lot.year),
            department_id: Set(department_id),
            number: Set(number),
            borough_id: Set(borough_id),
            neighbourhood_id: Set(neighbourhood_id),
            cost_cents: Set(written().map(|project| project.cost).sum()),
            hours: Set(written().flat_map(|project| project.hours.values()).fold(0.0, |sum, hours| sum + hours)),
            value: Set(written().map(|project| project.value).fold(0.0, |sum, value| sum + value)),
            project_count: Set(i32::try_from(lot.projects.len()).unwrap_or(i32::MAX)),
            request_count: Set(i32::try_from(places.len()).unwrap_or(i32::MAX)),
            length_m: Set(lot.length_m),
            outline: Set(outline_geojson(&places)),
        };
        Some(LotRecord {
            place: (lot.year, department_id, number),
            lot: record,
            project_codes: written().map(|project| project.id.clone()).collect(),
        })
    }
}

/// The areas of the city, numbered by borough and neighbourhood in the order of their names.
struct Areas<'a> {
    reference: &'a Reference,
    keys: Vec<AreaKeys>,
    numbers: HashMap<AreaKeys, usize>,
}

impl<'a> Areas<'a> {
    fn new(reference: &'a Reference) -> Self {
        let of_borough = |borough: i64| {
            let neighbourhoods = reference.neighbourhoods_of(borough);
            neighbourhoods.map(move |row| (Some(borough), Some(row.id))).chain([(Some(borough), None)])
        };
        let keys: Vec<AreaKeys> = reference.boroughs().iter().flat_map(|row| of_borough(row.id)).collect();
        let numbers = keys.iter().enumerate().map(|(number, keys)| (*keys, number)).collect();
        Self { reference, keys, numbers }
    }

    /// The number of the area that a longitude and latitude lie in.
    fn number_at(&self, [longitude, latitude]: [f64; 2]) -> Option<usize> {
        let point = Point::new("place", longitude, latitude).ok()?;
        let (borough, neighbourhood) = self.reference.locate(point);
        let of_neighbourhood =
            neighbourhood.and_then(|key| self.reference.neighbourhood(key)).map(|row| row.borough_id);
        self.numbers.get(&(of_neighbourhood.or(borough), neighbourhood)).copied()
    }
}

fn planner_rules(rules: programme_parameters::LotRules) -> LotRules {
    LotRules {
        max_cost: rules.max_cost_cents,
        max_projects: rules.max_projects.and_then(|limit| NonZeroU32::new(u32::try_from(limit).ok()?)),
        max_span_m: rules.max_span_m,
    }
}
