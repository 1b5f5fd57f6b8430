//! A programme of the database as the source of an export: read page by page, by key, on a thread that may block.

mod analysis;
mod rows;

use std::collections::HashMap;
use std::sync::Arc;

use riverain_entities::programmes::{Model, ProgrammeStatus};
use riverain_entities::{programme_budgets, programme_crew_hours};
use tokio::runtime::Handle;

use super::error::ExportError;
use super::model::{
    BackdropShape, ExportCrew, ExportLot, ExportProgramme, ExportProject, ExportRequest, ExportSection, Named,
};
use super::source::{ExportSource, Visit};
use crate::app::SharedApp;
use crate::domain::place::Area;
use crate::locale::Locale;
use crate::services::ServiceError;
use crate::store::page::PageRequest;
use crate::store::programme_projects::{Section, SectionTotals};
use crate::store::reference::Reference;
use crate::store::{
    areas, programme_analysis, programme_lots, programme_parents, programme_projects, programmes, street_lines,
};
use rows::ProjectPage;

/// Projects, lots or streets that are read at once.
const PAGE: u64 = 500;

/// Requests that are read at once.
const REQUESTS: u64 = 1_000;

/// Which part of a programme is exported, and what the reader may see of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExportScope {
    /// The only year that is shown; all, and what waits, where absent.
    pub year: Option<i32>,
    /// The key of the only department that is shown; all where absent.
    pub department_id: Option<i64>,
    /// Whether what is told beside the programme is shown: what is scarce, how boroughs are served.
    pub shows_analysis: bool,
    /// Whether the requests of projects are shown.
    pub shows_requests: bool,
    /// Whether the numbers of its requests are shown with each project.
    pub lists_numbers: bool,
}

/// A planned programme of the database.
pub struct StoredSource {
    app: SharedApp,
    runtime: Handle,
    reference: Arc<Reference>,
    locale: Locale,
    scope: ExportScope,
    programme_id: i64,
    department_ids: Vec<i64>,
    programme: ExportProgramme,
}

impl StoredSource {
    /// Reads what is small of a programme. Call it inside the runtime that will answer the reading of the rest.
    ///
    /// # Errors
    /// A database that fails.
    pub async fn open(
        app: SharedApp,
        reference: Arc<Reference>,
        row: &Model,
        scope: ExportScope,
        locale: Locale,
    ) -> Result<Self, ServiceError> {
        let keys = [row.id];
        let planned = programmes::departments_of(&app.database, &keys).await?.into_iter().map(|(_, key)| key);
        let department_ids: Vec<i64> =
            planned.filter(|key| scope.department_id.is_none_or(|only| only == *key)).collect();
        let budgets = programmes::budgets_of(&app.database, &keys).await?;
        let hours = programmes::crew_hours_of(&app.database, &keys).await?;
        let totals = programme_projects::totals_of(&app.database, &keys).await?;
        let prices = programme_parents::prices_of(&app.database, &keys).await?;
        let served = programme_analysis::areas_of(&app.database, &keys).await?;
        let figures = Figures { reference: &reference, locale, totals: &totals, hours: &hours };
        let shown = budgets.iter().filter(|budget| scope.year.is_none_or(|year| budget.year == year));
        let mut sections: Vec<ExportSection> = shown
            .filter_map(|budget| Some(figures.scheduled(position(&department_ids, budget.department_id)?, budget)))
            .collect();
        if scope.year.is_none() {
            sections
                .extend((0..department_ids.len()).filter_map(|index| figures.waiting(index, department_ids[index])));
        }
        let programme = ExportProgramme {
            identity: identity(row),
            name: row.name.clone(),
            city: Some(reference.city.name.clone()),
            status: Some(locale.wording(&format!("export.status.{}", status_key(row.status)), &[])),
            first_year: row.first_year,
            last_year: row.first_year.saturating_add(row.years).saturating_sub(1),
            objective: row.objective.unwrap_or_default(),
            upper_bound: row.upper_bound.unwrap_or_default(),
            gap: row.gap.unwrap_or_default(),
            prices: analysis::prices(&prices, scope, &reference, locale)?,
            areas: analysis::areas(&served, scope, &reference),
            planned_at: row.planned_at,
            planned_on: row.planned_at.map(|planned_at| reference.local_date(planned_at)),
            departments: department_ids.iter().map(|key| department(&reference, *key, locale)).collect(),
            sections,
        };
        let (programme_id, runtime) = (row.id, Handle::current());
        Ok(Self { app, runtime, reference, locale, scope, programme_id, department_ids, programme })
    }

    fn section(&self, section: &ExportSection) -> Section {
        let department_id = Some(self.department_ids[section.department]);
        Section { programme_id: self.programme_id, year: section.year, department_id }
    }

    /// Each page of the projects of a section.
    fn project_pages(
        &self,
        section: &ExportSection,
        visit: &mut dyn FnMut(ProjectPage) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let section = self.section(section);
        let mut request: PageRequest<i64> = PageRequest::first(PAGE);
        loop {
            let read = async {
                let page = programme_projects::page(&self.app.database, section, &request).await?;
                let has_next = page.has_next;
                Ok::<_, ExportError>((
                    ProjectPage::read(&self.app.database, page.rows, self.scope.lists_numbers).await?,
                    has_next,
                ))
            };
            let (page, has_next) = self.runtime.block_on(read)?;
            request.after = page.last_key();
            visit(page)?;
            if !has_next {
                return Ok(());
            }
        }
    }
}

impl ExportSource for StoredSource {
    fn programme(&self) -> &ExportProgramme {
        &self.programme
    }

    fn shows_requests(&self) -> bool {
        self.scope.shows_requests
    }

    fn projects(&self, section: &ExportSection, visit: Visit<'_, ExportProject>) -> Result<(), ExportError> {
        self.project_pages(section, &mut |page| {
            page.export(&self.reference, self.locale).map_err(ServiceError::from)?.into_iter().try_for_each(&mut *visit)
        })
    }

    fn lots(&self, section: &ExportSection, visit: Visit<'_, ExportLot>) -> Result<(), ExportError> {
        let section = self.section(section);
        let mut request: PageRequest<i32> = PageRequest::first(PAGE);
        loop {
            let page = self.runtime.block_on(programme_lots::page(&self.app.database, section, &request))?;
            let keys: Vec<i64> = page.rows.iter().map(|row| row.id).collect();
            let mut routes = self.runtime.block_on(programme_lots::routes(&self.app.database, &keys))?;
            request.after = page.rows.last().map(|row| row.number);
            for row in page.rows {
                let route = routes.remove(&row.id).unwrap_or_default();
                visit(rows::lot(&self.reference, row, route))?;
            }
            if !page.has_next {
                return Ok(());
            }
        }
    }

    fn requests(&self, section: &ExportSection, visit: Visit<'_, ExportRequest>) -> Result<(), ExportError> {
        if !self.scope.shows_requests {
            return Ok(());
        }
        self.project_pages(section, &mut |page| {
            let codes: HashMap<i64, &str> = page.codes().collect();
            let keys: Vec<i64> = page.codes().map(|(key, _)| key).collect();
            let mut after = None;
            loop {
                let held = programme_projects::held_requests(&self.app.database, &keys, after, REQUESTS);
                let held = self.runtime.block_on(held)?;
                let Some((project_id, last)) = held.last() else { return Ok(()) };
                after = Some((*project_id, last.id));
                for (project_id, row) in held {
                    let code = codes.get(&project_id).copied().unwrap_or_default();
                    visit(rows::request(&self.reference, self.locale, code, &row))?;
                }
            }
        })
    }

    fn backdrop(&self, visit: Visit<'_, BackdropShape>) -> Result<(), ExportError> {
        let keys: Vec<i64> = self.reference.boroughs().iter().map(|row| row.id).collect();
        for (key, outline) in self.runtime.block_on(areas::borough_outlines(&self.app.database, &keys))? {
            let Ok(area) = Area::from_stored(&outline) else { continue };
            let rings =
                area.polygons().iter().map(|polygon| polygon.exterior().coords().map(|at| [at.x, at.y]).collect());
            let name = self.reference.borough(key).map(|row| row.name.clone());
            visit(BackdropShape::Area { name, rings: rings.collect() })?;
        }
        let mut after = 0;
        loop {
            let segments = self.runtime.block_on(street_lines::page(&self.app.database, after, PAGE))?;
            let Some((last, _, _)) = segments.last() else { return Ok(()) };
            after = *last;
            for (_, name, geometry) in segments {
                for line in rows::lines(&geometry) {
                    visit(BackdropShape::Street { name: name.clone(), line })?;
                }
            }
        }
    }
}

/// What the figures of sections are made of.
struct Figures<'a> {
    reference: &'a Reference,
    locale: Locale,
    totals: &'a [SectionTotals],
    hours: &'a [programme_crew_hours::Model],
}

impl Figures<'_> {
    fn scheduled(&self, department: usize, budget: &programme_budgets::Model) -> ExportSection {
        let totals = self.totals(Some(budget.year), budget.department_id);
        let crews = self.hours.iter().filter(|row| row.year == budget.year).filter_map(|row| {
            let crew = self.reference.crew(row.crew_id).filter(|crew| crew.department_id == budget.department_id)?;
            let name = self.locale.pick(&crew.name_fr, &crew.name_en).to_owned();
            Some(ExportCrew { name, hours: row.hours, used_hours: row.used_hours })
        });
        ExportSection {
            year: Some(budget.year),
            department,
            budget_cents: budget.budget_cents,
            cost_cents: budget.spent_cents,
            value: totals.map_or(0.0, |totals| totals.value),
            project_count: totals.map_or(0, |totals| totals.project_count),
            request_count: totals.map_or(0, |totals| totals.request_count),
            crews: crews.collect(),
        }
    }

    /// What waits of a department; none where nothing does.
    fn waiting(&self, department: usize, department_id: i64) -> Option<ExportSection> {
        let totals = self.totals(None, department_id)?;
        Some(ExportSection {
            year: None,
            department,
            budget_cents: None,
            cost_cents: totals.cost_cents,
            value: totals.value,
            project_count: totals.project_count,
            request_count: totals.request_count,
            crews: Vec::new(),
        })
    }

    fn totals(&self, year: Option<i32>, department_id: i64) -> Option<&SectionTotals> {
        self.totals.iter().find(|totals| totals.year == year && totals.department_id == department_id)
    }
}

fn position(keys: &[i64], key: i64) -> Option<usize> {
    keys.iter().position(|known| *known == key)
}

fn department(reference: &Reference, key: i64, locale: Locale) -> Named {
    let row = reference.department(key);
    Named {
        code: row.map(|row| row.code.clone()).unwrap_or_default(),
        name: row.map(|row| locale.pick(&row.name_fr, &row.name_en).to_owned()).unwrap_or_default(),
    }
}

fn identity(row: &Model) -> String {
    let digest: String = row.instance_digest.iter().flat_map(|digest| digest.chars()).take(12).collect();
    format!("programme-{}-{digest}", row.id)
}

fn status_key(status: ProgrammeStatus) -> &'static str {
    match status {
        ProgrammeStatus::Draft => "draft",
        ProgrammeStatus::Approved => "approved",
        ProgrammeStatus::Published => "published",
        ProgrammeStatus::Archived => "archived",
    }
}
