//! Versions of the question trees.

use sea_orm::entity::prelude::*;

/// A version of a question tree: its questions, their options and their conditions.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "question_tree_versions")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The tree that it is a version of.
    pub question_tree_id: i64,
    /// Version of the tree's content, from 1.
    pub version: i32,
    /// Since when this version holds.
    pub valid_from: DateTimeUtc,
    /// Since when a later version replaces it.
    pub superseded_at: Option<DateTimeUtc>,
    /// SHA-256 of the content, hexadecimal.
    pub digest: String,
    /// The version of the product that it asks about.
    pub product_id: i64,
    /// The questions in order, with their options and conditions.
    #[sea_orm(column_type = "JsonBinary")]
    pub definition: Json,
    /// The tree that it is a version of.
    #[sea_orm(belongs_to, from = "question_tree_id", to = "id")]
    pub question_tree: BelongsTo<super::question_trees::Entity>,
    /// The version of the product that it asks about.
    #[sea_orm(belongs_to, from = "product_id", to = "id")]
    pub product: BelongsTo<super::products::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
