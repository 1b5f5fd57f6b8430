//! Merges requests into a master.

use riverain_entities::request_merges::ActiveModel;
use riverain_entities::service_requests::Model;
use sea_orm::ActiveValue::Set;
use sea_orm::{DatabaseTransaction, NotSet};

use super::{MAXIMUM_NOTE, Seen, change, may_merge, renew_priorities, tell, told};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultCollector, FaultKind, check_length};
use crate::domain::{request_status, text};
use crate::services::follow_ups::Author;
use crate::services::notifications::outbox;
use crate::services::{ServiceError, promises, requests};
use crate::store::connect::begin_write;
use crate::store::reference::Reference;
use crate::store::request_merges::{self as store, Standing};
use crate::store::turns::{self, Turn};
use crate::store::{self as stores, request_status_changes};

/// The most requests that are merged at once.
pub const MAXIMUM_REQUESTS: usize = 50;

/// Which requests report one problem.
#[derive(Debug, Clone)]
pub struct MergeDemand {
    /// The number of the request that stands for all; where it is merged itself, its master does.
    pub master_number: String,
    /// The numbers of the requests that are merged into it.
    pub request_numbers: Vec<String>,
    /// Why, for the staff.
    pub note: Option<String>,
}

/// What came of a merge; all but the first write nothing.
#[derive(Debug)]
pub enum MergeOutcome {
    /// The requests are merged.
    Merged {
        /// Their master.
        master: Box<Model>,
        /// The requests, in the order given.
        requests: Vec<Model>,
    },
    /// No request that the caller may see has this number.
    NotFound(String),
    /// The request is the master that was named.
    IntoItself(Box<Model>),
    /// The master that was named is merged into the request: the two would be merged in a ring.
    InARing {
        /// The request.
        request: Box<Model>,
        /// The master that was named.
        named: Box<Model>,
    },
    /// The request is merged already.
    MergedAlready {
        /// The request.
        request: Box<Model>,
        /// The number of its master.
        master_number: String,
    },
    /// The request, or the master, is closed.
    Closed(Box<Model>),
    /// The department of the request, or of the master, is none of the caller's.
    OfOtherDepartment(Box<Model>),
    /// One feeds the planned-intervention programme and the other does not, or with other work.
    OfOtherWork {
        /// The request.
        request: Box<Model>,
        /// The master.
        master: Box<Model>,
    },
}

/// Merges requests into a master, all or none, in one transaction. Of two merges at the same moment the second sees the first.
///
/// # Errors
/// A faulty list or note, a caller who may merge nothing, or a database that fails.
pub async fn merge(app: &App, viewer: &Viewer, demand: MergeDemand) -> Result<MergeOutcome, ServiceError> {
    let note = check(&demand)?;
    if !may(viewer, Action::MergeRequests) {
        return Err(ServiceError::refused(viewer));
    }
    let fields = (0..).map(|rank| format!("input.requestNumbers.{rank}"));
    let named = std::iter::once(("input.masterNumber".to_owned(), &demand.master_number));
    let mut seen = Vec::with_capacity(demand.request_numbers.len() + 1);
    for (field, number) in named.chain(fields.zip(&demand.request_numbers)) {
        match requests::find_by_number(app, viewer, &field, number).await? {
            Some(request) if seen.get(1..).is_some_and(|others| others.contains(&request.id)) => {
                return Err(Fault::new(field, number, FaultKind::Duplicate).into());
            }
            Some(request) => seen.push(request.id),
            None => return Ok(MergeOutcome::NotFound(number.clone())),
        }
    }
    let reference = app.reference.current().await?;
    let now = app.clock.now();
    let transaction = begin_write(&app.database).await?;
    turns::wait(&transaction, Turn::RequestMerges).await?;
    // Read again: while merging is held, nobody else changes who is merged into whom.
    let Some(Group { named, master, requests }) = Group::read(&transaction, &seen).await? else {
        return Ok(MergeOutcome::NotFound(demand.master_number));
    };
    if let Some(refusal) = refusal(&transaction, viewer, &reference, (&named, &master), &requests).await? {
        return Ok(refusal);
    }
    let author = Author::of(&transaction, viewer).await?;
    let (mut follow_ups, mut before) = (Vec::new(), Vec::new());
    let standing = Standing { master_id: Some(master.id), status: master.status, closed_at: master.closed_at };
    for request in &requests {
        let merge = ActiveModel {
            id: NotSet,
            request_id: Set(request.id),
            master_id: Set(master.id),
            note: Set(note.clone()),
            merged_at: Set(now),
            merged_by_user_id: Set(author.user_id),
            merged_by_name: Set(author.name.clone()),
            own_status: Set(request.status),
            own_closed_at: Set(request.closed_at),
            unmerged_at: Set(None),
            unmerged_by_user_id: Set(None),
            unmerged_by_name: Set(None),
            unmerge_note: Set(None),
        };
        store::insert(&transaction, merge).await?;
        let reports = store::reports_of(&transaction, request.id).await?;
        let keys: Vec<i64> = reports.iter().map(|report| report.id).collect();
        store::write_standing(&transaction, &keys, standing, now).await?;
        store::write_standing(&transaction, &[request.id], standing, now).await?;
        let all = std::iter::once(request).chain(&reports);
        let seen = all.map(|request| Seen { request, to: master.status, author_kind: author.kind });
        let changes = seen.filter_map(|seen| change(&seen, &author, now)).collect();
        request_status_changes::insert_many(&transaction, changes).await?;
        let all: Vec<Model> = std::iter::once(request.clone()).chain(reports).collect();
        promises::follow_master(&transaction, &reference, &all, (master.status, false), now).await?;
        follow_ups.push(tell(&transaction, request, "merged", &author, now).await?);
        before.extend(all.into_iter().map(|request| (request.id, (request.status, request.due_at))));
    }
    store::count_reports(&transaction, &[master.id]).await?;
    renew_priorities(&transaction, &reference, &[master.id], now).await?;
    let keys: Vec<i64> = std::iter::once(master.id).chain(before.iter().map(|(key, _)| *key)).collect();
    let written = stores::requests::by_keys(&transaction, &keys).await?;
    let changes = before.iter().filter_map(|(key, before)| {
        let request = written.iter().find(|row| row.id == *key)?;
        told(request, *before, follow_ups.iter().find(|row| row.request_id == *key))
    });
    outbox::announce_all(app, &transaction, &changes.collect::<Vec<_>>(), now).await?;
    transaction.commit().await?;
    let find = |key: i64| written.iter().find(|row| row.id == key).cloned();
    let merged = requests.iter().filter_map(|request| find(request.id)).collect();
    Ok(MergeOutcome::Merged { master: Box::new(find(master.id).unwrap_or(master)), requests: merged })
}

/// The requests of a merge, held.
struct Group {
    /// The master that was named.
    named: Model,
    /// The master that stands for it.
    master: Model,
    /// The requests that are merged, in the order given.
    requests: Vec<Model>,
}

impl Group {
    /// The requests of these keys, the master that was named first; those that are merged into nothing are held, by key,
    /// so that no two writers wait for each other.
    async fn read(transaction: &DatabaseTransaction, keys: &[i64]) -> Result<Option<Self>, ServiceError> {
        let rows = stores::requests::by_keys(transaction, keys).await?;
        let roots = rows.iter().map(|row| row.master_id.unwrap_or(row.id)).collect::<Vec<_>>();
        let mut held = stores::requests::by_keys_locked(transaction, &roots).await?;
        held.extend(rows.into_iter().filter(|row| row.master_id.is_some()));
        let find = |key: i64| held.iter().find(|row| row.id == key).cloned();
        let Some(named) = keys.first().and_then(|key| find(*key)) else { return Ok(None) };
        let Some(master) = find(named.master_id.unwrap_or(named.id)) else { return Ok(None) };
        let requests = keys.iter().skip(1).filter_map(|key| find(*key)).collect();
        Ok(Some(Self { named, master, requests }))
    }
}

/// Why these requests are not merged, where one of them cannot be.
async fn refusal(
    transaction: &DatabaseTransaction,
    viewer: &Viewer,
    reference: &Reference,
    (named, master): (&Model, &Model),
    requests: &[Model],
) -> Result<Option<MergeOutcome>, ServiceError> {
    let boxed = |request: &Model| Box::new(request.clone());
    let all = || std::iter::once(master).chain(requests);
    if let Some(request) = requests.iter().find(|request| request.id == named.id) {
        return Ok(Some(MergeOutcome::IntoItself(boxed(request))));
    }
    if let Some(request) = all().find(|request| !may_merge(viewer, reference, request)) {
        return Ok(Some(MergeOutcome::OfOtherDepartment(boxed(request))));
    }
    if let Some(request) = requests.iter().find(|request| request.id == master.id) {
        return Ok(Some(MergeOutcome::InARing { request: boxed(request), named: boxed(named) }));
    }
    if let Some((request, key)) = requests.iter().find_map(|request| Some((request, request.master_id?))) {
        let its_master = stores::requests::by_keys(transaction, &[key]).await?.pop();
        let master_number = its_master.map(|master| master.number).unwrap_or_default();
        return Ok(Some(MergeOutcome::MergedAlready { request: boxed(request), master_number }));
    }
    if let Some(request) = all().find(|request| !request_status::is_open(request.status)) {
        return Ok(Some(MergeOutcome::Closed(boxed(request))));
    }
    let other = requests.iter().find(|request| request.work_type_code != master.work_type_code);
    Ok(other.map(|request| MergeOutcome::OfOtherWork { request: boxed(request), master: boxed(master) }))
}

/// The note, without space around it.
fn check(demand: &MergeDemand) -> Result<Option<String>, ServiceError> {
    let mut faults = FaultCollector::default();
    let numbers = &demand.request_numbers;
    if numbers.is_empty() {
        faults.push(Fault::required("input.requestNumbers"));
    }
    faults.take(check_length("input.requestNumbers", numbers.len(), MAXIMUM_REQUESTS));
    let note = faults.take(text::optional("input.note", demand.note.as_deref(), MAXIMUM_NOTE)).flatten();
    faults.finish()?;
    Ok(note)
}
