//! Writes what is to be told of a change, in the transaction of the change: neither happens without the other.

use chrono::{DateTime, SecondsFormat, Utc};
use riverain_entities::follow_ups::{self, AuthorKind};
use riverain_entities::notification_deliveries::{self as rows, Channel, DeliveryState};
use riverain_entities::notification_events::{self as events, EventType};
use riverain_entities::service_requests::{Model, RequestStatus};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, NotSet};
use serde_json::{Value, json};

use super::endpoints::event_types;
use super::recipients;
use crate::app::App;
use crate::auth::policy::{Action, integrator, may};
use crate::domain::{node_id, request_status};
use crate::services::ServiceError;
use crate::store::reference::Reference;
use crate::store::{notifications, webhook_endpoints};

/// What happened to a request.
#[derive(Debug, Clone, Copy)]
pub enum News<'a> {
    /// It came in.
    Received {
        /// What its requester was told, where that settled it.
        answer: Option<&'a follow_ups::Model>,
    },
    /// Its status changed.
    StatusChanged {
        /// The status that it left.
        from: RequestStatus,
        /// When it was due before.
        previous_due_at: Option<DateTime<Utc>>,
        /// The follow-up that says so.
        follow_up: &'a follow_ups::Model,
    },
    /// A public follow-up was added to it.
    FollowUpAdded(&'a follow_ups::Model),
    /// The moment by which it is promised changed, and nothing else.
    PromiseChanged {
        /// When it was due before.
        previous_due_at: Option<DateTime<Utc>>,
    },
}

/// Writes what is to be told of a request that has just changed: to the citizens who agreed to be written to, and to the
/// subscribers. Of a planned intervention nobody is told anything.
///
/// # Errors
/// A database that fails.
pub async fn announce(
    app: &App,
    transaction: &impl ConnectionTrait,
    request: &Model,
    news: News<'_>,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    if request.work_type_id.is_some() {
        return Ok(());
    }
    let reference = app.reference.current().await?;
    let endpoints = webhook_endpoints::enabled(transaction).await?;
    let is_mailing = app.notifications.mailer.is_some() && !is_said_by_citizen(news);
    let citizens = match is_mailing {
        true => recipients::of(transaction, request).await?,
        false => Vec::new(),
    };
    let moved = match news {
        News::StatusChanged { previous_due_at, .. } if previous_due_at != request.due_at => Some(previous_due_at),
        _ => None,
    };
    // One e-mail tells of the status and of the promise that came with it; subscribers may listen to one of the two.
    let promise = moved.map(|previous_due_at| (News::PromiseChanged { previous_due_at }, Vec::new()));
    for (news, citizens) in [(news, citizens)].into_iter().chain(promise) {
        let event_type = event_type(news);
        let subscribed = endpoints.iter().filter(|endpoint| event_types(endpoint).contains(&event_type));
        let subscribed: Vec<i64> = subscribed.map(|endpoint| endpoint.id).collect();
        if citizens.is_empty() && subscribed.is_empty() {
            continue;
        }
        let event = notifications::insert_event(transaction, event(&reference, request, news, now)).await?;
        let attempts = app.notifications.settings.attempts;
        let delivery = |channel, citizen_id, endpoint_id| rows::ActiveModel {
            id: NotSet,
            event_id: Set(event.id),
            channel: Set(channel),
            citizen_id: Set(citizen_id),
            endpoint_id: Set(endpoint_id),
            state: Set(DeliveryState::Pending),
            dropped_reason: Set(None),
            attempt: Set(0),
            last_attempt: Set(attempts),
            available_at: Set(now),
            worker: Set(None),
            created_at: Set(now),
            ended_at: Set(None),
        };
        let emails = citizens.into_iter().map(|citizen| delivery(Channel::Email, Some(citizen), None));
        let webhooks = subscribed.into_iter().map(|endpoint| delivery(Channel::Webhook, None, Some(endpoint)));
        notifications::insert_deliveries(transaction, emails.chain(webhooks).collect()).await?;
    }
    Ok(())
}

/// The type of an event.
fn event_type(news: News<'_>) -> EventType {
    match news {
        News::Received { .. } => EventType::RequestReceived,
        News::StatusChanged { .. } => EventType::StatusChanged,
        News::FollowUpAdded(_) => EventType::FollowUpAdded,
        News::PromiseChanged { .. } => EventType::PromiseChanged,
    }
}

/// Nobody is written to about what they wrote themselves.
fn is_said_by_citizen(news: News<'_>) -> bool {
    matches!(news, News::FollowUpAdded(follow_up) if follow_up.author_kind == AuthorKind::Citizen)
}

fn event(reference: &Reference, request: &Model, news: News<'_>, now: DateTime<Utc>) -> events::ActiveModel {
    let (follow_up, previous_due_at) = match news {
        News::Received { answer } => (answer, None),
        News::StatusChanged { follow_up, .. } | News::FollowUpAdded(follow_up) => (Some(follow_up), None),
        News::PromiseChanged { previous_due_at } => (None, previous_due_at),
    };
    events::ActiveModel {
        id: NotSet,
        request_id: Set(request.id),
        event_type: Set(event_type(news)),
        occurred_at: Set(now),
        follow_up_id: Set(follow_up.map(|row| row.id)),
        status: Set(request.status),
        due_at: Set(request.due_at),
        previous_due_at: Set(previous_due_at),
        payload: Set(payload(reference, request, news, now).to_string()),
    }
}

/// What webhooks say of an event: what the policy lets a subscriber see of the request, and no more.
fn payload(reference: &Reference, request: &Model, news: News<'_>, now: DateTime<Utc>) -> Value {
    let moment = |moment: DateTime<Utc>| moment.to_rfc3339_opts(SecondsFormat::Millis, true);
    let product = reference.product(request.product_id);
    let precision = reference.precision(request.precision_id);
    let place = request.lon.zip(request.lat);
    let mut data = json!({
        "requestNumber": request.number,
        "kind": request.kind,
        "product": product.map(|row| row.code.as_str()),
        "precision": precision.map(|row| row.code.as_str()),
        "department": reference.department(request.department_id).map(|row| row.code.as_str()),
        "status": request_status::code(request.status),
        "openedAt": moment(request.opened_at),
        "dueAt": request.due_at.map(moment),
        "closedAt": request.closed_at.map(moment),
        "borough": request.borough_id.and_then(|key| reference.borough(key)).map(|row| row.code.as_str()),
        "place": place.map(|(longitude, latitude)| json!({ "longitude": longitude, "latitude": latitude })),
    });
    match news {
        News::Received { .. } => {}
        News::StatusChanged { from, .. } => data["previousStatus"] = json!(request_status::code(from)),
        News::FollowUpAdded(follow_up) => {
            let by_citizen = follow_up.author_kind == AuthorKind::Citizen;
            let may_read = may(&integrator(), Action::ReadFollowUpText { internal: false, by_citizen });
            data["followUp"] = json!({
                "id": node_id::encode("FollowUp", follow_up.id),
                "kind": follow_up.kind,
                "authorKind": follow_up.author_kind,
                "text": may_read.then_some(follow_up.text.as_str()),
            });
        }
        News::PromiseChanged { previous_due_at } => data["previousDueAt"] = json!(previous_due_at.map(moment)),
    }
    json!({ "type": event_type(news), "timestamp": moment(now), "data": data })
}
