//! Names on maps: areas where they lie, streets along them, none over another.

use std::fmt::Write;

use maud::{Markup, html};

use super::plane::View;

/// The most streets that a map names.
const MAXIMUM_STREETS: usize = 9;

/// Height of the letters of an area, in thousandths of the width of the map.
const AREA_SIZE: f64 = 17.0;

/// The same of a street.
const STREET_SIZE: f64 = 13.0;

/// Width of a letter to its height, about.
const LETTER: f64 = 0.6;

/// How far the part of a street in the map must reach for its name, to the length of the name.
const REACH: f64 = 0.8;

/// A name and where it stands in the plane.
pub(super) struct Label {
    pub(super) at: [f64; 2],
    pub(super) name: String,
}

/// The names that a view shows, as SVG: areas first, then streets in the order given.
pub(super) fn written(areas: &[Label], streets: &[(String, Vec<Vec<[f64; 2]>>)], view: View) -> String {
    let unit = view.width() / 1_000.0;
    let mut text = String::new();
    let mut taken: Vec<View> = Vec::new();
    let _ = write!(
        text,
        "<g class=\"area-names\" font-size=\"{:.0}px\" stroke-width=\"{:.0}\">",
        AREA_SIZE * unit,
        5.0 * unit
    );
    for label in areas {
        let half = width(&label.name, AREA_SIZE * unit) / 2.0;
        // A name that would reach over the edge moves in.
        let x = label.at[0].clamp(view.west + half, (view.east - half).max(view.west + half));
        let is_seen = view.holds(label.at) && half * 2.0 < view.width();
        let place = around([x, label.at[1]], half, AREA_SIZE * unit);
        if is_seen && taken.iter().all(|other| !other.meets(place)) {
            let name = escaped(&label.name);
            let _ = write!(text, "<text x=\"{x:.0}\" y=\"{:.0}\">{name}</text>", label.at[1]);
            taken.push(place);
        }
    }
    let _ = write!(
        text,
        "</g><g class=\"street-names\" font-size=\"{:.0}px\" stroke-width=\"{:.0}\">",
        STREET_SIZE * unit,
        4.0 * unit
    );
    let mut count = 0;
    for (name, lines) in streets {
        if count == MAXIMUM_STREETS {
            break;
        }
        let length = width(name, STREET_SIZE * unit);
        let Some((at, degrees)) = along(lines, view, length * REACH) else { continue };
        let half = [length / 2.0 * degrees.to_radians().cos().abs(), length / 2.0 * degrees.to_radians().sin().abs()];
        let place = around(at, half[0], STREET_SIZE * unit * 2.0 + half[1] * 2.0);
        if view.encloses(place) && taken.iter().all(|other| !other.meets(place)) {
            let name = escaped(name);
            let _ = write!(
                text,
                "<text transform=\"translate({:.0} {:.0}) rotate({degrees:.0})\" dy=\".35em\">{name}</text>",
                at[0], at[1]
            );
            taken.push(place);
            count += 1;
        }
    }
    text.push_str("</g>");
    text
}

/// The middle and the direction, −90 to 90 degrees, of the longest part of a street within a view; none where it is shorter
/// than that.
fn along(lines: &[Vec<[f64; 2]>], view: View, least: f64) -> Option<([f64; 2], f64)> {
    let seen = lines.iter().filter_map(|line| {
        let mut inside = line.iter().filter(|place| view.holds(**place));
        let (begin, end) = (inside.next()?, inside.next_back()?);
        let reach = [end[0] - begin[0], end[1] - begin[1]];
        Some((f64::hypot(reach[0], reach[1]), line, reach))
    });
    let (length, line, reach) = seen.max_by(|a, b| a.0.total_cmp(&b.0))?;
    if length < least.min(view.width() / 14.0) {
        return None;
    }
    let inside: Vec<&[f64; 2]> = line.iter().filter(|place| view.holds(**place)).collect();
    let (begin, end) = (inside[0], inside[inside.len() - 1]);
    let middle = [f64::midpoint(begin[0], end[0]), f64::midpoint(begin[1], end[1])];
    let mut degrees = reach[1].atan2(reach[0]).to_degrees();
    if degrees.abs() > 90.0 {
        degrees -= 180.0 * degrees.signum();
    }
    Some((middle, degrees))
}

fn around(at: [f64; 2], half_width: f64, height: f64) -> View {
    View { west: at[0] - half_width, east: at[0] + half_width, north: at[1] - height, south: at[1] + height * 0.4 }
}

fn width(name: &str, size: f64) -> f64 {
    name.chars().count() as f64 * size * LETTER
}

fn escaped(name: &str) -> String {
    let text: Markup = html! { (name) };
    text.0
}
