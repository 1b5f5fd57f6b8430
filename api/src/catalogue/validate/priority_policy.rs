//! `priority-policy.toml`.

use super::Findings;
use crate::catalogue::format::PriorityPolicyFile;
use crate::data_file::{Document, FieldPath, FileFault, FileFaultCode};

/// The faults of the priority policy: what its schema allows and the planner refuses.
pub(super) fn priority_policy(document: &Document<PriorityPolicyFile>) -> Vec<FileFault> {
    let mut findings = Findings::of(document);
    if let Err(error) = document.content.policy().validate() {
        let reason = vec![("reason", error.to_string())];
        findings.add(&FieldPath::root().key("weights"), FileFaultCode::InvalidValue, reason);
    }
    findings.faults
}
