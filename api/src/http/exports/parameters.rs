//! The parameters of an export, checked all at once.

use riverain_entities::programmes::Model;

use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults};
use crate::locale::Locale;
use crate::store::reference::Reference;

/// The parameters that there are.
const KNOWN: [&str; 3] = ["year", "department", "lang"];

/// What a caller wrote after the question mark.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    /// The language, where one that the service speaks is asked for.
    pub(super) locale: Option<Locale>,
    year: Option<String>,
    department: Option<String>,
    faults: FaultCollector,
}

impl Parameters {
    pub(super) fn read(given: Vec<(String, String)>) -> Self {
        let mut parameters = Self::default();
        let mut lang = None;
        for (name, value) in given {
            let place = match name.as_str() {
                "year" => &mut parameters.year,
                "department" => &mut parameters.department,
                "lang" => &mut lang,
                _ => {
                    let kind = FaultKind::Unknown { allowed: KNOWN.join(", ") };
                    parameters.faults.push(Fault::new("query", &name, kind));
                    continue;
                }
            };
            if place.is_some() {
                parameters.faults.push(Fault::new(&name, &value, FaultKind::Duplicate));
            }
            *place = Some(value);
        }
        match lang.as_deref() {
            Some("fr") => parameters.locale = Some(Locale::French),
            Some("en") => parameters.locale = Some(Locale::English),
            Some(other) => {
                let kind = FaultKind::Unknown { allowed: "fr, en".to_owned() };
                parameters.faults.push(Fault::new("lang", other, kind));
            }
            None => {}
        }
        parameters
    }

    /// The year, and the key of the department, that an export of a programme is narrowed to; `planned` are the keys of
    /// the programme's departments.
    pub(super) fn check(
        self,
        reference: &Reference,
        row: &Model,
        planned: Vec<i64>,
    ) -> Result<(Option<i32>, Option<i64>), Faults> {
        let mut faults = self.faults;
        let years = row.first_year..row.first_year.saturating_add(row.years);
        let year = self.year.as_ref().and_then(|text| {
            let year = text.parse().ok().filter(|year| years.contains(year));
            if year.is_none() {
                let (minimum, maximum) = (years.start.to_string(), (years.end - 1).to_string());
                faults.push(Fault::new("year", text, FaultKind::OutOfRange { minimum, maximum }));
            }
            year
        });
        let department = self.department.as_ref().and_then(|code| {
            let key = reference.department_of_code(code).map(|row| row.id).filter(|key| planned.contains(key));
            if key.is_none() {
                let codes = planned.iter().filter_map(|key| reference.department(*key)).map(|row| row.code.as_str());
                let allowed = codes.collect::<Vec<_>>().join(", ");
                faults.push(Fault::new("department", code, FaultKind::Unknown { allowed }));
            }
            key
        });
        faults.finish()?;
        Ok((year, department))
    }
}
