//! Citizens who follow requests of others.

use sea_orm::entity::prelude::*;

/// A citizen who wants to know what becomes of a request that another one made.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_followers")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The request.
    pub request_id: i64,
    /// The citizen.
    pub citizen_id: i64,
    /// Since when: what was written before is not theirs to read.
    pub followed_at: DateTimeUtc,
    /// The request.
    #[sea_orm(belongs_to, from = "request_id", to = "id")]
    pub request: BelongsTo<super::service_requests::Entity>,
    /// The citizen.
    #[sea_orm(belongs_to, from = "citizen_id", to = "id")]
    pub citizen: BelongsTo<super::citizens::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
