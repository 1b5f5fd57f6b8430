//! Exceptional situations (*sécurité civile*).

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// An exceptional situation that a supervisor declared. What it said before each change is kept beside it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "exceptional_situations")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What it is about.
    pub scope_kind: ScopeKind,
    /// Codes of the boroughs or products that it is about; empty where it is the whole city.
    #[sea_orm(column_type = "JsonBinary")]
    pub scope_codes: Json,
    /// Title in French.
    pub title_fr: String,
    /// Title in English.
    pub title_en: String,
    /// Text in French.
    pub text_fr: String,
    /// Text in English.
    pub text_en: String,
    /// From when it is declared.
    pub starts_at: DateTimeUtc,
    /// Until when it is declared; absent where someone ends it.
    pub ends_at: Option<DateTimeUtc>,
    /// The hours by weekday that are added to those of the centre; absent where none are.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub opening: Option<Json>,
    /// Codes of the products that come first, in this order.
    #[sea_orm(column_type = "JsonBinary")]
    pub first_products: Json,
    /// Codes of the answers to the triage question that come first, in this order.
    #[sea_orm(column_type = "JsonBinary")]
    pub first_answers: Json,
    /// When it was declared.
    pub declared_at: DateTimeUtc,
    /// When it began to be in force; absent until then.
    pub began_at: Option<DateTimeUtc>,
    /// When it ended, or was cancelled before it began.
    pub ended_at: Option<DateTimeUtc>,
}

/// What an exceptional situation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ScopeKind {
    /// The whole city.
    City,
    /// Some boroughs.
    Boroughs,
    /// Some products.
    Products,
}

impl ActiveModelBehavior for ActiveModel {}
