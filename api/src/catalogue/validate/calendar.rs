//! `calendar.toml`.

use super::Findings;
use crate::catalogue::format::Calendar;
use crate::data_file::{Document, FieldPath, FileFault, FileFaultCode};

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
    findings.faults
}
