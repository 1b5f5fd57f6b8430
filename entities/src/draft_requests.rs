//! Requests that wait for an agent to complete them.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A draft: what a citizen wrote, before an agent says which product it is about.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft_requests")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The contact that began it.
    pub contact_id: i64,
    /// The citizen who wrote, where known.
    pub citizen_id: Option<i64>,
    /// The name that they gave.
    pub sender_name: Option<String>,
    /// The e-mail address that they wrote from.
    pub sender_email: Option<String>,
    /// What they wrote, at most 10,000 characters.
    pub description: Option<String>,
    /// Where it stands.
    pub state: DraftState,
    /// The request that it became.
    pub request_id: Option<i64>,
    /// Why it was discarded.
    pub discard_reason: Option<DiscardReason>,
    /// What the agent said of that.
    pub discard_note: Option<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was completed or discarded.
    pub closed_at: Option<DateTimeUtc>,
    /// Subject of the tokens of whoever did so.
    pub closed_by_subject: Option<String>,
    /// Their name as it was then.
    pub closed_by_name: Option<String>,
    /// The contact that began it.
    #[sea_orm(belongs_to, from = "contact_id", to = "id")]
    pub contact: BelongsTo<super::contacts::Entity>,
    /// The citizen who wrote.
    #[sea_orm(belongs_to, from = "citizen_id", to = "id")]
    pub citizen: BelongsTo<Option<super::citizens::Entity>>,
    /// The request that it became.
    #[sea_orm(belongs_to, from = "request_id", to = "id")]
    pub request: BelongsTo<Option<super::service_requests::Entity>>,
}

/// Where a draft stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    /// It waits for an agent.
    Open,
    /// It became a request.
    Completed,
    /// It became none.
    Discarded,
}

/// Why a draft became no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DiscardReason {
    /// Advertising, or what nobody meant to send.
    Unwanted,
    /// There is a request for it already.
    Duplicate,
    /// Someone else than the city answers.
    NotForTheCity,
    /// Information answered it.
    Answered,
    /// Another one, which the note says.
    Other,
}

impl ActiveModelBehavior for ActiveModel {}
