//! A programme as a workbook: a sheet of years and departments, of lots, of projects and of requests. Rows go to disk as
//! they come (constant memory), then into the file.

mod sheet;
mod sheets;

use std::io::{Seek, SeekFrom, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::error::ExportError;
use super::source::ExportSource;
use crate::locale::Locale;

/// Writes the workbook.
///
/// # Errors
/// A source that fails, a disk that is full, or a reader that went away.
pub fn write(source: &dyn ExportSource, locale: Locale, out: &mut dyn Write) -> Result<(), ExportError> {
    let programme = source.programme();
    let mut workbook = Workbook::new();
    // The same programme gives the same bytes.
    let made_at = programme.planned_at.map_or(0, |planned_at| planned_at.timestamp());
    let properties = DocProperties::new()
        .set_title(&programme.name)
        .set_author("Riverain")
        .set_creation_datetime(&ExcelDateTime::from_timestamp(made_at)?);
    workbook.set_properties(&properties);
    sheets::years(&mut workbook, source, locale)?;
    sheets::lots(&mut workbook, source, locale)?;
    sheets::projects(&mut workbook, source, locale)?;
    if source.shows_requests() {
        sheets::requests(&mut workbook, source, locale)?;
    }
    let mut file = tempfile::tempfile()?;
    workbook.save_to_writer(&mut file)?;
    file.seek(SeekFrom::Start(0))?;
    std::io::copy(&mut file, out)?;
    Ok(())
}
