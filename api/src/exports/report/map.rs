//! Maps as SVG, one metre a unit: projects or lots over the city, with names, a scale and north.

use std::fmt::Write;

use maud::{Markup, PreEscaped, html};

use super::backdrop::Backdrop;
use super::palette::{apart, colour};
use super::plane::{Plane, View};
use crate::exports::model::ExportLot;

/// A city and the plane that it is drawn in.
#[derive(Clone, Copy)]
pub(super) struct City<'a> {
    pub(super) plane: &'a Plane,
    pub(super) backdrop: &'a Backdrop,
}

/// Height of a map to its width.
pub(super) const PROPORTION: f64 = 0.62;

/// The least width of a map, metres.
const LEAST_WIDTH_M: f64 = 1_500.0;

/// A project on the map of a year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dot {
    pub(super) place: [f64; 2],
    pub(super) cost_cents: i64,
    /// Index of its department.
    pub(super) department: usize,
}

/// The projects of a year, in the colours of their departments, as large as they cost.
pub(super) fn dots(city: City<'_>, dots: &[Dot], label: &str) -> Option<Markup> {
    let plane = city.plane;
    let view = plane.view?.framed(LEAST_WIDTH_M, PROPORTION);
    let unit = view.width() / 1_000.0;
    let mut drawn: Vec<&Dot> = dots.iter().collect();
    // The smallest last, so that none hides another.
    drawn.sort_by_key(|dot| std::cmp::Reverse(dot.cost_cents));
    let mut circles = String::new();
    for dot in drawn {
        let [x, y] = plane.at(dot.place);
        let radius = unit * (3.5 + (dot.cost_cents as f64 / 1e6).sqrt() * 0.9).min(14.0);
        let _ = write!(
            circles,
            "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{radius:.0}\" fill=\"{}\"/>",
            colour(dot.department)
        );
    }
    Some(frame(city, view, label, html! { g class="dots" { (PreEscaped(circles)) } }))
}

/// The lots of a department and year, each with its number and the way through its projects.
pub(super) fn lots(city: City<'_>, lots: &[ExportLot], colours: &[usize], label: &str) -> Option<Markup> {
    let plane = city.plane;
    let places = lots.iter().flat_map(|lot| &lot.route).map(|place| plane.at(*place));
    let view = View::around(places)?.framed(LEAST_WIDTH_M, PROPORTION);
    let unit = view.width() / 1_000.0;
    let (mut ways, mut numbers) = (String::new(), String::new());
    for (index, lot) in lots.iter().enumerate() {
        let colour = colour(colours[index]);
        let points: Vec<[f64; 2]> = lot.route.iter().map(|place| plane.at(*place)).collect();
        let line: Vec<String> = points.iter().map(|[x, y]| format!("{x:.0},{y:.0}")).collect();
        let _ = write!(
            ways,
            "<g stroke=\"{colour}\" fill=\"{colour}\"><polyline fill=\"none\" points=\"{}\"/>",
            line.join(" ")
        );
        for [x, y] in &points {
            let _ = write!(ways, "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{:.0}\"/>", unit * 3.6);
        }
        ways.push_str("</g>");
        // The number stands by the stop that is nearest to the middle of the lot.
        let middle = middle(&points);
        let distance = |at: &[f64; 2]| f64::hypot(at[0] - middle[0], at[1] - middle[1]);
        if let Some([x, y]) = points.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))) {
            let _ = write!(
                numbers,
                "<text x=\"{:.0}\" y=\"{:.0}\" fill=\"{colour}\" stroke-width=\"{:.0}\">{}</text>",
                x + unit * 6.0,
                y - unit * 5.0,
                unit * 5.0,
                lot.number
            );
        }
    }
    let size = format!("{:.0}px", unit * 21.0);
    Some(frame(
        city,
        view,
        label,
        html! {
            g class="ways" { (PreEscaped(ways)) }
            g class="numbers" font-size=(size) { (PreEscaped(numbers)) }
        },
    ))
}

/// Indices of the colours of lots: neighbours have others.
pub(super) fn lot_colours(plane: &Plane, lots: &[ExportLot]) -> Vec<usize> {
    let places = |lot: &ExportLot| middle(&lot.route.iter().map(|place| plane.at(*place)).collect::<Vec<_>>());
    apart(&lots.iter().map(places).collect::<Vec<_>>())
}

fn middle(points: &[[f64; 2]]) -> [f64; 2] {
    let count = points.len().max(1) as f64;
    points.iter().fold([0.0, 0.0], |sum, at| [sum[0] + at[0] / count, sum[1] + at[1] / count])
}

/// A map over the city, with a scale and north.
fn frame(city: City<'_>, view: View, label: &str, content: Markup) -> Markup {
    let unit = view.width() / 1_000.0;
    let scale = round_length(view.width() / 6.0);
    let (x, y) = (view.west + unit * 24.0, view.south - unit * 24.0);
    let name = if scale >= 1_000.0 { format!("{:.0} km", scale / 1e3) } else { format!("{scale:.0} m") };
    html! {
        svg class="map" viewBox=(view.attribute()) role="img" aria-label=(label) {
            (PreEscaped("<use href=\"#city\"/>"))
            (content)
            (city.backdrop.names(view))
            path class="north" d=(format!("M{:.0} {:.0}l{:.0} {:.0}l{:.0} {:.0}l{:.0} {:.0}z", view.east - unit * 26.0, view.north + unit * 16.0, unit * 8.0, unit * 24.0, -unit * 8.0, -unit * 6.0, -unit * 8.0, unit * 6.0)) {}
            text class="scale-name north-name" x=(format!("{:.0}", view.east - unit * 26.0)) y=(format!("{:.0}", view.north + unit * 56.0))
                font-size=(format!("{:.0}px", unit * 15.0)) { "N" }
            path class="scale" d=(format!("M{x:.0} {:.0}v{:.0}h{scale:.0}v{:.0}", y - unit * 7.0, unit * 7.0, -unit * 7.0)) {}
            text class="scale-name" x=(format!("{:.0}", x + scale + unit * 8.0)) y=(format!("{y:.0}"))
                font-size=(format!("{:.0}px", unit * 17.0)) { (name) }
        }
    }
}

/// The greatest of 1, 2 and 5 times a power of ten that is not above a length.
fn round_length(metres: f64) -> f64 {
    let power = 10_f64.powf(metres.max(1.0).log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|times| times * power).find(|length| *length <= metres).unwrap_or(power)
}
