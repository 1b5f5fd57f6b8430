//! Which citizens are written to about a request.

use riverain_entities::citizens;
use riverain_entities::request_representatives::FollowUpRecipient;
use riverain_entities::service_requests::Model;
use sea_orm::ConnectionTrait;

use crate::services::ServiceError;
use crate::store;

/// The keys of the citizens to write to: the requester, or who made the request for them, as they chose; those who agree
/// to be contacted and have an e-mail address. Nobody where the requester is anonymous.
///
/// # Errors
/// A database that fails.
pub(super) async fn of(connection: &impl ConnectionTrait, request: &Model) -> Result<Vec<i64>, ServiceError> {
    let Some(requester) = request.citizen_id else { return Ok(Vec::new()) };
    let representative = store::contacts::representatives(connection, &[request.id]).await?.pop();
    let people = match representative {
        None => vec![requester],
        Some(row) => match row.follow_ups_to {
            FollowUpRecipient::Requester => vec![requester],
            FollowUpRecipient::Representative => vec![row.citizen_id],
            FollowUpRecipient::Both => vec![requester, row.citizen_id],
        },
    };
    let known = store::citizens::by_keys(connection, &people).await?;
    let agrees = |key: &i64| known.iter().any(|citizen| citizen.id == *key && refusal(citizen).is_none());
    Ok(people.into_iter().filter(agrees).collect())
}

/// Why a citizen is not written to, where that is so.
pub(super) fn refusal(citizen: &citizens::Model) -> Option<riverain_entities::notification_deliveries::DroppedReason> {
    use riverain_entities::notification_deliveries::DroppedReason;
    match (citizen.consent_to_contact, &citizen.email) {
        (false, _) => Some(DroppedReason::NoConsent),
        (true, None) => Some(DroppedReason::NoAddress),
        (true, Some(_)) => None,
    }
}
