//! What the city wrote on masters, and the merged requests that it reached.

use sea_orm::entity::prelude::*;

/// A public follow-up of a master that reached a request merged into it. The database writes it, whoever writes the
/// follow-up.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shared_follow_ups")]
pub struct Model {
    /// The merged request that it reached.
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    /// The follow-up.
    #[sea_orm(primary_key, auto_increment = false)]
    pub follow_up_id: i64,
    /// The merged request that it reached.
    #[sea_orm(belongs_to, from = "request_id", to = "id")]
    pub request: BelongsTo<super::service_requests::Entity>,
    /// The follow-up.
    #[sea_orm(belongs_to, from = "follow_up_id", to = "id")]
    pub follow_up: BelongsTo<super::follow_ups::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
