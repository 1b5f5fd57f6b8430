//! The outbox: what is to be delivered, to whom, and how far that is.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One message to one recipient. A worker takes it, holds it by a lease while it hands it over, and ends it or puts it
/// back.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_deliveries")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What it tells of.
    pub event_id: i64,
    /// How it goes.
    pub channel: Channel,
    /// The citizen to whom an e-mail goes.
    pub citizen_id: Option<i64>,
    /// The endpoint to which a webhook goes.
    pub endpoint_id: Option<i64>,
    /// How far it is.
    pub state: DeliveryState,
    /// Why it was not to be delivered after all.
    pub dropped_reason: Option<DroppedReason>,
    /// How often it was taken. It never goes back: who took it under an earlier number may no longer write.
    pub attempt: i32,
    /// The attempt after which it is given up.
    pub last_attempt: i32,
    /// From when a worker may take it. While one holds it, this is the end of the lease.
    pub available_at: DateTimeUtc,
    /// The process that holds it, or that held it when it ended; absent while it waits.
    pub worker: Option<String>,
    /// When it was written.
    pub created_at: DateTimeUtc,
    /// When it ended, whatever came of it.
    pub ended_at: Option<DateTimeUtc>,
    /// What it tells of.
    #[sea_orm(belongs_to, from = "event_id", to = "id")]
    pub event: BelongsTo<super::notification_events::Entity>,
    /// The citizen to whom an e-mail goes.
    #[sea_orm(belongs_to, from = "citizen_id", to = "id")]
    pub citizen: BelongsTo<Option<super::citizens::Entity>>,
    /// The endpoint to which a webhook goes.
    #[sea_orm(belongs_to, from = "endpoint_id", to = "id")]
    pub endpoint: BelongsTo<Option<super::webhook_endpoints::Entity>>,
    /// The attempts at it.
    #[sea_orm(has_many)]
    pub attempts: HasMany<super::delivery_attempts::Entity>,
}

/// How a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By e-mail, to a citizen.
    Email,
    /// By webhook, to a subscriber.
    Webhook,
}

/// How far a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It waits for its first or its next attempt, or is being handed over.
    Pending,
    /// Its receiver took it.
    Delivered,
    /// It was not to be delivered after all.
    Dropped,
    /// It was given up: a dead letter.
    Dead,
}

/// Why a message was not to be delivered after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DroppedReason {
    /// The request has become a planned intervention, on which there is no follow-up.
    PlannedIntervention,
    /// The citizen does not agree to be contacted any more, or follows the request no longer.
    NoConsent,
    /// The citizen has no e-mail address any more.
    NoAddress,
    /// The service sends no e-mails any more.
    EmailNotSetUp,
}

impl ActiveModelBehavior for ActiveModel {}
