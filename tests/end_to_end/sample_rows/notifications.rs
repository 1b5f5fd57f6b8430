//! A row of each table of what is told.

use riverain_entities::delivery_attempts::{self, AttemptOutcome};
use riverain_entities::notification_deliveries::{self, Channel, DeliveryState};
use riverain_entities::notification_events::{self, EventType};
use riverain_entities::service_requests::RequestStatus;
use riverain_entities::webhook_endpoints::{self, DisabledReason, EndpointState};
use sea_orm::DatabaseConnection;
use serde_json::json;

use super::{at, insert};

/// Inserts them, and checks that each is read back as it was written.
pub(super) async fn insert_notifications(connection: &DatabaseConnection) {
    let endpoint = webhook_endpoints::Model {
        id: 1,
        url: "https://abonne.example.com/crochets".into(),
        description: Some("Tableau de bord de l’arrondissement".into()),
        event_types: json!(["request.received"]),
        secret: "whsec_c2VjcmV0".into(),
        previous_secret: Some("whsec_YXZhbnQ=".into()),
        previous_secret_until: Some(at(3)),
        state: EndpointState::Disabled,
        disabled_reason: Some(DisabledReason::Gone),
        busy_until: Some(at(2)),
        created_at: at(1),
        created_by: "u-1".into(),
    };
    insert(connection, endpoint).await;
    let event = notification_events::Model {
        id: 1,
        request_id: 1,
        event_type: EventType::PromiseChanged,
        occurred_at: at(1),
        follow_up_id: Some(1),
        status: RequestStatus::Assigned,
        due_at: Some(at(4)),
        previous_due_at: Some(at(3)),
        payload: "{\"type\":\"request.promise_changed\"}".into(),
    };
    insert(connection, event).await;
    let delivery = notification_deliveries::Model {
        id: 1,
        event_id: 1,
        channel: Channel::Webhook,
        citizen_id: None,
        endpoint_id: Some(1),
        state: DeliveryState::Dead,
        dropped_reason: None,
        attempt: 1,
        last_attempt: 9,
        available_at: at(1),
        worker: Some("serveur:42".into()),
        created_at: at(1),
        ended_at: Some(at(2)),
    };
    insert(connection, delivery).await;
    let attempt = delivery_attempts::Model {
        delivery_id: 1,
        attempt: 1,
        started_at: at(1),
        ended_at: Some(at(2)),
        outcome: Some(AttemptOutcome::Gone),
        status_code: Some(410),
    };
    insert(connection, attempt).await;
}
