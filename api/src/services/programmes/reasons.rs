//! Why a project is done in its year or waits, worded for a person.

use riverain_entities::programme_projects;
use riverain_planner as planner;
use riverain_planner::Reason;

use crate::locale::Locale;
use crate::store::reference::Reference;

/// The reason that is kept with a project, and its sentence with the names of departments and crews.
///
/// # Errors
/// A stored reason that does not have its form.
pub fn worded(
    row: &programme_projects::Model,
    reference: &Reference,
    locale: Locale,
) -> Result<(Reason, String), serde_json::Error> {
    let reason: Reason = serde_json::from_value(row.reason_parameters.clone())?;
    let planner_locale = match locale {
        Locale::French => planner::Locale::French,
        Locale::English => planner::Locale::English,
    };
    let text = named(reason.clone(), reference, locale).text(row.year, planner_locale);
    Ok((reason, text))
}

/// The reason with the names of departments and crews for their codes.
fn named(reason: Reason, reference: &Reference, locale: Locale) -> Reason {
    match reason {
        Reason::Budget { year, department, missing } => {
            let row = reference.department_of_code(&department);
            let name = row.map(|row| locale.pick(&row.name_fr, &row.name_en).to_owned());
            Reason::Budget { year, department: name.unwrap_or(department), missing }
        }
        Reason::Hours { year, crew, missing } => {
            let row = reference.crew_of_code(&crew);
            let name = row.map(|row| locale.pick(&row.name_fr, &row.name_en).to_owned());
            Reason::Hours { year, crew: name.unwrap_or(crew), missing }
        }
        other => other,
    }
}
