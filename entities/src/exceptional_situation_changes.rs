//! What exceptional situations said before each change of them.

use sea_orm::entity::prelude::*;

/// A change of an exceptional situation: who made it, and what it said before.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exceptional_situation_changes")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The situation.
    pub situation_id: i64,
    /// When it was changed.
    pub changed_at: DateTimeUtc,
    /// The subject of the token of who changed it.
    pub author_subject: String,
    /// Their name as it was then.
    pub author_name: String,
    /// The user who changed it, where their token names one.
    pub author_user_id: Option<i64>,
    /// What they said of it.
    pub note: Option<String>,
    /// What it said before: its scope, texts, times, hours and orders.
    #[sea_orm(column_type = "JsonBinary")]
    pub before: Json,
    /// The situation.
    #[sea_orm(belongs_to, from = "situation_id", to = "id")]
    pub situation: BelongsTo<super::exceptional_situations::Entity>,
    /// The user who changed it.
    #[sea_orm(belongs_to, from = "author_user_id", to = "id")]
    pub author_user: BelongsTo<Option<super::users::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
