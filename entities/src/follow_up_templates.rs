//! Templates of follow-ups.

use sea_orm::entity::prelude::*;

/// A version of a template: texts for a follow-up that is written again and again.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follow_up_templates")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Stable code in the catalogue.
    pub code: String,
    /// Version of the code's content, from 1.
    pub version: i32,
    /// SHA-256 of the content, hexadecimal.
    pub digest: String,
    /// Since when this version holds.
    pub valid_from: DateTimeUtc,
    /// Since when a later version replaces it.
    pub superseded_at: Option<DateTimeUtc>,
    /// Rank among the templates, from 0.
    pub position: i32,
    /// Name in French.
    pub name_fr: String,
    /// Name in English.
    pub name_en: String,
    /// Text in French, with placeholders.
    pub text_fr: String,
    /// Text in English, with placeholders.
    pub text_en: String,
}

impl ActiveModelBehavior for ActiveModel {}
