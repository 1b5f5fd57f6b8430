//! The teams of the departments.

use sea_orm::entity::prelude::*;

/// A team, which takes the requests of its department that are assigned to it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "teams")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Stable code in the catalogue.
    #[sea_orm(unique)]
    pub code: String,
    /// The department that it is of.
    pub department_id: i64,
    /// Name in French.
    pub name_fr: String,
    /// Name in English.
    pub name_en: String,
    /// The department that it is of.
    #[sea_orm(belongs_to, from = "department_id", to = "id")]
    pub department: BelongsTo<super::departments::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
