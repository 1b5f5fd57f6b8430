//! Rows of merged records, which stand under the name of their master. The database keeps them itself.

use sea_orm::entity::prelude::*;

/// Whose a row is by itself.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "merged_citizen_rows")]
pub struct Model {
    /// The table and the column that names a citizen, parted by a point.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: String,
    /// The key of the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_id: i64,
    /// The record that the row is of.
    pub citizen_id: i64,
}

impl ActiveModelBehavior for ActiveModel {}
