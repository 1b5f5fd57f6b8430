//! A programme is approved, then published; publishing sets aside the published programmes that it replaces.

use riverain_entities::programmes::{ActiveModel, Model, PlanningState, ProgrammeStatus};
use sea_orm::ActiveValue::Set;
use sea_orm::ConnectionTrait;

use super::find;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::services::ServiceError;
use crate::services::follow_ups::Author;
use crate::services::request_life::publication;
use crate::store::connect::begin_write;
use crate::store::programmes;

/// What came of an approval or a publication.
#[derive(Debug)]
pub enum Adoption {
    /// The programme took the step.
    Done {
        /// The programme.
        programme: Box<Model>,
        /// The programmes that were set aside for it.
        archived: Vec<Model>,
    },
    /// The programme is not at the point where the step can be taken.
    WrongState(Box<Model>),
    /// Published programmes plan for some of its departments and for others: it cannot replace them.
    Overlap(Vec<Model>),
    /// There is no such programme that the caller may see.
    NotFound,
}

/// Approves a planned draft.
///
/// # Errors
/// A caller who may not manage all of its departments, or a database that fails.
pub async fn approve(app: &App, viewer: &Viewer, key: i64) -> Result<Adoption, ServiceError> {
    if managed(app, viewer, key).await?.is_none() {
        return Ok(Adoption::NotFound);
    }
    let transaction = begin_write(&app.database).await?;
    let Some(programme) = programmes::by_key_locked(&transaction, key).await? else { return Ok(Adoption::NotFound) };
    if programme.status != ProgrammeStatus::Draft || programme.state != PlanningState::Planned {
        return Ok(Adoption::WrongState(Box::new(programme)));
    }
    let approval = ActiveModel {
        id: Set(key),
        status: Set(ProgrammeStatus::Approved),
        approved_by: Set(Some(viewer.subject())),
        approved_by_name: Set(viewer.name()),
        approved_at: Set(Some(app.clock.now())),
        ..ActiveModel::default()
    };
    let programme = programmes::update(&transaction, approval).await?;
    transaction.commit().await?;
    Ok(Adoption::Done { programme: Box::new(programme), archived: Vec::new() })
}

/// Publishes an approved programme. Published programmes whose departments are all among its own are archived; one that
/// also plans for other departments stands in its way.
///
/// # Errors
/// A caller who may not manage all of its departments, or a database that fails.
pub async fn publish(app: &App, viewer: &Viewer, key: i64) -> Result<Adoption, ServiceError> {
    let Some(own) = managed(app, viewer, key).await? else { return Ok(Adoption::NotFound) };
    let reference = app.reference.current().await?;
    let transaction = begin_write(&app.database).await?;
    let Some(programme) = programmes::by_key_locked(&transaction, key).await? else { return Ok(Adoption::NotFound) };
    if programme.status != ProgrammeStatus::Approved {
        return Ok(Adoption::WrongState(Box::new(programme)));
    }
    programmes::lock_departments(&transaction, &own).await?;
    let (overlapping, replaced) = published_for(&transaction, &own, Some(key)).await?;
    if !overlapping.is_empty() {
        return Ok(Adoption::Overlap(overlapping));
    }
    let now = app.clock.now();
    let mut archived = Vec::with_capacity(replaced.len());
    for row in replaced {
        archived.push(archive(&transaction, viewer, row.id, now).await?);
    }
    let author = Author::of(&transaction, viewer).await?;
    let adopted = ActiveModel {
        id: Set(key),
        status: Set(ProgrammeStatus::Published),
        published_by: Set(Some(viewer.subject())),
        published_by_name: Set(viewer.name()),
        published_at: Set(Some(now)),
        ..ActiveModel::default()
    };
    let programme = programmes::update(&transaction, adopted).await?;
    publication::plan_requests(&transaction, &reference, key, &author, now).await?;
    for row in &archived {
        publication::release_requests(&transaction, &reference, row.id, &author, now).await?;
    }
    transaction.commit().await?;
    Ok(Adoption::Done { programme: Box::new(programme), archived })
}

/// The keys of the departments of a programme, which never change, where the caller may see it: whoever may not manage
/// it waits for no writer and keeps none waiting.
///
/// # Errors
/// A caller who may not manage all of its departments, or a database that fails.
pub async fn managed(app: &App, viewer: &Viewer, key: i64) -> Result<Option<Vec<i64>>, ServiceError> {
    if find(app, viewer, key).await?.is_none() {
        return Ok(None);
    }
    let reference = app.reference.current().await?;
    let planned = programmes::departments_of(&app.database, &[key]).await?;
    let keys: Vec<i64> = planned.into_iter().map(|(_, department)| department).collect();
    let known = keys.iter().filter_map(|key| reference.department(*key));
    let codes: Vec<String> = known.map(|row| row.code.clone()).collect();
    match may(viewer, Action::ManageProgramme { departments: &codes }) {
        true => Ok(Some(keys)),
        false => Err(ServiceError::refused(viewer)),
    }
}

/// The published programmes that plan for some of these departments: those that also plan for others, which stand in
/// the way of a publication, then those that a publication replaces.
///
/// # Errors
/// A database that fails.
pub(super) async fn published_for(
    connection: &impl ConnectionTrait,
    departments: &[i64],
    except: Option<i64>,
) -> Result<(Vec<Model>, Vec<Model>), ServiceError> {
    let published = programmes::published_for(connection, departments, except).await?;
    let keys: Vec<i64> = published.iter().map(|row| row.id).collect();
    let planned = programmes::departments_of(connection, &keys).await?;
    let reaches_beyond =
        |row: &Model| planned.iter().any(|(id, department)| *id == row.id && !departments.contains(department));
    Ok(published.into_iter().partition(reaches_beyond))
}

pub(super) async fn archive(
    transaction: &impl ConnectionTrait,
    viewer: &Viewer,
    key: i64,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Model, ServiceError> {
    let archive = ActiveModel {
        id: Set(key),
        status: Set(ProgrammeStatus::Archived),
        archived_by: Set(Some(viewer.subject())),
        archived_by_name: Set(viewer.name()),
        archived_at: Set(Some(now)),
        ..ActiveModel::default()
    };
    Ok(programmes::update(transaction, archive).await?)
}
