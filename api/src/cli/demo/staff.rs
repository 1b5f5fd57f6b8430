//! The people of a demonstration. None of them exists.

use riverain_entities::citizens::Language;
use riverain_entities::users::UserRole;

use crate::app::App;
use crate::cli::CommandError;
use crate::domain::citizen::Requester;
use crate::services::citizens;
use crate::services::programmes::departments::with_planned_work;
use crate::store::connect::begin_write;
use crate::store::demonstration;
use crate::store::users::{self, NewUser};

/// Subject, name and role of each member of the staff.
const STAFF: [(&str, &str, UserRole); 8] = [
    ("agent", "Camille Roy", UserRole::Agent),
    ("agent-2", "Samuel Côté", UserRole::Agent),
    ("agent-3", "Nadia Benali", UserRole::Agent),
    ("agent-4", "Julie Poulin", UserRole::Agent),
    ("planner", "Étienne Gagnon", UserRole::Planner),
    ("planner-2", "Mélanie Bouchard", UserRole::Planner),
    ("supervisor", "Louise Bélanger", UserRole::Supervisor),
    ("administrator", "Marc Lavoie", UserRole::Administrator),
];

/// Writes the staff who are not there yet; planners work for every department with planned work.
///
/// # Errors
/// A database that fails.
pub(super) async fn hire(app: &App) -> Result<(), CommandError> {
    let reference = app.reference.current().await?;
    let planned = with_planned_work(&reference);
    let departments: Vec<i64> =
        planned.iter().filter_map(|code| reference.department_of_code(code)).map(|row| row.id).collect();
    for (subject, name, role) in STAFF {
        let departments = if role == UserRole::Planner { departments.clone() } else { Vec::new() };
        users::insert_missing(&app.database, NewUser { subject, name, role, departments }).await?;
    }
    Ok(())
}

/// Writes a citizen where there is none, so that the citizen's doors can be tried on requests that are all anonymous.
///
/// # Errors
/// A database that fails.
pub(super) async fn welcome_citizen(app: &App) -> Result<(), CommandError> {
    if demonstration::first_citizen(&app.database).await?.is_some() {
        return Ok(());
    }
    let requester = Requester {
        given_name: "Alex".to_owned(),
        family_name: "Morgan".to_owned(),
        email: Some("alex.morgan@example.invalid".to_owned()),
        phone: None,
        language: Some(Language::English),
        consent_to_contact: Some(true),
    };
    let transaction = begin_write(&app.database).await?;
    citizens::create(&transaction, &requester, app.clock.now()).await?;
    transaction.commit().await?;
    Ok(())
}

/// The name of the member of the staff whose tokens have this subject.
pub(super) fn name_of(subject: &str) -> &'static str {
    STAFF.iter().find(|(of, _, _)| *of == subject).map_or("", |(_, name, _)| name)
}
