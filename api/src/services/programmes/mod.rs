//! Work programmes: planned from the backlog, then approved and published; never changed otherwise.

pub mod adoption;
pub mod analysis_record;
pub mod comparison;
pub mod departments;
pub mod fork;
pub mod input;
pub mod instance;
pub mod lifecycle;
pub mod limit_changes;
mod lot_record;
pub mod minimum_shares;
pub mod parent_plan;
pub mod pins;
pub mod plan_record;
pub mod prices;
pub mod queueing;
pub mod reading;
pub mod reasons;
pub mod streets;

use riverain_entities::programme_left_out_requests::LeftOutReason;
use riverain_entities::programmes::{Model, ProgrammeStatus};
use riverain_entities::{
    programme_left_out_requests, programme_lots, programme_projects, programmes as programme_rows,
};
use serde::Deserialize;
use serde_json::Value;

use super::ServiceError;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::{StaffRole, Viewer};
use crate::domain::fault::FaultCollector;
use crate::domain::programme_parameters::ProgrammeParameters;
use crate::store::page::{Page, PageRequest};
use crate::store::programmes::{self, ProgrammeFilter};
use crate::store::{programme_left_out, programme_lots as lots, programme_projects as projects, reference::Reference};
use input::NewProgramme;
use queueing::{AskedProgramme, QueuedProgramme, enqueue};

/// Asks for a programme: checked whole, written as queued, and planned in the background. `faults` holds what the edge
/// found already.
///
/// # Errors
/// Every fault at once, a caller who may not plan for these departments, or a database that fails.
pub async fn plan(
    app: &App,
    viewer: &Viewer,
    new: NewProgramme,
    faults: FaultCollector,
) -> Result<QueuedProgramme, ServiceError> {
    let reference = app.reference.current().await?;
    let by_default = match new.filter.departments.as_slice() {
        [] => departments_of(viewer, &reference),
        filtered => filtered.to_vec(),
    };
    let asked: Vec<String> = match &new.departments {
        Some(given) => given.iter().map(|fields| fields.department.clone()).collect(),
        None => by_default.clone(),
    };
    let known: Vec<String> = asked.into_iter().filter(|code| reference.department_of_code(code).is_some()).collect();
    if !may(viewer, Action::ManageProgramme { departments: &known }) {
        return Err(ServiceError::refused(viewer));
    }
    let checked = input::check(&app.database, &reference, &new, &by_default, faults).await?;
    let asked = AskedProgramme {
        name: checked.name,
        parameters: checked.parameters,
        policy_id: checked.policy_id,
        seed: new.seed,
        parent_id: new.parent.map(|parent| parent.key),
        time_limit_seconds: new.time_limit_seconds,
        as_of: app.clock.now(),
    };
    enqueue(app, viewer, &reference, asked).await
}

/// The programme of this key, where there is one and the caller may see it.
///
/// # Errors
/// A database that fails.
pub async fn find(app: &App, viewer: &Viewer, key: i64) -> Result<Option<Model>, ServiceError> {
    let programme = programmes::by_keys(&app.database, &[key]).await?.pop();
    Ok(programme.filter(|programme| is_visible(viewer, programme)))
}

/// The project of this key, where there is one and the caller may see its programme.
///
/// # Errors
/// A database that fails.
pub async fn find_project(
    app: &App,
    viewer: &Viewer,
    key: i64,
) -> Result<Option<programme_projects::Model>, ServiceError> {
    let Some(project) = projects::by_keys(&app.database, &[key]).await?.pop() else { return Ok(None) };
    Ok(find(app, viewer, project.programme_id).await?.map(|_| project))
}

/// The lot of this key, where there is one and the caller may see its programme.
///
/// # Errors
/// A database that fails.
pub async fn find_lot(app: &App, viewer: &Viewer, key: i64) -> Result<Option<programme_lots::Model>, ServiceError> {
    let Some(lot) = lots::by_keys(&app.database, &[key]).await?.pop() else { return Ok(None) };
    Ok(find(app, viewer, lot.programme_id).await?.map(|_| lot))
}

/// One page of the programmes that the caller may see, latest first.
///
/// # Errors
/// A database that fails.
pub async fn list(
    app: &App,
    viewer: &Viewer,
    mut filter: ProgrammeFilter,
    page: &PageRequest<i64>,
) -> Result<Page<Model>, ServiceError> {
    if !may(viewer, Action::ReadUnpublishedProgrammes) {
        if !filter.statuses.is_empty() && !filter.statuses.contains(&ProgrammeStatus::Published) {
            return Ok(Page::empty());
        }
        filter.statuses = vec![ProgrammeStatus::Published];
    }
    Ok(programmes::page(&app.database, &filter, page).await?)
}

/// One page of the requests that a programme, which the caller may see, leaves out; for these reasons alone where some
/// are given.
///
/// # Errors
/// A caller who may not list requests, or a database that fails.
pub async fn left_out(
    app: &App,
    viewer: &Viewer,
    key: i64,
    reasons: &[LeftOutReason],
    page: &PageRequest<i64>,
) -> Result<Page<programme_left_out_requests::Model>, ServiceError> {
    match may(viewer, Action::ListRequests) {
        true => Ok(programme_left_out::page(&app.database, key, reasons, page).await?),
        false => Err(ServiceError::refused(viewer)),
    }
}

/// What a programme was asked to plan.
///
/// # Errors
/// Stored parameters that do not have their form.
pub fn parameters(programme: &Model) -> Result<ProgrammeParameters, ServiceError> {
    Ok(ProgrammeParameters::deserialize(&programme.parameters)?)
}

/// The parameters of a programme as those who plan may see them: without the key of the citizen whose requests alone it
/// plans.
pub fn shown_parameters(parameters: &Value) -> Value {
    let mut shown = parameters.clone();
    if let Some(filter) = shown.get_mut("filter").and_then(Value::as_object_mut) {
        filter.remove("citizen");
    }
    shown
}

/// Which requests of a project the caller may see: staff all of them, a citizen their own where the city lets citizens
/// see the year that their requests are planned for.
///
/// # Errors
/// A caller who may see none.
pub fn request_scope(viewer: &Viewer, reference: &Reference) -> Result<Option<i64>, ServiceError> {
    match viewer.citizen_id() {
        Some(own) if reference.city.show_planned_year => Ok(Some(own)),
        None if may(viewer, Action::ListRequests) => Ok(None),
        _ => Err(ServiceError::refused(viewer)),
    }
}

/// Whether the caller may see a programme: everyone the published ones, those who plan all of them.
pub fn is_visible(viewer: &Viewer, programme: &programme_rows::Model) -> bool {
    programme.status == ProgrammeStatus::Published || may(viewer, Action::ReadUnpublishedProgrammes)
}

/// The departments that are planned where the caller names none: a planner's own, else all, among those with planned
/// work.
fn departments_of(viewer: &Viewer, reference: &Reference) -> Vec<String> {
    let mut codes = departments::with_planned_work(reference);
    if let Viewer::Staff { role: StaffRole::Planner, departments: own, .. } = viewer {
        codes.retain(|code| own.contains(code));
    }
    codes
}
