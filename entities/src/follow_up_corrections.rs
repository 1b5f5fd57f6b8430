//! Corrections of follow-ups.

use sea_orm::entity::prelude::*;

/// A correction of a follow-up: what it said until then.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follow_up_corrections")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The follow-up.
    pub follow_up_id: i64,
    /// The text that was replaced.
    pub replaced_text: String,
    /// Why, where the author said.
    pub reason: Option<String>,
    /// The user who corrected it, where one did.
    pub author_user_id: Option<i64>,
    /// Their name as it was then.
    pub author_name: String,
    /// When.
    pub corrected_at: DateTimeUtc,
    /// The follow-up.
    #[sea_orm(belongs_to, from = "follow_up_id", to = "id")]
    pub follow_up: BelongsTo<super::follow_ups::Entity>,
    /// The user who corrected it.
    #[sea_orm(belongs_to, from = "author_user_id", to = "id")]
    pub author_user: BelongsTo<Option<super::users::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
