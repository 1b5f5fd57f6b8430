//! A programme as a page to read and print: one HTML file without outside resources, in parts by year and department,
//! with charts and maps as SVG. Written part by part; what a map needs of a part is held while it is drawn. However large the
//! programme is, a department and year take about a page: the most valuable projects are told, and what the others come to.

mod analysis;
mod backdrop;
mod charts;
mod labels;
mod map;
mod opening;
mod palette;
mod part;
mod plane;
mod summary;
mod tables;
mod wording;

use std::io::Write;

use maud::Markup;

use super::error::ExportError;
use super::source::ExportSource;
use crate::locale::Locale;
use backdrop::Backdrop;
use map::City;
use part::PartWriter;
use plane::Plane;
use wording::Wording;

/// Writes the report.
///
/// # Errors
/// A source that fails, or a reader that went away.
pub(super) fn write(source: &dyn ExportSource, locale: Locale, out: &mut dyn Write) -> Result<(), ExportError> {
    let programme = source.programme();
    let wording = Wording::new(locale);
    let plane = Plane::around(source)?;
    let backdrop = Backdrop::of(source, &plane)?;
    put(out, &opening::head(programme, wording))?;
    put(out, &backdrop.definitions())?;
    put(out, &opening::cover(programme, wording))?;
    put(out, &opening::contents(programme, wording))?;
    put(out, &opening::money(programme, wording))?;
    put(out, &opening::value(programme, wording))?;
    put(out, &analysis::proof(programme, wording))?;
    if let Some(prices) = &programme.prices {
        put(out, &analysis::scarcity(&programme.years(), prices, wording))?;
    }
    if let Some(equity) = analysis::equity(programme, wording) {
        put(out, &equity)?;
    }
    let mut parts = PartWriter { source, wording, city: City { plane: &plane, backdrop: &backdrop }, out };
    for year in programme.years() {
        parts.year(year)?;
    }
    parts.waiting()?;
    put(out, &opening::notes(programme, wording))?;
    out.write_all(b"</main></body></html>\n")?;
    Ok(())
}

fn put(out: &mut dyn Write, markup: &Markup) -> Result<(), ExportError> {
    out.write_all(markup.0.as_bytes())?;
    out.write_all(b"\n")?;
    Ok(())
}
