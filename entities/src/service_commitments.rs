//! Commitments of the service declaration.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A version of a commitment, such as "a tree is felled within 20 business days".
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "service_commitments")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Stable code in the catalogue.
    pub code: String,
    /// Version of the code's content, from 1.
    pub version: i32,
    /// Since when this version holds.
    pub valid_from: DateTimeUtc,
    /// Since when a later version replaces it.
    pub superseded_at: Option<DateTimeUtc>,
    /// SHA-256 of the content, hexadecimal.
    pub digest: String,
    /// Name in French.
    pub name_fr: String,
    /// Name in English.
    pub name_en: String,
    /// What is promised: a delay, or a quality.
    pub kind: CommitmentKind,
    /// Unit of `amount`.
    pub unit: CommitmentUnit,
    /// The delay promised, in `unit`.
    pub amount: i32,
    /// Share of cases that must meet it, 0 to 1; absent where every case must.
    pub target_share: Option<f64>,
    /// The share of the promised time, 0 to 1, that is used up when a request is at risk; the calendar's where absent.
    pub at_risk_share: Option<f64>,
    /// Whether it is kept by a product's requests or by a channel's contacts.
    pub applies_to: CommitmentSubject,
}

/// What a commitment promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CommitmentKind {
    /// An answer or an intervention within a time.
    Delay,
    /// A level of quality.
    Quality,
}

/// The unit in which a commitment counts time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CommitmentUnit {
    /// Days on which the centre is open.
    BusinessDays,
    /// Minutes during which the centre is open.
    BusinessMinutes,
    /// Minutes of the clock.
    Minutes,
    /// Days of the calendar.
    CalendarDays,
}

/// What a commitment is measured on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CommitmentSubject {
    /// The requests of a product or of a precision.
    Product,
    /// The contacts of a channel.
    Channel,
}

impl ActiveModelBehavior for ActiveModel {}
