//! A file as rows of named columns, whatever its format.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::csv_rows::{self, CsvDialect};
use super::error::ImportError;
use super::geojson_rows;

/// One row of a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// The line of the file on which it begins (CSV) or ends (GeoJSON), from 1.
    pub(super) line: u64,
    /// What identifies it where no column does: its line (CSV); its feature's `id` (RFC 7946, 3.2), else the feature's
    /// rank from 1 (GeoJSON).
    pub(super) identity: String,
    /// Its values, in the order of the file's columns.
    pub(super) values: StringRecord,
}

/// What becomes of each row; breaking stops the reading.
pub(super) type OnRow<'a> = &'a mut dyn FnMut(Row) -> ControlFlow<()>;

/// What one reading of a whole file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Inspection {
    pub(super) columns: Vec<String>,
    pub(super) rows: u64,
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy)]
pub(super) enum FileFormat {
    /// Comma-separated values, with a header.
    Csv(CsvDialect),
    /// A GeoJSON feature collection: the columns are the properties, and `longitude` and `latitude` are the position
    /// of a point.
    GeoJson,
}

/// A file of rows that was read once and found whole.
#[derive(Debug, Clone)]
pub(super) struct RowFile {
    path: PathBuf,
    format: FileFormat,
    inspection: Inspection,
}

impl RowFile {
    /// Reads the whole file once, keeping none of its rows, to know that it can be read.
    ///
    /// # Errors
    /// A file that is not what its format says.
    pub(super) fn inspect(path: &Path, format: FileFormat) -> Result<Self, ImportError> {
        let inspection = match format {
            FileFormat::Csv(dialect) => csv_rows::inspect(path, dialect)?,
            FileFormat::GeoJson => geojson_rows::inspect(path)?,
        };
        Ok(Self { path: path.to_owned(), format, inspection })
    }

    /// The names of the columns, in their order.
    pub(super) fn columns(&self) -> &[String] {
        &self.inspection.columns
    }

    /// What the report calls the identity that a row has of itself.
    pub(super) fn identity_name(&self) -> &'static str {
        match self.format {
            FileFormat::Csv(_) => "line",
            FileFormat::GeoJson => "id",
        }
    }

    /// The number of rows.
    pub(super) fn rows(&self) -> u64 {
        self.inspection.rows
    }

    /// Hands each row to `on_row`, in the order of the file.
    ///
    /// # Errors
    /// A file that can no longer be read.
    pub(super) fn read(&self, on_row: OnRow<'_>) -> Result<(), ImportError> {
        match self.format {
            FileFormat::Csv(dialect) => csv_rows::read(&self.path, dialect, on_row),
            FileFormat::GeoJson => geojson_rows::read(&self.path, &self.inspection.columns, on_row),
        }
    }
}
