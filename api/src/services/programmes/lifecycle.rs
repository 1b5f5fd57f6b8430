//! Programmes are renamed, archived by hand and, as drafts, deleted.

use riverain_entities::programmes::{ActiveModel, Model, PlanningState, ProgrammeStatus};
use sea_orm::ActiveValue::Set;

use super::adoption::{archive as archive_row, managed};
use super::input::MAXIMUM_NAME;
use crate::app::App;
use crate::auth::viewer::Viewer;
use crate::domain::text;
use crate::services::ServiceError;
use crate::services::follow_ups::Author;
use crate::services::request_life::publication;
use crate::store::connect::begin_write;
use crate::store::programmes;

/// How many scenarios are named where they keep a programme from being deleted.
const NAMED_SCENARIOS: u64 = 20;

/// What came of a change of a programme.
#[derive(Debug)]
pub enum Change {
    /// It was made: the programme as it is now, or as it was where it was deleted.
    Done(Box<Model>),
    /// The programme is not at the point where the change can be made.
    WrongState(Box<Model>),
    /// Other programmes revise it: the first of them.
    HasScenarios(Vec<Model>),
    /// There is no such programme that the caller may see.
    NotFound,
}

/// Gives a programme another name.
///
/// # Errors
/// A name that does not hold, a caller who may not manage all of its departments, or a database that fails.
pub async fn rename(app: &App, viewer: &Viewer, key: i64, name: &str) -> Result<Change, ServiceError> {
    let name = text::required("input.name", name, MAXIMUM_NAME)?;
    if managed(app, viewer, key).await?.is_none() {
        return Ok(Change::NotFound);
    }
    let renaming = ActiveModel { id: Set(key), name: Set(name), ..ActiveModel::default() };
    let transaction = begin_write(&app.database).await?;
    if programmes::by_key_locked(&transaction, key).await?.is_none() {
        return Ok(Change::NotFound);
    }
    let programme = programmes::update(&transaction, renaming).await?;
    transaction.commit().await?;
    Ok(Change::Done(Box::new(programme)))
}

/// Archives a programme whose planning has ended: a published one is withdrawn.
///
/// # Errors
/// A caller who may not manage all of its departments, or a database that fails.
pub async fn archive(app: &App, viewer: &Viewer, key: i64) -> Result<Change, ServiceError> {
    if managed(app, viewer, key).await?.is_none() {
        return Ok(Change::NotFound);
    }
    let reference = app.reference.current().await?;
    let transaction = begin_write(&app.database).await?;
    let Some(programme) = programmes::by_key_locked(&transaction, key).await? else { return Ok(Change::NotFound) };
    if programme.status == ProgrammeStatus::Archived || !has_ended(&programme) {
        return Ok(Change::WrongState(Box::new(programme)));
    }
    let now = app.clock.now();
    let was_published = programme.status == ProgrammeStatus::Published;
    let programme = archive_row(&transaction, viewer, key, now).await?;
    if was_published {
        let author = Author::of(&transaction, viewer).await?;
        publication::release_requests(&transaction, &reference, key, &author, now).await?;
    }
    transaction.commit().await?;
    Ok(Change::Done(Box::new(programme)))
}

/// Deletes a draft whose planning has ended and that no other programme revises.
///
/// # Errors
/// A caller who may not manage all of its departments, or a database that fails.
pub async fn delete(app: &App, viewer: &Viewer, key: i64) -> Result<Change, ServiceError> {
    if managed(app, viewer, key).await?.is_none() {
        return Ok(Change::NotFound);
    }
    let transaction = begin_write(&app.database).await?;
    let Some(programme) = programmes::by_key_locked(&transaction, key).await? else { return Ok(Change::NotFound) };
    if programme.status != ProgrammeStatus::Draft || !has_ended(&programme) {
        return Ok(Change::WrongState(Box::new(programme)));
    }
    let scenarios = programmes::scenarios(&transaction, key, NAMED_SCENARIOS).await?;
    if !scenarios.is_empty() {
        return Ok(Change::HasScenarios(scenarios));
    }
    programmes::delete(&transaction, key).await?;
    transaction.commit().await?;
    Ok(Change::Done(Box::new(programme)))
}

fn has_ended(programme: &Model) -> bool {
    !matches!(programme.state, PlanningState::Queued | PlanningState::Planning)
}
