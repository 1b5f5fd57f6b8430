//! The plane that maps are drawn in: metres east and south of the north-western corner of the projects.

use crate::exports::error::ExportError;
use crate::exports::source::ExportSource;

/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// A box in the plane: west, north, east, south.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct View {
    pub(super) west: f64,
    pub(super) north: f64,
    pub(super) east: f64,
    pub(super) south: f64,
}

/// An equirectangular projection, true at the middle of the projects.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plane {
    west: f64,
    north: f64,
    /// Metres of a degree of longitude at the middle.
    degree_east_m: f64,
    /// The box around all projects.
    pub(super) view: Option<View>,
}

impl Plane {
    /// The plane of the projects of a source that are done.
    pub(super) fn around(source: &dyn ExportSource) -> Result<Self, ExportError> {
        let mut places = View { west: f64::MAX, north: f64::MIN, east: f64::MIN, south: f64::MAX };
        let mut is_empty = true;
        let mut include = |[lon, lat]: [f64; 2]| {
            is_empty = false;
            places.west = places.west.min(lon);
            places.east = places.east.max(lon);
            places.south = places.south.min(lat);
            places.north = places.north.max(lat);
        };
        for section in &source.programme().sections {
            let mut has_lots = false;
            source.lots(section, &mut |lot| {
                has_lots = true;
                lot.route.into_iter().for_each(&mut include);
                Ok(())
            })?;
            if !has_lots {
                source.projects(section, &mut |project| {
                    include(project.place);
                    Ok(())
                })?;
            }
        }
        if is_empty {
            return Ok(Self { west: 0.0, north: 0.0, degree_east_m: DEGREE_M, view: None });
        }
        let middle = f64::midpoint(places.north, places.south).to_radians();
        let mut plane =
            Self { west: places.west, north: places.north, degree_east_m: DEGREE_M * middle.cos(), view: None };
        plane.view =
            View::around([plane.at([places.west, places.north]), plane.at([places.east, places.south])].into_iter());
        Ok(plane)
    }

    /// A longitude and latitude in the plane.
    pub(super) fn at(&self, [lon, lat]: [f64; 2]) -> [f64; 2] {
        [(lon - self.west) * self.degree_east_m, (self.north - lat) * DEGREE_M]
    }
}

impl View {
    /// The smallest box around points; none where there are none.
    pub(super) fn around(points: impl Iterator<Item = [f64; 2]>) -> Option<Self> {
        points.fold(None, |view: Option<Self>, [x, y]| {
            let View { west, north, east, south } = view.unwrap_or(View { west: x, north: y, east: x, south: y });
            Some(View { west: west.min(x), north: north.min(y), east: east.max(x), south: south.max(y) })
        })
    }

    /// The box with a margin, at least so many metres wide, in these proportions (height to width).
    pub(super) fn framed(self, least_width: f64, proportion: f64) -> Self {
        let (middle_x, middle_y) = (f64::midpoint(self.west, self.east), f64::midpoint(self.north, self.south));
        let needed = ((self.east - self.west) * 1.12).max((self.south - self.north) * 1.12 / proportion);
        let half = [needed.max(least_width) / 2.0, needed.max(least_width) * proportion / 2.0];
        Self {
            west: middle_x - half[0],
            north: middle_y - half[1],
            east: middle_x + half[0],
            south: middle_y + half[1],
        }
    }

    /// Whether a point lies in the box.
    pub(super) fn holds(self, [x, y]: [f64; 2]) -> bool {
        (self.west..=self.east).contains(&x) && (self.north..=self.south).contains(&y)
    }

    /// Whether the whole of another box lies in it.
    pub(super) fn encloses(self, other: Self) -> bool {
        self.holds([other.west, other.north]) && self.holds([other.east, other.south])
    }

    /// Whether it has a point in common with another box.
    pub(super) fn meets(self, other: Self) -> bool {
        self.west <= other.east && other.west <= self.east && self.north <= other.south && other.north <= self.south
    }

    pub(super) fn width(self) -> f64 {
        self.east - self.west
    }

    /// The attribute of an SVG that shows the box.
    pub(super) fn attribute(self) -> String {
        format!("{:.0} {:.0} {:.0} {:.0}", self.west, self.north, self.width(), self.south - self.north)
    }
}
