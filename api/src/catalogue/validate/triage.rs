//! `triage.toml`.

use super::Findings;
use crate::catalogue::format::TriageFile;
use crate::data_file::{Code, Document, FieldPath, FileFault, FileFaultCode};

/// The faults of the triage.
pub(super) fn triage(document: &Document<TriageFile>) -> Vec<FileFault> {
    let mut findings = Findings::of(document);
    let (triage, root) = (&document.content, FieldPath::root());
    findings.distinct(&root.key("reasons"), triage.reasons.iter().map(|reason| &reason.code));
    let Some(question) = &triage.question else { return findings.faults };
    let options = root.key("question").key("options");
    findings.distinct(&options, question.options.iter().map(|option| &option.code));
    let known: Vec<&Code> = triage.reasons.iter().map(|reason| &reason.code).collect();
    for (index, option) in question.options.iter().enumerate() {
        if let Some(reason) = &option.reason {
            findings.reference(&options.index(index).key("reason"), reason, Some(&known));
        }
    }
    // Without an answer that stays with 3-1-1, no demand that is asked could ever be submitted.
    let stays = question.options.iter().filter(|option| option.reason.is_none()).count();
    if stays == 0 || question.options.len() < 2 {
        findings.add(&options, FileFaultCode::NoAnswerPossible, Vec::new());
    }
    findings.faults
}
