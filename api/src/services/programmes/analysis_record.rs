//! What is told beside a finished plan, as it is kept.

use std::collections::BTreeMap;

use riverain_entities::programme_areas::AreaKind;
use riverain_entities::{
    programme_areas, programme_budget_points, programme_minimum_shares, programme_moratorium_blocks,
    programme_repeated_streets,
};
use riverain_planner::{MoratoriumCause, figures_by_area, moratorium_blocks, repeated_streets};
use sea_orm::ActiveValue::Set;
use sea_orm::NotSet;
use serde_json::json;

use super::plan_record::PlannedProgramme;
use crate::store::planning_input::PlannedRequest;
use crate::store::programme_plans::{MoratoriumBlockRecord, RepeatedStreetRecord};
use crate::store::reference::Reference;

/// Seconds of a day.
const DAY_SECONDS: f64 = 86_400.0;

impl PlannedProgramme<'_> {
    /// What the minimum shares came to.
    pub(super) fn minimum_shares(&self, reference: &Reference) -> Vec<programme_minimum_shares::ActiveModel> {
        let outcomes = self.plan.minimum_shares.iter().filter_map(|outcome| {
            Some(programme_minimum_shares::ActiveModel {
                programme_id: Set(self.programme_id),
                department_id: Set(reference.department_of_code(&outcome.department)?.id),
                borough_id: Set(reference.borough_of_code(&outcome.area)?.id),
                share: Set(outcome.share),
                spent_cents: Set(outcome.spent),
                spent_in_borough_cents: Set(outcome.spent_in_area),
                lost_by_a_point: Set(outcome.lost_by_a_point),
            })
        });
        outcomes.collect()
    }

    /// How boroughs, then neighbourhoods are served; what lies in none comes first of its kind.
    pub(super) fn areas(&self) -> Vec<programme_areas::ActiveModel> {
        let mut areas = self.areas_of(AreaKind::Borough, |row| row.borough_id);
        areas.extend(self.areas_of(AreaKind::Neighbourhood, |row| row.neighbourhood_id));
        areas
    }

    fn areas_of(
        &self,
        kind: AreaKind,
        area: impl Fn(&PlannedRequest) -> Option<i64>,
    ) -> Vec<programme_areas::ActiveModel> {
        let rows = &self.prepared.requests;
        let mut ages: BTreeMap<Option<i64>, Vec<f64>> = BTreeMap::new();
        for row in self.plan.grouping.projects.iter().flat_map(|project| &project.requests).map(|&index| &rows[index]) {
            let age = (self.as_of - row.opened_at).as_seconds_f64() / DAY_SECONDS;
            ages.entry(area(row)).or_default().push(age.max(0.0));
        }
        let figures = figures_by_area(&self.prepared.instance, self.plan, |index| area(&rows[index]));
        let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let record = |(key, figures): (Option<i64>, riverain_planner::AreaFigures)| {
            let (mean, median) = mean_and_median(ages.get_mut(&key).map(Vec::as_mut_slice).unwrap_or_default());
            programme_areas::ActiveModel {
                id: NotSet,
                programme_id: Set(self.programme_id),
                kind: Set(kind),
                borough_id: Set(key.filter(|_| kind == AreaKind::Borough)),
                neighbourhood_id: Set(key.filter(|_| kind == AreaKind::Neighbourhood)),
                request_count: Set(count(figures.request_count)),
                scheduled_request_count: Set(count(figures.scheduled_request_count)),
                cost_cents: Set(figures.cost),
                spent_cents: Set(figures.spent),
                value: Set(figures.value),
                scheduled_value: Set(figures.scheduled_value),
                mean_years: Set(figures.mean_years),
                mean_age_days: Set(mean),
                median_age_days: Set(median),
            }
        };
        figures.into_iter().map(record).collect()
    }

    /// The moratoria that keep projects out.
    pub(super) fn moratorium_blocks(&self) -> Vec<MoratoriumBlockRecord> {
        let code = |project: usize| self.plan.programme.projects[project].id.clone();
        let blocks = moratorium_blocks(&self.prepared.instance, self.plan);
        let record = |block: &riverain_planner::MoratoriumBlock| {
            let (moratorium, other) = match block.cause {
                MoratoriumCause::Given { moratorium } => (i32::try_from(moratorium).ok(), None),
                MoratoriumCause::Work { project } => (None, Some(code(project))),
            };
            MoratoriumBlockRecord {
                project_code: code(block.project),
                other_code: other,
                block: programme_moratorium_blocks::ActiveModel {
                    id: NotSet,
                    programme_id: Set(self.programme_id),
                    project_id: NotSet,
                    moratorium: Set(moratorium),
                    other_project_id: NotSet,
                    until_year: Set(block.until_year),
                },
            }
        };
        blocks.iter().map(record).collect()
    }

    /// The streets that are opened again.
    pub(super) fn repeated_streets(&self) -> Vec<RepeatedStreetRecord> {
        let code = |project: usize| self.plan.programme.projects[project].id.clone();
        let streets = repeated_streets(&self.prepared.instance, self.plan);
        let record = |(repeated, number): (&riverain_planner::RepeatedStreet, i32)| {
            let street = &self.prepared.instance.streets[repeated.street];
            RepeatedStreetRecord {
                street: programme_repeated_streets::ActiveModel {
                    id: NotSet,
                    programme_id: Set(self.programme_id),
                    number: Set(number),
                    name: Set(street.name.clone()),
                    line: Set(json!({ "type": "LineString", "coordinates": street.coordinates })),
                    breaks_ground_again: Set(repeated.breaks_ground_again),
                },
                project_codes: repeated.openings.iter().flat_map(|(_, projects)| projects).map(|&p| code(p)).collect(),
            }
        };
        streets.iter().zip(1..).map(record).collect()
    }

    /// What other budgets would give.
    pub(super) fn budget_points(&self, reference: &Reference) -> Vec<programme_budget_points::ActiveModel> {
        let known =
            self.curves.iter().filter_map(|curve| Some((reference.department_of_code(&curve.department)?.id, curve)));
        let points =
            known.flat_map(|(department_id, curve)| curve.points.iter().map(move |point| (department_id, point)));
        points
            .map(|(department_id, point)| programme_budget_points::ActiveModel {
                programme_id: Set(self.programme_id),
                department_id: Set(department_id),
                change_percent: Set(point.change_percent),
                objective: Set(point.objective),
                upper_bound: Set(point.upper_bound),
            })
            .collect()
    }
}

/// 0 where there is nothing.
fn mean_and_median(values: &mut [f64]) -> (f64, f64) {
    let Some(middle) = values.len().checked_sub(1).map(|last| last / 2) else { return (0.0, 0.0) };
    let mean = values.iter().fold(0.0, |a, b| a + b) / values.len() as f64;
    values.sort_unstable_by(f64::total_cmp);
    (mean, f64::midpoint(values[middle], values[values.len() / 2]))
}
