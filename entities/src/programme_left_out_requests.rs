//! Requests that the programmes do not plan.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A request that a programme was asked to plan, and that is in none of its projects.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_left_out_requests")]
pub struct Model {
    /// The programme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: i64,
    /// The request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    /// Why it is left out.
    pub reason: LeftOutReason,
    /// The programme.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programmes::Entity>,
    /// The request.
    #[sea_orm(belongs_to, from = "request_id", to = "id")]
    pub request: BelongsTo<super::service_requests::Entity>,
}

/// Why a programme leaves a request out.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum LeftOutReason {
    /// Its place is unknown.
    NoPlace,
    /// The catalogue has its work type no more.
    RetiredWorkType,
    /// A pin excludes it.
    Excluded,
    /// A pin or the parent's frozen years held it, and it has left the backlog that the programme plans.
    Released,
}

impl ActiveModelBehavior for ActiveModel {}
