//! Follow-ups of the requests.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::service_requests::RequestStatus;

/// A follow-up (*suivi*), documented on its request.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follow_ups")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The request that it documents.
    pub request_id: i64,
    /// Who wrote it.
    pub author_kind: AuthorKind,
    /// The user who wrote it, where one did.
    pub author_user_id: Option<i64>,
    /// The author's name as it was then.
    pub author_name: String,
    /// Who may read it.
    pub audience: Audience,
    /// What it reports.
    pub kind: FollowUpKind,
    /// Its text.
    pub text: String,
    /// The status that the request left, where it changed.
    pub status_from: Option<RequestStatus>,
    /// The status that the request took, where it changed.
    pub status_to: Option<RequestStatus>,
    /// When it was written.
    pub created_at: DateTimeUtc,
    /// The request that it documents.
    #[sea_orm(belongs_to, from = "request_id", to = "id")]
    pub request: BelongsTo<super::service_requests::Entity>,
    /// The user who wrote it.
    #[sea_orm(belongs_to, from = "author_user_id", to = "id")]
    pub author_user: BelongsTo<Option<super::users::Entity>>,
}

/// Who wrote a follow-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AuthorKind {
    /// The requester.
    Citizen,
    /// An agent of the centre.
    Agent,
    /// The service itself.
    System,
    /// A planner of a department.
    Planner,
}

/// Who may read a follow-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The requester and the city.
    Public,
    /// The city only.
    Internal,
}

/// What a follow-up reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FollowUpKind {
    /// An observation.
    Note,
    /// A change of status.
    StatusChange,
    /// An answer to the requester.
    Answer,
    /// A call.
    Call,
}

impl ActiveModelBehavior for ActiveModel {}
