//! Precisions: what a request is about within its product.

use sea_orm::entity::prelude::*;

use super::products::RequestKind;

/// A precision (*précision*) of a version of a product, such as taste and odour of drinking water.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "precisions")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The version of the product that it belongs to.
    pub product_id: i64,
    /// Stable code, unique within the product.
    pub code: String,
    /// Version of the product's content, from 1.
    pub version: i32,
    /// Since when this version holds.
    pub valid_from: DateTimeUtc,
    /// Since when a later version replaces it.
    pub superseded_at: Option<DateTimeUtc>,
    /// Kind of demand.
    pub kind: RequestKind,
    /// The department that answers.
    pub department_id: i64,
    /// Code of the work type where it belongs to the planned-intervention programme.
    pub work_type_code: Option<String>,
    /// Name in French.
    pub name_fr: String,
    /// Name in English.
    pub name_en: String,
    /// Severity of its requests before their answers, 0 to 100.
    pub severity: i32,
    /// Code of the commitment that its requests are held to.
    pub service_commitment_code: Option<String>,
    /// Rank within the product, from 0.
    pub position: i32,
    /// The version of the product that it belongs to.
    #[sea_orm(belongs_to, from = "product_id", to = "id")]
    pub product: BelongsTo<super::products::Entity>,
    /// The department that answers.
    #[sea_orm(belongs_to, from = "department_id", to = "id")]
    pub department: BelongsTo<super::departments::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
