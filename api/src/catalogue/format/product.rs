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
