//! Maps as SVG, one metre a unit: boroughs and long streets, defined once and used by each map, then projects or lots.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use geo::{LineString, Simplify};
use maud::{Markup, PreEscaped, html};

use super::palette::colour;
use super::plane::{Plane, View};
use crate::exports::error::ExportError;
use crate::exports::model::{BackdropShape, ExportLot};
use crate::exports::source::ExportSource;

/// A street is drawn where it is at least so long in all, metres.
const LONG_STREET_M: f64 = 3_000.0;

/// The most streets that are drawn.
const MAXIMUM_STREETS: usize = 160;

/// How far a drawn line may lie from the true one, metres.
const TOLERANCE_M: f64 = 14.0;

/// Height of a map to its width.
pub(super) const PROPORTION: f64 = 0.62;

/// The least width of a map, metres.
const LEAST_WIDTH_M: f64 = 1_500.0;

/// What every map is drawn over.
pub(super) struct Backdrop {
    areas: String,
    streets: String,
}

impl Backdrop {
    /// The outlines and the long streets of a source.
    pub(super) fn of(source: &dyn ExportSource, plane: &Plane) -> Result<Self, ExportError> {
        let mut lengths: HashMap<String, f64> = HashMap::new();
        let mut areas = String::new();
        source.backdrop(&mut |shape| {
            match shape {
                BackdropShape::Area(rings) => rings.iter().for_each(|ring| draw(&mut areas, plane, ring, true)),
                BackdropShape::Street { name, line } => {
                    let length = line.windows(2).map(|leg| metres(plane, leg)).fold(0.0, |sum, leg| sum + leg);
                    *lengths.entry(name).or_default() += length;
                }
            }
            Ok(())
        })?;
        let mut long: Vec<(String, f64)> =
            lengths.into_iter().filter(|(name, length)| !name.is_empty() && *length >= LONG_STREET_M).collect();
        long.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let long: HashSet<String> = long.into_iter().take(MAXIMUM_STREETS).map(|(name, _)| name).collect();
        let mut streets = String::new();
        if !long.is_empty() {
            source.backdrop(&mut |shape| {
                if let BackdropShape::Street { name, line } = shape
                    && long.contains(&name)
                {
                    draw(&mut streets, plane, &line, false);
                }
                Ok(())
            })?;
        }
        Ok(Self { areas, streets })
    }

    /// The definitions that maps use.
    pub(super) fn definitions(&self) -> Markup {
        html! {
            svg class="definitions" aria-hidden="true" focusable="false" {
                defs { g id="city" {
                    @if !self.areas.is_empty() { path class="area" d=(self.areas) {} }
                    @if !self.streets.is_empty() { path class="street" d=(self.streets) {} }
                } }
            }
        }
    }
}

/// Adds a line to the data of a path, simplified (Ramer 1972, Douglas and Peucker 1973).
fn draw(path: &mut String, plane: &Plane, line: &[[f64; 2]], is_closed: bool) {
    let line: LineString<f64> = line.iter().map(|place| plane.at(*place)).collect();
    let mut pen: Option<(i64, i64)> = None;
    for at in line.simplify(TOLERANCE_M).coords() {
        let (x, y) = (rounded(at.x), rounded(at.y));
        // Writing to a text never fails.
        let _ = match pen {
            None => write!(path, "M{x} {y}"),
            Some((from_x, from_y)) => write!(path, "l{} {}", x - from_x, y - from_y),
        };
        pen = Some((x, y));
    }
    if is_closed && pen.is_some() {
        path.push('Z');
    }
}

fn metres(plane: &Plane, leg: &[[f64; 2]]) -> f64 {
    let (a, b) = (plane.at(leg[0]), plane.at(leg[1]));
    f64::hypot(a[0] - b[0], a[1] - b[1])
}

#[expect(clippy::cast_possible_truncation, reason = "metres within a city")]
fn rounded(metres: f64) -> i64 {
    metres.round() as i64
}

/// A project on the map of a year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dot {
    pub(super) place: [f64; 2],
    pub(super) cost_cents: i64,
    /// Index of its department.
    pub(super) department: usize,
}

/// The projects of a year, in the colours of their departments, as large as they cost.
pub(super) fn dots(plane: &Plane, dots: &[Dot], label: &str) -> Option<Markup> {
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
    Some(frame(view, label, html! { g class="dots" { (PreEscaped(circles)) } }))
}

/// The lots of a department and year, each with its number and the way through its projects.
pub(super) fn lots(plane: &Plane, lots: &[ExportLot], label: &str) -> Option<Markup> {
    let places = lots.iter().flat_map(|lot| &lot.route).map(|place| plane.at(*place));
    let view = View::around(places)?.framed(LEAST_WIDTH_M, PROPORTION);
    let unit = view.width() / 1_000.0;
    let (mut ways, mut numbers) = (String::new(), String::new());
    for (index, lot) in lots.iter().enumerate() {
        let colour = colour(index);
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
        let count = points.len().max(1) as f64;
        let middle = points.iter().fold([0.0, 0.0], |sum, at| [sum[0] + at[0] / count, sum[1] + at[1] / count]);
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
        view,
        label,
        html! {
            g class="ways" { (PreEscaped(ways)) }
            g class="numbers" font-size=(size) { (PreEscaped(numbers)) }
        },
    ))
}

/// A map over the city, with a scale.
fn frame(view: View, label: &str, content: Markup) -> Markup {
    let unit = view.width() / 1_000.0;
    let scale = round_length(view.width() / 6.0);
    let (x, y) = (view.west + unit * 24.0, view.south - unit * 24.0);
    let name = if scale >= 1_000.0 { format!("{:.0} km", scale / 1e3) } else { format!("{scale:.0} m") };
    html! {
        svg class="map" viewBox=(view.attribute()) role="img" aria-label=(label) {
            (PreEscaped("<use href=\"#city\"/>"))
            (content)
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
