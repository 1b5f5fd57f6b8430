//! The projects of a programme as a map: a GeoJSON feature a project, with its outline.

use std::io::Write;

use serde::Serialize;
use serde_json::Value;

use super::error::ExportError;
use super::model::{ExportProject, ExportSection, Named};
use super::source::ExportSource;

/// A feature (RFC 7946); money is integer cents.
#[derive(Serialize)]
struct Feature<'a> {
    r#type: &'static str,
    id: &'a str,
    geometry: &'a Value,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Properties<'a> {
    site: &'a str,
    work_type: &'a str,
    work_type_name: &'a str,
    department: &'a str,
    department_name: &'a str,
    borough: Option<&'a str>,
    neighbourhood: Option<&'a str>,
    year: Option<i32>,
    lot: Option<i32>,
    lot_position: Option<i32>,
    cost_cents: i64,
    hours: f64,
    value: f64,
    request_count: i64,
    reason_code: &'a str,
    reason: &'a str,
}

/// Writes a feature collection, a feature a line.
///
/// # Errors
/// A source that fails, or a reader that went away.
pub fn write(source: &dyn ExportSource, out: &mut dyn Write) -> Result<(), ExportError> {
    let programme = source.programme();
    write!(
        out,
        "{{\"type\":\"FeatureCollection\",\"name\":{},\"features\":[",
        serde_json::to_string(&programme.name)?
    )?;
    let mut separator = "\n";
    for section in &programme.sections {
        source.projects(section, &mut |project| {
            out.write_all(separator.as_bytes())?;
            separator = ",\n";
            serde_json::to_writer(&mut *out, &feature(&project, section, programme.department_of(section)))?;
            Ok(())
        })?;
    }
    out.write_all(b"\n]}\n")?;
    Ok(())
}

fn feature<'a>(project: &'a ExportProject, section: &ExportSection, department: &'a Named) -> Feature<'a> {
    Feature {
        r#type: "Feature",
        id: &project.code,
        geometry: &project.outline,
        properties: Properties {
            site: &project.site,
            work_type: &project.work_type.code,
            work_type_name: &project.work_type.name,
            department: &department.code,
            department_name: &department.name,
            borough: project.borough.as_deref(),
            neighbourhood: project.neighbourhood.as_deref(),
            year: section.year,
            lot: project.lot.map(|(number, _)| number),
            lot_position: project.lot.map(|(_, position)| position),
            cost_cents: project.cost_cents,
            hours: project.hours,
            value: project.value,
            request_count: project.request_count,
            reason_code: &project.reason_code,
            reason: &project.reason,
        },
    }
}
