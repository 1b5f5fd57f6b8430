//! Policies by which priorities are computed.

use sea_orm::entity::prelude::*;

/// A version of a priority policy: the weights of severity, age, distinct citizens and equity.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "priority_policies")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Stable code in the catalogue.
    pub code: String,
    /// Version of the code's content, from 1.
    pub version: i32,
    /// Since when this version holds.
    pub valid_from: DateTimeUtc,
    /// Since when a later version replaces it.
    pub superseded_at: Option<DateTimeUtc>,
    /// SHA-256 of the content, hexadecimal.
    pub digest: String,
    /// Name in French.
    pub name_fr: String,
    /// Name in English.
    pub name_en: String,
    /// The weights, as the planner's priority policy.
    #[sea_orm(column_type = "JsonBinary")]
    pub weights: Json,
}

impl ActiveModelBehavior for ActiveModel {}
