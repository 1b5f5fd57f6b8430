//! Merges records of one person into one of them.

use riverain_entities::citizen_merges::ActiveModel;
use riverain_entities::citizens::Model;
use sea_orm::ActiveValue::Set;
use sea_orm::{DatabaseTransaction, NotSet};

use super::MAXIMUM_NOTE;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultCollector, FaultKind, check_length};
use crate::domain::text;
use crate::services::ServiceError;
use crate::services::contacts::Named;
use crate::services::follow_ups::Author;
use crate::store::citizen_merges as store;
use crate::store::citizens;
use crate::store::connect::begin_write;
use crate::store::reference::raise_revision;
use crate::store::turns::{self, Turn};

/// The most records that are merged at once.
pub const MAXIMUM_RECORDS: usize = 20;

/// Which records are of one person.
#[derive(Debug, Clone)]
pub struct MergeDemand {
    /// The record that stands for the person; where it is merged itself, the one that it is merged into does.
    pub into: Named,
    /// The records that are merged into it.
    pub duplicates: Vec<Named>,
    /// Why, for the staff.
    pub note: Option<String>,
}

/// What came of a merge; all but the first write nothing.
#[derive(Debug)]
pub enum MergeOutcome {
    /// The records are merged.
    Merged {
        /// The record that stands for the person.
        into: Box<Model>,
        /// Those that are merged into it, in the order given.
        merged: Vec<Model>,
    },
    /// There is no record of this identifier.
    NotFound(Named),
    /// The record is the one to merge into.
    IntoItself(Named),
    /// The record to merge into is merged into this one: the two would be merged in a ring.
    InARing {
        /// The record.
        citizen: Named,
        /// The one to merge into.
        into: Named,
    },
    /// The record is merged already, maybe by somebody else a moment ago.
    MergedAlready {
        /// The record.
        citizen: Named,
        /// What it is merged into.
        into: Box<Model>,
    },
    /// One of the records stands for who acted for another of them: they are two persons.
    ActedForEachOther,
}

/// Merges records of one person, all or none, in one transaction. Of two merges at the same moment the second sees the first.
///
/// # Errors
/// A faulty list or note, a caller who may merge nobody, or a database that fails.
pub async fn merge(app: &App, viewer: &Viewer, demand: MergeDemand) -> Result<MergeOutcome, ServiceError> {
    let note = check(&demand)?;
    if !may(viewer, Action::MergeCitizens) {
        return Err(ServiceError::refused(viewer));
    }
    let now = app.clock.now();
    let transaction = begin_write(&app.database).await?;
    turns::wait(&transaction, Turn::CitizenMerges).await?;
    raise_revision(&transaction).await?;
    let (root, duplicates) = match held(&transaction, &demand).await? {
        Ok(held) => held,
        Err(refusal) => return Ok(refusal),
    };
    let keys: Vec<i64> = std::iter::once(root.id).chain(duplicates.iter().map(|row| row.id)).collect();
    if store::acted_for_each_other(&transaction, &keys).await? {
        return Ok(MergeOutcome::ActedForEachOther);
    }
    let author = Author::of(&transaction, viewer).await?;
    // The phones of the records that join learn what was the person's before.
    store::note_moves(&transaction, root.id, root.id).await?;
    for record in &duplicates {
        let merge = ActiveModel {
            id: NotSet,
            citizen_id: Set(record.id),
            master_id: Set(root.id),
            note: Set(note.clone()),
            merged_at: Set(now),
            merged_by_user_id: Set(author.user_id),
            merged_by_name: Set(author.name.clone()),
            unmerged_at: Set(None),
            unmerged_by_user_id: Set(None),
            unmerged_by_name: Set(None),
            unmerge_note: Set(None),
        };
        let mut moved = store::keys_below(&transaction, record.id).await?;
        moved.push(record.id);
        store::insert(&transaction, merge).await?;
        store::set_master(&transaction, &moved, Some(root.id)).await?;
        store::move_rows(&transaction, record.id, root.id).await?;
    }
    let written = citizens::by_keys(&transaction, &keys).await?;
    transaction.commit().await?;
    app.reference.look_again().await;
    let find = |key: i64| written.iter().find(|row| row.id == key).cloned();
    let merged = duplicates.iter().filter_map(|record| find(record.id)).collect();
    Ok(MergeOutcome::Merged { into: Box::new(find(root.id).unwrap_or(root)), merged })
}

/// The record that stands for the person and those to be merged into it, held; or why they are not merged.
async fn held(
    transaction: &DatabaseTransaction,
    demand: &MergeDemand,
) -> Result<Result<(Model, Vec<Model>), MergeOutcome>, ServiceError> {
    let keys: Vec<i64> = std::iter::once(&demand.into).chain(&demand.duplicates).map(|named| named.key).collect();
    let mut rows = store::citizens_locked(transaction, &keys).await?;
    let roots: Vec<i64> = rows.iter().filter_map(|row| row.master_id).collect();
    rows.extend(store::citizens_locked(transaction, &roots).await?);
    let find = |key: i64| rows.iter().find(|row| row.id == key);
    let named = &demand.into;
    let Some(into) = find(named.key) else { return Ok(Err(MergeOutcome::NotFound(named.clone()))) };
    let Some(root) = find(into.master_id.unwrap_or(into.id)) else {
        return Ok(Err(MergeOutcome::NotFound(named.clone())));
    };
    let mut duplicates = Vec::with_capacity(demand.duplicates.len());
    for citizen in &demand.duplicates {
        let citizen = citizen.clone();
        let Some(record) = find(citizen.key) else { return Ok(Err(MergeOutcome::NotFound(citizen))) };
        if record.id == into.id {
            return Ok(Err(MergeOutcome::IntoItself(citizen)));
        }
        if record.id == root.id {
            return Ok(Err(MergeOutcome::InARing { citizen, into: named.clone() }));
        }
        if let Some(master) = record.master_id.and_then(find) {
            return Ok(Err(MergeOutcome::MergedAlready { citizen, into: Box::new(master.clone()) }));
        }
        duplicates.push(record.clone());
    }
    Ok(Ok((root.clone(), duplicates)))
}

/// The note, without space around it.
fn check(demand: &MergeDemand) -> Result<Option<String>, ServiceError> {
    let mut faults = FaultCollector::default();
    let duplicates = &demand.duplicates;
    if duplicates.is_empty() {
        faults.push(Fault::required("input.duplicates"));
    }
    faults.take(check_length("input.duplicates", duplicates.len(), MAXIMUM_RECORDS));
    for (rank, named) in duplicates.iter().enumerate() {
        if duplicates.iter().take(rank).any(|other| other.key == named.key) {
            faults.push(Fault::new(format!("input.duplicates.{rank}"), &named.given, FaultKind::Duplicate));
        }
    }
    let note = faults.take(text::optional("input.note", demand.note.as_deref(), MAXIMUM_NOTE)).flatten();
    faults.finish()?;
    Ok(note)
}
