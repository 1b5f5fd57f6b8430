//! `calendar.toml`.

use serde_json::json;

use super::Findings;
use crate::catalogue::format::Calendar;
use crate::data_file::{Document, FieldPath, FileFault, FileFaultCode};
use crate::domain::calendar::{BusinessCalendar, LONGEST_CLOSING_DAYS, OpeningWeek};

/// The faults of the calendar.
pub(super) fn calendar(document: &Document<Calendar>) -> Vec<FileFault> {
    let mut findings = Findings::of(document);
    let (calendar, root) = (&document.content, FieldPath::root());
    let opening = root.key("opening");
    let days = calendar.opening.days();
    if days.iter().all(|(_, hours)| hours.is_none()) {
        findings.add(&opening, FileFaultCode::TooFew, vec![("least", "1".to_owned())]);
    }
    for (day, hours) in days {
        if hours.is_some_and(|hours| hours.0 >= hours.1) {
            findings.add(&opening.key(day), FileFaultCode::HoursReversed, Vec::new());
        }
    }
    for (index, holiday) in calendar.holidays.iter().enumerate() {
        if calendar.holidays[..index].contains(holiday) {
            findings.add(&root.key("holidays").index(index), FileFaultCode::DuplicateCode, Vec::new());
        }
    }
    for (index, closed) in calendar.closed_days.iter().enumerate() {
        if calendar.closed_days[..index].iter().any(|earlier| earlier.day == closed.day) {
            let path = root.key("closed_days").index(index).key("day");
            findings.add(&path, FileFaultCode::DuplicateCode, Vec::new());
        }
    }
    closed_too_long(calendar, &root, &mut findings);
    findings.faults
}

/// Faults the first closed day after which the service stays closed for longer than promises are reckoned over.
fn closed_too_long(calendar: &Calendar, root: &FieldPath, findings: &mut Findings<'_, Calendar>) {
    let Ok(opening) = serde_json::from_value::<OpeningWeek>(json!(calendar.opening)) else { return };
    if opening.is_never() {
        return;
    }
    let closed = calendar.closed_days.iter().map(|closed| closed.day);
    let days = BusinessCalendar::new(opening, calendar.holidays.clone(), closed, chrono_tz::UTC);
    let horizon = LONGEST_CLOSING_DAYS as usize + 1;
    let endless = calendar
        .closed_days
        .iter()
        .enumerate()
        .filter(|(_, closed)| !closed.day.iter_days().take(horizon).any(|day| days.is_business_day(day)));
    if let Some((index, _)) = endless.min_by_key(|(_, closed)| closed.day) {
        let path = root.key("closed_days").index(index).key("day");
        let parameters = vec![("days", LONGEST_CLOSING_DAYS.to_string())];
        findings.add(&path, FileFaultCode::ClosedTooLong, parameters);
    }
}
