//! The conditions of questions and of outcomes.

use super::Findings;
use crate::catalogue::format::{Condition, ProductFile, Question, QuestionType};
use crate::data_file::{Code, FieldPath, FileFaultCode};

/// Faults a condition that names no question of the product, and each that an answer to its question can never be judged
/// by; gives the question.
pub(super) fn condition<'p>(
    findings: &mut Findings<'_, ProductFile>,
    path: &FieldPath,
    condition: &Condition,
    product: &'p ProductFile,
) -> Option<&'p Question> {
    let Some(question) = product.questions.iter().find(|question| question.code == condition.question) else {
        let codes: Vec<&Code> = product.questions.iter().map(|question| &question.code).collect();
        findings.reference(&path.key("question"), &condition.question, Some(&codes));
        return None;
    };
    judged_by(findings, path, condition, question);
    Some(question)
}

/// Faults a condition on a question that none of these precisions is asked; all are where none is named.
pub(super) fn asked_together(
    findings: &mut Findings<'_, ProductFile>,
    path: &FieldPath,
    precisions: Option<&[Code]>,
    question: &Question,
) {
    let (Some(own), Some(asked)) = (precisions, &question.precisions) else { return };
    if !own.iter().any(|code| asked.contains(code)) {
        let codes = asked.iter().map(Code::as_str).collect::<Vec<_>>().join(", ");
        findings.add(&path.key("question"), FileFaultCode::UnreachableQuestion, vec![("precisions", codes)]);
    }
}

fn judged_by(findings: &mut Findings<'_, ProductFile>, path: &FieldPath, condition: &Condition, question: &Question) {
    let bounds = [("at_least", condition.at_least.is_some()), ("at_most", condition.at_most.is_some())];
    if condition.is.is_none() && bounds.iter().all(|(_, given)| !given) {
        let needed = vec![("needed", "is | at_least | at_most".to_owned())];
        findings.add(path, FileFaultCode::RequiresField, needed);
    }
    if let Some(chosen) = &condition.is {
        if is_choice(question) {
            let known: Vec<&Code> = question.options.iter().map(|option| &option.code).collect();
            for (rank, code) in chosen.iter().enumerate() {
                findings.reference(&path.key("is").index(rank), code, Some(&known));
            }
        } else {
            not_applicable(findings, &path.key("is"), "type = \"choice\"");
        }
    }
    if question.answer_type != QuestionType::Number {
        for (key, _) in bounds.into_iter().filter(|(_, given)| *given) {
            not_applicable(findings, &path.key(key), "type = \"number\"");
        }
    }
    if let (Some(least), Some(most)) = (condition.at_least, condition.at_most) {
        findings.ordered(&path.key("at_most"), least, most);
    }
}

/// Faults a key that has no meaning without what `meaning` says.
pub(super) fn not_applicable(findings: &mut Findings<'_, ProductFile>, path: &FieldPath, meaning: &str) {
    findings.add(path, FileFaultCode::NotApplicable, vec![("meaning", meaning.to_owned())]);
}

/// Whether a question is answered by options.
pub(super) fn is_choice(question: &Question) -> bool {
    matches!(question.answer_type, QuestionType::Choice | QuestionType::Choices)
}
