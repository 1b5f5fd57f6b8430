//! What was done with exceptional situations, by whom and when.

use sea_orm::entity::prelude::*;

/// Something that was done with an exceptional situation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exceptional_situation_events")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The situation.
    pub situation_id: i64,
    /// When it was done.
    pub happened_at: DateTimeUtc,
    /// What was done.
    pub kind: SituationEventKind,
    /// The subject of the token of who did it; empty where the service did.
    pub author_subject: String,
    /// Their name as it was then; empty where the service did.
    pub author_name: String,
    /// The user who did it, where their token names one.
    pub author_user_id: Option<i64>,
    /// What they said of it.
    pub note: Option<String>,
    /// The situation.
    #[sea_orm(belongs_to, from = "situation_id", to = "id")]
    pub situation: BelongsTo<super::exceptional_situations::Entity>,
    /// The user who did it.
    #[sea_orm(belongs_to, from = "author_user_id", to = "id")]
    pub author_user: BelongsTo<Option<super::users::Entity>>,
}

/// What is done with an exceptional situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SituationEventKind {
    /// A supervisor declared it.
    Declared,
    /// It began to be in force.
    Began,
    /// It ended: everything is as it was before.
    Ended,
    /// A supervisor ended it before it began.
    Cancelled,
}

impl ActiveModelBehavior for ActiveModel {}
