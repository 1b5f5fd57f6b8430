//! The requests of the contacts.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A request that came of a contact, or that it was about.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_requests")]
pub struct Model {
    /// The contact.
    #[sea_orm(primary_key, auto_increment = false)]
    pub contact_id: i64,
    /// The request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    /// What they have to do with each other.
    pub relation: ContactRelation,
    /// The contact.
    #[sea_orm(belongs_to, from = "contact_id", to = "id")]
    pub contact: BelongsTo<super::contacts::Entity>,
    /// The request.
    #[sea_orm(belongs_to, from = "request_id", to = "id")]
    pub request: BelongsTo<super::service_requests::Entity>,
}

/// What a contact and a request have to do with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ContactRelation {
    /// The request came of the contact.
    Made,
    /// The contact was about a request that was there.
    About,
}

impl ActiveModelBehavior for ActiveModel {}
