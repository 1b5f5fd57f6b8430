//! The beginning of the report: its head, cover, contents, and the charts of the whole programme; and its last notes.

use std::collections::BTreeSet;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::charts::{self, Columns};
use super::palette::colour;
use super::tables::scrolled;
use super::wording::Wording;
use crate::exports::model::{ExportProgramme, ExportSection};

/// The page's style: screen and print.
const STYLE: &str = include_str!("style.css");

/// Everything before the content.
pub(super) fn head(programme: &ExportProgramme, wording: Wording) -> Markup {
    html! {
        (DOCTYPE)
        (PreEscaped(format!("<html lang=\"{}\">", wording.locale.tag())))
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light";
            title { (programme.name) }
            style { (PreEscaped(STYLE)) }
        }
        (PreEscaped("<body>"))
    }
}

/// The cover: name, state, the figures that count.
pub(super) fn cover(programme: &ExportProgramme, wording: Wording) -> Markup {
    let numbers = wording.numbers;
    let done = || programme.sections.iter().filter(|section| section.year.is_some());
    let waiting = || programme.sections.iter().filter(|section| section.year.is_none());
    let projects: i64 = done().map(|section| section.project_count).sum();
    let requests: i64 = done().map(|section| section.request_count).sum();
    let cost: i64 = done().map(|section| section.cost_cents).sum();
    let left: i64 = waiting().map(|section| section.project_count).sum();
    let value = |sections: &mut dyn Iterator<Item = &ExportSection>| {
        sections.map(|section| section.value).fold(0.0, |sum, value| sum + value)
    };
    let (of_done, of_all) = (value(&mut done()), value(&mut programme.sections.iter()));
    let share = if of_all > 0.0 { of_done / of_all } else { 0.0 };
    let tiles = [
        ("tile.projects", numbers.whole(projects), wording.requests(requests)),
        ("tile.cost", numbers.short_dollars(cost), wording.text("tile.cost_note")),
        ("tile.value", numbers.percent(share, 0), wording.text("tile.value_note")),
        ("tile.waiting", numbers.whole(left), wording.text("tile.waiting_note")),
    ];
    let planned = programme.planned_on.map(|day| wording.with("planned_on", &[("day", wording.date(day))]));
    let facts: Vec<String> = programme.status.iter().cloned().chain(planned).collect();
    html! {
        (PreEscaped("<main>"))
        header class="cover" {
            p class="eyebrow" {
                @if let Some(city) = &programme.city { (city) " · " }
                (wording.text("kind"))
            }
            h1 { (programme.name) }
            @if !facts.is_empty() { p class="lede" { (facts.join(" · ")) } }
            dl class="tiles" {
                @for (key, figure, note) in tiles {
                    div { dt { (wording.text(key)) } dd { strong { (figure) } span { (note) } } }
                }
            }
        }
    }
}

/// Where each part is.
pub(super) fn contents(programme: &ExportProgramme, wording: Wording) -> Markup {
    let sections = |year: Option<i32>| {
        programme.sections.iter().filter(move |section| section.year == year && section.project_count > 0)
    };
    html! {
        nav class="contents" aria-label=(wording.text("contents")) {
            h2 { (wording.text("contents")) }
            ol {
                @for year in programme.years() {
                    li {
                        a href=(format!("#y{year}")) { (year) }
                        ul { @for section in sections(Some(year)) {
                            li { a href=(format!("#{}", anchor(section))) { (programme.department_of(section).name) } }
                        } }
                    }
                }
                @if sections(None).next().is_some() { li { a href="#waiting" { (wording.text("waiting")) } } }
            }
        }
    }
}

/// Spending against budgets, by year, then by department and year.
pub(super) fn money(programme: &ExportProgramme, wording: Wording) -> Markup {
    let numbers = wording.numbers;
    let years = programme.years();
    let of = |year: i32| programme.sections.iter().filter(move |section| section.year == Some(year));
    let bars: Vec<Columns> = years
        .iter()
        .map(|&year| {
            let spent: i64 = of(year).map(|section| section.cost_cents).sum();
            let limit = of(year).map(|section| section.budget_cents).sum::<Option<i64>>();
            Columns {
                name: year.to_string(),
                parts: vec![(0, spent as f64)],
                limit: limit.map(|limit| limit as f64),
                label: numbers.short_dollars(spent),
            }
        })
        .collect();
    let said: Vec<String> = bars.iter().map(|bar| format!("{} : {}", bar.name, bar.label)).collect();
    html! {
        section class="overview money" {
            h2 { (wording.text("money")) }
            figure {
                (charts::columns(&bars, &wording.with("money_said", &[("figures", said.join("; "))])))
                figcaption { (wording.text("money_caption")) }
            }
            (scrolled(&wording.text("money_table"), &html! { table class="matrix" {
                caption { (wording.text("money_table")) }
                thead { tr {
                    th scope="col" { (wording.column("department")) }
                    @for year in &years { th scope="col" class="number" { (year) } }
                    th scope="col" class="number" { (wording.text("total")) }
                } }
                tbody {
                    @for (index, department) in programme.departments.iter().enumerate() {
                        tr {
                            th scope="row" { (key(index)) (department.name) }
                            @for year in &years {
                                @let section = of(*year).find(|section| section.department == index);
                                td class="number" { @if let Some(section) = section { (spending(section, wording)) } }
                            }
                            td class="number" {
                                (numbers.short_dollars(programme.sections.iter().filter(|section| section.department == index && section.year.is_some()).map(|section| section.cost_cents).sum()))
                            }
                        }
                    }
                }
            } }))
        }
    }
}

/// What a section spends, of which budget, with a bar.
fn spending(section: &ExportSection, wording: Wording) -> Markup {
    let numbers = wording.numbers;
    html! {
        (numbers.short_dollars(section.cost_cents))
        @if let Some(budget) = section.budget_cents {
            @let share = if budget > 0 { section.cost_cents as f64 / budget as f64 } else { 0.0 };
            (charts::gauge(share, section.department))
            small { (wording.with("of_budget", &[("budget", numbers.short_dollars(budget))])) }
        } @else {
            small { (wording.text("no_budget")) }
        }
    }
}

/// The value of what is done each year, and what waits.
pub(super) fn value(programme: &ExportProgramme, wording: Wording) -> Markup {
    let numbers = wording.numbers;
    let bars: Vec<Columns> = programme
        .years()
        .into_iter()
        .map(|year| {
            let sections = || programme.sections.iter().filter(move |section| section.year == Some(year));
            let total = sections().map(|section| section.value).fold(0.0, |sum, value| sum + value);
            Columns {
                name: year.to_string(),
                parts: sections().map(|section| (section.department, section.value)).collect(),
                limit: None,
                label: numbers.decimal(total, 0),
            }
        })
        .collect();
    let said: Vec<String> = bars.iter().map(|bar| format!("{} : {}", bar.name, bar.label)).collect();
    let waiting: Vec<&ExportSection> = programme.sections.iter().filter(|section| section.year.is_none()).collect();
    let most = waiting.iter().map(|section| section.cost_cents).max().unwrap_or(0).max(1);
    html! {
        section class="overview" {
            h2 { (wording.text("value")) }
            figure {
                (charts::columns(&bars, &wording.with("value_said", &[("figures", said.join("; "))])))
                (legend(programme, programme.sections.iter().filter(|section| section.year.is_some())))
                figcaption { (wording.text("value_caption")) }
            }
            @if !waiting.is_empty() {
                table class="bars" {
                    caption { (wording.text("waiting_table")) }
                    thead { tr {
                        th scope="col" { (wording.column("department")) }
                        th scope="col" class="number" { (wording.column("project_count")) }
                        th scope="col" class="number" { (wording.column("request_count")) }
                        th scope="col" class="number" { (wording.column("cost")) }
                        td {}
                    } }
                    tbody { @for section in waiting { tr {
                        th scope="row" { (key(section.department)) (programme.department_of(section).name) }
                        td class="number" { (numbers.whole(section.project_count)) }
                        td class="number" { (numbers.whole(section.request_count)) }
                        td class="number" { (numbers.short_dollars(section.cost_cents)) }
                        td class="wide" { (charts::gauge(section.cost_cents as f64 / most as f64, section.department)) }
                    } } }
                }
            }
        }
    }
}

/// The colours of the departments that do something in some sections.
pub(super) fn legend<'a>(programme: &ExportProgramme, sections: impl Iterator<Item = &'a ExportSection>) -> Markup {
    let shown: BTreeSet<usize> =
        sections.filter(|section| section.project_count > 0).map(|section| section.department).collect();
    html! {
        ul class="legend" {
            @for index in shown { li { (key(index)) (programme.departments[index].name) } }
        }
    }
}

/// The colour of a department.
pub(super) fn key(index: usize) -> Markup {
    html! { i class="key" style=(format!("background:{}", colour(index))) {} }
}

/// How to read the report.
pub(super) fn notes(programme: &ExportProgramme, wording: Wording) -> Markup {
    let values = [
        ("objective", wording.numbers.decimal(programme.objective, 0)),
        ("gap", wording.numbers.percent(programme.gap, 2)),
    ];
    html! {
        section class="notes" {
            h2 { (wording.text("notes")) }
            @for key in ["note.value", "note.proof", "note.lots", "note.estimates"] { p { (wording.with(key, &values)) } }
        }
    }
}

/// The anchor of a section.
pub(super) fn anchor(section: &ExportSection) -> String {
    match section.year {
        Some(year) => format!("y{year}-{}", section.department),
        None => format!("waiting-{}", section.department),
    }
}
