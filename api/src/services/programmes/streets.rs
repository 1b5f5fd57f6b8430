//! The streets that the distances of a planning follow.

use std::collections::HashMap;

use riverain_entities::work_types::Distance;
use riverain_planner::Street;
use sea_orm::ConnectionTrait;

use crate::domain::centre_line::CentreLine;
use crate::domain::place::{BoundingBox, Circle, Point};
use crate::services::ServiceError;
use crate::store::planning_input::PlannedRequest;
use crate::store::reference::Reference;
use crate::store::street_lines;

/// Segments of one statement.
const SEGMENTS_A_BATCH: u64 = 5_000;

/// The streets around the requests whose work type's distances follow them, as far as its projects may reach; none where
/// no request needs any.
///
/// # Errors
/// A stored line that does not have its form, or a database that fails.
pub async fn streets_around(
    connection: &impl ConnectionTrait,
    reference: &Reference,
    requests: &[PlannedRequest],
) -> Result<Vec<Street>, ServiceError> {
    let mut streets = Vec::new();
    let Some(area) = area(reference, requests) else { return Ok(streets) };
    let mut after = Some(0);
    while let Some(last) = after {
        let batch = street_lines::meeting(connection, area, last, SEGMENTS_A_BATCH).await?;
        after = batch.last().filter(|_| batch.len() as u64 == SEGMENTS_A_BATCH).map(|(key, _)| *key);
        for (key, geometry) in batch {
            let broken = |fault| ServiceError::Internal(format!("the line of street {key} does not hold: {fault:?}"));
            let line = CentreLine::from_geojson("geometry", &geometry).map_err(broken)?;
            streets.extend(line.coordinates().map(|coordinates| Street { coordinates }));
        }
    }
    Ok(streets)
}

/// The box around the requests whose distances follow the streets, and around what their projects may reach.
fn area(reference: &Reference, requests: &[PlannedRequest]) -> Option<BoundingBox> {
    let follows = reference.work_types().iter().filter(|row| row.distance == Distance::StreetNetwork);
    let reach_m: HashMap<&str, f64> =
        follows.map(|row| (row.code.as_str(), row.max_span_m.unwrap_or(0.0).max(row.radius_m))).collect();
    let boxes = requests.iter().filter_map(|row| {
        let reach_m = reach_m.get(row.work_type_code.as_str())?;
        let place = Point::new("", row.lon?, row.lat?).ok()?;
        Some(Circle::new("", place, *reach_m).ok()?.bounding_box())
    });
    boxes.reduce(|all, one| BoundingBox {
        west: all.west.min(one.west),
        south: all.south.min(one.south),
        east: all.east.max(one.east),
        north: all.north.max(one.north),
    })
}
