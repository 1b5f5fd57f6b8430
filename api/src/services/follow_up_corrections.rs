//! Corrects follow-ups: what was corrected is kept, with who corrected it and why.

use riverain_entities::follow_up_corrections::ActiveModel;
use riverain_entities::follow_ups::{AuthorKind, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::NotSet;

use super::ServiceError;
use super::follow_ups::{self, Author, MAXIMUM_TEXT};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultCollector, FaultKind};
use crate::domain::text;
use crate::store::connect::begin_write;
use crate::store::follow_up_corrections as corrections;

/// The longest reason, in characters.
const MAXIMUM_REASON: usize = 500;

/// A correction as the caller wrote it.
#[derive(Debug, Clone)]
pub struct NewCorrection {
    /// The key of the follow-up.
    pub follow_up_id: i64,
    /// The global identifier that named it.
    pub named: String,
    /// What it should say.
    pub text: String,
    /// Why.
    pub reason: Option<String>,
}

/// Corrects a follow-up. Of two corrections at the same moment the second keeps what the first wrote. The same text again
/// changes nothing.
///
/// # Errors
/// A faulty text, a follow-up that the caller may not see or correct, or a database that fails.
pub async fn correct(app: &App, viewer: &Viewer, new: NewCorrection) -> Result<Model, ServiceError> {
    let mut faults = FaultCollector::default();
    let text = faults.take(text::required("input.text", &new.text, MAXIMUM_TEXT));
    let reason = faults.take(text::optional("input.reason", new.reason.as_deref(), MAXIMUM_REASON));
    let absent = || Fault::new("input.followUp", &new.named, FaultKind::Absent);
    let seen = follow_ups::find(app, viewer, new.follow_up_id).await?;
    let seen = faults.take(seen.ok_or_else(absent));
    faults.finish()?;
    let (Some(text), Some(reason), Some(seen)) = (text, reason, seen) else { return Err(absent().into()) };
    let transaction = begin_write(&app.database).await?;
    let author = Author::of(&transaction, viewer).await?;
    let own = seen.author_user_id.is_some() && seen.author_user_id == author.user_id;
    if !may(viewer, Action::CorrectFollowUp { own, by_citizen: seen.author_kind == AuthorKind::Citizen }) {
        return Err(ServiceError::refused(viewer));
    }
    // Read again and held: another correction may have come first.
    let held = corrections::follow_up_locked(&transaction, seen.id).await?.ok_or_else(absent)?;
    if held.text == text {
        return Ok(held);
    }
    let correction = ActiveModel {
        id: NotSet,
        follow_up_id: Set(held.id),
        replaced_text: Set(held.text),
        reason: Set(reason),
        author_user_id: Set(author.user_id),
        author_name: Set(author.name),
        corrected_at: Set(app.clock.now()),
    };
    let corrected = corrections::correct(&transaction, held.id, text, correction).await?;
    transaction.commit().await?;
    Ok(corrected)
}
