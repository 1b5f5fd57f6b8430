//! Citizens who make requests.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A requester (*demandeur*). Personal data: read it only where the viewer may.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "citizens")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Language in which the citizen is answered.
    pub language: Language,
    /// How that language is known.
    pub language_ground: LanguageGround,
    /// Whether the citizen agrees to be contacted.
    pub consent_to_contact: bool,
    /// When the citizen agreed.
    pub consented_at: Option<DateTimeUtc>,
    /// Names, e-mail address and telephone number, normalised for search.
    pub search_text: String,
    /// When the record was made.
    pub created_at: DateTimeUtc,
    /// The record of the same person that this one is merged into: the last of the chain, where that one is merged itself.
    pub master_id: Option<i64>,
    /// The citizen's requests.
    #[sea_orm(has_many)]
    pub requests: HasMany<super::service_requests::Entity>,
}

/// A language of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Language {
    /// French.
    #[sea_orm(string_value = "fr")]
    #[serde(rename = "fr")]
    French,
    /// English.
    #[sea_orm(string_value = "en")]
    #[serde(rename = "en")]
    English,
}

/// How a citizen's language is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum LanguageGround {
    /// The citizen chose it.
    Chosen,
    /// A message of theirs is written in it.
    InferredFromMessage,
    /// Nothing is known: the city's own.
    Default,
}

impl ActiveModelBehavior for ActiveModel {}
