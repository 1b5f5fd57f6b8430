//! A catalogue whose files were checked: every reference names something, every default is filled in.

use serde::Serialize;

use super::format::{
    Calendar, City, Department, PriorityPolicyFile, ProductFile, Question, RequestKind, ServiceCommitment, WorkType,
};
use crate::data_file::{Code, Text};

/// The whole catalogue of a city.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// The city.
    pub city: City,
    /// The departments and their crews.
    pub departments: Vec<Department>,
    /// The types of planned work.
    pub work_types: Vec<WorkType>,
    /// The commitments of the service declaration.
    pub commitments: Vec<ServiceCommitment>,
    /// When the service is open.
    pub calendar: Calendar,
    /// How priorities are computed.
    pub priority_policy: PriorityPolicyFile,
    /// The products by position, then by code.
    pub products: Vec<Product>,
}

/// A product with the defaults of its precisions filled in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Product {
    /// Code of the product.
    pub code: Code,
    /// Its name.
    pub name: Text,
    /// Rank among the products shown to a citizen.
    pub position: i32,
    /// Kind of demand.
    pub kind: RequestKind,
    /// Code of the department that answers.
    pub department: Code,
    /// Severity from 0 to 100.
    pub severity: i32,
    /// Code of the commitment that its requests are held to.
    pub commitment: Option<Code>,
    /// Its precisions, in the order shown.
    pub precisions: Vec<Precision>,
    /// Its questions; none where it asks nothing.
    #[serde(skip)]
    pub question_tree: Option<QuestionTree>,
}

/// A precision of a product.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Precision {
    /// Code of the precision, unique within the product.
    pub code: Code,
    /// Its name.
    pub name: Text,
    /// Kind of demand.
    pub kind: RequestKind,
    /// Code of the department that answers.
    pub department: Code,
    /// Severity from 0 to 100 before the answers.
    pub severity: i32,
    /// Code of the work type where it belongs to the planned-intervention programme.
    pub work_type: Option<Code>,
    /// Code of the commitment that its requests are held to.
    pub commitment: Option<Code>,
}

/// A conditional question tree, as it is stored and served.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuestionTree {
    /// The questions in the order asked.
    pub questions: Vec<Question>,
}

impl Catalogue {
    /// The product of a code.
    pub fn product(&self, code: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.code.as_str() == code)
    }

    /// The work type of a code.
    pub fn work_type(&self, code: &str) -> Option<&WorkType> {
        self.work_types.iter().find(|work_type| work_type.code.as_str() == code)
    }
}

impl Product {
    /// The product that a file describes; a precision without a department of its own is answered by the department of
    /// its work type or else by the product's.
    pub(super) fn resolve(file: ProductFile, work_types: &[WorkType]) -> Self {
        let precisions = file
            .precisions
            .iter()
            .map(|entry| {
                let work_type = entry.work_type.as_ref();
                let planned_by = work_type.and_then(|code| work_types.iter().find(|work_type| work_type.code == *code));
                Precision {
                    code: entry.code.clone(),
                    name: entry.name.clone(),
                    kind: entry.kind.unwrap_or(file.kind),
                    department: entry
                        .department
                        .as_ref()
                        .or(planned_by.map(|work_type| &work_type.department))
                        .unwrap_or(&file.department)
                        .clone(),
                    severity: entry.severity.unwrap_or(file.severity),
                    work_type: work_type.cloned(),
                    commitment: entry.commitment.as_ref().or(file.commitment.as_ref()).cloned(),
                }
            })
            .collect();
        Self {
            code: file.code,
            name: file.name,
            position: file.position,
            kind: file.kind,
            department: file.department,
            severity: file.severity,
            commitment: file.commitment,
            precisions,
            question_tree: (!file.questions.is_empty()).then_some(QuestionTree { questions: file.questions }),
        }
    }

    /// The precision of a code.
    pub fn precision(&self, code: &str) -> Option<&Precision> {
        self.precisions.iter().find(|precision| precision.code.as_str() == code)
    }
}
