//! Citizens follow what others reported, where everyone may see that it was.

use chrono::{DateTime, Utc};
use riverain_entities::follow_ups;
use riverain_entities::service_requests::Model;

use super::ServiceError;
use super::citizens::Person;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::request_number::RequestNumber;
use crate::store::connect::begin_write;
use crate::store::page::{MomentPosition, Page, PageRequest};
use crate::store::reference::Reference;
use crate::store::{citizens, request_followers, requests};

/// The most follow-ups that are given of each request that is followed.
const FOLLOW_UPS: u64 = 5;

/// Who follows which request.
#[derive(Debug, Clone)]
pub struct FollowDemand {
    /// The number of the request.
    pub request_number: String,
    /// The citizen and the identifier that named them, where the contact centre asks for them.
    pub citizen: Option<(i64, String)>,
    /// Whether that citizen agreed.
    pub consents: bool,
}

/// What came of it; all but the first write nothing.
#[derive(Debug)]
pub enum FollowOutcome {
    /// The citizen follows the request.
    Followed(Box<Followed>),
    /// The request feeds the planned-intervention programme, which gives citizens no follow-up.
    Planned,
    /// The request is the citizen's own, or stands for one of theirs: its follow-ups reach them anyway.
    Own,
    /// No request that the citizen may see has this number.
    NotFound,
}

/// A request that a citizen follows.
#[derive(Debug, Clone)]
pub struct Followed {
    /// The request.
    pub request: Model,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The last follow-ups of the city since then, the latest first.
    pub follow_ups: Vec<follow_ups::Model>,
}

/// Lets a citizen follow a request that another one made; where it is merged into another, that one.
///
/// # Errors
/// A caller who may not follow, or not for another, a text that is no number, or a database that fails.
pub async fn follow(app: &App, viewer: &Viewer, demand: &FollowDemand) -> Result<FollowOutcome, ServiceError> {
    let Person { record_id, citizen_id: citizen } = follower(app, viewer, demand).await?;
    if demand.citizen.is_some() && !demand.consents {
        return Err(Fault::required("input.consent").into());
    }
    let reference = app.reference.current().await?;
    let transaction = begin_write(&app.database).await?;
    let named = requests::by_number(&transaction, &number(demand)?).await?;
    let Some(named) = named.filter(|request| is_public(&reference, request) || request.citizen_id == Some(citizen))
    else {
        return Ok(FollowOutcome::NotFound);
    };
    let master = match named.master_id {
        Some(key) => requests::by_keys(&transaction, &[key]).await?.pop(),
        None => None,
    };
    let request = master.unwrap_or(named);
    if request.work_type_id.is_some() {
        return Ok(FollowOutcome::Planned);
    }
    if request.citizen_id == Some(citizen) || requests::reports_of_citizen(&transaction, request.id, citizen).await? > 0
    {
        return Ok(FollowOutcome::Own);
    }
    request_followers::follow(&transaction, request.id, record_id, app.clock.now()).await?;
    let since = request_followers::of(&transaction, request.id, citizen).await?.map(|row| row.followed_at);
    let written = request_followers::last_follow_ups(&transaction, citizen, &[request.id], FOLLOW_UPS).await?;
    transaction.commit().await?;
    let follow_ups = written.into_values().next().unwrap_or_default();
    let since = since.unwrap_or_else(|| app.clock.now());
    Ok(FollowOutcome::Followed(Box::new(Followed { request, since, follow_ups })))
}

/// Lets a citizen follow a request no longer; nothing where they did not.
///
/// # Errors
/// A caller who may not follow, a text that is no number, or a database that fails.
pub async fn unfollow(app: &App, viewer: &Viewer, demand: &FollowDemand) -> Result<bool, ServiceError> {
    let citizen = follower(app, viewer, demand).await?.citizen_id;
    let Some(request) = requests::by_number(&app.database, &number(demand)?).await? else { return Ok(false) };
    let keys = [Some(request.id), request.master_id];
    let mut followed = false;
    for key in keys.into_iter().flatten() {
        followed |= request_followers::of(&app.database, key, citizen).await?.is_some();
        request_followers::unfollow(&app.database, key, citizen).await?;
    }
    let reference = app.reference.current().await?;
    Ok(followed || is_public(&reference, &request))
}

/// One page of what the calling citizen follows, what they followed last first.
///
/// # Errors
/// A caller who is no citizen, or a database that fails.
pub async fn list(
    app: &App,
    viewer: &Viewer,
    page: &PageRequest<MomentPosition>,
) -> Result<Page<(MomentPosition, Followed)>, ServiceError> {
    let citizen = viewer.citizen_id().ok_or_else(|| ServiceError::refused(viewer))?;
    let followed = request_followers::page(&app.database, citizen, page).await?;
    let keys: Vec<i64> = followed.rows.iter().map(|row| row.request_id).collect();
    let rows = requests::by_keys(&app.database, &keys).await?;
    // A planned intervention has no follow-up to any citizen, whenever it became one.
    let told: Vec<i64> = rows.iter().filter(|row| row.work_type_id.is_none()).map(|row| row.id).collect();
    let mut written = request_followers::last_follow_ups(&app.database, citizen, &told, FOLLOW_UPS).await?;
    let find = |key: i64| rows.iter().find(|row| row.id == key).cloned();
    let Page { rows: followers, has_previous, has_next } = followed;
    let rows = followers.into_iter().filter_map(|row| {
        let request = find(row.request_id)?;
        let follow_ups = written.remove(&row.request_id).unwrap_or_default();
        Some((MomentPosition::from(&row), Followed { request, since: row.followed_at, follow_ups }))
    });
    Ok(Page { rows: rows.collect(), has_previous, has_next })
}

/// The citizen who follows: the caller, or the one that the contact centre names.
async fn follower(app: &App, viewer: &Viewer, demand: &FollowDemand) -> Result<Person, ServiceError> {
    match (&demand.citizen, viewer.record_id()) {
        (None, Some(own)) => Person::of(&app.database, own).await,
        (Some((citizen, named)), None) if may(viewer, Action::HandleContacts) => {
            match citizens::by_keys(&app.database, &[*citizen]).await?.first() {
                None => Err(Fault::new("input.citizen", named, FaultKind::Absent).into()),
                Some(record) => Ok(Person::from(record)),
            }
        }
        (None, None) if may(viewer, Action::HandleContacts) => Err(Fault::required("input.citizen").into()),
        _ => Err(ServiceError::refused(viewer)),
    }
}

fn number(demand: &FollowDemand) -> Result<String, Fault> {
    let number: Result<RequestNumber, _> = demand.request_number.parse();
    number.map(|number| number.to_string()).map_err(|_| {
        let kind = FaultKind::Malformed { expected: "2026-0123456".to_owned() };
        Fault::new("input.requestNumber", &demand.request_number, kind)
    })
}

/// Whether everyone may see that a request was made.
fn is_public(reference: &Reference, request: &Model) -> bool {
    let product = reference.product(request.product_id);
    let current = product.map(|product| reference.product_of_code(&product.code).unwrap_or(product));
    current.is_some_and(|product| product.reports_are_public)
}
