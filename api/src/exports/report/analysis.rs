//! What the report tells beside the programme: how good it is proven to be, what is scarce, how boroughs are served.

use std::collections::HashSet;

use maud::{Markup, html};

use super::charts;
use super::tables::scrolled;
use super::wording::Wording;
use crate::exports::model::{ExportArea, ExportPrice, ExportProgramme};

/// The most prices that are told in words: the highest one of each resource, the highest first.
const MAXIMUM_WORDED: usize = 12;

/// The objective, the bound and the gap between them.
pub(super) fn proof(programme: &ExportProgramme, wording: Wording) -> Markup {
    let numbers = wording.numbers;
    let share = if programme.upper_bound > 0.0 { programme.objective / programme.upper_bound } else { 1.0 };
    let tiles = [
        ("proof.objective", numbers.decimal(programme.objective, 0), wording.text("proof.objective_note")),
        ("proof.bound", numbers.decimal(programme.upper_bound, 0), wording.text("proof.bound_note")),
        ("proof.gap", numbers.percent(programme.gap, 2), wording.text("proof.gap_note")),
    ];
    html! {
        section class="overview proof" {
            h2 { (wording.text("proof.title")) }
            dl class="tiles three" {
                @for (key, figure, note) in tiles {
                    div { dt { (wording.text(key)) } dd { strong { (figure) } span { (note) } } }
                }
            }
            (charts::gauge(share, 0))
            p { (wording.text("proof.lede")) }
        }
    }
}

/// The prices of what is scarce, by year, then in words with what more would pay for.
pub(super) fn scarcity(years: &[i32], prices: &[ExportPrice], wording: Wording) -> Markup {
    let numbers = wording.numbers;
    let mut worded: Vec<&ExportPrice> = prices.iter().collect();
    worded.sort_by(|a, b| b.is_money.cmp(&a.is_money).then(b.value.total_cmp(&a.value)));
    let mut told = HashSet::new();
    worded.retain(|price| told.insert((price.is_money, price.resource.as_str())));
    worded.truncate(MAXIMUM_WORDED);
    html! {
        section class="overview" {
            h2 { (wording.text("scarcity.title")) }
            p { (wording.text(if prices.is_empty() { "scarcity.none" } else { "scarcity.lede" })) }
            @for is_money in [true, false] {
                @let resources = resources(prices, is_money);
                @let key = if is_money { "scarcity.money" } else { "scarcity.hours" };
                @if !resources.is_empty() {
                    (scrolled(&wording.text(key), &html! { table class="matrix" {
                        caption { (wording.text(key)) }
                        thead { tr {
                            th scope="col" { (wording.text(if is_money { "scarcity.department" } else { "scarcity.crew" })) }
                            @for year in years { th scope="col" class="number" { (year) } }
                        } }
                        tbody { @for resource in resources { tr {
                            th scope="row" { (resource) }
                            @for year in years {
                                td class="number" { (price_of(prices, is_money, resource, *year).map_or_else(|| "—".to_owned(), |value| numbers.decimal(value, 1))) }
                            }
                        } } }
                    } }))
                }
            }
            @if !worded.is_empty() {
                ul class="told" { @for price in worded { li { (price.text) } } }
            }
        }
    }
}

fn resources(prices: &[ExportPrice], is_money: bool) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for price in prices.iter().filter(|price| price.is_money == is_money) {
        if !names.contains(&price.resource.as_str()) {
            names.push(&price.resource);
        }
    }
    names
}

fn price_of(prices: &[ExportPrice], is_money: bool, resource: &str, year: i32) -> Option<f64> {
    let price = prices.iter().find(|p| p.is_money == is_money && p.resource == resource && p.year == year);
    price.map(|price| price.value)
}

/// The boroughs: their shares of the backlog and of the spending, how much of their value is done, and when.
pub(super) fn equity(programme: &ExportProgramme, wording: Wording) -> Option<Markup> {
    let areas = &programme.areas;
    let numbers = wording.numbers;
    if areas.iter().all(|area| area.name.is_none()) {
        return None;
    }
    let sum = |of: fn(&ExportArea) -> f64| areas.iter().map(of).fold(0.0, |a, b| a + b);
    let (requests, spent) = (sum(|area| area.request_count as f64), sum(|area| area.spent_cents as f64));
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    Some(html! {
        section class="overview" {
            h2 { (wording.text("equity.title")) }
            p { (wording.text("equity.lede")) }
            (scrolled(&wording.text("equity.table"), &html! { table class="matrix equity" {
                caption { (wording.text("equity.table")) }
                thead { tr {
                    th scope="col" { (wording.text("equity.borough")) }
                    th scope="col" class="number" { (wording.text("equity.request_share")) }
                    th scope="col" class="number" { (wording.text("equity.spending_share")) }
                    th scope="col" class="number" { (wording.text("equity.spent")) }
                    th scope="col" class="number" { (wording.text("equity.value_done")) }
                    th scope="col" class="number" { (wording.text("equity.mean_years")) }
                } }
                tbody { @for area in areas {
                    @let of_requests = share(area.request_count as f64, requests);
                    @let of_spending = share(area.spent_cents as f64, spent);
                    @let of_value = share(area.scheduled_value, area.value);
                    tr {
                        th scope="row" { (area.name.clone().unwrap_or_else(|| wording.text("equity.elsewhere"))) }
                        td class="number" { (numbers.percent(of_requests, 1)) (charts::gauge(of_requests, 0)) }
                        td class="number" { (numbers.percent(of_spending, 1)) (charts::gauge(of_spending, 1)) }
                        td class="number" { (numbers.short_dollars(area.spent_cents)) }
                        td class="number" {
                            (numbers.percent(of_value, 0)) (charts::gauge(of_value, 2))
                            small { (wording.with("equity.requests_done", &[
                                ("done", numbers.whole(area.scheduled_request_count)),
                                ("all", numbers.whole(area.request_count)),
                            ])) }
                        }
                        td class="number" { (area.mean_years.map_or_else(|| "—".to_owned(), |years| numbers.decimal(years, 1))) }
                    }
                } }
            } }))
        }
    })
}
