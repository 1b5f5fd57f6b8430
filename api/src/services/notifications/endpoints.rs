//! The endpoints of subscribers: registered and changed by administrators, who see each secret once.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use rand::Rng;
use riverain_entities::notification_events::EventType;
use riverain_entities::webhook_endpoints::{ActiveModel, DisabledReason, EndpointState, Model};
use sea_orm::ActiveValue;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::NotSet;

use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultCollector, FaultKind};
use crate::domain::notification::endpoint_url;
use crate::domain::text;
use crate::services::ServiceError;
use crate::services::contacts::Named;
use crate::store::connect::begin_write;
use crate::store::page::{MomentPosition, Page, PageRequest};
use crate::store::webhook_endpoints;

/// The most endpoints: each change of a request looks at all of them.
const MAXIMUM_ENDPOINTS: usize = 100;

/// The longest description, in characters.
const MAXIMUM_DESCRIPTION: usize = 500;

/// How long webhooks are signed with a secret that was replaced, too.
const REPLACED_FOR: TimeDelta = TimeDelta::hours(24);

/// The bytes of a secret.
const SECRET_BYTES: usize = 32;

/// Where the endpoint is in the input.
pub const ENDPOINT: &str = "input.endpoint";

/// An endpoint as the caller wrote it; what is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct EndpointFields {
    /// Where webhooks are posted.
    pub url: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The types of the events that it is told of.
    pub event_types: Option<Vec<EventType>>,
    /// Whether it is told of anything.
    pub state: Option<EndpointState>,
}

/// The types of the events that an endpoint is told of.
pub fn event_types(endpoint: &Model) -> Vec<EventType> {
    serde_json::from_value(endpoint.event_types.clone()).unwrap_or_default()
}

/// One page of the endpoints, in the order in which they were registered.
///
/// # Errors
/// A caller who may not manage them, or a database that fails.
pub async fn list(app: &App, viewer: &Viewer, page: &PageRequest<MomentPosition>) -> Result<Page<Model>, ServiceError> {
    check_manager(viewer)?;
    Ok(webhook_endpoints::page(&app.database, page).await?)
}

/// The endpoint of this key, where there is one.
///
/// # Errors
/// A caller who may not manage them, or a database that fails.
pub async fn find(app: &App, viewer: &Viewer, key: i64) -> Result<Option<Model>, ServiceError> {
    check_manager(viewer)?;
    Ok(webhook_endpoints::by_keys(&app.database, &[key]).await?.pop())
}

/// Registers an endpoint, and gives it with its secret.
///
/// # Errors
/// Every fault of the input at once, a caller who may not manage endpoints, or a database that fails.
pub async fn register(app: &App, viewer: &Viewer, fields: EndpointFields) -> Result<(Model, String), ServiceError> {
    check_manager(viewer)?;
    let mut faults = FaultCollector::default();
    let has_url = fields.url.is_some();
    let checked = check(app, fields, &mut faults);
    if !has_url {
        faults.push(Fault::required("input.url"));
    }
    let transaction = begin_write(&app.database).await?;
    let count = usize::try_from(webhook_endpoints::count(&transaction).await?).unwrap_or(usize::MAX);
    if count >= MAXIMUM_ENDPOINTS {
        let kind = FaultKind::TooMany { maximum: MAXIMUM_ENDPOINTS, length: count.saturating_add(1) };
        faults.push(Fault::new("input", count.saturating_add(1), kind));
    }
    faults.finish()?;
    let secret = new_secret();
    let row = ActiveModel {
        id: NotSet,
        url: Set(checked.url.unwrap_or_default()),
        description: Set(checked.description.try_as_ref().cloned().flatten()),
        event_types: Set(serde_json::to_value(checked.event_types.unwrap_or_default())?),
        secret: Set(secret.clone()),
        previous_secret: Set(None),
        previous_secret_until: Set(None),
        state: Set(EndpointState::Enabled),
        disabled_reason: Set(None),
        busy_until: Set(None),
        created_at: Set(app.clock.now()),
        created_by: Set(viewer.subject()),
    };
    let endpoint = webhook_endpoints::insert(&transaction, row).await?;
    transaction.commit().await?;
    Ok((endpoint, secret))
}

/// Changes an endpoint. While it is disabled nothing is posted to it and nothing new is written for it; what waited goes on
/// once it is enabled again.
///
/// # Errors
/// Every fault of the input at once, an endpoint that is not there, a caller who may not manage endpoints, or a database that
/// fails.
pub async fn change(
    app: &App,
    viewer: &Viewer,
    endpoint: Named,
    fields: EndpointFields,
) -> Result<Model, ServiceError> {
    check_manager(viewer)?;
    let mut faults = FaultCollector::default();
    let state = fields.state;
    let checked = check(app, fields, &mut faults);
    let transaction = begin_write(&app.database).await?;
    let held = webhook_endpoints::by_key_locked(&transaction, endpoint.key).await?;
    let held = faults.take(held.ok_or_else(|| endpoint.absent(ENDPOINT)));
    faults.finish()?;
    let held = held.ok_or_else(|| endpoint.absent(ENDPOINT))?;
    let mut row = ActiveModel { id: Unchanged(held.id), ..Default::default() };
    if let Some(url) = checked.url {
        row.url = Set(url);
    }
    row.description = checked.description;
    if let Some(event_types) = checked.event_types {
        row.event_types = Set(serde_json::to_value(event_types)?);
    }
    if let Some(state) = state.filter(|state| *state != held.state) {
        row.state = Set(state);
        row.disabled_reason = Set((state == EndpointState::Disabled).then_some(DisabledReason::ByHand));
    }
    if !sea_orm::ActiveModelTrait::is_changed(&row) {
        return Ok(held);
    }
    let changed = webhook_endpoints::update(&transaction, row).await?;
    transaction.commit().await?;
    Ok(changed)
}

/// Gives an endpoint a new secret. Webhooks are signed with the one before it too for a day, so that the subscriber may
/// change over when it suits them.
///
/// # Errors
/// An endpoint that is not there, a caller who may not manage endpoints, or a database that fails.
pub async fn rotate(app: &App, viewer: &Viewer, endpoint: Named) -> Result<(Model, String), ServiceError> {
    check_manager(viewer)?;
    let transaction = begin_write(&app.database).await?;
    let held = webhook_endpoints::by_key_locked(&transaction, endpoint.key).await?;
    let held = held.ok_or_else(|| endpoint.absent(ENDPOINT))?;
    let secret = new_secret();
    let row = ActiveModel {
        id: Unchanged(held.id),
        secret: Set(secret.clone()),
        previous_secret: Set(Some(held.secret)),
        previous_secret_until: Set(Some(app.clock.now() + REPLACED_FOR)),
        ..Default::default()
    };
    let rotated = webhook_endpoints::update(&transaction, row).await?;
    transaction.commit().await?;
    Ok((rotated, secret))
}

struct Checked {
    url: Option<String>,
    /// Not set where it is not given; empty where it is given as such.
    description: ActiveValue<Option<String>>,
    event_types: Option<Vec<EventType>>,
}

fn check(app: &App, fields: EndpointFields, faults: &mut FaultCollector) -> Checked {
    let anywhere = app.notifications.settings.private_addresses;
    let url = fields.url.map(|url| endpoint_url::parse("input.url", &url, anywhere)).transpose();
    let description = fields.description.as_deref();
    let description =
        description.map(|given| text::optional("input.description", Some(given), MAXIMUM_DESCRIPTION)).transpose();
    if fields.event_types.as_ref().is_some_and(Vec::is_empty) {
        faults.push(Fault::required("input.eventTypes"));
    }
    Checked {
        url: faults.take(url).flatten().map(String::from),
        description: faults.take(description).flatten().map_or(NotSet, Set),
        event_types: fields.event_types,
    }
}

fn check_manager(viewer: &Viewer) -> Result<(), ServiceError> {
    if may(viewer, Action::ManageWebhooks) { Ok(()) } else { Err(ServiceError::refused(viewer)) }
}

fn new_secret() -> String {
    let mut random = [0_u8; SECRET_BYTES];
    #[expect(clippy::disallowed_methods, reason = "a secret must come from the operating system's randomness")]
    rand::rng().fill(&mut random);
    format!("whsec_{}", STANDARD.encode(random))
}
