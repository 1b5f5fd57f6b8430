//! The changes of the calendar that promises are reckoned by.

use chrono::{DateTime, Utc};
use riverain_entities::calendar_revisions::{ActiveModel, Entity, RevisionCause};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, NotSet, Set};

/// Keeps that the calendar changed: promises that were reckoned by an earlier revision are reckoned anew.
///
/// # Errors
/// A database that fails.
pub async fn revise(connection: &impl ConnectionTrait, cause: RevisionCause, now: DateTime<Utc>) -> Result<(), DbErr> {
    let revision = ActiveModel { id: NotSet, made_at: Set(now), cause: Set(cause) };
    Entity::insert(revision).exec_without_returning(connection).await?;
    Ok(())
}
