//! Reasons for which 9-1-1 answers rather than 3-1-1.

use sea_orm::entity::prelude::*;

/// A reason for which 9-1-1 answers, such as a life in danger.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "emergency_reasons")]
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
    /// What the citizen is told, in French.
    pub text_fr: String,
    /// What the citizen is told, in English.
    pub text_en: String,
}

impl ActiveModelBehavior for ActiveModel {}
