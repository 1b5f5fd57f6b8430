//! The history of a request: each change of its status, and each of the department or team that has it.

use chrono::{DateTime, Utc};
use riverain_entities::request_status_changes::{ActiveModel, Model};
use riverain_entities::service_requests::{self, RequestStatus};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, NotSet};

use crate::app::App;
use crate::services::ServiceError;
use crate::services::follow_ups::Author;
use crate::store::page::{MomentPosition, Page, PageRequest};
use crate::store::request_status_changes;

/// A reason that was given, of a version of the life cycle.
#[derive(Debug, Clone, Copy)]
pub struct GivenReason<'a> {
    /// Its code.
    pub code: &'a str,
    /// The key of the life cycle's version.
    pub life_cycle: i64,
}

/// A change of a request.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The status that it left; none where it came in.
    pub from: Option<RequestStatus>,
    /// Why.
    pub reason: Option<GivenReason<'a>>,
    /// Who changed it.
    pub author: &'a Author,
    /// When.
    pub at: DateTime<Utc>,
}

/// Keeps a change of a request, which has its new status, department and team already.
///
/// # Errors
/// A database that fails.
pub async fn record(
    connection: &impl ConnectionTrait,
    request: &service_requests::Model,
    change: Change<'_>,
) -> Result<(), ServiceError> {
    let row = ActiveModel {
        id: NotSet,
        request_id: Set(request.id),
        changed_at: Set(change.at),
        status_from: Set(change.from),
        status_to: Set(request.status),
        reason_code: Set(change.reason.map(|reason| reason.code.to_owned())),
        life_cycle_id: Set(change.reason.map(|reason| reason.life_cycle)),
        author_kind: Set(change.author.kind),
        author_user_id: Set(change.author.user_id),
        author_name: Set(change.author.name.clone()),
        department_id: Set(request.department_id),
        team_id: Set(request.team_id),
    };
    Ok(request_status_changes::insert_many(connection, vec![row]).await?)
}

/// One page of the history of a request that the caller may see, earliest first.
///
/// # Errors
/// A database that fails.
pub async fn page(app: &App, request_id: i64, page: &PageRequest<MomentPosition>) -> Result<Page<Model>, ServiceError> {
    Ok(request_status_changes::page(&app.database, request_id, page).await?)
}
