//! Areas as ranges of H3 cells, so that one ordinary index finds what lies in them on any database.
//!
//! Every stored position carries its H3 cell (Uber's hexagonal grid) at [`STORED_RESOLUTION`]. The descendants of a
//! coarser cell are one contiguous run of cell numbers, so an area becomes a few ranges of one integer column; the
//! exact shape is then tested on the rows that the ranges let through.

use geo::{Coord, Rect};
use h3o::geom::{ContainmentMode, TilerBuilder};
use h3o::{CellIndex, LatLng, Resolution};

use super::place::{Area, BoundingBox, Point};

/// The resolution of stored cells: about 19 m across.
pub const STORED_RESOLUTION: Resolution = Resolution::Twelve;

/// How many cells of the chosen resolution should cover an area: more fit it better, fewer make a shorter query.
const CELLS_WANTED: f64 = 24.0;

/// The number of the cell that holds a point, as it is stored.
pub fn stored_cell(point: Point) -> Option<i64> {
    let position = LatLng::new(point.latitude(), point.longitude()).ok()?;
    i64::try_from(u64::from(position.to_cell(STORED_RESOLUTION))).ok()
}

/// Ranges of stored cells, ends included, that hold every point of a box.
pub fn cover_box(bounds: BoundingBox) -> Vec<(i64, i64)> {
    let rectangle = Rect::new(Coord { x: bounds.west, y: bounds.south }, Coord { x: bounds.east, y: bounds.north });
    cover(vec![rectangle.to_polygon()], bounds)
}

/// Ranges of stored cells, ends included, that hold every point of an area.
pub fn cover_area(area: &Area) -> Vec<(i64, i64)> {
    cover(area.polygons().0.clone(), area.bounds())
}

fn cover(polygons: Vec<geo::Polygon<f64>>, bounds: BoundingBox) -> Vec<(i64, i64)> {
    let resolution = resolution_for(bounds);
    let mut tiler = TilerBuilder::new(resolution).containment_mode(ContainmentMode::Covers).build();
    let covered = tiler.add_batch(polygons).is_ok();
    let mut cells: Vec<CellIndex> = if covered { tiler.into_coverage().collect() } else { Vec::new() };
    if cells.is_empty() {
        cells = corners(bounds).filter_map(|corner| corner.ok().map(|corner| corner.to_cell(resolution))).collect();
    }
    // A cell's descendants reach a little over its edge: the neighbours make the cover complete.
    let mut cells: Vec<CellIndex> = cells.into_iter().flat_map(|cell| cell.grid_disk::<Vec<_>>(1)).collect();
    cells.sort_unstable();
    cells.dedup();
    merge(&cells)
}

fn resolution_for(bounds: BoundingBox) -> Resolution {
    let degree_m = 111_195.0;
    let height_m = (bounds.north - bounds.south) * degree_m;
    let width_m = (bounds.east - bounds.west) * degree_m * bounds.north.midpoint(bounds.south).to_radians().cos();
    let wanted_area_m2 = height_m * width_m / CELLS_WANTED;
    // A thin box needs cells no smaller than a share of its length.
    let wanted_area_m2 = wanted_area_m2.max((height_m.max(width_m) / CELLS_WANTED).powi(2));
    Resolution::range(Resolution::Zero, STORED_RESOLUTION)
        .take_while(|resolution| resolution.area_m2() >= wanted_area_m2)
        .last()
        .unwrap_or(Resolution::Zero)
}

fn corners(bounds: BoundingBox) -> impl Iterator<Item = Result<LatLng, h3o::error::InvalidLatLng>> {
    [(bounds.south, bounds.west), (bounds.south, bounds.east), (bounds.north, bounds.west), (bounds.north, bounds.east)]
        .into_iter()
        .map(|(latitude, longitude)| LatLng::new(latitude, longitude))
}

fn merge(cells: &[CellIndex]) -> Vec<(i64, i64)> {
    let mut ranges: Vec<(CellIndex, CellIndex)> = Vec::new();
    for cell in cells {
        match ranges.last_mut() {
            Some((_, last)) if last.succ() == Some(*cell) => *last = *cell,
            _ => ranges.push((*cell, *cell)),
        }
    }
    ranges.into_iter().filter_map(|(first, last)| stored_range(first, last)).collect()
}

fn stored_range(first: CellIndex, last: CellIndex) -> Option<(i64, i64)> {
    let beginning = first.child_at(0, STORED_RESOLUTION)?;
    let end = last.child_at(last.children_count(STORED_RESOLUTION) - 1, STORED_RESOLUTION)?;
    Some((i64::try_from(u64::from(beginning)).ok()?, i64::try_from(u64::from(end)).ok()?))
}
