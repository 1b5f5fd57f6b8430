//! The tables of the parts: what is told one by one is bounded, and a last row says what the others come to.

use maud::{Markup, html};

use super::charts;
use super::opening::key;
use super::palette::colour;
use super::summary::{Group, Summary};
use super::wording::Wording;
use crate::exports::model::{ExportLot, ExportProgramme, ExportProject, ExportSection};

/// The most lots that are told one by one, of a department and year: the first.
const MAXIMUM_LOTS: usize = 8;

/// A table that scrolls by itself where the page is too narrow for it.
pub(super) fn scrolled(caption: &str, table: &Markup) -> Markup {
    html! { div class="scroll" role="region" tabindex="0" aria-label=(caption) { (table) } }
}

/// The departments of a year in figures.
pub(super) fn departments(
    programme: &ExportProgramme,
    sections: &[&ExportSection],
    wording: Wording,
    year: i32,
) -> Markup {
    let numbers = wording.numbers;
    let caption = wording.with("year_table", &[("year", year.to_string())]);
    let sum = |of: fn(&ExportSection) -> i64| sections.iter().map(|section| of(section)).sum::<i64>();
    let budget = sections.iter().map(|section| section.budget_cents).sum::<Option<i64>>();
    scrolled(
        &caption,
        &html! {
            table {
                caption { (caption) }
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
                tfoot { tr {
                    th scope="row" { (wording.text("total")) }
                    td class="number" { (budget.map_or_else(|| "—".to_owned(), |budget| numbers.dollars(budget))) }
                    td class="number" { (numbers.dollars(sum(|section| section.cost_cents))) }
                    td class="number" { (numbers.whole(sum(|section| section.project_count))) }
                    td class="number" { (numbers.whole(sum(|section| section.request_count))) }
                    td class="number" { (numbers.decimal(sections.iter().map(|section| section.value).fold(0.0, |a, b| a + b), 0)) }
                    td {}
                } }
            }
        },
    )
}

/// The hours that crews take, of those that they have.
fn hours(section: &ExportSection, wording: Wording) -> String {
    let used = section.crews.iter().map(|crew| crew.used_hours).fold(0.0, |sum, used| sum + used);
    match section.crews.iter().map(|crew| crew.hours).sum::<Option<f64>>().filter(|hours| *hours > 0.0) {
        Some(hours) => format!("{} / {}", wording.numbers.decimal(used, 0), wording.numbers.hours(hours)),
        None => wording.numbers.hours(used),
    }
}

/// Projects by kind of work or by what holds them, with a bar for what they cost.
pub(super) fn groups(groups: &[Group], caption: &str, heading: &str, department: usize, wording: Wording) -> Markup {
    let numbers = wording.numbers;
    let most = groups.iter().map(|group| group.cost_cents).max().unwrap_or(0).max(1);
    html! {
        table class="groups" {
            caption { (caption) }
            thead { tr {
                th scope="col" { (heading) }
                th scope="col" class="number" { (wording.column("project_count")) }
                th scope="col" class="number" { (wording.column("request_count")) }
                th scope="col" class="number" { (wording.column("cost")) }
            } }
            tbody { @for group in groups { tr {
                th scope="row" { (group.name) (charts::gauge(group.cost_cents as f64 / most as f64, department)) }
                td class="number" { (numbers.whole(group.project_count)) }
                td class="number" { (numbers.whole(group.request_count)) }
                td class="number" { (numbers.dollars(group.cost_cents)) }
            } } }
        }
    }
}

/// The lots of a department and year, in the colours of the map.
pub(super) fn lots(lots: &[ExportLot], colours: &[usize], wording: Wording) -> Markup {
    let numbers = wording.numbers;
    let caption = wording.text("lot_table");
    let has_areas = lots.iter().any(|lot| lot.area.is_some());
    let rest = lots.get(MAXIMUM_LOTS..).unwrap_or_default();
    let sum = |of: fn(&ExportLot) -> i64| rest.iter().map(of).sum::<i64>();
    let float = |of: fn(&ExportLot) -> f64| rest.iter().map(of).fold(0.0, |a, b| a + b);
    scrolled(
        &caption,
        &html! {
            table class="lots" {
                caption { (caption) }
                thead { tr {
                    th scope="col" class="number" { (wording.column("lot")) }
                    @if has_areas { th scope="col" { (wording.column("area")) } }
                    th scope="col" class="number" { (wording.column("project_count")) }
                    th scope="col" class="number" { (wording.column("request_count")) }
                    th scope="col" class="number" { (wording.column("cost")) }
                    th scope="col" class="number" { (wording.column("hours")) }
                    th scope="col" class="number" { (wording.column("value")) }
                    th scope="col" class="number" { (wording.column("route")) }
                } }
                tbody {
                    @for (lot, tint) in lots.iter().zip(colours).take(MAXIMUM_LOTS) { tr {
                        th scope="row" class="number" { span class="lot" style=(format!("background:{}", colour(*tint))) { (lot.number) } }
                        @if has_areas { td { (lot.area.as_deref().unwrap_or("—")) } }
                        td class="number" { (numbers.whole(lot.project_count)) }
                        td class="number" { (numbers.whole(lot.request_count)) }
                        td class="number" { (numbers.dollars(lot.cost_cents)) }
                        td class="number" { (numbers.hours(lot.hours)) }
                        td class="number" { (numbers.decimal(lot.value, 0)) }
                        td class="number" { (numbers.distance(lot.length_m)) }
                    } }
                    @if !rest.is_empty() { tr class="rest" {
                        th scope="row" class="number" { "+" (numbers.whole(counted(rest.len()))) }
                        @if has_areas { td { (wording.text("rest_lots")) } }
                        td class="number" { (numbers.whole(sum(|lot| lot.project_count))) }
                        td class="number" { (numbers.whole(sum(|lot| lot.request_count))) }
                        td class="number" { (numbers.dollars(sum(|lot| lot.cost_cents))) }
                        td class="number" { (numbers.hours(float(|lot| lot.hours))) }
                        td class="number" { (numbers.decimal(float(|lot| lot.value), 0)) }
                        td class="number" { (numbers.distance(float(|lot| lot.length_m))) }
                    } }
                }
            }
        },
    )
}

/// The most valuable projects one by one, and what the others come to.
pub(super) fn projects(summary: &Summary, is_done: bool, wording: Wording) -> Markup {
    let numbers = wording.numbers;
    let (told, rest) = (summary.first.len(), &summary.rest);
    let caption = match rest.project_count {
        0 => wording.text("project_table"),
        others => wording.with(
            "project_table_cut",
            &[("told", numbers.whole(counted(told))), ("projects", wording.projects(counted(told) + others))],
        ),
    };
    html! {
        table class="projects" {
            caption { (caption) }
            thead { tr {
                th scope="col" { (wording.column("project")) }
                th scope="col" { (wording.column("work_type")) }
                @if is_done { th scope="col" class="number" { (wording.column("lot_and_position")) } }
                th scope="col" class="number" { (wording.column("request_count")) }
                th scope="col" class="number" { (wording.column("cost")) }
                th scope="col" class="number" { (wording.column("hours")) }
                th scope="col" class="number" { (wording.column("value")) }
                th scope="col" class="reason" { (wording.column(if is_done { "reason_of_year" } else { "reason_of_wait" })) }
            } }
            tbody {
                @for project in &summary.first { (project_row(project, is_done, wording)) }
                @if rest.project_count > 0 { tr class="rest" {
                    th scope="row" { "+" (numbers.whole(rest.project_count)) }
                    td data-label=(wording.column("work_type")) { (wording.text("rest_projects")) }
                    @if is_done { td class="number" {} }
                    td class="number" data-label=(wording.column("request_count")) { (numbers.whole(rest.request_count)) }
                    td class="number" data-label=(wording.column("cost")) { (numbers.dollars(rest.cost_cents)) }
                    td class="number" data-label=(wording.column("hours")) { (numbers.hours(rest.hours)) }
                    td class="number" data-label=(wording.column("value")) { (numbers.decimal(rest.value, 0)) }
                    td class="reason" { (wording.text("rest_note")) }
                } }
            }
        }
    }
}

fn project_row(project: &ExportProject, is_done: bool, wording: Wording) -> Markup {
    let numbers = wording.numbers;
    let place = project.neighbourhood.as_ref().or(project.borough.as_ref());
    html! { tr {
        th scope="row" { (project.code) }
        td class="work" {
            (project.work_type.name)
            @if let Some(place) = place { small { (place) } }
        }
        @if is_done {
            td class="number" data-label=(wording.column("lot_and_position")) { (project.lot.map_or_else(|| "—".to_owned(), |(number, position)| format!("{number} · {position}"))) }
        }
        td class="number" data-label=(wording.column("request_count")) { (numbers.whole(project.request_count)) }
        td class="number" data-label=(wording.column("cost")) { (numbers.dollars(project.cost_cents)) }
        td class="number" data-label=(wording.column("hours")) { (numbers.hours(project.hours)) }
        td class="number" data-label=(wording.column("value")) { (numbers.decimal(project.value, 0)) }
        td class="reason" { (project.reason) }
    } }
}

fn counted(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
