//! The parts of the report: each year with its map, each department of it with its lots and projects, and what waits.

use std::io::Write;

use maud::{Markup, html};

use super::map::{self, City, Dot};
use super::opening::{anchor, key, legend};
use super::summary::Summary;
use super::wording::Wording;
use super::{put, tables};
use crate::exports::error::ExportError;
use crate::exports::model::{ExportLot, ExportSection};
use crate::exports::source::ExportSource;

/// The most projects that the map of a year shows of a department: the most valuable ones.
const MAXIMUM_DOTS: usize = 1_500;

/// The most projects that are told one by one, of a department and year: the most valuable ones.
const MAXIMUM_PROJECTS: usize = 5;

/// The most projects that wait which are told one by one, of a department: the most valuable ones.
const MAXIMUM_WAITING: usize = 4;

/// Writes parts one after another.
pub(super) struct PartWriter<'a> {
    pub(super) source: &'a dyn ExportSource,
    pub(super) wording: Wording,
    pub(super) city: City<'a>,
    pub(super) out: &'a mut dyn Write,
}

impl PartWriter<'_> {
    /// A year: its map, its departments in figures, then each department.
    pub(super) fn year(&mut self, year: i32) -> Result<(), ExportError> {
        let programme = self.source.programme();
        let sections: Vec<&ExportSection> = programme
            .sections
            .iter()
            .filter(|section| section.year == Some(year))
            .filter(|section| section.project_count > 0 || section.budget_cents != Some(0))
            .collect();
        let map = self.year_map(year, &sections)?;
        let wording = self.wording;
        put(
            self.out,
            &html! {
                section class="year" id=(format!("y{year}")) {
                    h2 { (year) }
                    @if let Some(map) = map {
                        figure {
                            (map)
                            (legend(programme, sections.iter().copied()))
                            figcaption { (wording.text("year_map_caption")) }
                        }
                    }
                    (tables::departments(programme, &sections, wording, year))
                }
            },
        )?;
        sections
            .into_iter()
            .filter(|section| section.project_count > 0)
            .try_for_each(|section| self.department(section))
    }

    fn year_map(&self, year: i32, sections: &[&ExportSection]) -> Result<Option<Markup>, ExportError> {
        let mut dots = Vec::new();
        for section in sections {
            let mut shown = 0;
            self.source.projects(section, &mut |project| {
                shown += 1;
                if shown <= MAXIMUM_DOTS {
                    let department = section.department;
                    dots.push(Dot { place: project.place, cost_cents: project.cost_cents, department });
                }
                Ok(())
            })?;
        }
        let label = self.wording.with(
            "year_map",
            &[
                ("year", year.to_string()),
                ("projects", self.wording.projects(dots.len().try_into().unwrap_or(i64::MAX))),
            ],
        );
        Ok(if dots.is_empty() { None } else { map::dots(self.city, &dots, &label) })
    }

    /// A department of a year: figures, the map of its lots beside its kinds of work, its lots, its most valuable projects.
    fn department(&mut self, section: &ExportSection) -> Result<(), ExportError> {
        let wording = self.wording;
        let department = self.source.programme().department_of(section);
        let year = section.year.map(|year| year.to_string()).unwrap_or_default();
        let mut lots: Vec<ExportLot> = Vec::new();
        self.source.lots(section, &mut |lot| {
            lots.push(lot);
            Ok(())
        })?;
        let summary = Summary::of(self.source, section, MAXIMUM_PROJECTS)?;
        let values = [
            ("department", department.name.clone()),
            ("year", year.clone()),
            ("lots", wording.lots(lots.len().try_into().unwrap_or(i64::MAX))),
        ];
        let colours = map::lot_colours(self.city.plane, &lots);
        let map = map::lots(self.city, &lots, &colours, &wording.with("lot_map", &values));
        let (by_work_type, heading) = (wording.text("work_type_table"), wording.column("work_type"));
        put(
            self.out,
            &html! {
                section class="department" id=(anchor(section)) {
                    div class="lead" {
                        h3 { (key(section.department)) (department.name) span class="of-year" { (year) } }
                        p class="figures" { (figures(section, lots.len(), wording)) }
                        div class="pair" {
                            @if let Some(map) = map {
                                figure { (map) figcaption { (wording.text("lot_map_caption")) } }
                            }
                            (tables::groups(&summary.work_types, &by_work_type, &heading, section.department, wording))
                        }
                    }
                    @if !lots.is_empty() { (tables::lots(&lots, &colours, wording)) }
                    (tables::projects(&summary, true, wording))
                }
            },
        )
    }

    /// What waits beyond the horizon, by department.
    pub(super) fn waiting(&mut self) -> Result<(), ExportError> {
        let programme = self.source.programme();
        let wording = self.wording;
        let sections: Vec<&ExportSection> =
            programme.sections.iter().filter(|section| section.year.is_none() && section.project_count > 0).collect();
        if sections.is_empty() {
            return Ok(());
        }
        put(
            self.out,
            &html! {
                (maud::PreEscaped("<section class=\"year\" id=\"waiting\">"))
                h2 { (wording.text("waiting")) }
                p { (wording.text("waiting_lede")) }
            },
        )?;
        for section in sections {
            let department = programme.department_of(section);
            let mut summary = Summary::of(self.source, section, MAXIMUM_WAITING)?;
            for cause in &mut summary.causes {
                cause.name = wording.cause(&cause.name);
            }
            let (caption, heading) = (wording.text("cause_table"), wording.text("cause"));
            put(
                self.out,
                &html! {
                    section class="department" id=(anchor(section)) {
                        div class="lead" {
                            h3 { (key(section.department)) (department.name) }
                            p class="figures" { (figures(section, 0, wording)) }
                            (tables::groups(&summary.causes, &caption, &heading, section.department, wording))
                        }
                        (tables::projects(&summary, false, wording))
                    }
                },
            )?;
        }
        self.out.write_all(b"</section>\n")?;
        Ok(())
    }
}

/// A section in a line.
fn figures(section: &ExportSection, lots: usize, wording: Wording) -> String {
    let mut figures = vec![
        wording.projects(section.project_count),
        wording.requests(section.request_count),
        wording.numbers.short_dollars(section.cost_cents),
    ];
    if let Some(budget) = section.budget_cents {
        let budget = wording.with("of_budget", &[("budget", wording.numbers.short_dollars(budget))]);
        figures[2] = format!("{} {budget}", figures[2]);
    }
    if lots > 0 {
        figures.push(wording.lots(lots.try_into().unwrap_or(i64::MAX)));
    }
    figures.join(" · ")
}
