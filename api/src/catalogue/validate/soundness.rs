//! What keeps the question tree of a product from being published.

use super::Findings;
use crate::catalogue::format::ProductFile;
use crate::catalogue::tree::judged_tree;
use crate::data_file::{FieldPath, FileFaultCode};
use crate::domain::question_tree::{Spot, TreeFault};

/// Adds the faults of the tree as a whole, whose questions and outcomes hold each by itself.
pub(super) fn soundness(findings: &mut Findings<'_, ProductFile>, product: &ProductFile) {
    let precisions: Vec<&str> = product.precisions.iter().map(|precision| precision.code.as_str()).collect();
    let root = FieldPath::root();
    for (spot, fault) in judged_tree(product).soundness_faults(&precisions) {
        let path = match spot {
            Spot::Question(rank) => root.key("questions").index(rank),
            Spot::Outcome(rank) if rank < product.outcomes.len() => root.key("outcomes").index(rank),
            // An emergency of a precision has no condition that could fail.
            Spot::Outcome(_) => continue,
        };
        let (code, parameter) = match fault {
            TreeFault::Cycle { questions } => (FileFaultCode::QuestionCycle, ("cycle", questions.join(", "))),
            TreeFault::Later { question } => (FileFaultCode::ConditionOnLaterQuestion, ("question", question)),
            TreeFault::NeverHolds { question } => (FileFaultCode::ConditionsNeverHold, ("question", question)),
            TreeFault::EndedBefore { outcome } => {
                let ended_by = match product.outcomes.get(outcome) {
                    Some(_) => format!("outcomes[{}]", outcome + 1),
                    None => "precisions[…].emergency".to_owned(),
                };
                (FileFaultCode::QuestionAfterEnd, ("ended_by", ended_by))
            }
        };
        findings.add(&path.key("when"), code, vec![parameter]);
    }
}
