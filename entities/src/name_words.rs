//! Every word by which citizens are found, once, however many have it. The database keeps them itself.

use sea_orm::entity::prelude::*;

/// A word that is, or was, one of a citizen's.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "name_words")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The word, normalised.
    pub word: String,
}

impl ActiveModelBehavior for ActiveModel {}
