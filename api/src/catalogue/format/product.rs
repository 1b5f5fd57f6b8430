//! `products/<code>.toml`: a product (*produit*), its precisions (*précisions*) and its questions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OutcomeEntry, Question, ReopeningWindow};
use crate::data_file::{Code, Text};

/// A product: what a request is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "products/<code>.toml")]
pub struct ProductFile {
    /// Code of the product, which is the file's name.
    pub code: Code,
    /// Its name.
    pub name: Text,
    /// Rank among the products shown to a citizen, the least first.
    #[schemars(range(min = 0))]
    pub position: i32,
    /// Kind of demand, unless a precision says otherwise.
    pub kind: RequestKind,
    /// Code of the department that answers, unless a precision says otherwise.
    pub department: Code,
    /// Severity from 0 to 100, unless a precision says otherwise.
    #[schemars(range(min = 0, max = 100))]
    pub severity: i32,
    /// Code of the commitment that its requests are held to, unless a precision says otherwise.
    pub commitment: Option<Code>,
    /// For how long its closed requests may be reopened, where it is not as long as the life cycle says.
    pub reopening: Option<ReopeningWindow>,
    /// How several reports of one problem are recognised.
    pub duplicates: Option<ProductDuplicates>,
    /// Its precisions, in the order shown.
    #[schemars(length(min = 1))]
    pub precisions: Vec<PrecisionEntry>,
    /// Its conditional question tree (*arbre de questions conditionnel*): questions in the order asked.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub questions: Vec<Question>,
    /// Whether the triage question of `triage.toml` is asked first.
    #[serde(default)]
    pub triage_question: bool,
    /// What the answers lead to.
    #[serde(default)]
    pub outcomes: Vec<OutcomeEntry>,
}

/// How several reports of one problem are recognised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductDuplicates {
    /// Code of the family of products that may be asked for about one problem; the product alone where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<Code>,
    /// How far apart two reports of one problem may be, where it is not as far as the life cycle says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 2000))]
    pub radius_metres: Option<f64>,
    /// For how many days after its closing a request is still looked at, where it is not as long as the life cycle says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 365))]
    pub closed_days: Option<i32>,
    /// Whether everyone may see that something was reported, roughly where, and its state.
    #[serde(default)]
    pub public: bool,
}

/// A precision: what a request is about within its product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrecisionEntry {
    /// Code of the precision, unique within the product.
    pub code: Code,
    /// Its name.
    pub name: Text,
    /// Kind of demand, where it is not the product's.
    pub kind: Option<RequestKind>,
    /// Code of the department that answers, where it is not that of the work type or else the product's.
    pub department: Option<Code>,
    /// Severity from 0 to 100 before the answers, where it is not the product's.
    #[schemars(range(min = 0, max = 100))]
    pub severity: Option<i32>,
    /// Code of the work type: present, the precision belongs to the planned-intervention programme (*programme
    /// d'intervention planifié*).
    pub work_type: Option<Code>,
    /// Code of the commitment, where it is not the product's.
    pub commitment: Option<Code>,
    /// Code of the reason of `triage.toml` for which 9-1-1 answers it, whatever is said: nothing else is asked.
    pub emergency: Option<Code>,
}

/// The four kinds of demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// Information on a service (*renseignement*).
    Information,
    /// A service or an intervention (*demande d'intervention ou de service*).
    ServiceRequest,
    /// Defective equipment or a problem on the public road, at once (*intervention rapide*).
    RapidIntervention,
    /// A comment or a complaint (*commentaire ou plainte*).
    CommentOrComplaint,
}
