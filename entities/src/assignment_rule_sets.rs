//! The rules by which requests are given to departments and teams.

use sea_orm::entity::prelude::*;

/// A version of the rules of assignment, all of them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment_rule_sets")]
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
    /// The rules in the order they are tried, as `domain::assignment` reads them.
    #[sea_orm(column_type = "JsonBinary")]
    pub definition: Json,
}

impl ActiveModelBehavior for ActiveModel {}
