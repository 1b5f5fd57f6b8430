//! The lots of a programme as a calendar (RFC 5545): each lot, or each project where a programme has no lots, is an entry
//! over the days of its year.

use std::io::Write;

use chrono::{DateTime, NaiveDate, Utc};
use icalendar::{Calendar, Component, Event, EventLike, Property};

use super::error::ExportError;
use super::model::{ExportLot, ExportProgramme, ExportProject, ExportSection};
use super::numbers::Numbers;
use super::source::ExportSource;
use crate::locale::Locale;

/// How the calendar names its maker.
const PRODUCT: &str = "-//Riverain//Riverain//FR";

/// Writes the calendar, entry by entry.
///
/// # Errors
/// A source that fails, or a reader that went away.
pub fn write(source: &dyn ExportSource, locale: Locale, out: &mut dyn Write) -> Result<(), ExportError> {
    let programme = source.programme();
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", PRODUCT));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.name(&programme.name);
    let text = calendar.to_string();
    // Entries go between the calendar's properties and its last line, so that none waits in memory.
    let end = text.rfind("END:VCALENDAR").unwrap_or(text.len());
    out.write_all(&text.as_bytes()[..end])?;
    for section in programme.sections.iter().filter(|section| section.year.is_some()) {
        let entries = Entries { programme, section, locale };
        let mut has_lots = false;
        source.lots(section, &mut |lot| {
            has_lots = true;
            out.write_all(entries.of_lot(&lot).try_into_string()?.as_bytes())?;
            Ok(())
        })?;
        if !has_lots {
            source.projects(section, &mut |project| {
                out.write_all(entries.of_project(&project).try_into_string()?.as_bytes())?;
                Ok(())
            })?;
        }
    }
    out.write_all(&text.as_bytes()[end..])?;
    Ok(())
}

/// The entries of a department and year.
struct Entries<'a> {
    programme: &'a ExportProgramme,
    section: &'a ExportSection,
    locale: Locale,
}

impl Entries<'_> {
    fn of_lot(&self, lot: &ExportLot) -> Event {
        let numbers = Numbers(self.locale);
        let department = self.programme.department_of(self.section);
        let area = lot.area.clone().unwrap_or_default();
        let key = if area.is_empty() { "export.calendar.lot" } else { "export.calendar.lot_in_area" };
        let values = [
            ("department", department.name.clone()),
            ("number", lot.number.to_string()),
            ("area", area.clone()),
            ("projects", numbers.whole(lot.project_count)),
            ("requests", numbers.whole(lot.request_count)),
            ("cost", numbers.dollars(lot.cost_cents)),
            ("hours", numbers.hours(lot.hours)),
            ("length", numbers.distance(lot.length_m)),
        ];
        let mut event = self.entry(&format!("{}.{}.lot-{}", self.year(), department.code, lot.number));
        event.summary(&self.locale.wording(key, &values));
        event.description(&self.locale.wording("export.calendar.lot_figures", &values));
        if !area.is_empty() {
            event.location(&area);
        }
        if let Some(place) = lot.route.first() {
            event.append_property(position(*place));
        }
        event
    }

    fn of_project(&self, project: &ExportProject) -> Event {
        let numbers = Numbers(self.locale);
        let values = [
            ("work_type", project.work_type.name.clone()),
            ("code", project.code.clone()),
            ("requests", numbers.whole(project.request_count)),
            ("cost", numbers.dollars(project.cost_cents)),
            ("hours", numbers.hours(project.hours)),
            ("reason", project.reason.clone()),
        ];
        let mut event = self.entry(&project.code);
        event.summary(&self.locale.wording("export.calendar.project", &values));
        event.description(&self.locale.wording("export.calendar.project_figures", &values));
        if let Some(borough) = &project.borough {
            event.location(borough);
        }
        event.append_property(position(project.place));
        event
    }

    /// An entry over the days of the year, with an identifier that stays the same in each export.
    fn entry(&self, name: &str) -> Event {
        let mut event = Event::new();
        let year = self.year();
        event.uid(&format!("{}.{name}@riverain", self.programme.identity));
        event.timestamp(self.programme.planned_at.unwrap_or(DateTime::<Utc>::UNIX_EPOCH));
        let first_day = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MAX);
        event.starts(first_day(year));
        event.ends(first_day(year.saturating_add(1)));
        event.categories([self.programme.department_of(self.section).name.as_str()]);
        // Nobody is busy for a year.
        event.append_property(Property::new("TRANSP", "TRANSPARENT"));
        event
    }

    fn year(&self) -> i32 {
        self.section.year.unwrap_or(self.programme.first_year)
    }
}

fn position([lon, lat]: [f64; 2]) -> Property {
    Property::new("GEO", format!("{lat:.6};{lon:.6}"))
}
