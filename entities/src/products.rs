//! Products: what a request is about.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A version of a product (*produit*), such as drinking water.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "products")]
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
    /// Kind of demand.
    pub kind: RequestKind,
    /// The department that answers.
    pub department_id: i64,
    /// Name in French.
    pub name_fr: String,
    /// Name in English.
    pub name_en: String,
    /// Severity of its requests before their answers, 0 to 100.
    pub severity: i32,
    /// Code of the commitment that its requests are held to.
    pub service_commitment_code: Option<String>,
    /// For how many days after its closing a request may be reopened, where the product says so itself.
    pub reopening_days: Option<i32>,
    /// What those days are.
    pub reopening_unit: Option<ReopeningUnit>,
    /// Code of the family of products that may be asked for about one problem; its own code where absent.
    pub family: Option<String>,
    /// How far apart two reports of one problem may be, metres, where the product says so itself.
    pub duplicate_radius_m: Option<f64>,
    /// For how many days after its closing a request is still a likely duplicate, where the product says so itself.
    pub duplicate_closed_days: Option<i32>,
    /// Whether everyone may see that something was reported, roughly where, and its state.
    pub reports_are_public: bool,
    /// Rank among the products shown to a citizen, from 0.
    pub position: i32,
    /// The department that answers.
    #[sea_orm(belongs_to, from = "department_id", to = "id")]
    pub department: BelongsTo<super::departments::Entity>,
    /// The precisions of this version.
    #[sea_orm(has_many)]
    pub precisions: HasMany<super::precisions::Entity>,
}

/// The four kinds of demand of a 311 centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// Information on a service (*renseignement*).
    Information,
    /// A service or an intervention (*demande d'intervention ou de service*).
    ServiceRequest,
    /// A defective equipment or a problem on the public road, at once (*intervention rapide*).
    RapidIntervention,
    /// A comment or a complaint (*commentaire ou plainte*).
    CommentOrComplaint,
}

/// What the days are within which a request may be reopened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ReopeningUnit {
    /// Days on which the service is open.
    BusinessDays,
    /// All days.
    CalendarDays,
}

impl ActiveModelBehavior for ActiveModel {}
