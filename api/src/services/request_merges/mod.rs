//! One problem, many reports: requests are merged into a master and unmerged again. A merged request keeps all that is its
//! own and takes the status of its master; what the city writes to the master's citizen reaches its citizen too.

pub mod merging;
pub mod unmerging;

use chrono::{DateTime, Utc};
use riverain_entities::citizens::Language;
use riverain_entities::follow_ups::{self, Audience, AuthorKind, FollowUpKind};
use riverain_entities::service_requests::{Model, RequestStatus};
use riverain_entities::{request_merges, request_status_changes};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, DatabaseTransaction, NotSet};

use super::follow_ups::Author;
use super::notifications::outbox::{Change as Told, News, Reach};
use super::{ServiceError, priorities};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::locale::Locale;
use crate::store;
use crate::store::page::{MomentPosition, Page, PageRequest};
use crate::store::reference::Reference;

/// The longest note on a merge, in characters.
pub const MAXIMUM_NOTE: usize = 500;

/// One page of the merges of a request that the caller may see, the earliest first.
///
/// # Errors
/// A database that fails.
pub async fn history(
    app: &App,
    request_id: i64,
    page: &PageRequest<MomentPosition>,
) -> Result<Page<request_merges::Model>, ServiceError> {
    Ok(store::request_merges::page(&app.database, request_id, page).await?)
}

/// Whether the caller may merge or unmerge a request, by the department that answers it.
fn may_merge(viewer: &Viewer, reference: &Reference, request: &Model) -> bool {
    let department = reference.department(request.department_id).map_or("", |row| row.code.as_str());
    may(viewer, Action::MergeRequest { department })
}

/// A change of what a request is seen to be.
struct Seen<'a> {
    /// The request, as it was.
    request: &'a Model,
    /// The status that it has now.
    to: RequestStatus,
    /// Who changed it.
    author_kind: AuthorKind,
}

/// Keeps in its history that a request is seen in another status.
fn change(seen: &Seen<'_>, author: &Author, now: DateTime<Utc>) -> Option<request_status_changes::ActiveModel> {
    (seen.request.status != seen.to).then(|| request_status_changes::ActiveModel {
        id: NotSet,
        request_id: Set(seen.request.id),
        changed_at: Set(now),
        status_from: Set(Some(seen.request.status)),
        status_to: Set(seen.to),
        reason_code: Set(None),
        life_cycle_id: Set(None),
        author_kind: Set(seen.author_kind),
        author_user_id: Set(author.user_id),
        author_name: Set(author.name.clone()),
        department_id: Set(seen.request.department_id),
        team_id: Set(seen.request.team_id),
    })
}

/// Tells the citizen of a request, in their language, that it is now with others or by itself again; the staff alone, where it
/// is a planned intervention.
async fn tell(
    transaction: &DatabaseTransaction,
    request: &Model,
    key: &str,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<follow_ups::Model, ServiceError> {
    let locale = language_of(transaction, request).await?;
    let follow_up = follow_ups::ActiveModel {
        id: NotSet,
        request_id: Set(request.id),
        author_kind: Set(author.kind),
        author_user_id: Set(author.user_id),
        author_name: Set(author.name.clone()),
        audience: Set(if request.work_type_id.is_some() { Audience::Internal } else { Audience::Public }),
        kind: Set(FollowUpKind::Note),
        text: Set(locale.wording(&format!("merge.{key}"), &[])),
        status_from: Set(None),
        status_to: Set(None),
        created_at: Set(now),
    };
    Ok(store::follow_ups::insert(transaction, follow_up).await?)
}

/// What is told of a request that is merged or unmerged: the status that it is seen in now, and what was written to its
/// citizen. Whoever follows it is told nothing: it does not concern the problem.
fn told<'a>(
    request: &'a Model,
    before: (RequestStatus, Option<DateTime<Utc>>),
    follow_up: Option<&'a follow_ups::Model>,
) -> Option<Told<'a>> {
    let (from, previous_due_at) = before;
    let news = match follow_up {
        _ if from != request.status => News::StatusChanged { from, previous_due_at, follow_up },
        Some(follow_up) => News::FollowUpAdded(follow_up),
        None if previous_due_at != request.due_at => News::PromiseChanged { previous_due_at },
        None => return None,
    };
    Some(Told { request, news, reach: Reach::Own, moved_reports: &[] })
}

async fn language_of(connection: &impl ConnectionTrait, request: &Model) -> Result<Locale, ServiceError> {
    let Some(key) = request.citizen_id.filter(|_| request.work_type_id.is_none()) else { return Ok(Locale::French) };
    let citizen = store::citizens::by_keys(connection, &[key]).await?.pop();
    Ok(match citizen.map(|citizen| citizen.language) {
        Some(Language::English) => Locale::English,
        _ => Locale::French,
    })
}

/// Computes the priorities of requests again, since more or fewer citizens report what they do.
async fn renew_priorities(
    transaction: &DatabaseTransaction,
    reference: &Reference,
    request_ids: &[i64],
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let rows = store::requests::by_keys(transaction, request_ids).await?;
    let planned: Vec<Model> =
        rows.into_iter().filter(|row| row.work_type_id.is_some() && row.master_id.is_none()).collect();
    priorities::renew_some(transaction, reference, &planned, now).await
}
