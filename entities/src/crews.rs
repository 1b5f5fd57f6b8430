//! The crews of the departments.

use sea_orm::entity::prelude::*;

/// A crew, whose hours are a limit of a work programme.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "crews")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Stable code in the catalogue.
    #[sea_orm(unique)]
    pub code: String,
    /// The department it works for.
    pub department_id: i64,
    /// Name in French.
    pub name_fr: String,
    /// Name in English.
    pub name_en: String,
    /// Working hours of a year where a programme does not say otherwise.
    pub yearly_hours: f64,
    /// The department it works for.
    #[sea_orm(belongs_to, from = "department_id", to = "id")]
    pub department: BelongsTo<super::departments::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
