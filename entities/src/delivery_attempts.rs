//! The attempts at deliveries.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// An attempt at a delivery.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery_attempts")]
pub struct Model {
    /// The delivery.
    #[sea_orm(primary_key, auto_increment = false)]
    pub delivery_id: i64,
    /// Its number, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt: i32,
    /// When it began.
    pub started_at: DateTimeUtc,
    /// When it ended; absent while it goes on, or where its process was lost.
    pub ended_at: Option<DateTimeUtc>,
    /// What came of it.
    pub outcome: Option<AttemptOutcome>,
    /// The status code of the answer, of HTTP or SMTP, where there was one.
    pub status_code: Option<i32>,
    /// The delivery.
    #[sea_orm(belongs_to, from = "delivery_id", to = "id")]
    pub delivery: BelongsTo<super::notification_deliveries::Entity>,
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AttemptOutcome {
    /// The receiver took the message.
    Accepted,
    /// The receiver answered that it does not take it.
    Refused,
    /// The receiver wanted it elsewhere, where it is not sent.
    Redirected,
    /// The receiver did not answer in time.
    TimedOut,
    /// The receiver could not be reached.
    Unreachable,
    /// The receiver lies at an address that webhooks do not go to.
    AddressRefused,
    /// The receiver answered that it is gone for good.
    Gone,
    /// The message was not to be delivered after all.
    Dropped,
}

impl ActiveModelBehavior for ActiveModel {}
