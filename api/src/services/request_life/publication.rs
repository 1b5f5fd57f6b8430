//! What the publication of a work programme means for its requests: they are planned, and no longer once it is set aside.

use chrono::{DateTime, Utc};
use riverain_entities::service_requests::RequestStatus;
use sea_orm::DatabaseTransaction;

use crate::domain::life_cycle::StepRole;
use crate::services::ServiceError;
use crate::services::follow_ups::Author;
use crate::store::reference::Reference;
use crate::store::request_status_changes::{self, MassChange};

/// Takes the open requests whose work a programme has a year for to `planned`, where the life cycle lets a planner take
/// that step without a reason.
///
/// # Errors
/// A database that fails.
pub async fn plan_requests(
    transaction: &DatabaseTransaction,
    reference: &Reference,
    programme: i64,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    change(transaction, reference, programme, RequestStatus::Planned, author, now).await
}

/// Takes the requests that are planned by a programme that was published back to their department.
///
/// # Errors
/// A database that fails.
pub async fn release_requests(
    transaction: &DatabaseTransaction,
    reference: &Reference,
    programme: i64,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    change(transaction, reference, programme, RequestStatus::Assigned, author, now).await
}

async fn change(
    transaction: &DatabaseTransaction,
    reference: &Reference,
    programme: i64,
    to: RequestStatus,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let mut from = reference.life.cycle().sources(to, StepRole::Planner);
    if to == RequestStatus::Assigned {
        from.retain(|status| *status == RequestStatus::Planned);
    }
    let change = MassChange {
        programme,
        from: &from,
        to,
        author_kind: author.kind,
        author_user_id: author.user_id,
        author_name: &author.name,
        at: now,
    };
    Ok(request_status_changes::change_requests_of_programme(transaction, change).await?)
}
