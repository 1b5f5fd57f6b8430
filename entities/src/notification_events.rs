//! What happened to requests, as long as somebody is to be told of it.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::service_requests::RequestStatus;

/// Something that happened to a request, written in the transaction in which it happened.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_events")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The request.
    pub request_id: i64,
    /// What happened.
    pub event_type: EventType,
    /// When.
    pub occurred_at: DateTimeUtc,
    /// The public follow-up that says more of it.
    pub follow_up_id: Option<i64>,
    /// The status of the request from then on.
    pub status: RequestStatus,
    /// When the request was due from then on.
    pub due_at: Option<DateTimeUtc>,
    /// When it was due before.
    pub previous_due_at: Option<DateTimeUtc>,
    /// What webhooks say of it: JSON without personal data.
    pub payload: String,
    /// The request.
    #[sea_orm(belongs_to, from = "request_id", to = "id")]
    pub request: BelongsTo<super::service_requests::Entity>,
    /// The public follow-up that says more of it.
    #[sea_orm(belongs_to, from = "follow_up_id", to = "id")]
    pub follow_up: BelongsTo<Option<super::follow_ups::Entity>>,
    /// What is to be delivered of it.
    #[sea_orm(has_many)]
    pub deliveries: HasMany<super::notification_deliveries::Entity>,
}

/// What can happen to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum EventType {
    /// It came in.
    #[sea_orm(string_value = "request.received")]
    #[serde(rename = "request.received")]
    RequestReceived,
    /// Its status changed.
    #[sea_orm(string_value = "request.status_changed")]
    #[serde(rename = "request.status_changed")]
    StatusChanged,
    /// A public follow-up was added to it.
    #[sea_orm(string_value = "request.follow_up_added")]
    #[serde(rename = "request.follow_up_added")]
    FollowUpAdded,
    /// The moment by which it is promised changed.
    #[sea_orm(string_value = "request.promise_changed")]
    #[serde(rename = "request.promise_changed")]
    PromiseChanged,
}

impl ActiveModelBehavior for ActiveModel {}
