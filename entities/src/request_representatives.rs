//! Who made requests for others.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A citizen who made a request for its requester.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_representatives")]
pub struct Model {
    /// The request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    /// The citizen who made it.
    pub citizen_id: i64,
    /// Who gets its follow-ups.
    pub follow_ups_to: FollowUpRecipient,
    /// The request.
    #[sea_orm(belongs_to, from = "request_id", to = "id")]
    pub request: BelongsTo<super::service_requests::Entity>,
    /// The citizen who made it.
    #[sea_orm(belongs_to, from = "citizen_id", to = "id")]
    pub citizen: BelongsTo<super::citizens::Entity>,
}

/// Who gets the follow-ups of a request that someone made for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FollowUpRecipient {
    /// The person for whom it was made.
    Requester,
    /// The person who made it for them.
    Representative,
    /// Both.
    Both,
}

impl ActiveModelBehavior for ActiveModel {}
