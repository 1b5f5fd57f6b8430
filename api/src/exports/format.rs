//! The formats of exports, and where each is found.

/// A format that a programme is exported in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    /// A feature a project (RFC 7946).
    GeoJson,
    /// A row a project (RFC 4180).
    Csv,
    /// Sheets of years, lots, projects and requests (Office Open XML).
    Workbook,
    /// An entry a lot (RFC 5545).
    Calendar,
    /// A page to read and print (HTML).
    Report,
}

impl ExportFormat {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::GeoJson, Self::Csv, Self::Workbook, Self::Calendar, Self::Report];

    /// How the names of its files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::Csv => "csv",
            Self::Workbook => "xlsx",
            Self::Calendar => "ics",
            Self::Report => "html",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => "application/geo+json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Calendar => "text/calendar; charset=utf-8; method=PUBLISH",
            Self::Report => "text/html; charset=utf-8",
        }
    }

    /// The last segment of its address, such as `export.csv`.
    pub fn segment(self) -> String {
        format!("export.{}", self.extension())
    }

    /// The format of a last segment.
    pub fn of_segment(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.segment() == segment)
    }

    /// Its address on this server, for a programme of this global identifier.
    pub fn path(self, programme_id: &str) -> String {
        format!("/programmes/{programme_id}/{}", self.segment())
    }
}
