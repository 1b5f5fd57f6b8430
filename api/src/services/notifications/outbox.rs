//! Writes what is to be told of a change, in the transaction of the change: neither happens without the other.

use std::collections::HashSet;

use chrono::{DateTime, SecondsFormat, Utc};
use riverain_entities::follow_ups::{self, AuthorKind};
use riverain_entities::notification_deliveries::{self as rows, Channel, DeliveryState};
use riverain_entities::notification_events::{self as events, EventType};
use riverain_entities::service_requests::{Model, RequestStatus};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, NotSet};
use serde_json::{Value, json};

use super::audience::Audience;
use super::endpoints::event_types;
use crate::app::App;
use crate::auth::policy::{Action, integrator, may};
use crate::domain::{node_id, request_status};
use crate::services::ServiceError;
use crate::services::promises::facts;
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
        follow_up: Option<&'a follow_ups::Model>,
    },
    /// A public follow-up was added to it.
    FollowUpAdded(&'a follow_ups::Model),
    /// The moment by which it is promised changed, and nothing else.
    PromiseChanged {
        /// When it was due before.
        previous_due_at: Option<DateTime<Utc>>,
    },
}

/// A request that has just changed, and how.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The request.
    pub request: &'a Model,
    /// What happened to it.
    pub news: News<'a>,
    /// Whom it reaches.
    pub reach: Reach,
    /// When merged requests that it reaches were due before, where that moved: each with its key.
    pub moved_reports: &'a [(i64, Option<DateTime<Utc>>)],
}

/// Whom a change reaches, beside the subscribers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Its own citizens alone: it concerns their record.
    Own,
    /// Its own citizens and those who follow it.
    Followers,
    /// All whom the problem concerns: its own citizens, those of the requests that are merged into it, and those who follow
    /// any of them.
    Everyone,
}

/// What is to be known of the service to tell of a change.
#[derive(Debug, Clone, Copy)]
pub struct Telling {
    /// Whether e-mails are written.
    pub is_mailing: bool,
    /// How often a message is tried.
    pub attempts: i32,
}

/// Writes what is to be told of a request that has just changed: to its citizens, those of the requests that are merged into
/// it and its followers, where they agreed to be written to, each person once; and to the subscribers. Of a planned
/// intervention nobody is told anything.
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
    let reach = match news {
        // What a promise is moved by moves that of each merged request for itself.
        News::PromiseChanged { .. } => Reach::Followers,
        News::Received { .. } | News::StatusChanged { .. } | News::FollowUpAdded(_) => Reach::Everyone,
    };
    announce_all(app, transaction, &[Change { request, news, reach, moved_reports: &[] }], now).await
}

/// Writes what is to be told of several changes, in the order given, in a number of statements that does not grow with them.
///
/// # Errors
/// A database that fails.
pub async fn announce_all(
    app: &App,
    transaction: &impl ConnectionTrait,
    changes: &[Change<'_>],
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let reference = app.reference.current().await?;
    write_all(app.notifications.telling(), &reference, transaction, changes, now).await
}

/// As [`announce_all`], for whoever has no running service.
///
/// # Errors
/// A database that fails.
pub async fn write_all(
    telling: Telling,
    reference: &Reference,
    transaction: &impl ConnectionTrait,
    changes: &[Change<'_>],
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let told: Vec<&Change<'_>> = changes.iter().filter(|change| change.request.work_type_id.is_none()).collect();
    if told.is_empty() {
        return Ok(());
    }
    let endpoints = webhook_endpoints::enabled(transaction).await?;
    if endpoints.is_empty() && !telling.is_mailing {
        return Ok(());
    }
    let audience = Audience::read(transaction, &told, telling.is_mailing).await?;
    let messages = messages(&audience, &told);
    let mut written = Vec::new();
    for message in messages {
        let event_type = event_type(message.news);
        let subscribed = endpoints.iter().filter(|endpoint| event_types(endpoint).contains(&event_type));
        let subscribed: Vec<i64> = subscribed.filter(|_| message.is_posted).map(|endpoint| endpoint.id).collect();
        if !message.citizens.is_empty() || !subscribed.is_empty() {
            written.push((event(reference, message.request, message.news, now), message.citizens, subscribed));
        }
    }
    for chunk in written.chunks(EVENTS_A_STATEMENT) {
        let rows = chunk.iter().map(|(event, ..)| event.clone()).collect();
        let keys = notifications::insert_events(transaction, rows).await?;
        let deliveries = chunk.iter().zip(keys).flat_map(|((_, citizens, endpoints), event)| {
            let emails = citizens.iter().map(move |citizen| (event, Some(*citizen), None));
            emails.chain(endpoints.iter().map(move |endpoint| (event, None, Some(*endpoint))))
        });
        let rows = deliveries.map(|delivery| waiting(delivery, telling.attempts, now)).collect();
        notifications::insert_deliveries(transaction, rows).await?;
    }
    Ok(())
}

/// How many events go in one statement.
const EVENTS_A_STATEMENT: usize = 500;

/// An event to write, and whom it is told to.
struct Message<'a> {
    request: &'a Model,
    news: News<'a>,
    citizens: Vec<i64>,
    is_posted: bool,
}

/// What is to be told of each change, and to whom: of a problem nobody is told twice, by their own request first.
fn messages<'a>(audience: &'a Audience, changes: &[&Change<'a>]) -> Vec<Message<'a>> {
    let mut told: HashSet<(i64, i64)> = HashSet::new();
    let direct: HashSet<i64> = changes.iter().map(|change| change.request.id).collect();
    let mut messages = Vec::new();
    for change in changes {
        let root = change.request.master_id.unwrap_or(change.request.id);
        let mut once = |people: &[i64]| -> Vec<i64> {
            people.iter().copied().filter(|citizen| told.insert((root, *citizen))).collect()
        };
        // Nobody is written to about what they wrote themselves, and it is nobody else's to read.
        let is_said = is_said_by_citizen(change.news);
        let own = if is_said { Vec::new() } else { once(audience.citizens_of(change.request.id)) };
        messages.push(Message { request: change.request, news: change.news, citizens: own, is_posted: true });
        messages.extend(promise(change.request, change.news));
        if is_said || change.reach == Reach::Own {
            continue;
        }
        let shared = without_words_of_citizens(change.news);
        let is_status = matches!(shared, News::StatusChanged { .. });
        let everyone = change.reach == Reach::Everyone && !matches!(shared, News::Received { .. });
        let reports = audience.reports_of(change.request.id).iter().filter(|_| everyone);
        let reports: Vec<&Model> = reports.filter(|report| !direct.contains(&report.id)).collect();
        for report in &reports {
            let news = match shared {
                News::StatusChanged { from, follow_up, .. } => {
                    let before = change.moved_reports.iter().find(|(key, _)| *key == report.id);
                    let previous_due_at = before.map_or(report.due_at, |(_, due_at)| *due_at);
                    News::StatusChanged { from, previous_due_at, follow_up }
                }
                other => other,
            };
            let citizens = once(audience.citizens_of(report.id));
            // Subscribers have what is written on a master from the master; each status is told of its own request.
            messages.push(Message { request: report, news, citizens, is_posted: is_status });
            messages.extend(promise(report, news));
        }
        for request in std::iter::once(change.request).chain(reports) {
            let citizens = once(audience.followers_of(request.id));
            messages.push(Message { request, news: shared, citizens, is_posted: false });
        }
    }
    messages
}

/// What is told of the promise that came with a status: to subscribers alone, since one e-mail tells of both.
fn promise<'a>(request: &'a Model, news: News<'a>) -> Option<Message<'a>> {
    match news {
        News::StatusChanged { previous_due_at, .. } if previous_due_at != request.due_at => {
            let news = News::PromiseChanged { previous_due_at };
            Some(Message { request, news, citizens: Vec::new(), is_posted: true })
        }
        _ => None,
    }
}

/// What others than its author may read of it.
fn without_words_of_citizens(news: News<'_>) -> News<'_> {
    match news {
        News::StatusChanged { from, previous_due_at, follow_up } => {
            let follow_up = follow_up.filter(|follow_up| follow_up.author_kind != AuthorKind::Citizen);
            News::StatusChanged { from, previous_due_at, follow_up }
        }
        other => other,
    }
}

/// A delivery that waits for its first attempt.
fn waiting(
    (event, citizen, endpoint): (i64, Option<i64>, Option<i64>),
    attempts: i32,
    now: DateTime<Utc>,
) -> rows::ActiveModel {
    rows::ActiveModel {
        id: NotSet,
        event_id: Set(event),
        channel: Set(if citizen.is_some() { Channel::Email } else { Channel::Webhook }),
        citizen_id: Set(citizen),
        endpoint_id: Set(endpoint),
        state: Set(DeliveryState::Pending),
        dropped_reason: Set(None),
        attempt: Set(0),
        last_attempt: Set(attempts),
        available_at: Set(now),
        worker: Set(None),
        created_at: Set(now),
        ended_at: Set(None),
    }
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
        News::StatusChanged { follow_up, .. } => (follow_up, None),
        News::FollowUpAdded(follow_up) => (Some(follow_up), None),
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
        "dueAt": facts(request).shown_due_at(now).map(moment),
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
