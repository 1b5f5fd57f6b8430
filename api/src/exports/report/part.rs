//! The parts of the report: each year with its map, each department of it with its lots and projects, and what waits.

use std::io::Write;

use maud::{Markup, html};

use super::map::{self, Dot};
use super::opening::{anchor, key, legend};
use super::plane::Plane;
use super::put;
use super::wording::Wording;
use crate::exports::error::ExportError;
use crate::exports::model::{ExportLot, ExportProgramme, ExportProject, ExportSection};
use crate::exports::source::ExportSource;

/// The most projects that the map of a year shows of a department: the most valuable ones.
const MAXIMUM_DOTS: usize = 1_500;

/// The most projects that wait which are told one by one, of a department: the most valuable ones.
const MAXIMUM_WAITING: usize = 100;

/// Writes parts one after another.
pub(super) struct PartWriter<'a> {
    pub(super) source: &'a dyn ExportSource,
    pub(super) wording: Wording,
    pub(super) plane: &'a Plane,
    pub(super) out: &'a mut dyn Write,
}

impl PartWriter<'_> {
    /// A year: its map, its departments in figures, then each department.
    pub(super) fn year(&mut self, year: i32) -> Result<(), ExportError> {
        let programme = self.source.programme();
        let sections: Vec<&ExportSection> =
            programme.sections.iter().filter(|section| section.year == Some(year)).collect();
        let map = self.year_map(year, &sections)?;
        let wording = self.wording;
        put(
            self.out,
            &html! {
                section class="year" id=(format!("y{year}")) {
                    h2 { (year) }
                    @if let Some(map) = map {
                        figure { (map) (legend(programme)) figcaption { (wording.text("year_map_caption")) } }
                    }
                    (departments(programme, &sections, wording, year))
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
        Ok(if dots.is_empty() { None } else { map::dots(self.plane, &dots, &label) })
    }

    /// A department of a year: figures, the map and table of its lots, the table of its projects.
    fn department(&mut self, section: &ExportSection) -> Result<(), ExportError> {
        let programme = self.source.programme();
        let wording = self.wording;
        let department = programme.department_of(section);
        let year = section.year.map(|year| year.to_string()).unwrap_or_default();
        let mut lots: Vec<ExportLot> = Vec::new();
        self.source.lots(section, &mut |lot| {
            lots.push(lot);
            Ok(())
        })?;
        let label = wording.with(
            "lot_map",
            &[
                ("department", department.name.clone()),
                ("year", year.clone()),
                ("lots", wording.lots(lots.len().try_into().unwrap_or(i64::MAX))),
            ],
        );
        put(
            self.out,
            &html! {
                (maud::PreEscaped(format!("<section class=\"department\" id=\"{}\">", anchor(section))))
                h3 { (key(section.department)) (department.name) span class="of-year" { (year) } }
                p class="figures" { (figures(section, lots.len(), wording)) }
                @if let Some(map) = map::lots(self.plane, &lots, &label) {
                    figure { (map) figcaption { (wording.text("lot_map_caption")) } }
                }
                @if !lots.is_empty() { (lot_table(&lots, wording)) }
            },
        )?;
        self.project_table(section, usize::MAX, &wording.text("project_table"), &wording.column("reason_of_year"))?;
        self.out.write_all(b"</section>\n")?;
        Ok(())
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
            put(
                self.out,
                &html! {
                    h3 id=(anchor(section)) { (key(section.department)) (department.name) }
                    p class="figures" { (figures(section, 0, wording)) }
                },
            )?;
            let told = i64::try_from(MAXIMUM_WAITING).unwrap_or(i64::MAX);
            let caption = match section.project_count > told {
                true => wording.with(
                    "waiting_cut",
                    &[("told", wording.numbers.whole(told)), ("projects", wording.projects(section.project_count))],
                ),
                false => wording.text("waiting_projects"),
            };
            self.project_table(section, MAXIMUM_WAITING, &caption, &wording.column("reason_of_wait"))?;
        }
        self.out.write_all(b"</section>\n")?;
        Ok(())
    }

    fn project_table(
        &mut self,
        section: &ExportSection,
        most: usize,
        caption: &str,
        reason: &str,
    ) -> Result<(), ExportError> {
        let wording = self.wording;
        let is_done = section.year.is_some();
        put(
            self.out,
            &html! {
                (maud::PreEscaped("<table class=\"projects\">"))
                caption { (caption) }
                thead { tr {
                    th scope="col" { (wording.column("project")) }
                    th scope="col" { (wording.column("work_type")) }
                    @if is_done { th scope="col" class="number" { (wording.column("lot_and_position")) } }
                    th scope="col" class="number" { (wording.column("request_count")) }
                    th scope="col" class="number" { (wording.column("cost")) }
                    th scope="col" class="number" { (wording.column("hours")) }
                    th scope="col" class="number" { (wording.column("value")) }
                    th scope="col" class="reason" { (reason) }
                } }
                (maud::PreEscaped("<tbody>"))
            },
        )?;
        let (mut told, out) = (0, &mut *self.out);
        self.source.projects(section, &mut |project| {
            told += 1;
            if told <= most { put(out, &project_row(&project, is_done, wording)) } else { Ok(()) }
        })?;
        self.out.write_all(b"</tbody></table>\n")?;
        Ok(())
    }
}

/// The departments of a year in figures.
fn departments(programme: &ExportProgramme, sections: &[&ExportSection], wording: Wording, year: i32) -> Markup {
    let numbers = wording.numbers;
    html! {
        table {
            caption { (wording.with("year_table", &[("year", year.to_string())])) }
            thead { tr {
                th scope="col" { (wording.column("department")) }
                th scope="col" class="number" { (wording.column("budget")) }
                th scope="col" class="number" { (wording.column("cost")) }
                th scope="col" class="number" { (wording.column("project_count")) }
                th scope="col" class="number" { (wording.column("request_count")) }
                th scope="col" class="number" { (wording.column("value")) }
                th scope="col" class="number" { (wording.column("used_hours")) }
            } }
            tbody { @for section in sections { tr {
                th scope="row" { (key(section.department)) (programme.department_of(section).name) }
                td class="number" { (section.budget_cents.map_or_else(|| "—".to_owned(), |budget| numbers.dollars(budget))) }
                td class="number" { (numbers.dollars(section.cost_cents)) }
                td class="number" { (numbers.whole(section.project_count)) }
                td class="number" { (numbers.whole(section.request_count)) }
                td class="number" { (numbers.decimal(section.value, 0)) }
                td class="number" { (hours(section, wording)) }
            } } }
        }
    }
}

/// The hours that crews take, of those that they have.
fn hours(section: &ExportSection, wording: Wording) -> String {
    let used = section.crews.iter().map(|crew| crew.used_hours).fold(0.0, |sum, used| sum + used);
    match section.crews.iter().map(|crew| crew.hours).sum::<Option<f64>>().filter(|hours| *hours > 0.0) {
        Some(hours) => format!("{} / {}", wording.numbers.decimal(used, 0), wording.numbers.hours(hours)),
        None => wording.numbers.hours(used),
    }
}

/// A section in a line.
fn figures(section: &ExportSection, lots: usize, wording: Wording) -> String {
    let mut figures = vec![
        wording.projects(section.project_count),
        wording.requests(section.request_count),
        wording.numbers.dollars(section.cost_cents),
    ];
    if let Some(budget) = section.budget_cents {
        figures[2] =
            format!("{} {}", figures[2], wording.with("of_budget", &[("budget", wording.numbers.dollars(budget))]));
    }
    if lots > 0 {
        figures.push(wording.lots(lots.try_into().unwrap_or(i64::MAX)));
    }
    figures.join(" · ")
}

fn lot_table(lots: &[ExportLot], wording: Wording) -> Markup {
    let numbers = wording.numbers;
    html! {
        table class="lots" {
            caption { (wording.text("lot_table")) }
            thead { tr {
                th scope="col" class="number" { (wording.column("lot")) }
                th scope="col" { (wording.column("area")) }
                th scope="col" class="number" { (wording.column("project_count")) }
                th scope="col" class="number" { (wording.column("request_count")) }
                th scope="col" class="number" { (wording.column("cost")) }
                th scope="col" class="number" { (wording.column("hours")) }
                th scope="col" class="number" { (wording.column("value")) }
                th scope="col" class="number" { (wording.column("route")) }
            } }
            tbody { @for (index, lot) in lots.iter().enumerate() { tr {
                th scope="row" class="number" style=(format!("color:{}", super::palette::colour(index))) { (lot.number) }
                td { (lot.area.as_deref().unwrap_or("—")) }
                td class="number" { (numbers.whole(lot.project_count)) }
                td class="number" { (numbers.whole(lot.request_count)) }
                td class="number" { (numbers.dollars(lot.cost_cents)) }
                td class="number" { (numbers.hours(lot.hours)) }
                td class="number" { (numbers.decimal(lot.value, 0)) }
                td class="number" { (numbers.distance(lot.length_m)) }
            } } }
        }
    }
}

fn project_row(project: &ExportProject, is_done: bool, wording: Wording) -> Markup {
    let numbers = wording.numbers;
    html! { tr {
        th scope="row" { (project.code) }
        td { (project.work_type.name) }
        @if is_done {
            td class="number" { (project.lot.map_or_else(|| "—".to_owned(), |(number, position)| format!("{number} · {position}"))) }
        }
        td class="number" { (numbers.whole(project.request_count)) }
        td class="number" { (numbers.dollars(project.cost_cents)) }
        td class="number" { (numbers.hours(project.hours)) }
        td class="number" { (numbers.decimal(project.value, 0)) }
        td class="reason" { (project.reason) }
    } }
}
