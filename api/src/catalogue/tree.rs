//! How the files of a product and of the triage become one question tree.

use super::format::{self, OutcomeEntry, ProductFile, QuestionType, TriageFile, TriageQuestion};
use crate::data_file::{Code, Text};
use crate::domain::bilingual::Bilingual;
use crate::domain::question_tree::{
    Condition, OutcomeRule, PlannedWork, Question, QuestionKind, QuestionOption, QuestionTree,
};

/// The tree of a product: the triage question first where the product asks it, then the product's own; the emergencies of
/// its precisions and of the triage question before what the product's own answers lead to. None where it asks nothing and
/// leads to nothing.
pub(super) fn question_tree(product: &ProductFile, triage: &TriageFile) -> Option<QuestionTree> {
    let triage_question = triage.question.as_ref().filter(|_| product.triage_question);
    let answered_here = answered_here(product);
    let mut tree = QuestionTree {
        questions: triage_question.into_iter().map(|question| first_question(question, &answered_here)).collect(),
        outcomes: product.precisions.iter().filter_map(emergency_of_precision).collect(),
    };
    tree.outcomes
        .extend(triage_question.into_iter().flat_map(|question| emergencies_of_answers(question, &answered_here)));
    let own = own_tree(product);
    tree.questions.extend(own.questions);
    tree.outcomes.extend(own.outcomes);
    (!tree.questions.is_empty() || !tree.outcomes.is_empty()).then_some(tree)
}

/// The questions and outcomes that a product's file holds, at the ranks that they have there, followed by the emergencies
/// of its precisions.
pub(super) fn judged_tree(product: &ProductFile) -> QuestionTree {
    let mut tree = own_tree(product);
    tree.outcomes.extend(product.precisions.iter().filter_map(emergency_of_precision));
    tree
}

fn own_tree(product: &ProductFile) -> QuestionTree {
    QuestionTree {
        questions: product.questions.iter().map(question).collect(),
        outcomes: product.outcomes.iter().map(outcome).collect(),
    }
}

/// The codes of the precisions that 3-1-1 answers.
fn answered_here(product: &ProductFile) -> Vec<String> {
    let here = product.precisions.iter().filter(|precision| precision.emergency.is_none());
    here.map(|precision| precision.code.to_string()).collect()
}

fn emergency_of_precision(precision: &format::PrecisionEntry) -> Option<OutcomeRule> {
    let reason = precision.emergency.as_ref()?.to_string();
    let precisions = Some(vec![precision.code.to_string()]);
    Some(OutcomeRule { precisions, emergency: Some(reason), ..OutcomeRule::default() })
}

fn first_question(question: &TriageQuestion, precisions: &[String]) -> Question {
    let option = |option: &format::TriageOption| QuestionOption {
        code: option.code.to_string(),
        text: bilingual(&option.text),
        severity: 0,
    };
    Question {
        code: question.code.to_string(),
        text: bilingual(&question.text),
        help: question.help.as_ref().map(bilingual),
        required: true,
        precisions: Some(precisions.to_vec()),
        when: Vec::new(),
        kind: QuestionKind::Choice { options: question.options.iter().map(option).collect() },
    }
}

fn emergencies_of_answers<'f>(
    question: &'f TriageQuestion,
    precisions: &'f [String],
) -> impl Iterator<Item = OutcomeRule> + 'f {
    let leading = question.options.iter().filter_map(|option| Some((option, option.reason.as_ref()?)));
    leading.map(move |(option, reason)| OutcomeRule {
        when: vec![Condition {
            question: question.code.to_string(),
            is: Some(vec![option.code.to_string()]),
            at_least: None,
            at_most: None,
        }],
        precisions: Some(precisions.to_vec()),
        emergency: Some(reason.to_string()),
        ..OutcomeRule::default()
    })
}

fn question(entry: &format::Question) -> Question {
    Question {
        code: entry.code.to_string(),
        text: bilingual(&entry.text),
        help: entry.help.as_ref().map(bilingual),
        required: entry.required,
        precisions: entry.precisions.as_deref().map(codes),
        when: entry.when.iter().map(condition).collect(),
        kind: kind(entry),
    }
}

fn kind(entry: &format::Question) -> QuestionKind {
    let options = || {
        let option = |option: &format::QuestionOption| QuestionOption {
            code: option.code.to_string(),
            text: bilingual(&option.text),
            severity: option.severity,
        };
        entry.options.iter().map(option).collect()
    };
    match entry.answer_type {
        QuestionType::Choice => QuestionKind::Choice { options: options() },
        QuestionType::Choices => QuestionKind::Choices { options: options() },
        QuestionType::Text => match entry.maximum_length {
            Some(maximum_length) => QuestionKind::Text { maximum_length },
            None => QuestionKind::text(),
        },
        QuestionType::Number => QuestionKind::Number {
            unit: entry.unit.clone(),
            minimum: entry.minimum,
            maximum: entry.maximum,
            whole: entry.whole.unwrap_or(false),
        },
        QuestionType::Date => QuestionKind::Date { earliest: entry.earliest, latest: entry.latest },
        QuestionType::Place => QuestionKind::Place,
        QuestionType::Photo => match entry.maximum_count {
            Some(maximum_count) => QuestionKind::Photo { maximum_count },
            None => QuestionKind::photo(),
        },
    }
}

fn outcome(entry: &OutcomeEntry) -> OutcomeRule {
    let planned_work = match (&entry.work_type, entry.planned) {
        (Some(code), _) => Some(PlannedWork::WorkType(code.to_string())),
        (None, Some(false)) => Some(PlannedWork::None),
        (None, _) => None,
    };
    OutcomeRule {
        when: entry.when.iter().map(condition).collect(),
        precisions: entry.precisions.as_deref().map(codes),
        severity: entry.severity.unwrap_or(0),
        kind: entry.kind.map(Into::into),
        department: entry.department.as_ref().map(ToString::to_string),
        planned_work,
        emergency: entry.emergency.as_ref().map(ToString::to_string),
        advice: entry.advice.as_ref().map(bilingual),
    }
}

fn condition(entry: &format::Condition) -> Condition {
    Condition {
        question: entry.question.to_string(),
        is: entry.is.as_deref().map(codes),
        at_least: entry.at_least,
        at_most: entry.at_most,
    }
}

fn bilingual(text: &Text) -> Bilingual {
    Bilingual { fr: text.fr.clone(), en: text.en.clone() }
}

fn codes(codes: &[Code]) -> Vec<String> {
    codes.iter().map(ToString::to_string).collect()
}
