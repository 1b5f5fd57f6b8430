//! Why a file could not be imported at all, or not further; a single bad row never stops an import.

use std::path::Path;

use sea_orm::DbErr;

use crate::data_file::FileFault;
use crate::domain::fault::Fault;
use crate::locale::Locale;
use crate::services::ServiceError;

/// Why a file could not be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("{file} cannot be read: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        reason: String,
    },
    /// The file holds no row at all.
    #[error("{file} holds no row")]
    Empty {
        /// The file.
        file: String,
    },
    /// The file is not in the encoding that the mapping declares.
    #[error("{file}:{line}: byte {byte:#04x} at column {column} is not {declared}")]
    WrongEncoding {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The byte's column, from 1.
        column: usize,
        /// The byte.
        byte: u8,
        /// The words around it, read as Windows-1252.
        excerpt: String,
        /// The encoding that the mapping declares.
        declared: String,
    },
    /// A quoted field is not closed where it should be.
    #[error("{file}:{line}:{column}: the quoted field is not closed (noticed at {noticed_line}:{noticed_column})")]
    BrokenQuote {
        /// The file.
        file: String,
        /// The line on which the field begins, from 1.
        line: u64,
        /// Its column in bytes, from 1.
        column: usize,
        /// The line on which the fault shows.
        noticed_line: u64,
        /// Its column in bytes.
        noticed_column: usize,
    },
    /// A line is longer than any row may be.
    #[error("{file}:{line}: the line has more than {maximum} bytes")]
    LineTooLong {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The most bytes of a line.
        maximum: u64,
    },
    /// Two columns of the file have the same name.
    #[error("{file}: two columns are named {column}")]
    DuplicateColumn {
        /// The file.
        file: String,
        /// The name.
        column: String,
    },
    /// The file is not a GeoJSON feature collection.
    #[error("{file}: not a GeoJSON FeatureCollection: {reason}")]
    NotGeoJson {
        /// The file.
        file: String,
        /// What is wrong, and where.
        reason: String,
    },
    /// The mapping does not hold.
    #[error("the mapping does not hold: {0:?}")]
    Mapping(Vec<FileFault>),
    /// Areas of the file do not hold.
    #[error("areas of {file} do not hold: {faults:?}")]
    Areas {
        /// The file.
        file: String,
        /// Every fault, each with the feature it was found in.
        faults: Vec<Fault>,
    },
    /// Nothing tells whether the areas are boroughs or neighbourhoods.
    #[error("{file} does not tell whether its areas are boroughs or neighbourhoods")]
    AreaKindUnknown {
        /// The file.
        file: String,
    },
    /// The database holds no catalogue, and so no city.
    #[error("no catalogue has been applied")]
    NoCatalogue,
    /// The report of rejected rows cannot be written.
    #[error("the report {file} cannot be written: {reason}")]
    ReportUnwritable {
        /// The report.
        file: String,
        /// What the system says.
        reason: String,
    },
    /// The database or the catalogue failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The reading of the file was cut short by a fault of this program.
    #[error("the reading of the file stopped: {0}")]
    Interrupted(String),
}

impl ImportError {
    pub(super) fn unreadable(path: &Path, error: &impl ToString) -> Self {
        Self::Unreadable { file: path.display().to_string(), reason: error.to_string() }
    }

    /// The stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "FILE_UNREADABLE",
            Self::Empty { .. } => "FILE_EMPTY",
            Self::WrongEncoding { .. } => "WRONG_ENCODING",
            Self::BrokenQuote { .. } => "BROKEN_QUOTE",
            Self::LineTooLong { .. } => "LINE_TOO_LONG",
            Self::DuplicateColumn { .. } => "DUPLICATE_COLUMN",
            Self::NotGeoJson { .. } => "NOT_GEOJSON",
            Self::Mapping(_) => "INVALID_MAPPING",
            Self::Areas { .. } => "INVALID_AREAS",
            Self::AreaKindUnknown { .. } => "AREA_KIND_UNKNOWN",
            Self::NoCatalogue => "NO_CATALOGUE",
            Self::ReportUnwritable { .. } => "REPORT_UNWRITABLE",
            Self::Service(_) => "SERVICE",
            Self::Interrupted(_) => "INTERRUPTED",
        }
    }

    /// What is wrong and what would be right, a line for each fault.
    pub fn describe(&self, locale: Locale) -> Vec<String> {
        match self {
            Self::Mapping(faults) => faults.iter().map(|fault| fault.describe(locale)).collect(),
            Self::Areas { file, faults } => faults
                .iter()
                .map(|fault| format!("{file}: {} {}", fault.message(locale), fault.remedy(locale)))
                .collect(),
            Self::Service(error) => vec![error.to_string()],
            _ => vec![format!("{} {}", self.wording(locale, "message"), self.wording(locale, "remedy"))],
        }
    }

    fn wording(&self, locale: Locale, part: &str) -> String {
        let key = format!("import_error.{}.{part}", self.code().to_lowercase());
        locale.wording(&key, &self.parameters())
    }

    fn parameters(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unreadable { file, reason }
            | Self::NotGeoJson { file, reason }
            | Self::ReportUnwritable { file, reason } => {
                vec![("file", file.clone()), ("reason", reason.clone())]
            }
            Self::Empty { file } | Self::AreaKindUnknown { file } => vec![("file", file.clone())],
            Self::WrongEncoding { file, line, column, byte, excerpt, declared } => vec![
                ("file", file.clone()),
                ("line", line.to_string()),
                ("column", column.to_string()),
                ("byte", format!("0x{byte:02X}")),
                ("excerpt", excerpt.clone()),
                ("declared", declared.clone()),
            ],
            Self::BrokenQuote { file, line, column, noticed_line, noticed_column } => vec![
                ("file", file.clone()),
                ("line", line.to_string()),
                ("column", column.to_string()),
                ("noticed_line", noticed_line.to_string()),
                ("noticed_column", noticed_column.to_string()),
            ],
            Self::LineTooLong { file, line, maximum } => {
                vec![("file", file.clone()), ("line", line.to_string()), ("maximum", maximum.to_string())]
            }
            Self::DuplicateColumn { file, column } => vec![("file", file.clone()), ("column", column.clone())],
            Self::Interrupted(reason) => vec![("reason", reason.clone())],
            Self::Mapping(_) | Self::Areas { .. } | Self::NoCatalogue | Self::Service(_) => Vec::new(),
        }
    }
}

impl From<DbErr> for ImportError {
    fn from(error: DbErr) -> Self {
        Self::Service(error.into())
    }
}
