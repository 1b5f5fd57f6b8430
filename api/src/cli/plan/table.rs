//! The projects of a programme as a table: a CSV row a project.

use riverain_planner::{Instance, Plan, Programme};

use crate::services::programmes::plan_record::centroid;

const HEADER: [&str; 14] = [
    "id",
    "site",
    "work_type",
    "department",
    "year",
    "cost_cents",
    "hours",
    "value",
    "request_count",
    "lon",
    "lat",
    "reason_code",
    "reason",
    "requests",
];

/// UTF-8 with a header; the year is empty for a project that waits, requests are separated by spaces.
pub(super) fn csv(instance: &Instance, plan: &Plan, programme: &Programme) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER)?;
    for (project, grouped) in programme.projects.iter().zip(&plan.grouping.projects) {
        let requests = grouped.requests.iter().map(|&request| &instance.requests[request]);
        let places: Vec<[f64; 2]> = requests.map(|request| [request.lon, request.lat]).collect();
        let [lon, lat] = centroid(&places);
        writer.write_record([
            project.id.as_str(),
            &project.site,
            &project.work_type,
            &project.department,
            &project.year.map(|year| year.to_string()).unwrap_or_default(),
            &project.cost.to_string(),
            &hundredths(project.hours.values().fold(0.0, |total, hours| total + hours)),
            &hundredths(project.value),
            &project.requests.len().to_string(),
            &format!("{lon:.6}"),
            &format!("{lat:.6}"),
            &project.reason.code,
            &project.reason.text,
            &project.requests.join(" "),
        ])?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A sum of estimates, to what it can mean.
fn hundredths(number: f64) -> String {
    format!("{number:.2}")
}
