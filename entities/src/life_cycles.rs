//! The life cycles of requests: the steps from status to status.

use sea_orm::entity::prelude::*;

/// A version of the life cycle: the steps, who may take them, and their reasons.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "life_cycles")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What stands for a code: there is one of them.
    pub code: String,
    /// Version of the content, from 1.
    pub version: i32,
    /// Since when this version holds.
    pub valid_from: DateTimeUtc,
    /// Since when a later version replaces it.
    pub superseded_at: Option<DateTimeUtc>,
    /// SHA-256 of the content, hexadecimal.
    pub digest: String,
    /// The steps and reasons, as `domain::life_cycle` reads them.
    #[sea_orm(column_type = "JsonBinary")]
    pub definition: Json,
}

impl ActiveModelBehavior for ActiveModel {}
