//! Citizens who are, or were, merged into another record of the same person.

use sea_orm::entity::prelude::*;

/// That a record is, or was, merged into another.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "citizen_merges")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The record.
    pub citizen_id: i64,
    /// The record that it was merged into, which may itself be merged into a further one.
    pub master_id: i64,
    /// Why.
    pub note: Option<String>,
    /// When it was merged.
    pub merged_at: DateTimeUtc,
    /// Who merged it.
    pub merged_by_user_id: Option<i64>,
    /// Their name as it was then.
    pub merged_by_name: String,
    /// When it was unmerged; none while it is merged.
    pub unmerged_at: Option<DateTimeUtc>,
    /// Who unmerged it.
    pub unmerged_by_user_id: Option<i64>,
    /// Their name as it was then.
    pub unmerged_by_name: Option<String>,
    /// Why.
    pub unmerge_note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
