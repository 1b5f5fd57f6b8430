//! Hours that are added by weekday, as a caller writes them.

use chrono::{NaiveTime, Weekday};

use crate::domain::calendar::{OpeningHours, OpeningHoursError, OpeningWeek};
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults};

/// The hours of some weekdays.
#[derive(Debug, Clone)]
pub struct OpeningDay {
    /// The days.
    pub weekdays: Vec<Weekday>,
    /// When they open, such as 06:00.
    pub opens_at: String,
    /// When they close, such as 23:00; 24:00 is the end of the day.
    pub closes_at: String,
}

/// The week of these hours, which the caller named `field`; none where there are none.
///
/// # Errors
/// No weekday, one that is given twice, a time that is none, a day that closes before it opens.
pub(super) fn week(field: &str, days: &[OpeningDay]) -> Result<Option<OpeningWeek>, Faults> {
    let mut faults = FaultCollector::default();
    let mut week = OpeningWeek::default();
    for (rank, day) in days.iter().enumerate() {
        let field = format!("{field}.{rank}");
        let hours = faults.take(hours(&field, day));
        if day.weekdays.is_empty() {
            faults.push(Fault::required(format!("{field}.weekdays")));
        }
        for (rank, weekday) in day.weekdays.iter().enumerate() {
            if week.hours_of(*weekday).is_some() {
                faults.push(Fault::new(format!("{field}.weekdays.{rank}"), weekday, FaultKind::Duplicate));
            }
            // A day whose hours are faulty is taken all the same, so that a second one is told.
            let hours = hours.or_else(|| OpeningHours::new(NaiveTime::MIN, NaiveTime::MIN).ok());
            week = hours.map_or(week.clone(), |hours| week.with(*weekday, hours));
        }
    }
    faults.finish()?;
    Ok((!week.is_never()).then_some(week))
}

fn hours(field: &str, day: &OpeningDay) -> Result<OpeningHours, Fault> {
    OpeningHours::try_from((day.opens_at.clone(), day.closes_at.clone())).map_err(|error| match error {
        OpeningHoursError::Time(text) => {
            let name = if text == day.opens_at { "opensAt" } else { "closesAt" };
            Fault::new(format!("{field}.{name}"), text, FaultKind::Malformed { expected: "08:00".to_owned() })
        }
        OpeningHoursError::Reversed { .. } => {
            let kind = FaultKind::Reversed { earlier_field: format!("{field}.opensAt") };
            Fault::new(format!("{field}.closesAt"), &day.closes_at, kind)
        }
    })
}
