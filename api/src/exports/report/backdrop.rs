//! What every map is drawn over: areas and long streets with their names, defined once; where none are known, every project.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use geo::{Area as _, InteriorPoint, LineString, Polygon, Simplify};
use maud::{Markup, PreEscaped, html};

use super::labels::Label;
use super::plane::{Plane, View};
use crate::exports::error::ExportError;
use crate::exports::model::BackdropShape;
use crate::exports::source::ExportSource;

/// A street is drawn where it is at least so long in all, metres.
const LONG_STREET_M: f64 = 1_500.0;

/// The most streets that are drawn.
const MAXIMUM_STREETS: usize = 320;

/// The longest of them, which are drawn broader.
const MAXIMUM_MAIN_STREETS: usize = 70;

/// The most projects that stand for a city of which no shape is known.
const MAXIMUM_PLACES: usize = 6_000;

/// How far a drawn line may lie from the true one, metres.
const TOLERANCE_M: f64 = 14.0;

/// The shapes of a city in the plane of the maps.
pub(super) struct Backdrop {
    areas: String,
    main_streets: String,
    streets: String,
    places: String,
    area_names: Vec<Label>,
    /// The longest streets, the longest first, each with its lines.
    named_streets: Vec<(String, Vec<Vec<[f64; 2]>>)>,
}

impl Backdrop {
    /// The outlines and the long streets of a source.
    pub(super) fn of(source: &dyn ExportSource, plane: &Plane) -> Result<Self, ExportError> {
        let mut lengths: HashMap<String, f64> = HashMap::new();
        let (mut areas, mut area_names) = (String::new(), Vec::new());
        source.backdrop(&mut |shape| {
            match shape {
                BackdropShape::Area { name, rings } => {
                    for ring in &rings {
                        draw(&mut areas, plane, ring, true);
                    }
                    area_names.extend(name.and_then(|name| Some(Label { at: inside(plane, &rings)?, name })));
                }
                BackdropShape::Street { name, line } => {
                    let length = line.windows(2).map(|leg| metres(plane, leg)).fold(0.0, |sum, leg| sum + leg);
                    *lengths.entry(name).or_default() += length;
                }
            }
            Ok(())
        })?;
        let mut backdrop = Self {
            areas,
            area_names,
            main_streets: String::new(),
            streets: String::new(),
            places: String::new(),
            named_streets: Vec::new(),
        };
        backdrop.add_streets(source, plane, lengths)?;
        if backdrop.areas.is_empty() && backdrop.streets.is_empty() && backdrop.main_streets.is_empty() {
            backdrop.places = places(source, plane)?;
        }
        Ok(backdrop)
    }

    fn add_streets(
        &mut self,
        source: &dyn ExportSource,
        plane: &Plane,
        lengths: HashMap<String, f64>,
    ) -> Result<(), ExportError> {
        let mut long: Vec<(String, f64)> =
            lengths.into_iter().filter(|(name, length)| !name.is_empty() && *length >= LONG_STREET_M).collect();
        long.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        long.truncate(MAXIMUM_STREETS);
        if long.is_empty() {
            return Ok(());
        }
        let main: HashMap<&str, usize> =
            long.iter().take(MAXIMUM_MAIN_STREETS).enumerate().map(|(rank, (name, _))| (name.as_str(), rank)).collect();
        let drawn: HashSet<&str> = long.iter().map(|(name, _)| name.as_str()).collect();
        self.named_streets = long.iter().take(MAXIMUM_MAIN_STREETS).map(|(name, _)| (name.clone(), vec![])).collect();
        source.backdrop(&mut |shape| {
            if let BackdropShape::Street { name, line } = shape
                && drawn.contains(name.as_str())
            {
                match main.get(name.as_str()) {
                    Some(&rank) => {
                        draw(&mut self.main_streets, plane, &line, false);
                        self.named_streets[rank].1.push(line.iter().map(|place| plane.at(*place)).collect());
                    }
                    None => draw(&mut self.streets, plane, &line, false),
                }
            }
            Ok(())
        })
    }

    /// The definitions that maps use.
    pub(super) fn definitions(&self) -> Markup {
        html! {
            svg class="definitions" aria-hidden="true" focusable="false" {
                defs { g id="city" {
                    @if !self.areas.is_empty() { path class="area" d=(self.areas) {} }
                    @if !self.places.is_empty() { path class="place" d=(self.places) {} }
                    @if !self.streets.is_empty() { path class="street" d=(self.streets) {} }
                    @if !self.main_streets.is_empty() { path class="street main" d=(self.main_streets) {} }
                } }
            }
        }
    }

    /// The names that a map of a view shows over the shapes.
    pub(super) fn names(&self, view: View) -> Markup {
        let names = super::labels::written(&self.area_names, &self.named_streets, view);
        html! { (PreEscaped(names)) }
    }
}

/// A place within the largest of the outlines, where its name stands.
fn inside(plane: &Plane, rings: &[Vec<[f64; 2]>]) -> Option<[f64; 2]> {
    let outline = |ring: &Vec<[f64; 2]>| {
        Polygon::new(ring.iter().map(|place| plane.at(*place)).collect::<LineString<f64>>(), Vec::new())
    };
    let outlines = rings.iter().map(outline);
    let largest = outlines.max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))?;
    largest.interior_point().map(|point| [point.x(), point.y()])
}

/// Some of the projects of a source as one path of dots: the shape of a city of which nothing else is known.
fn places(source: &dyn ExportSource, plane: &Plane) -> Result<String, ExportError> {
    let sections = &source.programme().sections;
    let all: i64 = sections.iter().map(|section| section.project_count).sum();
    let every = usize::try_from(all).unwrap_or(usize::MAX).div_ceil(MAXIMUM_PLACES).max(1);
    let (mut path, mut count) = (String::new(), 0_usize);
    for section in sections {
        source.projects(section, &mut |project| {
            if count.is_multiple_of(every) {
                let [x, y] = plane.at(project.place);
                // Writing to a text never fails.
                let _ = write!(path, "M{x:.0} {y:.0}h0");
            }
            count += 1;
            Ok(())
        })?;
    }
    Ok(path)
}

/// Adds a line to the data of a path, simplified (Ramer 1972, Douglas and Peucker 1973).
fn draw(path: &mut String, plane: &Plane, line: &[[f64; 2]], is_closed: bool) {
    let line: LineString<f64> = line.iter().map(|place| plane.at(*place)).collect();
    let mut pen: Option<(i64, i64)> = None;
    for at in line.simplify(TOLERANCE_M).coords() {
        let (x, y) = (rounded(at.x), rounded(at.y));
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
