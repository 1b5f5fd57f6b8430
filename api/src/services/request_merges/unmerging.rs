//! Unmerges a request: what it was by itself comes back.

use riverain_entities::follow_ups::AuthorKind;
use riverain_entities::request_merges::ActiveModel;
use riverain_entities::service_requests::Model;
use sea_orm::ActiveValue::{Set, Unchanged};

use super::{MAXIMUM_NOTE, Seen, change, may_merge, renew_priorities, tell, told};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::text;
use crate::services::follow_ups::Author;
use crate::services::notifications::outbox;
use crate::services::{ServiceError, promises, requests};
use crate::store::connect::begin_write;
use crate::store::request_merges::{self as store, Standing};
use crate::store::turns::{self, Turn};
use crate::store::{self as stores, request_status_changes};

/// Which request is unmerged.
#[derive(Debug, Clone)]
pub struct UnmergeDemand {
    /// Its number.
    pub request_number: String,
    /// Why, for the staff.
    pub note: Option<String>,
}

/// What came of it; all but the first write nothing.
#[derive(Debug)]
pub enum UnmergeOutcome {
    /// The request is by itself again, with those that were merged into it.
    Unmerged {
        /// The request.
        request: Box<Model>,
        /// The master that it had.
        former_master: Box<Model>,
    },
    /// No request that the caller may see has this number.
    NotFound,
    /// The request is not merged.
    NotMerged(Box<Model>),
    /// The department of the request, or of its master, is none of the caller's.
    OfOtherDepartment(Box<Model>),
}

/// Unmerges a request: it has the status again that it had by itself, what was written to its citizen as one of many reports is
/// withdrawn, and the requests that are merged into it follow it.
///
/// # Errors
/// A faulty note, a caller who may unmerge nothing, or a database that fails.
pub async fn unmerge(app: &App, viewer: &Viewer, demand: UnmergeDemand) -> Result<UnmergeOutcome, ServiceError> {
    let note = text::optional("input.note", demand.note.as_deref(), MAXIMUM_NOTE)?;
    if !may(viewer, Action::MergeRequests) {
        return Err(ServiceError::refused(viewer));
    }
    let number = &demand.request_number;
    let Some(seen) = requests::find_by_number(app, viewer, "input.requestNumber", number).await? else {
        return Ok(UnmergeOutcome::NotFound);
    };
    let reference = app.reference.current().await?;
    let now = app.clock.now();
    let transaction = begin_write(&app.database).await?;
    turns::wait(&transaction, Turn::RequestMerges).await?;
    // The master first, as its steps do, so that no two writers wait for each other.
    let found = stores::requests::by_keys(&transaction, &[seen.id]).await?.pop();
    let Some(key) = found.and_then(|request| request.master_id) else {
        return Ok(UnmergeOutcome::NotMerged(Box::new(seen)));
    };
    let master = stores::requests::by_keys_locked(&transaction, &[key]).await?.pop();
    let request = stores::requests::by_keys_locked(&transaction, &[seen.id]).await?.pop();
    let (Some(master), Some(request), Some(merge)) = (master, request, store::standing(&transaction, seen.id).await?)
    else {
        return Ok(UnmergeOutcome::NotMerged(Box::new(seen)));
    };
    if let Some(other) = [&request, &master].into_iter().find(|row| !may_merge(viewer, &reference, row)) {
        return Ok(UnmergeOutcome::OfOtherDepartment(Box::new(other.clone())));
    }
    let author = Author::of(&transaction, viewer).await?;
    // Before its own reports follow it again: they are told nothing of this.
    let follow_up = tell(&transaction, &request, "unmerged", &author, now).await?;
    let below = store::keys_below(&transaction, request.id).await?;
    let mut all = stores::requests::by_keys(&transaction, &below).await?;
    all.push(request.clone());
    let alone = Standing { master_id: None, status: merge.own_status, closed_at: merge.own_closed_at };
    store::write_standing(&transaction, &[request.id], alone, now).await?;
    store::write_standing(&transaction, &below, Standing { master_id: Some(request.id), ..alone }, now).await?;
    let keys: Vec<i64> = std::iter::once(request.id).chain(below).collect();
    promises::follow_master(&transaction, &reference, &all, (merge.own_status, false), now).await?;
    store::withdraw_shared(&transaction, &keys).await?;
    // An import leaves alone what a person decided, and what it decided itself it may change again.
    let decided = store::last_author_before(&transaction, request.id, merge.merged_at).await?;
    let author_kind = match decided {
        Some(AuthorKind::System) | None => AuthorKind::System,
        Some(_) => author.kind,
    };
    let seen = Seen { request: &request, to: merge.own_status, author_kind };
    let changes = change(&seen, &author, now).into_iter().collect();
    request_status_changes::insert_many(&transaction, changes).await?;
    let ended = ActiveModel {
        id: Unchanged(merge.id),
        unmerged_at: Set(Some(now)),
        unmerged_by_user_id: Set(author.user_id),
        unmerged_by_name: Set(Some(author.name)),
        unmerge_note: Set(note),
        ..Default::default()
    };
    store::update(&transaction, ended).await?;
    store::count_reports(&transaction, &[master.id, request.id]).await?;
    renew_priorities(&transaction, &reference, &[master.id, request.id], now).await?;
    let mut written = stores::requests::by_keys(&transaction, &[vec![master.id], keys].concat()).await?;
    let changes = all.iter().filter_map(|before| {
        let request = written.iter().find(|row| row.id == before.id)?;
        told(request, (before.status, before.due_at), Some(&follow_up).filter(|row| row.request_id == before.id))
    });
    outbox::announce_all(app, &transaction, &changes.collect::<Vec<_>>(), now).await?;
    transaction.commit().await?;
    written.retain(|row| row.id == request.id || row.id == master.id);
    written.sort_unstable_by_key(|row| row.id != request.id);
    let [request, former_master] = <[Model; 2]>::try_from(written)
        .map_err(|_| ServiceError::Internal("a request that was unmerged is gone".to_owned()))?;
    Ok(UnmergeOutcome::Unmerged { request: Box::new(request), former_master: Box::new(former_master) })
}
