//! What each sheet of the workbook holds.

use rust_xlsxwriter::Workbook;

use super::sheet::{Cell, Column, Kind, SheetWriter};
use crate::exports::error::ExportError;
use crate::exports::source::ExportSource;
use crate::locale::Locale;

/// The sheet of years and departments: budgets, spending, figures.
pub(super) fn years(workbook: &mut Workbook, source: &dyn ExportSource, locale: Locale) -> Result<(), ExportError> {
    let columns = [
        ("year", 10.0, Kind::Year),
        ("department", 34.0, Kind::Text),
        ("budget", 16.0, Kind::Dollars),
        ("cost", 16.0, Kind::Dollars),
        ("share_of_budget", 12.0, Kind::Percent),
        ("project_count", 12.0, Kind::Whole),
        ("request_count", 12.0, Kind::Whole),
        ("value", 12.0, Kind::Decimal),
        ("crew_hours", 14.0, Kind::Decimal),
        ("used_hours", 14.0, Kind::Decimal),
    ];
    let mut sheet = begin(workbook, locale, "years", &columns)?;
    let programme = source.programme();
    for section in &programme.sections {
        let budget = section.budget_cents;
        let share = budget.filter(|budget| *budget > 0).map(|budget| section.cost_cents as f64 / budget as f64);
        let hours = section.crews.iter().map(|crew| crew.hours).sum::<Option<f64>>();
        let used = section.crews.iter().map(|crew| crew.used_hours).fold(0.0, |sum, used| sum + used);
        let waits = || Cell::Text(word(locale, "waits"));
        sheet.row([
            section.year.map_or_else(waits, |year| Cell::Number(f64::from(year))),
            Cell::Text(programme.department_of(section).name.clone()),
            optional(budget.map(dollars)),
            Cell::Number(dollars(section.cost_cents)),
            optional(share),
            count(section.project_count),
            count(section.request_count),
            Cell::Number(section.value),
            optional(hours.filter(|_| !section.crews.is_empty())),
            optional(section.year.map(|_| used)),
        ])?;
    }
    sheet.finish()
}

/// The sheet of lots.
pub(super) fn lots(workbook: &mut Workbook, source: &dyn ExportSource, locale: Locale) -> Result<(), ExportError> {
    let columns = [
        ("lot", 8.0, Kind::Whole),
        ("year", 10.0, Kind::Year),
        ("department", 34.0, Kind::Text),
        ("area", 30.0, Kind::Text),
        ("project_count", 12.0, Kind::Whole),
        ("request_count", 12.0, Kind::Whole),
        ("cost", 16.0, Kind::Dollars),
        ("hours", 12.0, Kind::Decimal),
        ("value", 12.0, Kind::Decimal),
        ("route_metres", 14.0, Kind::Whole),
    ];
    let mut sheet = begin(workbook, locale, "lots", &columns)?;
    let programme = source.programme();
    for section in programme.sections.iter().filter(|section| section.year.is_some()) {
        source.lots(section, &mut |lot| {
            sheet.row([
                Cell::Number(f64::from(lot.number)),
                optional(section.year.map(f64::from)),
                Cell::Text(programme.department_of(section).name.clone()),
                lot.area.map_or(Cell::Empty, Cell::Text),
                count(lot.project_count),
                count(lot.request_count),
                Cell::Number(dollars(lot.cost_cents)),
                Cell::Number(lot.hours),
                Cell::Number(lot.value),
                Cell::Number(lot.length_m.round()),
            ])
        })?;
    }
    sheet.finish()
}

/// The sheet of projects, done and waiting.
pub(super) fn projects(workbook: &mut Workbook, source: &dyn ExportSource, locale: Locale) -> Result<(), ExportError> {
    let columns = [
        ("project", 12.0, Kind::Text),
        ("year", 10.0, Kind::Year),
        ("department", 34.0, Kind::Text),
        ("work_type", 30.0, Kind::Text),
        ("borough", 28.0, Kind::Text),
        ("neighbourhood", 28.0, Kind::Text),
        ("lot", 8.0, Kind::Whole),
        ("lot_position", 8.0, Kind::Whole),
        ("site", 10.0, Kind::Text),
        ("cost", 16.0, Kind::Dollars),
        ("hours", 12.0, Kind::Decimal),
        ("value", 12.0, Kind::Decimal),
        ("request_count", 12.0, Kind::Whole),
        ("reason", 70.0, Kind::Text),
        ("longitude", 13.0, Kind::Degrees),
        ("latitude", 13.0, Kind::Degrees),
    ];
    let mut sheet = begin(workbook, locale, "projects", &columns)?;
    let programme = source.programme();
    for section in &programme.sections {
        let waits = || Cell::Text(word(locale, "waits"));
        source.projects(section, &mut |project| {
            sheet.row([
                Cell::Text(project.code),
                section.year.map_or_else(waits, |year| Cell::Number(f64::from(year))),
                Cell::Text(programme.department_of(section).name.clone()),
                Cell::Text(project.work_type.name),
                project.borough.map_or(Cell::Empty, Cell::Text),
                project.neighbourhood.map_or(Cell::Empty, Cell::Text),
                optional(project.lot.map(|(number, _)| f64::from(number))),
                optional(project.lot.map(|(_, position)| f64::from(position))),
                Cell::Text(project.site),
                Cell::Number(dollars(project.cost_cents)),
                Cell::Number(project.hours),
                Cell::Number(project.value),
                count(project.request_count),
                Cell::Text(project.reason),
                Cell::Number(project.place[0]),
                Cell::Number(project.place[1]),
            ])
        })?;
    }
    sheet.finish()
}

/// The sheet of requests: where and what, never who.
pub(super) fn requests(workbook: &mut Workbook, source: &dyn ExportSource, locale: Locale) -> Result<(), ExportError> {
    let columns = [
        ("request", 16.0, Kind::Text),
        ("project", 12.0, Kind::Text),
        ("year", 10.0, Kind::Year),
        ("department", 34.0, Kind::Text),
        ("subject", 44.0, Kind::Text),
        ("status", 18.0, Kind::Text),
        ("opened_on", 14.0, Kind::Date),
        ("priority", 11.0, Kind::Decimal),
        ("estimated_cost", 16.0, Kind::Dollars),
        ("longitude", 13.0, Kind::Degrees),
        ("latitude", 13.0, Kind::Degrees),
    ];
    let mut sheet = begin(workbook, locale, "requests", &columns)?;
    let programme = source.programme();
    for section in &programme.sections {
        let waits = || Cell::Text(word(locale, "waits"));
        source.requests(section, &mut |request| {
            sheet.row([
                Cell::Text(request.number),
                Cell::Text(request.project),
                section.year.map_or_else(waits, |year| Cell::Number(f64::from(year))),
                Cell::Text(programme.department_of(section).name.clone()),
                Cell::Text(request.subject),
                request.status.map_or(Cell::Empty, Cell::Text),
                request.opened_on.map_or(Cell::Empty, Cell::Date),
                Cell::Number(request.priority),
                optional(request.cost_cents.map(dollars)),
                optional(request.place.map(|place| place[0])),
                optional(request.place.map(|place| place[1])),
            ])
        })?;
    }
    sheet.finish()
}

fn begin<'a>(
    workbook: &'a mut Workbook,
    locale: Locale,
    name: &str,
    columns: &[(&str, f64, Kind)],
) -> Result<SheetWriter<'a>, ExportError> {
    let column = |(key, width, kind): &(&str, f64, Kind)| Column {
        heading: word(locale, &format!("column.{key}")),
        width: *width,
        kind: *kind,
    };
    SheetWriter::new(workbook, word(locale, &format!("sheet.{name}")), columns.iter().map(column).collect())
}

fn word(locale: Locale, key: &str) -> String {
    locale.wording(&format!("export.{key}"), &[])
}

fn dollars(cents: i64) -> f64 {
    cents as f64 / 100.0
}

fn count(number: i64) -> Cell {
    Cell::Number(number as f64)
}

fn optional(number: Option<f64>) -> Cell {
    number.map_or(Cell::Empty, Cell::Number)
}
