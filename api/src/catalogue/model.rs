//! A catalogue whose files were checked: every reference names something, every default is filled in.

use serde::Serialize;

use super::format::{
    AssignmentRuleEntry, Calendar, City, Condition, Department, FollowUpTemplate, LifeCycleFile, PriorityPolicyFile,
    ProductDuplicates, ProductFile, ReopeningWindow, RequestKind, ServiceCommitment, TriageFile, WorkType,
};
use super::tree::question_tree;
use crate::data_file::{Code, Text};
use crate::domain::question_tree::QuestionTree;

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
    /// What belongs to 9-1-1 rather than to 3-1-1.
    pub triage: TriageFile,
    /// How priorities are computed.
    pub priority_policy: PriorityPolicyFile,
    /// The life cycle of requests.
    pub life_cycle: LifeCycleFile,
    /// The rules by which requests are given to departments and teams, in the order they are tried.
    pub assignment: AssignmentRules,
    /// The templates of follow-ups, in the order in which agents choose among them.
    pub follow_up_templates: Vec<FollowUpTemplate>,
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
    /// For how long its closed requests may be reopened, where it says so itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reopening: Option<ReopeningWindow>,
    /// How several reports of one problem are recognised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicates: Option<ProductDuplicates>,
    /// Its precisions, in the order shown.
    pub precisions: Vec<Precision>,
    /// Its questions and what their answers lead to; none where it asks nothing and leads to nothing.
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

/// The rules of assignment, as they are stored and tried.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct AssignmentRules {
    /// The rules in the order they are tried.
    pub rules: Vec<AssignmentRule>,
}

/// A rule of assignment whose department is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AssignmentRule {
    /// Code of the rule.
    pub code: Code,
    /// What it is about.
    pub name: Text,
    /// Codes of products; any where empty.
    pub products: Vec<Code>,
    /// Codes of precisions; any where empty.
    pub precisions: Vec<Code>,
    /// Codes of boroughs; any place where empty.
    pub boroughs: Vec<Code>,
    /// Codes of neighbourhoods; any place where empty.
    pub neighbourhoods: Vec<Code>,
    /// Conditions on the answers.
    pub answers: Vec<Condition>,
    /// Code of the department.
    pub department: Code,
    /// Code of the team; none where the department alone is known.
    pub team: Option<Code>,
}

impl AssignmentRules {
    /// The rules that a file describes; a rule without a department of its own gives to that of its team. One that names
    /// neither, which the check of the file faults, gives to nobody and is left out.
    pub(super) fn resolve(rules: Vec<AssignmentRuleEntry>, departments: &[Department]) -> Self {
        let rules = rules.into_iter().filter_map(|entry| {
            let of_team = || {
                let has_team = |department: &&Department| {
                    department.teams.iter().any(|team| entry.team.as_ref() == Some(&team.code))
                };
                departments.iter().find(has_team).map(|department| department.code.clone())
            };
            Some(AssignmentRule {
                department: entry.department.clone().or_else(of_team)?,
                code: entry.code,
                name: entry.name,
                products: entry.products,
                precisions: entry.precisions,
                boroughs: entry.boroughs,
                neighbourhoods: entry.neighbourhoods,
                answers: entry.answers,
                team: entry.team,
            })
        });
        Self { rules: rules.collect() }
    }
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
    pub(super) fn resolve(file: ProductFile, work_types: &[WorkType], triage: &TriageFile) -> Self {
        let question_tree = question_tree(&file, triage);
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
            reopening: file.reopening,
            duplicates: file.duplicates,
            precisions,
            question_tree,
        }
    }

    /// The precision of a code.
    pub fn precision(&self, code: &str) -> Option<&Precision> {
        self.precisions.iter().find(|precision| precision.code.as_str() == code)
    }
}
