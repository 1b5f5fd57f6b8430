//! Which citizens are written to about a request.

use std::collections::{HashMap, HashSet};

use riverain_entities::citizens;
use riverain_entities::notification_deliveries::DroppedReason;
use riverain_entities::request_followers;
use riverain_entities::request_representatives::FollowUpRecipient;
use riverain_entities::service_requests::Model;
use sea_orm::ConnectionTrait;

use crate::domain::notification::email::Relation;
use crate::services::ServiceError;
use crate::store;

/// The keys of the citizens to write to about each of these requests: the requester, or who made the request for them, as
/// they chose; those who agree to be contacted and have an e-mail address. Nobody where the requester is anonymous.
///
/// # Errors
/// A database that fails.
pub(super) async fn of_all(
    connection: &impl ConnectionTrait,
    requests: &[&Model],
) -> Result<HashMap<i64, Vec<i64>>, ServiceError> {
    let keys: Vec<i64> = requests.iter().map(|request| request.id).collect();
    let representatives = store::contacts::representatives(connection, &keys).await?;
    let representatives: HashMap<i64, _> = representatives.into_iter().map(|row| (row.request_id, row)).collect();
    let people: Vec<(i64, Vec<i64>)> = requests
        .iter()
        .filter_map(|request| {
            let requester = request.citizen_id?;
            let people = match representatives.get(&request.id) {
                None => vec![requester],
                Some(row) => match row.follow_ups_to {
                    FollowUpRecipient::Requester => vec![requester],
                    FollowUpRecipient::Representative => vec![row.citizen_id],
                    FollowUpRecipient::Both => vec![requester, row.citizen_id],
                },
            };
            Some((request.id, people))
        })
        .collect();
    agreeing(connection, people).await
}

/// The keys of the followers to write to, by request.
///
/// # Errors
/// A database that fails.
pub(super) async fn followers(
    connection: &impl ConnectionTrait,
    rows: Vec<request_followers::Model>,
) -> Result<HashMap<i64, Vec<i64>>, ServiceError> {
    agreeing(connection, rows.into_iter().map(|row| (row.request_id, vec![row.citizen_id])).collect()).await
}

/// Those who agree to be written to and have an e-mail address, each once, by request. Where records of one person are merged,
/// the one that stands for them says so.
async fn agreeing(
    connection: &impl ConnectionTrait,
    people: Vec<(i64, Vec<i64>)>,
) -> Result<HashMap<i64, Vec<i64>>, ServiceError> {
    let keys: HashSet<i64> = people.iter().flat_map(|(_, people)| people.iter().copied()).collect();
    let keys: Vec<i64> = keys.into_iter().collect();
    let roots = Box::pin(store::citizens::roots(connection, &keys)).await?;
    let mut agreeing: HashMap<i64, Vec<i64>> = HashMap::new();
    for (request, people) in people {
        let told = agreeing.entry(request).or_default();
        for citizen in people.iter().filter_map(|key| roots.get(key)) {
            if refusal(citizen).is_none() && !told.contains(&citizen.id) {
                told.push(citizen.id);
            }
        }
    }
    Ok(agreeing)
}

/// What a request is to a citizen; none where it is nothing to them any more: they follow it no longer.
///
/// # Errors
/// A database that fails.
pub(super) async fn relation(
    connection: &impl ConnectionTrait,
    request: &Model,
    citizen: i64,
) -> Result<Option<Relation>, ServiceError> {
    if request.citizen_id == Some(citizen) {
        return Ok(Some(Relation::Own));
    }
    let representatives = store::contacts::representatives(connection, &[request.id]).await?;
    if representatives.iter().any(|row| row.citizen_id == citizen) {
        return Ok(Some(Relation::ForAnother));
    }
    let follows = store::request_followers::of(connection, request.id, citizen).await?;
    Ok(follows.map(|_| Relation::Follower))
}

/// Why a citizen is not written to, where that is so.
pub(super) fn refusal(citizen: &citizens::Model) -> Option<DroppedReason> {
    match (citizen.consent_to_contact, &citizen.email) {
        (false, _) => Some(DroppedReason::NoConsent),
        (true, None) => Some(DroppedReason::NoAddress),
        (true, Some(_)) => None,
    }
}
