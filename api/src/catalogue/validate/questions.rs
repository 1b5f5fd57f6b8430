//! The questions of a product.

use super::Findings;
use super::conditions::{asked_together, condition, is_choice, not_applicable};
use crate::catalogue::format::{ProductFile, Question, QuestionType, TriageFile};
use crate::data_file::{Code, FieldPath, FileFaultCode};

/// Adds the faults of a product's questions, each by itself and with the questions that its conditions are on.
pub(super) fn questions(findings: &mut Findings<'_, ProductFile>, product: &ProductFile, triage: Option<&TriageFile>) {
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
        date(findings, &path, question);
        applies(findings, &path, question, ("maximum_length", question.maximum_length.is_some()), QuestionType::Text);
        applies(findings, &path, question, ("maximum_count", question.maximum_count.is_some()), QuestionType::Photo);
        if question.required && question.answer_type == QuestionType::Photo {
            findings.add(&path.key("required"), FileFaultCode::RequiredPhoto, Vec::new());
        }
        for (rank, entry) in question.when.iter().enumerate() {
            let path = path.key("when").index(rank);
            if let Some(on) = condition(findings, &path, entry, product) {
                asked_together(findings, &path, question.precisions.as_deref(), on);
            }
        }
    }
    triage_question(findings, product, triage);
}

fn triage_question(findings: &mut Findings<'_, ProductFile>, product: &ProductFile, triage: Option<&TriageFile>) {
    let (true, Some(triage)) = (product.triage_question, triage) else { return };
    let root = FieldPath::root();
    let Some(first) = &triage.question else {
        return not_applicable(findings, &root.key("triage_question"), "triage.toml: [question]");
    };
    if let Some(index) = product.questions.iter().position(|question| question.code == first.code) {
        findings.add(&root.key("questions").index(index).key("code"), FileFaultCode::DuplicateCode, Vec::new());
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
    let given = [
        ("unit", question.unit.is_some()),
        ("minimum", question.minimum.is_some()),
        ("maximum", question.maximum.is_some()),
        ("whole", question.whole.is_some()),
    ];
    for key in given {
        applies(findings, path, question, key, QuestionType::Number);
    }
    if let (Some(minimum), Some(maximum)) = (question.minimum, question.maximum) {
        findings.ordered(&path.key("maximum"), minimum, maximum);
        if question.whole == Some(true) && minimum <= maximum && minimum.ceil() > maximum {
            findings.add(&path.key("whole"), FileFaultCode::NoAnswerPossible, Vec::new());
        }
    }
}

fn date(findings: &mut Findings<'_, ProductFile>, path: &FieldPath, question: &Question) {
    for key in [("earliest", question.earliest.is_some()), ("latest", question.latest.is_some())] {
        applies(findings, path, question, key, QuestionType::Date);
    }
    if let (Some(earliest), Some(latest)) = (question.earliest, question.latest) {
        findings.ordered(&path.key("latest"), f64::from(earliest), f64::from(latest));
    }
}

/// Faults a key that is given to a question of another type than the one that it is for.
fn applies(
    findings: &mut Findings<'_, ProductFile>,
    path: &FieldPath,
    question: &Question,
    (key, given): (&str, bool),
    only: QuestionType,
) {
    let name = match only {
        QuestionType::Text => "type = \"text\"",
        QuestionType::Date => "type = \"date\"",
        QuestionType::Photo => "type = \"photo\"",
        _ => "type = \"number\"",
    };
    if given && question.answer_type != only {
        not_applicable(findings, &path.key(key), name);
    }
}
