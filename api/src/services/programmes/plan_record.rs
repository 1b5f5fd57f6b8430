//! A finished plan, as it is kept.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use riverain_entities::programme_left_out_requests::LeftOutReason;
use riverain_entities::programmes::{ActiveModel, PlanningState, SearchEnding};
use riverain_entities::{
    programme_budgets, programme_crew_hours, programme_left_out_requests, programme_prices, programme_projects,
    programme_sites,
};
use riverain_planner::{
    BudgetCurve, Ending, GroupedProject, Outline, Plan, ScarceResource, ShadowPrice, most_frequent, outline,
    shadow_prices,
};
use sea_orm::ActiveValue::Set;
use sea_orm::NotSet;
use serde_json::{Value, json};

use super::instance::PreparedInstance;
use crate::domain::programme_parameters::ProgrammeParameters;
use crate::services::ServiceError;
use crate::store::planning_input::PlannedRequest;
use crate::store::programme_plans::{PlanRecord, ProjectRecord};
use crate::store::reference::Reference;

/// What is kept of a plan, of which programme, planned when.
#[derive(Debug, Clone, Copy)]
pub struct PlannedProgramme<'a> {
    /// The programme's key.
    pub programme_id: i64,
    /// What was asked.
    pub parameters: &'a ProgrammeParameters,
    /// What the planner read.
    pub prepared: &'a PreparedInstance,
    /// SHA-256 of what it read, hexadecimal.
    pub digest: &'a str,
    /// What it planned.
    pub plan: &'a Plan,
    /// What other budgets would give, where that was asked.
    pub curves: &'a [BudgetCurve],
    /// Keys of the requests that it leaves out, and why.
    pub left_out: &'a [(i64, LeftOutReason)],
    /// The moment that priorities are computed for.
    pub as_of: DateTime<Utc>,
    /// When the planning ended.
    pub planned_at: DateTime<Utc>,
}

impl PlannedProgramme<'_> {
    /// The records of the plan. Projects are listed by year, then by department, the most valuable first.
    ///
    /// # Errors
    /// A plan that names what the catalogue does not know, or JSON that cannot be written.
    pub fn record(&self, reference: &Reference) -> Result<PlanRecord, ServiceError> {
        let mut projects = Vec::with_capacity(self.plan.grouping.projects.len());
        for index in 0..self.plan.grouping.projects.len() {
            projects.push(self.project(reference, index)?);
        }
        let rank = |record: &ProjectRecord| {
            let project = &record.project;
            let year = project.year.clone().take().flatten().unwrap_or(i32::MAX);
            (year, project.department_id.clone().take().unwrap_or_default())
        };
        let value = |record: &ProjectRecord| record.project.value.clone().take().unwrap_or_default();
        projects.sort_by(|a, b| rank(a).cmp(&rank(b)).then(value(b).total_cmp(&value(a))).then(a.code.cmp(&b.code)));
        Ok(PlanRecord {
            programme: self.programme(),
            budgets: self.budgets(reference),
            crew_hours: self.crew_hours(reference),
            sites: self.sites(),
            projects,
            left_out: self.left_out(),
            prices: self.prices(reference)?,
            lots: self.lots(reference),
            minimum_shares: self.minimum_shares(reference),
            areas: self.areas(),
            moratorium_blocks: self.moratorium_blocks(),
            repeated_streets: self.repeated_streets(),
            budget_points: self.budget_points(reference),
        })
    }

    fn programme(&self) -> ActiveModel {
        let programme = &self.plan.programme;
        ActiveModel {
            instance_digest: Set(Some(self.digest.to_owned())),
            state: Set(PlanningState::Planned),
            phase: Set(None),
            progress: Set(1.0),
            objective: Set(Some(programme.objective)),
            upper_bound: Set(Some(programme.upper_bound)),
            gap: Set(Some(programme.gap.clamp(0.0, 1.0))),
            ending: Set(Some(stored_ending(self.plan.ending))),
            grouping_seconds: Set(Some(programme.seconds.grouping.max(0.0))),
            scheduling_seconds: Set(Some(programme.seconds.scheduling.max(0.0))),
            requests_without_place: Set(i32::try_from(self.prepared.without_place).unwrap_or(i32::MAX)),
            planned_at: Set(Some(self.planned_at)),
            ..ActiveModel::default()
        }
    }

    fn budgets(&self, reference: &Reference) -> Vec<programme_budgets::ActiveModel> {
        let mut spent: HashMap<(&str, i32), i64> = HashMap::new();
        for project in &self.plan.programme.projects {
            if let Some(year) = project.year {
                *spent.entry((project.department.as_str(), year)).or_default() += project.cost;
            }
        }
        let departments = self.parameters.departments.iter();
        let known = departments.filter_map(|plan| Some((reference.department_of_code(&plan.department)?.id, plan)));
        known
            .flat_map(|(department_id, plan)| plan.years.iter().map(move |year| (department_id, plan, year)))
            .map(|(department_id, plan, year)| programme_budgets::ActiveModel {
                programme_id: Set(self.programme_id),
                department_id: Set(department_id),
                year: Set(year.year),
                budget_cents: Set(year.budget_cents),
                spent_cents: Set(spent.get(&(plan.department.as_str(), year.year)).copied().unwrap_or(0)),
            })
            .collect()
    }

    /// The hours of the crews of the programme's departments, and of those of other departments that help.
    fn crew_hours(&self, reference: &Reference) -> Vec<programme_crew_hours::ActiveModel> {
        let mut used: HashMap<(&str, i32), f64> = HashMap::new();
        for project in &self.plan.programme.projects {
            for (crew, hours) in project.year.iter().flat_map(|_| &project.hours) {
                *used.entry((crew.as_str(), project.year.unwrap_or_default())).or_default() += hours;
            }
        }
        let planned = |department: &str| self.parameters.departments.iter().any(|plan| plan.department == department);
        let mut rows = Vec::new();
        for crew in &self.prepared.instance.crews {
            let Some(row) = reference.crew_of_code(&crew.id) else { continue };
            let helps = used.keys().any(|(helper, _)| *helper == crew.id);
            if !planned(&crew.department) && !helps {
                continue;
            }
            let years = self.parameters.horizon.calendar_years().zip(&crew.hours);
            rows.extend(years.map(|(year, hours)| programme_crew_hours::ActiveModel {
                programme_id: Set(self.programme_id),
                crew_id: Set(row.id),
                year: Set(year),
                hours: Set(*hours),
                used_hours: Set(used.get(&(crew.id.as_str(), year)).copied().unwrap_or(0.0)),
            }));
        }
        rows
    }

    fn prices(&self, reference: &Reference) -> Result<Vec<programme_prices::ActiveModel>, ServiceError> {
        let told = shadow_prices(&self.prepared.instance, self.plan);
        let prices = told.iter().filter_map(|ShadowPrice { price, range, brought_in }| {
            let (department_id, crew_id) = match &price.resource {
                ScarceResource::Budget { department } => (Some(reference.department_of_code(department)?.id), None),
                ScarceResource::Hours { crew } => (None, Some(reference.crew_of_code(crew)?.id)),
            };
            let brought_in = match brought_in.as_ref().map(serde_json::to_value).transpose() {
                Ok(brought_in) => brought_in,
                Err(error) => return Some(Err(error.into())),
            };
            Some(Ok(programme_prices::ActiveModel {
                id: NotSet,
                programme_id: Set(self.programme_id),
                department_id: Set(department_id),
                crew_id: Set(crew_id),
                year: Set(price.year),
                price: Set(price.price),
                price_range: Set(Some(*range)),
                brought_in: Set(brought_in),
            }))
        });
        prices.collect()
    }

    fn left_out(&self) -> Vec<programme_left_out_requests::ActiveModel> {
        let row = |(request_id, reason): &(i64, LeftOutReason)| programme_left_out_requests::ActiveModel {
            programme_id: Set(self.programme_id),
            request_id: Set(*request_id),
            reason: Set(*reason),
        };
        self.left_out.iter().map(row).collect()
    }

    fn sites(&self) -> Vec<programme_sites::ActiveModel> {
        let mut places_of: BTreeMap<usize, (&str, Vec<[f64; 2]>)> = BTreeMap::new();
        for (project, written) in self.plan.grouping.projects.iter().zip(&self.plan.programme.projects) {
            let site = places_of.entry(project.site).or_insert((written.site.as_str(), Vec::new()));
            site.1.extend(places(&self.prepared.requests, project));
        }
        places_of
            .into_values()
            .map(|(code, places)| {
                let [lon, lat] = centroid(&places);
                programme_sites::ActiveModel {
                    id: NotSet,
                    programme_id: Set(self.programme_id),
                    code: Set(code.to_owned()),
                    lon: Set(lon),
                    lat: Set(lat),
                }
            })
            .collect()
    }

    fn project(&self, reference: &Reference, index: usize) -> Result<ProjectRecord, ServiceError> {
        let grouped = &self.plan.grouping.projects[index];
        let written = &self.plan.programme.projects[index];
        let decision = &self.plan.decisions[index];
        let unknown = || ServiceError::Internal(format!("the catalogue does not know {}", written.work_type));
        let work_type = reference.work_type_of_code(&written.work_type).ok_or_else(unknown)?;
        let places = places(&self.prepared.requests, grouped);
        let [lon, lat] = centroid(&places);
        let requests = || grouped.requests.iter().map(|&request| &self.prepared.requests[request]);
        let project = programme_projects::ActiveModel {
            id: NotSet,
            programme_id: Set(self.programme_id),
            site_id: NotSet,
            code: Set(written.id.clone()),
            work_type_id: Set(work_type.id),
            department_id: Set(work_type.department_id),
            borough_id: Set(borough_of(reference, requests())),
            year: Set(written.year),
            cost_cents: Set(written.cost),
            hours: Set(written.hours.values().sum()),
            crew_hours: Set(serde_json::to_value(&written.hours)?),
            value: Set(written.value),
            request_count: Set(i32::try_from(grouped.requests.len()).unwrap_or(i32::MAX)),
            lon: Set(lon),
            lat: Set(lat),
            outline: Set(outline_geojson(&places)),
            reason_code: Set(decision.reason.code().to_owned()),
            reason_parameters: Set(serde_json::to_value(&decision.reason)?),
            earlier: Set(decision.earlier.as_ref().map(serde_json::to_value).transpose()?),
        };
        Ok(ProjectRecord {
            code: written.id.clone(),
            site_code: written.site.clone(),
            project,
            request_ids: requests().map(|row| row.id).collect(),
        })
    }
}

/// Longitudes and latitudes of the requests of a project.
pub fn places(requests: &[PlannedRequest], project: &GroupedProject) -> Vec<[f64; 2]> {
    let place = |request: &usize| {
        let row = &requests[*request];
        Some([row.lon?, row.lat?])
    };
    project.requests.iter().filter_map(place).collect()
}

/// The mean longitude and latitude of some places of a city.
pub fn centroid(places: &[[f64; 2]]) -> [f64; 2] {
    let count = places.len().max(1) as f64;
    let sum = places.iter().fold([0.0, 0.0], |sum, place| [sum[0] + place[0], sum[1] + place[1]]);
    [sum[0] / count, sum[1] / count]
}

/// The convex outline of some places as a GeoJSON geometry: a point, a line or a polygon.
pub fn outline_geojson(places: &[[f64; 2]]) -> Value {
    match outline(places) {
        Some(Outline::Point(place)) => json!({ "type": "Point", "coordinates": place }),
        Some(Outline::Line(ends)) => json!({ "type": "LineString", "coordinates": ends }),
        Some(Outline::Polygon(ring)) => json!({ "type": "Polygon", "coordinates": [ring] }),
        None => json!({ "type": "GeometryCollection", "geometries": [] }),
    }
}

/// The key of the borough of most of the requests; of several, that of the first code, as minimum shares count it.
pub fn borough_of<'a>(reference: &Reference, requests: impl Iterator<Item = &'a PlannedRequest>) -> Option<i64> {
    let codes = requests.filter_map(|row| Some(reference.borough(row.borough_id?)?.code.as_str()));
    reference.borough_of_code(most_frequent(codes)?).map(|row| row.id)
}

fn stored_ending(ending: Ending) -> SearchEnding {
    match ending {
        Ending::Optimal => SearchEnding::Optimal,
        Ending::MovesMade => SearchEnding::MovesMade,
        Ending::TimeLimit => SearchEnding::TimeLimit,
        Ending::Stopped => SearchEnding::Stopped,
    }
}
