//! Exports of a work programme: one model of what an export shows ([`model`]), where it comes from ([`source`]), and a
//! writer for each format. Rows are visited one after another, so that memory is bounded by a page whatever the size of
//! the programme.

pub mod calendar;
pub mod error;
pub mod format;
pub mod geojson;
pub mod model;
mod numbers;
mod report;
pub mod source;
pub mod stored;
pub mod table;
pub mod workbook;

use std::io::Write;

use self::error::ExportError;
use self::format::ExportFormat;
use self::source::ExportSource;
use crate::locale::Locale;

/// Writes a programme in a format and a language.
///
/// # Errors
/// A source that fails, or a reader that went away.
pub fn write(
    format: ExportFormat,
    source: &dyn ExportSource,
    locale: Locale,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    match format {
        ExportFormat::GeoJson => geojson::write(source, out),
        ExportFormat::Csv => table::write(source, out),
        ExportFormat::Workbook => workbook::write(source, locale, out),
        ExportFormat::Calendar => calendar::write(source, locale, out),
        ExportFormat::Report => report::write(source, locale, out),
    }
}
