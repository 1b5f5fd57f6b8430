//! Municipal departments.

use sea_orm::entity::prelude::*;

/// A department that answers requests and plans work.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "departments")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Stable code in the catalogue.
    #[sea_orm(unique)]
    pub code: String,
    /// Name in French.
    pub name_fr: String,
    /// Name in English.
    pub name_en: String,
    /// Budget of a year of planned work where a programme does not say otherwise, cents.
    pub yearly_budget_cents: i64,
    /// The crews of the department.
    #[sea_orm(has_many)]
    pub crews: HasMany<super::crews::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
