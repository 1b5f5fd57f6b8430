//! Why a project is done in its year or waits, worded for a person.

use riverain_entities::programme_projects;
use riverain_planner as planner;
use riverain_planner::Reason;

use crate::locale::Locale;
use crate::store::reference::Reference;

/// The reason that is kept with a project, and its sentence with the names of departments, crews and boroughs.
///
/// # Errors
/// A stored reason that does not have its form.
pub fn worded(
    row: &programme_projects::Model,
    reference: &Reference,
    locale: Locale,
) -> Result<(Reason, String), serde_json::Error> {
    let reason: Reason = serde_json::from_value(row.reason_parameters.clone())?;
    let text = named(&reason, reference, locale).text(row.year, planner_locale(locale));
    Ok((reason, text))
}

/// The planner's language for the caller's.
pub fn planner_locale(locale: Locale) -> planner::Locale {
    match locale {
        Locale::French => planner::Locale::French,
        Locale::English => planner::Locale::English,
    }
}

/// The reason with the names of departments, crews and boroughs for their codes.
pub fn named(reason: &Reason, reference: &Reference, locale: Locale) -> Reason {
    let mut named = reason.clone();
    match &mut named {
        Reason::Budget { department, .. } | Reason::ExceedsBudget { department, .. } => {
            *department = department_name(department, reference, locale);
        }
        Reason::Hours { crew, .. } | Reason::ExceedsHours { crew, .. } => *crew = crew_name(crew, reference, locale),
        Reason::MinimumShare { department, area, .. } => {
            *department = department_name(department, reference, locale);
            *area = borough_name(area, reference);
        }
        _ => {}
    }
    named
}

/// The name of the department of this code; the code where there is none.
pub fn department_name(code: &str, reference: &Reference, locale: Locale) -> String {
    let row = reference.department_of_code(code);
    row.map_or(code, |row| locale.pick(&row.name_fr, &row.name_en)).to_owned()
}

/// The name of the crew of this code; the code where there is none.
pub fn crew_name(code: &str, reference: &Reference, locale: Locale) -> String {
    let row = reference.crew_of_code(code);
    row.map_or(code, |row| locale.pick(&row.name_fr, &row.name_en)).to_owned()
}

/// The name of the borough of this code; the code where there is none.
pub fn borough_name(code: &str, reference: &Reference) -> String {
    reference.borough_of_code(code).map_or(code, |row| row.name.as_str()).to_owned()
}
