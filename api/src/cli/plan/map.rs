//! The projects of a programme as a map: a GeoJSON feature a project, with its outline.

use riverain_planner::{Instance, Plan, Programme};
use serde_json::json;

use crate::services::programmes::plan_record::outline_geojson;

/// A feature collection (RFC 7946): properties are those of the programme, with the number of requests in place of
/// their list.
pub(super) fn geojson(instance: &Instance, plan: &Plan, programme: &Programme) -> Result<Vec<u8>, serde_json::Error> {
    let features: Vec<serde_json::Value> = programme
        .projects
        .iter()
        .zip(&plan.grouping.projects)
        .map(|(project, grouped)| {
            let requests = grouped.requests.iter().map(|&request| &instance.requests[request]);
            let places: Vec<[f64; 2]> = requests.map(|request| [request.lon, request.lat]).collect();
            json!({
                "type": "Feature",
                "id": project.id,
                "geometry": outline_geojson(&places),
                "properties": {
                    "site": project.site,
                    "work_type": project.work_type,
                    "department": project.department,
                    "year": project.year,
                    "cost_cents": project.cost,
                    "hours": project.hours,
                    "value": project.value,
                    "request_count": project.requests.len(),
                    "reason_code": project.reason.code,
                    "reason": project.reason.text,
                },
            })
        })
        .collect();
    let mut bytes = serde_json::to_vec(&json!({ "type": "FeatureCollection", "features": features }))?;
    bytes.push(b'\n');
    Ok(bytes)
}
