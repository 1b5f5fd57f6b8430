//! The report of rejected rows: a CSV file beside the one that was read, one line for each fault.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use super::error::ImportError;
use crate::domain::fault::Fault;
use crate::locale::Locale;

/// A row that was not imported, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct RejectedRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Every fault of it.
    pub faults: Vec<Fault>,
}

/// Writes the report; the file is made at the first rejected row.
#[derive(Debug)]
pub struct RejectReport {
    path: PathBuf,
    locale: Locale,
    writer: Option<csv::Writer<File>>,
}

/// Where the report goes unless told otherwise: beside the file, `requests.csv.rejected.csv`.
pub fn default_path(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".rejected.csv");
    path.into()
}

impl RejectReport {
    /// A report to be written at `path`, which is tried at once; the one of an earlier run is removed, so that none is
    /// left when all is well.
    ///
    /// # Errors
    /// A path that cannot be written, or is one of the files that are `read`.
    pub fn new(path: &Path, read: &[&Path], locale: Locale) -> Result<Self, ImportError> {
        let canonical = path.canonicalize().ok();
        if canonical.is_some() && read.iter().any(|file| file.canonicalize().ok() == canonical) {
            return Err(unwritable(path, &std::io::Error::from(std::io::ErrorKind::AlreadyExists)));
        }
        try_out(path).map_err(|error| unwritable(path, &error))?;
        Ok(Self { path: path.to_owned(), locale, writer: None })
    }

    /// Where the report is, once a row was rejected.
    pub fn written_to(&self) -> Option<&Path> {
        self.writer.as_ref().map(|_| self.path.as_path())
    }

    /// Adds rows to the report, and puts them on disk.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn add(&mut self, rows: &[RejectedRow]) -> Result<(), ImportError> {
        if rows.is_empty() {
            return Ok(());
        }
        let written = self.write(rows);
        written.map_err(|error| unwritable(&self.path, &error))
    }

    fn write(&mut self, rows: &[RejectedRow]) -> Result<(), csv::Error> {
        let locale = self.locale;
        if self.writer.is_none() {
            let mut writer = csv::Writer::from_path(&self.path)?;
            let titles = ["line", "column", "value", "code", "reason"];
            writer.write_record(titles.map(|title| locale.wording(&format!("import.report.{title}"), &[])))?;
            self.writer = Some(writer);
        }
        let Some(writer) = &mut self.writer else { return Ok(()) };
        for row in rows {
            for fault in &row.faults {
                writer.write_record([
                    row.line.to_string().as_str(),
                    &fault.field,
                    fault.value.as_deref().unwrap_or_default(),
                    fault.kind.code(),
                    &format!("{} {}", fault.message(locale), fault.remedy(locale)),
                ])?;
            }
        }
        writer.flush()?;
        Ok(())
    }
}

/// Opens the file to write, and removes it again unless it is a device.
fn try_out(path: &Path) -> std::io::Result<()> {
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    if file.metadata()?.is_file() { std::fs::remove_file(path) } else { Ok(()) }
}

fn unwritable(path: &Path, error: &impl ToString) -> ImportError {
    ImportError::ReportUnwritable { file: path.display().to_string(), reason: error.to_string() }
}
