//! Where the exports of a programme are.

use async_graphql::{ID, SimpleObject};

use crate::exports::format::ExportFormat;

/// Addresses of a programme as files, on this server: with the same bearer token, for whoever sees the programme.
/// `?year=2028`, `&department=roads` narrow them; `lang=fr` or `lang=en` chooses the language instead of `Accept-Language`.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeExports {
    /// A feature a project, with its outline (RFC 7946).
    geo_json: String,
    /// A row a project (RFC 4180, UTF-8).
    csv: String,
    /// A workbook: years and departments, lots, projects; and requests for staff.
    xlsx: String,
    /// A calendar with an entry a lot, over the days of its year (RFC 5545).
    i_calendar: String,
    /// A report to read and print (HTML), with maps and charts.
    report: String,
}

impl ProgrammeExports {
    /// The addresses for the programme of this global identifier.
    pub fn of(programme: &ID) -> Self {
        let path = |format: ExportFormat| format.path(programme.as_str());
        Self {
            geo_json: path(ExportFormat::GeoJson),
            csv: path(ExportFormat::Csv),
            xlsx: path(ExportFormat::Workbook),
            i_calendar: path(ExportFormat::Calendar),
            report: path(ExportFormat::Report),
        }
    }
}
