//! How far apart places are.

use geo::{ConvexHull, Distance, Haversine, MultiPoint, Point};

/// The greatest great-circle distance between two of some places of a city, metres; 0 for a single place.
///
/// The farthest two are corners of the convex hull: O(n log n) for n places, and the square of the few corners.
pub fn span_m(places: &[[f64; 2]]) -> f64 {
    let hull =
        MultiPoint::from(places.iter().map(|[lon, lat]| Point::new(*lon, *lat)).collect::<Vec<_>>()).convex_hull();
    let corners: Vec<Point> = hull.exterior().points().collect();
    let from_each = corners
        .iter()
        .enumerate()
        .flat_map(|(index, corner)| corners[index + 1..].iter().map(|other| Haversine.distance(*corner, *other)));
    from_each.fold(0.0, f64::max)
}
