//! The question tree of a product.

use super::Findings;
use crate::catalogue::format::{Condition, ProductFile, Question, QuestionType};
use crate::data_file::{Code, FieldPath, FileFaultCode};

/// Adds the faults of a product's questions.
pub(super) fn questions(findings: &mut Findings<'_, ProductFile>, product: &ProductFile) {
    let root = FieldPath::root().key("questions");
    let precisions: Vec<&Code> = product.precisions.iter().map(|precision| &precision.code).collect();
    findings.distinct(&root, product.questions.iter().map(|question| &question.code));
    for (index, question) in product.questions.iter().enumerate() {
        let path = root.index(index);
        for (rank, code) in question.precisions.iter().flatten().enumerate() {
            findings.reference(&path.key("precisions").index(rank), code, Some(&precisions));
        }
        options(findings, &path, question);
        number(findings, &path, question);
        for (rank, condition) in question.when.iter().enumerate() {
            let path = path.key("when").index(rank);
            let earlier = product.questions[..index].iter().find(|earlier| earlier.code == condition.question);
            match earlier {
                Some(earlier) => {
                    holds_for(findings, &path, condition, earlier);
                    reachable(findings, &path, question, earlier);
                }
                None => unknown_question(findings, &path, condition, product),
            }
        }
    }
}

fn unknown_question(
    findings: &mut Findings<'_, ProductFile>,
    path: &FieldPath,
    condition: &Condition,
    product: &ProductFile,
) {
    let codes: Vec<&Code> = product.questions.iter().map(|question| &question.code).collect();
    let path = path.key("question");
    if codes.contains(&&condition.question) {
        findings.add(&path, FileFaultCode::ConditionOnLaterQuestion, Vec::new());
    } else {
        findings.reference(&path, &condition.question, Some(&codes));
    }
}

fn options(findings: &mut Findings<'_, ProductFile>, path: &FieldPath, question: &Question) {
    let path = path.key("options");
    if !is_choice(question) {
        if !question.options.is_empty() {
            not_applicable(findings, &path, "type = \"choice\"");
        }
        return;
    }
    if question.options.len() < 2 {
        findings.add(&path, FileFaultCode::TooFew, vec![("least", "2".to_owned())]);
    }
    findings.distinct(&path, question.options.iter().map(|option| &option.code));
}

fn number(findings: &mut Findings<'_, ProductFile>, path: &FieldPath, question: &Question) {
    if question.answer_type != QuestionType::Number {
        let given = [
            ("unit", question.unit.is_some()),
            ("minimum", question.minimum.is_some()),
            ("maximum", question.maximum.is_some()),
        ];
        for (key, _) in given.into_iter().filter(|(_, given)| *given) {
            not_applicable(findings, &path.key(key), "type = \"number\"");
        }
    }
    if let (Some(minimum), Some(maximum)) = (question.minimum, question.maximum) {
        findings.ordered(&path.key("maximum"), minimum, maximum);
    }
}

/// Faults a condition that an answer to `earlier` can never be judged by.
fn holds_for(findings: &mut Findings<'_, ProductFile>, path: &FieldPath, condition: &Condition, earlier: &Question) {
    let bounds = [("at_least", condition.at_least.is_some()), ("at_most", condition.at_most.is_some())];
    if condition.is.is_none() && bounds.iter().all(|(_, given)| !given) {
        let needed = vec![("needed", "is | at_least | at_most".to_owned())];
        findings.add(path, FileFaultCode::RequiresField, needed);
    }
    if let Some(chosen) = &condition.is {
        if is_choice(earlier) {
            let known: Vec<&Code> = earlier.options.iter().map(|option| &option.code).collect();
            for (rank, code) in chosen.iter().enumerate() {
                findings.reference(&path.key("is").index(rank), code, Some(&known));
            }
        } else {
            not_applicable(findings, &path.key("is"), "type = \"choice\"");
        }
    }
    if earlier.answer_type != QuestionType::Number {
        for (key, _) in bounds.into_iter().filter(|(_, given)| *given) {
            not_applicable(findings, &path.key(key), "type = \"number\"");
        }
    }
    if let (Some(least), Some(most)) = (condition.at_least, condition.at_most) {
        findings.ordered(&path.key("at_most"), least, most);
    }
}

/// Faults a question whose condition is on a question that none of its precisions is asked.
fn reachable(findings: &mut Findings<'_, ProductFile>, path: &FieldPath, question: &Question, earlier: &Question) {
    let (Some(own), Some(earlier)) = (&question.precisions, &earlier.precisions) else { return };
    if !own.iter().any(|code| earlier.contains(code)) {
        let codes = earlier.iter().map(Code::as_str).collect::<Vec<_>>().join(", ");
        findings.add(&path.key("question"), FileFaultCode::UnreachableQuestion, vec![("precisions", codes)]);
    }
}

fn not_applicable(findings: &mut Findings<'_, ProductFile>, path: &FieldPath, meaning: &str) {
    findings.add(path, FileFaultCode::NotApplicable, vec![("meaning", meaning.to_owned())]);
}

fn is_choice(question: &Question) -> bool {
    matches!(question.answer_type, QuestionType::Choice | QuestionType::Choices)
}
