//! The promises that were made for requests.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A promise that was made for a request. The last of a request is in force; the database keeps each as soon as the request
/// has it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "promises")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The request.
    pub request_id: i64,
    /// When the promise was made.
    pub made_at: DateTimeUtc,
    /// When it ends; absent where nothing is promised any more.
    pub due_at: Option<DateTimeUtc>,
    /// Why it ends then.
    pub cause: PromiseCause,
    /// The revision of the calendar that it was reckoned by, 0 where none is known.
    pub calendar_revision: i64,
    /// The request.
    #[sea_orm(belongs_to, from = "request_id", to = "id")]
    pub request: BelongsTo<super::service_requests::Entity>,
}

/// Why a promise ends when it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PromiseCause {
    /// The service commitment, since the request was opened.
    Commitment,
    /// The source that the request was imported from says so.
    Source,
    /// The service commitment, since the request was reopened.
    Reopening,
    /// The clock stood while the citizen was waited for.
    Pause,
    /// The hours, the holidays or the closed days changed.
    Calendar,
    /// An exceptional situation changed the hours.
    ExceptionalSituation,
}

impl ActiveModelBehavior for ActiveModel {}
