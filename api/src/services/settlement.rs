//! Demands that information answers at once: kept as requests that are done, so that the citizen's history shows what was
//! said, the figures of the centre count it, and whoever is not helped by it can ask for more.

use chrono::{DateTime, Utc};
use riverain_entities::follow_ups::{ActiveModel, Audience, AuthorKind, FollowUpKind, Model as FollowUp};
use riverain_entities::service_requests::{Model, RequestStatus};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, NotSet};

use super::ServiceError;
use super::intake::Intake;
use crate::store::follow_ups;

/// Makes a demand one that its first contact settled.
pub fn settle(intake: &mut Intake, now: DateTime<Utc>) {
    intake.status = RequestStatus::Done;
    intake.closed_at = Some(now);
    intake.settled_at_first_contact = true;
}

/// Writes on a settled request what the citizen was told, and gives that follow-up.
///
/// # Errors
/// A database that fails.
pub async fn document(
    connection: &impl ConnectionTrait,
    request: &Model,
    advice: &str,
    now: DateTime<Utc>,
) -> Result<FollowUp, ServiceError> {
    let answer = ActiveModel {
        id: NotSet,
        request_id: Set(request.id),
        author_kind: Set(AuthorKind::System),
        author_user_id: Set(None),
        author_name: Set(String::new()),
        audience: Set(Audience::Public),
        kind: Set(FollowUpKind::Answer),
        text: Set(advice.to_owned()),
        status_from: Set(None),
        status_to: Set(None),
        created_at: Set(now),
    };
    Ok(follow_ups::insert(connection, answer).await?)
}
