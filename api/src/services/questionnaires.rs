//! Questionnaires: which version of a question tree a caller answers, and what its outcome makes of a demand.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use riverain_entities::products::RequestKind;
use riverain_entities::{precisions, products, work_types};
use serde_json::{Map, Value};

use super::intake::Intake;
use crate::domain::fault::{Fault, FaultKind, Faults};
use crate::domain::question_tree::{Circumstances, Outcome, PlannedWork, Question, Walk};
use crate::store::reference::{Reference, StoredQuestionTree};

/// How long a version is still accepted after a later one replaced it: a form that was open, a phone without network.
const ACCEPTED_AFTER_REPLACEMENT: Duration = Duration::days(7);

/// What is asked about: a product and a precision, by their codes, and a version of the product's question tree.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Code of the product.
    pub product: &'a str,
    /// Code of the precision.
    pub precision: &'a str,
    /// Version of the tree; the present one where absent.
    pub tree_version: Option<i32>,
}

/// A precision with the version of the tree that asks about it.
#[derive(Debug, Clone)]
pub struct Questionnaire {
    /// The version of the product.
    pub product: Arc<products::Model>,
    /// The precision, one of that version's.
    pub precision: Arc<precisions::Model>,
    /// The version of its tree; none where the product asks nothing and leads to nothing.
    pub tree: Option<Arc<StoredQuestionTree>>,
}

/// Why a demand cannot be asked about.
#[derive(Debug)]
pub enum NoQuestionnaire {
    /// The product or the precision does not exist.
    Faults(Faults),
    /// The tree has no such version, or one that was replaced too long ago.
    VersionNotAccepted {
        /// The version that was asked for.
        version: i32,
        /// The present version; none where the product has no tree.
        current: Option<i32>,
    },
}

/// The questionnaire of a subject, whose fields the caller named `{prefix}product` and so on.
///
/// # Errors
/// A product or a precision that does not exist, or a version that is not accepted.
pub fn find(
    reference: &Reference,
    prefix: &str,
    subject: Subject<'_>,
    now: DateTime<Utc>,
) -> Result<Questionnaire, NoQuestionnaire> {
    let Some(product) = reference.product_of_code(subject.product) else {
        let allowed = join(reference.products().iter().map(|row| row.code.as_str()));
        return Err(unknown(format!("{prefix}product"), subject.product, allowed));
    };
    let current = reference.question_trees().current_of(product.id);
    let tree = match subject.tree_version {
        None => current,
        Some(version) => {
            let found = reference.question_trees().version(subject.product, version);
            let accepted = found.filter(|tree| is_accepted(tree, now));
            let refusal = || NoQuestionnaire::VersionNotAccepted { version, current: current.map(|tree| tree.version) };
            Some(accepted.ok_or_else(refusal)?)
        }
    };
    // A version of a tree asks about the version of its product: a request made with one is made with the other.
    let product = tree.and_then(|tree| reference.product(tree.product_id)).unwrap_or(product);
    let precisions = reference.precisions_of(product.id);
    let Some(precision) = precisions.iter().find(|row| row.code == subject.precision) else {
        let allowed = join(precisions.iter().map(|row| row.code.as_str()));
        return Err(unknown(format!("{prefix}precision"), subject.precision, allowed));
    };
    Ok(Questionnaire { product: Arc::clone(product), precision: Arc::clone(precision), tree: tree.cloned() })
}

/// Where and when a demand of this moment is made.
pub fn circumstances(reference: &Reference, opened_at: DateTime<Utc>) -> Circumstances<'_> {
    Circumstances {
        today: reference.local_date(opened_at),
        bounds: reference.city_bounds(),
        city: &reference.city.name,
    }
}

/// What becomes of a demand by its precision and its answers.
#[derive(Debug, Clone)]
pub struct Consequence {
    /// Severity, 0 to 100.
    pub severity: i32,
    /// Kind of demand.
    pub kind: RequestKind,
    /// Key of the department that answers.
    pub department_id: i64,
    /// The planned work that it feeds; none where it is answered by itself.
    pub work_type: Option<Arc<work_types::Model>>,
}

impl Consequence {
    /// What an outcome makes of a demand for a precision. What advice settles was a demand for information; planned work is
    /// answered by the department that does it.
    pub fn of(reference: &Reference, precision: &precisions::Model, outcome: &Outcome) -> Self {
        let code = match &outcome.planned_work {
            _ if outcome.ends() => None,
            Some(PlannedWork::None) => None,
            Some(PlannedWork::WorkType(code)) => Some(code),
            None => precision.work_type_code.as_ref(),
        };
        let work_type = code.and_then(|code| reference.work_type_of_code(code)).cloned();
        let department = outcome.department.as_deref().and_then(|code| reference.department_of_code(code));
        let advised = outcome.advice.as_ref().map(|_| RequestKind::Information);
        Self {
            severity: (precision.severity + outcome.severity).clamp(0, 100),
            kind: outcome.kind.or(advised).unwrap_or(precision.kind),
            department_id: work_type
                .as_ref()
                .map(|work_type| work_type.department_id)
                .or(department.map(|department| department.id))
                .unwrap_or(precision.department_id),
            work_type,
        }
    }
}

/// Gives a demand what its answers lead to.
pub fn apply(reference: &Reference, outcome: &Outcome, intake: &mut Intake) {
    let consequence = Consequence::of(reference, &intake.precision, outcome);
    intake.answer_severity = outcome.severity;
    intake.kind = Some(consequence.kind);
    let department = outcome.department.as_deref().and_then(|code| reference.department_of_code(code));
    intake.department_id = department.map(|row| row.id);
    intake.is_unplanned = consequence.work_type.is_none();
    intake.work_type = consequence.work_type;
}

impl Questionnaire {
    /// Where answers, which the caller named `field`, stand in it at a moment.
    ///
    /// # Errors
    /// Answers that are no object or too many, or any where the product asks nothing.
    pub fn walk(
        &self,
        reference: &Reference,
        field: &str,
        answers: &Value,
        opened_at: DateTime<Utc>,
    ) -> Result<Walk, Fault> {
        let Some(tree) = &self.tree else {
            return match answers.as_object().is_some_and(Map::is_empty) {
                true => Ok(Walk::default()),
                false => Err(Fault::new(field, answers, FaultKind::NoQuestions)),
            };
        };
        let entries = tree.tree.entries(field, answers)?;
        Ok(tree.tree.walk(&self.precision.code, field, entries, &circumstances(reference, opened_at)))
    }

    /// The walk of a demand that is submitted with these answers.
    ///
    /// # Errors
    /// What [`Self::walk`] refuses, every faulty answer, and every question that must be answered and is not.
    pub fn check(
        &self,
        reference: &Reference,
        field: &str,
        answers: &Value,
        opened_at: DateTime<Utc>,
    ) -> Result<Walk, Faults> {
        let walk = self.walk(reference, field, answers, opened_at)?;
        match &self.tree {
            Some(tree) => tree.tree.settle(walk, field, answers),
            None => Ok(walk),
        }
    }

    /// A question as it is asked at present: exceptional situations put answers to those of triage first.
    pub fn presented(&self, reference: &Reference, question: &Question) -> Question {
        match &self.tree {
            Some(tree) if tree.tree.is_triage(question) => {
                question.clone().with_first_options(reference.first_answers())
            }
            _ => question.clone(),
        }
    }

    /// The questions of its tree, in the order asked.
    pub fn questions(&self) -> &[Question] {
        self.tree.as_ref().map_or(&[], |tree| &tree.tree.questions)
    }
}

fn is_accepted(tree: &StoredQuestionTree, now: DateTime<Utc>) -> bool {
    tree.superseded_at.is_none_or(|replaced| now < replaced + ACCEPTED_AFTER_REPLACEMENT)
}

fn unknown(field: String, code: &str, allowed: String) -> NoQuestionnaire {
    NoQuestionnaire::Faults(Fault::new(field, code, FaultKind::Unknown { allowed }).into())
}

fn join<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    codes.collect::<Vec<_>>().join(", ")
}
