//! Unmerges a record: what is its own comes back.

use riverain_entities::citizen_merges::ActiveModel;
use riverain_entities::citizens::Model;
use sea_orm::ActiveValue::{Set, Unchanged};

use super::MAXIMUM_NOTE;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::text;
use crate::services::ServiceError;
use crate::services::contacts::Named;
use crate::services::follow_ups::Author;
use crate::store::citizen_merges as store;
use crate::store::citizens;
use crate::store::connect::begin_write;
use crate::store::reference::raise_revision;
use crate::store::turns::{self, Turn};

/// Which record is unmerged.
#[derive(Debug, Clone)]
pub struct UnmergeDemand {
    /// The record.
    pub citizen: Named,
    /// Why, for the staff.
    pub note: Option<String>,
}

/// What came of it; all but the first write nothing.
#[derive(Debug)]
pub enum UnmergeOutcome {
    /// The record is by itself again, with those that were merged into it.
    Unmerged {
        /// The record.
        citizen: Box<Model>,
        /// The record that stood for it.
        separated_from: Box<Model>,
    },
    /// There is no record of this identifier.
    NotFound(Named),
    /// The record is not merged, maybe since somebody else unmerged it a moment ago.
    NotMerged(Named),
}

/// Unmerges a record: it has all again that is its own, also what came while it was merged, and the records that are merged into
/// it follow it.
///
/// # Errors
/// A faulty note, a caller who may unmerge nobody, or a database that fails.
pub async fn unmerge(app: &App, viewer: &Viewer, demand: UnmergeDemand) -> Result<UnmergeOutcome, ServiceError> {
    let note = text::optional("input.note", demand.note.as_deref(), MAXIMUM_NOTE)?;
    if !may(viewer, Action::MergeCitizens) {
        return Err(ServiceError::refused(viewer));
    }
    let now = app.clock.now();
    let key = demand.citizen.key;
    let transaction = begin_write(&app.database).await?;
    turns::wait(&transaction, Turn::CitizenMerges).await?;
    raise_revision(&transaction).await?;
    let Some(seen) = citizens::by_keys(&transaction, &[key]).await?.pop() else {
        return Ok(UnmergeOutcome::NotFound(demand.citizen));
    };
    let (Some(root), Some(merge)) = (seen.master_id, store::standing(&transaction, key).await?) else {
        return Ok(UnmergeOutcome::NotMerged(demand.citizen));
    };
    let below = store::keys_below(&transaction, key).await?;
    let held: Vec<i64> = below.iter().copied().chain([key, root]).collect();
    store::citizens_locked(&transaction, &held).await?;
    let author = Author::of(&transaction, viewer).await?;
    store::set_master(&transaction, &[key], None).await?;
    store::set_master(&transaction, &below, Some(key)).await?;
    store::give_back(&transaction, &below, (root, key)).await?;
    // The phones of the record learn that what it shared is not theirs any more.
    store::note_moves(&transaction, key, root).await?;
    let ended = ActiveModel {
        id: Unchanged(merge.id),
        unmerged_at: Set(Some(now)),
        unmerged_by_user_id: Set(author.user_id),
        unmerged_by_name: Set(Some(author.name)),
        unmerge_note: Set(note),
        ..Default::default()
    };
    store::update(&transaction, ended).await?;
    let mut written = citizens::by_keys(&transaction, &[key, root]).await?;
    transaction.commit().await?;
    app.reference.look_again().await;
    written.sort_unstable_by_key(|row| row.id != key);
    let [citizen, separated_from] = <[Model; 2]>::try_from(written)
        .map_err(|_| ServiceError::Internal("a record that was unmerged is gone".to_owned()))?;
    Ok(UnmergeOutcome::Unmerged { citizen: Box::new(citizen), separated_from: Box::new(separated_from) })
}
