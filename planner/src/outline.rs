//! The outline of a set of places, to draw it on a map.

use geo::{ConvexHull, Coord, MultiPoint, Point};

/// The convex outline of some places: pairs of WGS 84 longitude and latitude.
#[derive(Debug, Clone, PartialEq)]
pub enum Outline {
    /// All at the same place.
    Point([f64; 2]),
    /// On a line: its two ends.
    Line([[f64; 2]; 2]),
    /// Around an area: a closed ring, counter-clockwise, its first corner repeated at its end.
    Polygon(Vec<[f64; 2]>),
}

/// The convex hull of places given as longitude and latitude; `None` where there are none.
///
/// Across the antimeridian, longitudes continue beyond ±180 on the side of the first place, as RFC 7946 allows readers
/// to expect of a geometry in one piece.
pub fn outline(places: &[[f64; 2]]) -> Option<Outline> {
    let first = places.first()?;
    let unwrapped: Vec<Point> = places
        .iter()
        .map(|[lon, lat]| {
            let turns = ((lon - first[0]) / 360.0).round();
            Point::new(lon - turns * 360.0, *lat)
        })
        .collect();
    let hull = MultiPoint::new(unwrapped).convex_hull();
    let mut ring: Vec<[f64; 2]> = hull.exterior().0.iter().map(|&Coord { x, y }| [x, y]).collect();
    ring.dedup();
    let mut corners = ring.clone();
    corners.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    corners.dedup();
    Some(match corners.as_slice() {
        [] => Outline::Point(*first),
        [place] => Outline::Point(*place),
        [start, end] => Outline::Line([*start, *end]),
        _ => Outline::Polygon(ring),
    })
}
