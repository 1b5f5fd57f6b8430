//! What the answers to a product's questions lead to.

use super::Findings;
use super::conditions::{asked_together, condition};
use super::products::Known;
use crate::catalogue::format::{Condition, OutcomeEntry, PrecisionEntry, ProductFile};
use crate::data_file::{Code, FieldPath, FileFaultCode};

/// Adds the faults of a product's outcomes.
pub(super) fn outcomes(findings: &mut Findings<'_, ProductFile>, product: &ProductFile, known: &Known<'_>) {
    let root = FieldPath::root().key("outcomes");
    let precisions: Vec<&Code> = product.precisions.iter().map(|precision| &precision.code).collect();
    for (index, outcome) in product.outcomes.iter().enumerate() {
        let path = root.index(index);
        for (rank, code) in outcome.precisions.iter().flatten().enumerate() {
            findings.reference(&path.key("precisions").index(rank), code, Some(&precisions));
        }
        for (rank, entry) in outcome.when.iter().enumerate() {
            let path = path.key("when").index(rank);
            if let Some(on) = condition(findings, &path, entry, product) {
                asked_together(findings, &path, outcome.precisions.as_deref(), on);
            }
        }
        references(findings, &path, outcome, known);
        contradictions(findings, &path, outcome);
        for precision in &product.precisions {
            if is_reached(product, outcome, precision) {
                department(findings, &path, outcome, precision, known);
            }
        }
    }
}

fn references(findings: &mut Findings<'_, ProductFile>, path: &FieldPath, outcome: &OutcomeEntry, known: &Known<'_>) {
    if let Some(code) = &outcome.department {
        findings.reference(&path.key("department"), code, known.departments.as_deref());
    }
    if let Some(code) = &outcome.work_type {
        findings.reference(&path.key("work_type"), code, known.work_type_codes().as_deref());
    }
    if let Some(code) = &outcome.emergency {
        findings.reference(&path.key("emergency"), code, known.emergency_reasons().as_deref());
    }
}

/// Faults an outcome that says nothing, or two things that exclude each other.
fn contradictions(findings: &mut Findings<'_, ProductFile>, path: &FieldPath, outcome: &OutcomeEntry) {
    let acts = outcome.severity.is_some()
        || outcome.kind.is_some()
        || outcome.department.is_some()
        || outcome.work_type.is_some()
        || outcome.planned.is_some();
    if !acts && outcome.emergency.is_none() && outcome.advice.is_none() {
        let needed = "severity | kind | department | work_type | planned | emergency | advice".to_owned();
        findings.add(path, FileFaultCode::RequiresField, vec![("needed", needed)]);
    }
    let mut excludes = |key: &str, other: &str| {
        findings.add(&path.key(key), FileFaultCode::Contradiction, vec![("other", other.to_owned())]);
    };
    match outcome.planned {
        Some(false) if outcome.work_type.is_some() => excludes("planned", "work_type"),
        Some(true) if outcome.work_type.is_none() => excludes("planned", "work_type"),
        _ => {}
    }
    if outcome.emergency.is_some() && outcome.advice.is_some() {
        excludes("advice", "emergency");
    }
    if outcome.advice.is_some() && outcome.work_type.is_some() {
        excludes("work_type", "advice");
    }
}

/// Whether an outcome is for a precision, and all that its conditions are on is asked there.
fn is_reached(product: &ProductFile, outcome: &OutcomeEntry, precision: &PrecisionEntry) -> bool {
    let among = |codes: &Option<Vec<Code>>| codes.as_ref().is_none_or(|codes| codes.contains(&precision.code));
    let asked = |condition: &Condition| {
        let question = product.questions.iter().find(|question| question.code == condition.question);
        question.is_some_and(|question| among(&question.precisions))
    };
    among(&outcome.precisions) && outcome.when.iter().all(asked)
}

/// Faults a department that does not do the planned work which a precision would feed.
fn department(
    findings: &mut Findings<'_, ProductFile>,
    path: &FieldPath,
    outcome: &OutcomeEntry,
    precision: &PrecisionEntry,
    known: &Known<'_>,
) {
    let planned = outcome.planned != Some(false) && outcome.advice.is_none() && outcome.emergency.is_none();
    let work_type = outcome.work_type.as_ref().or(precision.work_type.as_ref()).filter(|_| planned);
    let (Some(department), Some(code), Some(work_types)) = (&outcome.department, work_type, known.work_types) else {
        return;
    };
    let does_it = work_types.iter().find(|work_type| work_type.code == *code).map(|work_type| &work_type.department);
    if let Some(expected) = does_it.filter(|expected| *expected != department) {
        let done_by = vec![("expected", expected.to_string()), ("work_type", code.to_string())];
        findings.add(&path.key("department"), FileFaultCode::DepartmentMismatch, done_by);
    }
}
