//! Demands that were diverted to 9-1-1.

use sea_orm::entity::prelude::*;

use super::service_requests::RequestChannel;

/// A demand that was diverted to 9-1-1: nothing of who made it, of what they wrote or of where exactly it is.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "emergency_diversions")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// When it was diverted.
    pub diverted_at: DateTimeUtc,
    /// How the demand reached the city.
    pub channel: RequestChannel,
    /// Why 9-1-1 answers.
    pub reason_id: i64,
    /// The version of the product that it was about.
    pub product_id: i64,
    /// The precision that it was about.
    pub precision_id: i64,
    /// The borough that it was in, where known.
    pub borough_id: Option<i64>,
    /// Why 9-1-1 answers.
    #[sea_orm(belongs_to, from = "reason_id", to = "id")]
    pub reason: BelongsTo<super::emergency_reasons::Entity>,
    /// The version of the product.
    #[sea_orm(belongs_to, from = "product_id", to = "id")]
    pub product: BelongsTo<super::products::Entity>,
    /// The precision.
    #[sea_orm(belongs_to, from = "precision_id", to = "id")]
    pub precision: BelongsTo<super::precisions::Entity>,
    /// The borough.
    #[sea_orm(belongs_to, from = "borough_id", to = "id")]
    pub borough: BelongsTo<Option<super::boroughs::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
