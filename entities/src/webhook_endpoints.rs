//! Where subscribers are told of what happens to requests.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// An endpoint of a subscriber, to which signed webhooks are posted. It holds secrets: it goes into no log.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_endpoints")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Where webhooks are posted.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// The types of the events that it is told of.
    #[sea_orm(column_type = "JsonBinary")]
    pub event_types: Json,
    /// The secret that webhooks are signed with, `whsec_…`.
    pub secret: String,
    /// The secret before it, with which they are signed too for a while.
    pub previous_secret: Option<String>,
    /// Until when they are.
    pub previous_secret_until: Option<DateTimeUtc>,
    /// Whether it is told of anything.
    pub state: EndpointState,
    /// Why it is not.
    pub disabled_reason: Option<DisabledReason>,
    /// Until when a worker posts to it: one at a time does.
    pub busy_until: Option<DateTimeUtc>,
    /// When it was registered.
    pub created_at: DateTimeUtc,
    /// Subject of the administrator who registered it.
    pub created_by: String,
    /// What is delivered to it.
    #[sea_orm(has_many)]
    pub deliveries: HasMany<super::notification_deliveries::Entity>,
}

/// Whether an endpoint is told of anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum EndpointState {
    /// It is.
    Enabled,
    /// It is not; what waited for it then goes on waiting.
    Disabled,
}

/// Why an endpoint is told of nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DisabledReason {
    /// An administrator disabled it.
    ByHand,
    /// It answered that it is gone for good (410).
    Gone,
}

impl ActiveModelBehavior for ActiveModel {}
