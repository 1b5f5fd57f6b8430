//! The words of citizens, by which they are found. The database keeps them itself.

use sea_orm::entity::prelude::*;

/// A word of the names, the e-mail address or the telephone number of a citizen, normalised.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "citizen_words")]
pub struct Model {
    /// The word.
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
    /// The citizen.
    #[sea_orm(primary_key, auto_increment = false)]
    pub citizen_id: i64,
}

impl ActiveModelBehavior for ActiveModel {}
