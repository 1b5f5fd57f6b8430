//! The projects of a programme as a table: a CSV row a project (RFC 4180, UTF-8, with a header).

use std::borrow::Cow;
use std::io::Write;

use csv::{Terminator, WriterBuilder};

use super::error::ExportError;
use super::source::ExportSource;

const HEADER: [&str; 20] = [
    "id",
    "site",
    "work_type",
    "work_type_name",
    "department",
    "department_name",
    "borough",
    "neighbourhood",
    "year",
    "lot",
    "lot_position",
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

/// Writes the table. The year is empty for a project that waits; requests are separated by spaces, and empty for who may
/// not see them.
///
/// # Errors
/// A source that fails, or a reader that went away.
pub fn write(source: &dyn ExportSource, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    writer.write_record(HEADER)?;
    let programme = source.programme();
    for section in &programme.sections {
        let department = programme.department_of(section);
        source.projects(section, &mut |project| {
            let [lon, lat] = project.place;
            let optional = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
            writer.write_record([
                text(&project.code).as_ref(),
                &text(&project.site),
                &text(&project.work_type.code),
                &text(&project.work_type.name),
                &text(&department.code),
                &text(&department.name),
                &text(project.borough.as_deref().unwrap_or_default()),
                &text(project.neighbourhood.as_deref().unwrap_or_default()),
                &optional(section.year),
                &optional(project.lot.map(|(number, _)| number)),
                &optional(project.lot.map(|(_, position)| position)),
                &project.cost_cents.to_string(),
                &hundredths(project.hours),
                &hundredths(project.value),
                &project.request_count.to_string(),
                &format!("{lon:.6}"),
                &format!("{lat:.6}"),
                &project.reason_code,
                &text(&project.reason),
                &text(&project.requests.join(" ")),
            ])?;
            Ok(())
        })?;
    }
    writer.flush()?;
    Ok(())
}

/// A text that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe before it, as OWASP
/// advises against CSV injection.
fn text(text: &str) -> Cow<'_, str> {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

/// A sum of estimates, to what it can mean.
fn hundredths(number: f64) -> String {
    format!("{number:.2}")
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_text_that_begins_like_a_formula_is_a_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
        assert_eq!(text("P1 = trottoir"), "P1 = trottoir");
    }
}
