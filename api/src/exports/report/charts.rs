//! Charts as SVG: light rules, direct labels, no more ink than the figures need.

use maud::{Markup, html};

use super::palette::colour;

/// Width of a chart, in its own units.
const WIDTH: f64 = 720.0;

/// Height of the plot of a chart of columns.
const HEIGHT: f64 = 210.0;

/// Room above the plot for labels.
const TOP: f64 = 26.0;

/// Room below the plot for names.
const BOTTOM: f64 = 26.0;

/// A year of a chart of columns.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    /// The name below it.
    pub(super) name: String,
    /// Its parts, from below; each with the index of its colour.
    pub(super) parts: Vec<(usize, f64)>,
    /// What the parts may be at the most; drawn as a frame.
    pub(super) limit: Option<f64>,
    /// The figure above it.
    pub(super) label: String,
}

/// Columns side by side. `label` says the same in words.
pub(super) fn columns(columns: &[Columns], label: &str) -> Markup {
    let total = |column: &Columns| column.parts.iter().map(|(_, part)| part).fold(0.0, |sum, part| sum + part);
    let highest = columns.iter().map(|column| total(column).max(column.limit.unwrap_or(0.0))).fold(0.0, f64::max);
    let scale = if highest > 0.0 { HEIGHT / highest } else { 0.0 };
    let step = WIDTH / columns.len().max(1) as f64;
    let width = (step * 0.56).min(96.0);
    html! {
        svg class="chart" viewBox=(format!("0 0 {WIDTH} {}", TOP + HEIGHT + BOTTOM)) role="img" aria-label=(label) {
            @for share in [0.25, 0.5, 0.75, 1.0] {
                line class="grid" x1="0" x2=(WIDTH) y1=(number(TOP + HEIGHT * (1.0 - share))) y2=(number(TOP + HEIGHT * (1.0 - share))) {}
            }
            @for (index, column) in columns.iter().enumerate() {
                @let left = step * (index as f64 + 0.5) - width / 2.0;
                @let (tops, height) = stacked(column, scale);
                @if let Some(limit) = column.limit {
                    rect class="limit" x=(number(left - 6.0)) width=(number(width + 12.0)) y=(number(TOP + HEIGHT - limit * scale)) height=(number(limit * scale)) {}
                }
                @for (part, top, size) in tops {
                    rect x=(number(left)) width=(number(width)) y=(number(top)) height=(number(size)) fill=(colour(part)) {}
                }
                @let above = height.max(column.limit.unwrap_or(0.0) * scale);
                text class="figure" x=(number(left + width / 2.0)) y=(number(TOP + HEIGHT - above - 8.0)) { (column.label) }
                text class="name" x=(number(left + width / 2.0)) y=(number(TOP + HEIGHT + 19.0)) { (column.name) }
            }
            line class="axis" x1="0" x2=(WIDTH) y1=(number(TOP + HEIGHT)) y2=(number(TOP + HEIGHT)) {}
        }
    }
}

/// The parts of a column with their tops and heights, and the height of all.
fn stacked(column: &Columns, scale: f64) -> (Vec<(usize, f64, f64)>, f64) {
    let mut height = 0.0;
    let parts = column.parts.iter().map(|(part, amount)| {
        height += amount * scale;
        (*part, TOP + HEIGHT - height, amount * scale)
    });
    let parts = parts.collect();
    (parts, height)
}

/// How much of a limit is used, as a bar under the figures of a table's cell; decorative.
pub(super) fn gauge(share: f64, index: usize) -> Markup {
    html! {
        svg class="gauge" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect class="ground" width="100" height="6" {}
            rect width=(number(share.clamp(0.0, 1.0) * 100.0)) height="6" fill=(colour(index)) {}
        }
    }
}

fn number(number: f64) -> String {
    format!("{number:.1}")
}
