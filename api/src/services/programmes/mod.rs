//! Work programmes: planned from the backlog, then approved and published; never changed otherwise.

pub mod adoption;
pub mod departments;
pub mod input;
pub mod instance;
pub mod pins;
pub mod plan_record;
pub mod reasons;

use riverain_entities::programmes::{ActiveModel, Model, PlanningState, ProgrammeStatus};
use riverain_entities::{programme_projects, programmes as programme_rows};
use sea_orm::ActiveValue::Set;
use sea_orm::NotSet;

pub use super::planning_jobs::resume;
use super::{ServiceError, planning_jobs};
use crate::app::{App, SharedApp};
use crate::auth::policy::{Action, may};
use crate::auth::viewer::{StaffRole, Viewer};
use crate::domain::fault::{Fault, FaultCollector, FaultKind};
use crate::store::connect::begin_write;
use crate::store::page::{Page, PageRequest};
use crate::store::programmes::{self, ProgrammeFilter};
use crate::store::{programme_projects as projects, reference::Reference};
use input::NewProgramme;

/// Asks for a programme: checked whole, written as queued, and planned in the background. `faults` holds what the edge
/// found already.
///
/// # Errors
/// Every fault at once, a caller who may not plan for these departments, or a database that fails.
pub async fn plan(
    app: &SharedApp,
    viewer: &Viewer,
    new: NewProgramme,
    faults: FaultCollector,
) -> Result<Model, ServiceError> {
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
    let now = app.clock.now();
    let horizon = checked.parameters.horizon;
    let programme = ActiveModel {
        id: NotSet,
        name: Set(checked.name),
        parent_id: Set(new.parent.map(|parent| parent.key)),
        priority_policy_id: Set(checked.policy_id),
        seed: Set(new.seed),
        status: Set(ProgrammeStatus::Draft),
        state: Set(PlanningState::Queued),
        planning_attempts: Set(0),
        progress: Set(0.0),
        first_year: Set(horizon.first_year),
        years: Set(i32::try_from(horizon.years).unwrap_or(i32::MAX)),
        discount_rate: Set(horizon.discount_rate),
        site_radius_m: Set(checked.parameters.sites.radius_m),
        site_max_span_m: Set(checked.parameters.sites.max_span_m),
        as_of: Set(now),
        parameters: Set(serde_json::to_value(&checked.parameters)?),
        requests_without_place: Set(0),
        created_by: Set(viewer.subject()),
        created_at: Set(now),
        ..ActiveModel::default()
    };
    let planned = checked.parameters.departments.iter();
    let department_ids: Vec<i64> =
        planned.filter_map(|plan| reference.department_of_code(&plan.department)).map(|row| row.id).collect();
    let transaction = begin_write(&app.database).await?;
    let waiting = programmes::unfinished(&transaction).await?.len();
    if waiting >= planning_jobs::MAXIMUM_QUEUE {
        return Err(Fault::new("input", waiting, FaultKind::QueueFull { maximum: planning_jobs::MAXIMUM_QUEUE }).into());
    }
    let programme = programmes::insert(&transaction, programme, &department_ids).await?;
    transaction.commit().await?;
    planning_jobs::start(app, programme.id);
    Ok(programme)
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
