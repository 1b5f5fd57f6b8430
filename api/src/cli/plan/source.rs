//! A plan that was just made as the source of exports: names are the ids of the instance.

use std::collections::HashMap;

use riverain_planner::{
    AreaFigures, Instance, Lot, LotProject, LotRules, Plan, Programme, ScarceResource, figures_by_area, lots,
    shadow_prices,
};

use crate::exports::error::ExportError;
use crate::exports::model::{
    BackdropShape, ExportArea, ExportCrew, ExportLot, ExportPrice, ExportProgramme, ExportProject, ExportRequest,
    ExportSection, Named,
};
use crate::exports::source::{ExportSource, Visit};
use crate::services::programmes::plan_record::{centroid, outline_geojson};

/// A plan with its lots.
pub(super) struct PlanSource<'a> {
    instance: &'a Instance,
    plan: &'a Plan,
    programme: &'a Programme,
    export: ExportProgramme,
    /// Indices of the projects of each year and department, the most valuable first.
    projects: HashMap<(Option<i32>, usize), Vec<usize>>,
    /// The lots of each year and department, by number.
    lots: HashMap<(i32, usize), Vec<Lot>>,
    /// The number of the lot of a project, and its place in it.
    lot_of: HashMap<usize, (i32, i32)>,
}

impl<'a> PlanSource<'a> {
    /// The plan of an instance under a name; `programme` is its programme in the language of the exports.
    pub(super) fn new(
        name: &str,
        instance: &'a Instance,
        plan: &'a Plan,
        programme: &'a Programme,
        rules: &LotRules,
        locale: riverain_planner::Locale,
    ) -> Self {
        let ids: Vec<&str> = instance.departments.iter().map(|department| department.id.as_str()).collect();
        let department =
            |index: usize| ids.iter().position(|id| *id == programme.projects[index].department).unwrap_or(0);
        let mut projects: HashMap<(Option<i32>, usize), Vec<usize>> = HashMap::new();
        for (index, project) in programme.projects.iter().enumerate() {
            projects.entry((project.year, department(index))).or_default().push(index);
        }
        for indices in projects.values_mut() {
            let value = |index: &usize| programme.projects[*index].value;
            indices.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.cmp(b)));
        }
        let done: Vec<usize> =
            (0..programme.projects.len()).filter(|&index| programme.projects[index].year.is_some()).collect();
        let mut source = Self {
            instance,
            plan,
            programme,
            export: described(name, instance, programme),
            projects,
            lots: HashMap::new(),
            lot_of: HashMap::new(),
        };
        let lot_project = |&index: &usize| LotProject {
            year: programme.projects[index].year.unwrap_or_default(),
            department: department(index),
            area: None,
            place: centroid(&source.places(index)),
            cost: programme.projects[index].cost,
        };
        let mut bundled = lots(&done.iter().map(lot_project).collect::<Vec<_>>(), rules);
        for lot in &mut bundled {
            for (position, project) in (1..).zip(&mut lot.projects) {
                *project = done[*project];
                source.lot_of.insert(*project, (i32::try_from(lot.number).unwrap_or(i32::MAX), position));
            }
        }
        for lot in bundled {
            source.lots.entry((lot.year, lot.department)).or_default().push(lot);
        }
        let sections = source.sections();
        source.export.sections = sections;
        source.export.prices = Some(prices(instance, plan, locale));
        source.export.areas = areas(instance, plan);
        source
    }

    fn sections(&self) -> Vec<ExportSection> {
        let horizon = self.instance.horizon;
        let departments = 0..self.instance.departments.len();
        let scheduled = (0..horizon.years as usize).flat_map(|at| {
            let year = horizon.first_year.saturating_add(i32::try_from(at).unwrap_or(i32::MAX));
            departments.clone().map(move |department| (at, year, department))
        });
        let mut sections: Vec<ExportSection> =
            scheduled.map(|(at, year, department)| self.scheduled(at, year, department)).collect();
        let waiting = departments.filter(|department| self.projects.contains_key(&(None, *department)));
        sections.extend(waiting.map(|department| self.section(None, department)));
        sections
    }

    fn scheduled(&self, at: usize, year: i32, department: usize) -> ExportSection {
        let owner = &self.instance.departments[department];
        let used = |crew: &str| {
            let done = self
                .indices(Some(year), department)
                .iter()
                .filter_map(|&index| self.programme.projects[index].hours.get(crew));
            done.fold(0.0, |sum, hours| sum + hours)
        };
        let crews = self.instance.crews.iter().filter(|crew| crew.department == owner.id);
        ExportSection {
            budget_cents: owner.budget.get(at).copied().flatten(),
            crews: crews
                .map(|crew| ExportCrew {
                    name: crew.id.clone(),
                    hours: crew.hours.get(at).copied().flatten(),
                    used_hours: used(&crew.id),
                })
                .collect(),
            ..self.section(Some(year), department)
        }
    }

    fn section(&self, year: Option<i32>, department: usize) -> ExportSection {
        let held = || self.indices(year, department).iter().map(|&index| &self.programme.projects[index]);
        ExportSection {
            year,
            department,
            budget_cents: None,
            cost_cents: held().map(|project| project.cost).sum(),
            value: held().map(|project| project.value).fold(0.0, |sum, value| sum + value),
            project_count: counted(held().count()),
            request_count: counted(held().map(|project| project.requests.len()).sum()),
            crews: Vec::new(),
        }
    }

    fn indices(&self, year: Option<i32>, department: usize) -> &[usize] {
        self.projects.get(&(year, department)).map_or(&[], Vec::as_slice)
    }

    fn places(&self, project: usize) -> Vec<[f64; 2]> {
        let requests = self.plan.grouping.projects[project].requests.iter();
        requests.map(|&request| &self.instance.requests[request]).map(|request| [request.lon, request.lat]).collect()
    }

    fn project(&self, index: usize) -> ExportProject {
        let project = &self.programme.projects[index];
        let places = self.places(index);
        ExportProject {
            code: project.id.clone(),
            site: project.site.clone(),
            work_type: named(&project.work_type),
            borough: None,
            neighbourhood: None,
            lot: self.lot_of.get(&index).copied(),
            cost_cents: project.cost,
            hours: project.hours.values().fold(0.0, |sum, hours| sum + hours),
            value: project.value,
            request_count: counted(project.requests.len()),
            place: centroid(&places),
            outline: outline_geojson(&places),
            reason_code: project.reason.code.clone(),
            reason: project.reason.text.clone(),
            requests: project.requests.clone(),
        }
    }
}

impl ExportSource for PlanSource<'_> {
    fn programme(&self) -> &ExportProgramme {
        &self.export
    }

    fn shows_requests(&self) -> bool {
        true
    }

    fn projects(&self, section: &ExportSection, visit: Visit<'_, ExportProject>) -> Result<(), ExportError> {
        self.indices(section.year, section.department).iter().try_for_each(|&index| visit(self.project(index)))
    }

    fn lots(&self, section: &ExportSection, visit: Visit<'_, ExportLot>) -> Result<(), ExportError> {
        let held = section.year.and_then(|year| self.lots.get(&(year, section.department)));
        held.into_iter()
            .flatten()
            .map(|lot| {
                let projects = || lot.projects.iter().map(|&index| &self.programme.projects[index]);
                ExportLot {
                    number: i32::try_from(lot.number).unwrap_or(i32::MAX),
                    area: None,
                    cost_cents: projects().map(|project| project.cost).sum(),
                    hours: projects().flat_map(|project| project.hours.values()).fold(0.0, |sum, hours| sum + hours),
                    value: projects().map(|project| project.value).fold(0.0, |sum, value| sum + value),
                    project_count: counted(lot.projects.len()),
                    request_count: counted(projects().map(|project| project.requests.len()).sum()),
                    length_m: lot.length_m,
                    route: lot.projects.iter().map(|&index| centroid(&self.places(index))).collect(),
                }
            })
            .try_for_each(visit)
    }

    fn requests(&self, section: &ExportSection, visit: Visit<'_, ExportRequest>) -> Result<(), ExportError> {
        for &index in self.indices(section.year, section.department) {
            for &request in &self.plan.grouping.projects[index].requests {
                let request = &self.instance.requests[request];
                visit(ExportRequest {
                    number: request.id.clone(),
                    project: self.programme.projects[index].id.clone(),
                    subject: request.work_type.clone(),
                    status: None,
                    opened_on: None,
                    priority: request.priority,
                    cost_cents: Some(request.cost),
                    place: Some([request.lon, request.lat]),
                })?;
            }
        }
        Ok(())
    }

    fn backdrop(&self, _: Visit<'_, BackdropShape>) -> Result<(), ExportError> {
        Ok(())
    }
}

fn prices(instance: &Instance, plan: &Plan, locale: riverain_planner::Locale) -> Vec<ExportPrice> {
    let priced = shadow_prices(instance, plan).into_iter().map(|priced| {
        let (resource, is_money) = match &priced.price.resource {
            ScarceResource::Budget { department } => (department.clone(), true),
            ScarceResource::Hours { crew } => (crew.clone(), false),
        };
        let text = priced.text(&resource, locale);
        ExportPrice { year: priced.price.year, is_money, value: priced.told_value(), text, resource }
    });
    priced.collect()
}

fn areas(instance: &Instance, plan: &Plan) -> Vec<ExportArea> {
    let figures = figures_by_area(instance, plan, |request| instance.requests[request].area.clone());
    let area = |(name, figures): (Option<String>, AreaFigures)| ExportArea {
        name,
        request_count: counted(figures.request_count),
        scheduled_request_count: counted(figures.scheduled_request_count),
        spent_cents: figures.spent,
        value: figures.value,
        scheduled_value: figures.scheduled_value,
        mean_years: figures.mean_years,
    };
    figures.into_iter().map(area).collect()
}

fn described(name: &str, instance: &Instance, programme: &Programme) -> ExportProgramme {
    let horizon = instance.horizon;
    ExportProgramme {
        identity: format!("programme-{name}"),
        name: name.to_owned(),
        city: None,
        status: None,
        first_year: horizon.first_year,
        last_year: horizon
            .first_year
            .saturating_add(i32::try_from(horizon.years).unwrap_or(i32::MAX))
            .saturating_sub(1),
        objective: programme.objective,
        upper_bound: programme.upper_bound,
        gap: programme.gap,
        prices: None,
        areas: Vec::new(),
        planned_at: None,
        planned_on: None,
        departments: instance.departments.iter().map(|department| named(&department.id)).collect(),
        sections: Vec::new(),
    }
}

fn named(id: &str) -> Named {
    Named { code: id.to_owned(), name: id.to_owned() }
}

fn counted(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
