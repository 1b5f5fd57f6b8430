//! Conditional question trees.

use sea_orm::entity::prelude::*;

/// The question tree (*arbre de questions conditionnel*) of a product, through all its versions.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question_trees")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Code of the product that it asks about.
    #[sea_orm(unique)]
    pub code: String,
    /// Its versions.
    #[sea_orm(has_many)]
    pub versions: HasMany<super::question_tree_versions::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
