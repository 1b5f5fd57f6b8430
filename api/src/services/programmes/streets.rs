//! The streets that a planning reads: those that its distances follow, and those that its projects are on.

use std::collections::HashMap;

use riverain_entities::work_types::Distance;
use riverain_planner::{MAX_ACCESS_M, Street};
use sea_orm::ConnectionTrait;

use crate::domain::centre_line::CentreLine;
use crate::domain::place::{BoundingBox, Circle, Point};
use crate::domain::programme_parameters::SiteRules;
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
pub async fn streets_to_group(
    connection: &impl ConnectionTrait,
    reference: &Reference,
    requests: &[PlannedRequest],
) -> Result<Vec<Street>, ServiceError> {
    let reach_m = reach_of_projects(reference);
    streets_within(connection, area(requests, |row| reach_m.get(row.work_type_code.as_str()).copied())).await
}

/// The streets around all the requests, as far as their projects and sites may reach.
///
/// # Errors
/// A stored line that does not have its form, or a database that fails.
pub async fn streets_to_plan(
    connection: &impl ConnectionTrait,
    reference: &Reference,
    requests: &[PlannedRequest],
    sites: SiteRules,
) -> Result<Vec<Street>, ServiceError> {
    let least_m = match sites.distance {
        Distance::GreatCircle => MAX_ACCESS_M,
        Distance::StreetNetwork => reach_m(sites.radius_m, sites.max_span_m).max(MAX_ACCESS_M),
    };
    let reach_m = reach_of_projects(reference);
    let reach = |row: &PlannedRequest| reach_m.get(row.work_type_code.as_str()).map_or(least_m, |m| m.max(least_m));
    streets_within(connection, area(requests, |row| Some(reach(row)))).await
}

async fn streets_within(
    connection: &impl ConnectionTrait,
    area: Option<BoundingBox>,
) -> Result<Vec<Street>, ServiceError> {
    let mut streets = Vec::new();
    let Some(area) = area else { return Ok(streets) };
    let mut after = Some(0);
    while let Some(last) = after {
        let batch = street_lines::meeting(connection, area, last, SEGMENTS_A_BATCH).await?;
        after = batch.last().filter(|_| batch.len() as u64 == SEGMENTS_A_BATCH).map(|(key, ..)| *key);
        for (key, name, geometry) in batch {
            let broken = |fault| ServiceError::Internal(format!("the line of street {key} does not hold: {fault:?}"));
            let line = CentreLine::from_geojson("geometry", &geometry).map_err(broken)?;
            let name = Some(name).filter(|name| !name.is_empty());
            streets.extend(line.coordinates().map(|coordinates| Street { name: name.clone(), coordinates }));
        }
    }
    Ok(streets)
}

/// How far a project may reach along the streets, metres, by the code of its work type; those that do not follow them
/// are left out.
fn reach_of_projects(reference: &Reference) -> HashMap<&str, f64> {
    let follows = reference.work_types().iter().filter(|row| row.distance == Distance::StreetNetwork);
    follows.map(|row| (row.code.as_str(), reach_m(row.radius_m, row.max_span_m))).collect()
}

fn reach_m(radius_m: f64, max_span_m: Option<f64>) -> f64 {
    max_span_m.unwrap_or(0.0).max(radius_m)
}

/// The box around the requests that reach somewhere, and around what they reach.
fn area(requests: &[PlannedRequest], reach_m: impl Fn(&PlannedRequest) -> Option<f64>) -> Option<BoundingBox> {
    let boxes = requests.iter().filter_map(|row| {
        let place = Point::new("", row.lon?, row.lat?).ok()?;
        Some(Circle::new("", place, reach_m(row)?).ok()?.bounding_box())
    });
    boxes.reduce(|all, one| BoundingBox {
        west: all.west.min(one.west),
        south: all.south.min(one.south),
        east: all.east.max(one.east),
        north: all.north.max(one.north),
    })
}
