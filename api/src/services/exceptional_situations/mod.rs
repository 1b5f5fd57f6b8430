//! Exceptional situations (*sécurité civile*): declared and ended by supervisors, begun and ended by time, and read.

mod changing;
mod declaring;
mod opening;
mod transitions;

use riverain_entities::exceptional_situations::Model;

use super::ServiceError;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::store::exceptional_situations;
use crate::store::page::{MomentPosition, Page, PageRequest};

pub use changing::{ChangeOutcome, ScopeDemand, SituationChange, change};
pub use declaring::{Declaration, Words, declare};
pub use opening::OpeningDay;
pub use transitions::{EndOutcome, end, settle, work};

/// One page of all situations, latest first, for the staff that handles contacts.
///
/// # Errors
/// A caller who may not read them, or a database that fails.
pub async fn page(app: &App, viewer: &Viewer, page: &PageRequest<MomentPosition>) -> Result<Page<Model>, ServiceError> {
    match may(viewer, Action::ReadExceptionalSituations) {
        true => Ok(exceptional_situations::page(&app.database, page).await?),
        false => Err(ServiceError::refused(viewer)),
    }
}

/// The situation of this key, where the caller may see it: everyone one that is in force, the staff any.
///
/// # Errors
/// A database that fails.
pub async fn find(app: &App, viewer: &Viewer, key: i64) -> Result<Option<Model>, ServiceError> {
    let found = exceptional_situations::by_key(&app.database, key).await?;
    let is_seen = |row: &Model| {
        (row.began_at.is_some() && row.ended_at.is_none()) || may(viewer, Action::ReadExceptionalSituations)
    };
    Ok(found.filter(is_seen))
}
